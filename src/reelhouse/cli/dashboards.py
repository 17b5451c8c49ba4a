"""`reelhouse dashboards`: the pages over the published build."""

from __future__ import annotations

import importlib.util
import socket
from typing import Annotated

import typer

from reelhouse.cli.session import session
from reelhouse.console import count_progress, err
from reelhouse.errors import ReelhouseError
from reelhouse.lake import Lake
from reelhouse.settings import Settings
from reelhouse.settings.dashboards import ThemeName


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command(
        epilog="Examples: [bold]reelhouse dashboards[/] · "
        "[bold]reelhouse dashboards --port 8600 --theme dark[/] · "
        "[bold]reelhouse dashboards --prepare[/]"
    )(dashboards)


def dashboards(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; 0.0.0.0 is all of the machine's.")
    ] = None,
    theme: Annotated[ThemeName | None, typer.Option(help="Colours of the pages.")] = None,
    currency: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Currency that money is shown in, with --rate."),
    ] = None,
    rate: Annotated[
        float | None, typer.Option(min=0, help="How much of it a US dollar is worth.")
    ] = None,
    prepare: Annotated[
        bool,
        typer.Option("--prepare", help="Serve nothing: ask for what pages show, keep it, and end."),
    ] = False,
) -> None:
    """Show the published build on a screen, until stopped with Ctrl-C."""
    if missing := missing_packages():
        raise ReelhouseError(
            f"the dashboards need {missing[0]}, which is not installed",
            advice="Install the extra `dashboards` of the package: `reelhouse[dashboards]`.",
        )
    given = {
        "host": host,
        "port": port,
        "theme": theme,
        "currency": currency,
        "currency_per_usd": rate,
    }
    said = {name: str(value) for name, value in given.items() if value is not None}
    settings = session.settings(**({"dashboards": said} if said else {}))
    if prepare:
        prepare_pages(session.lake(), settings)
        return
    from reelhouse.dashboards.serve import serve

    shown = settings.dashboards
    _refuse_taken(shown.host, shown.port)
    err.print(f"dashboards on http://{shown.host}:{shown.port} – stop with Ctrl-C")
    serve(session.lake(), settings)


def missing_packages() -> list[str]:
    """What the dashboards need and is not installed."""
    return [name for name in ("streamlit", "plotly") if importlib.util.find_spec(name) is None]


def prepare_pages(lake: Lake, settings: Settings) -> None:
    """Do what a server does after its first page, so that the next one need not.

    Raises:
        ReelhouseError: nothing has been built yet.
    """
    from reelhouse.dashboards import ahead
    from reelhouse.dashboards.search import make_index
    from reelhouse.dashboards.shared import Server
    from reelhouse.gold import require_current

    build = require_current(lake)
    err.print("making the index of titles")
    make_index(lake, build)
    with count_progress("asking for what pages show") as tell:
        ahead.prepare(Server(lake, settings), tell=tell)
    err.print(f"pages of build {build.build_id} are prepared")


def _refuse_taken(host: str, port: int) -> None:
    """Say so before the server starts where its place is taken."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise ReelhouseError(
            f"nothing can listen there: {error.strerror or error}",
            where=f"{host}:{port}",
            advice="Another program may be there already; --port takes another one.",
        ) from error
