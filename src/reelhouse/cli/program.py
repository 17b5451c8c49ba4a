"""The command line as a whole: each command is one call into the package and one way to show it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from reelhouse.cli import (
    advise,
    backup,
    basics,
    builds,
    compare,
    dashboards,
    explain,
    forecast,
    licensing,
    metrics,
    models,
    offers,
    publish,
    recommend,
    report,
    simulate,
    sources,
    titles,
    watch,
)
from reelhouse.cli.session import session
from reelhouse.console import err, print_error
from reelhouse.errors import EXIT_FAILED, ReelhouseError
from reelhouse.logs import log_as_json
from reelhouse.objects.registry import working_copies
from reelhouse.settings import CONFIG_FILE

EXIT_STOPPED = 130  # what a shell reports of a program that Ctrl-C ended

app = typer.Typer(
    help="Public catalogues of film and TV as a governed warehouse, with evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(builds.app, name="builds")
app.add_typer(titles.app, name="titles")
for commands in (
    advise,
    explain,
    forecast,
    metrics,
    models,
    recommend,
    licensing,
    compare,
    offers,
    sources,
    simulate,
    dashboards,
    report,
    backup,
    publish,
    watch,
    basics,
):
    commands.register(app)


@app.callback()
def options(
    config: Annotated[
        Path | None, typer.Option(help=f"Settings file; by default {CONFIG_FILE} here.")
    ] = None,
    lake: Annotated[
        str | None, typer.Option(help="Folder of the lake, or s3://bucket/prefix.")
    ] = None,
    debug: Annotated[bool, typer.Option(help="Show tracebacks of errors.")] = False,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Write progress and errors as lines of JSON.")
    ] = False,
) -> None:
    """Take the options that stand before the command."""
    if log_json:
        log_as_json()
    session.config, session.lake_path, session.debug = config, lake, debug


def main() -> None:
    """Run the command line; errors a user can act on end with their exit code."""
    try:
        with working_copies():
            app()
    except SystemExit as end:
        if end.code == EXIT_STOPPED:
            err.print("stopped; what was complete is kept, and the next run goes on from there")
        raise
    except ReelhouseError as error:
        if session.debug:
            raise
        print_error(error)
        sys.exit(error.exit_code)
    except Exception as error:
        if session.debug:
            raise
        print_error(
            ReelhouseError(
                f"{type(error).__name__}: {error}",
                advice="`reelhouse --debug …` shows where it happened.",
            )
        )
        sys.exit(EXIT_FAILED)
