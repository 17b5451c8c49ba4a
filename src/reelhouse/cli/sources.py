"""`reelhouse ingest`, and what goes with the data of others: terms, retention, exports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from reelhouse.cli.session import JsonOption, session
from reelhouse.console import ByteProgress, err, out, print_error, print_json, print_table
from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.settings import is_secret, variable_of

if TYPE_CHECKING:
    from reelhouse.gold import Build

DAY = ["%Y-%m-%d"]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    examples: dict[Callable[..., None], str] = {
        ingest: "Examples: [bold]reelhouse ingest imdb[/] · "
        "[bold]reelhouse ingest imdb --from ~/Downloads/imdb[/] · "
        "[bold]reelhouse ingest jikan --set seasons=2025-fall,2026-winter[/] · "
        "[bold]reelhouse ingest --all[/]",
        terms: "Examples: [bold]reelhouse terms[/] · [bold]reelhouse terms youtube --json[/]",
        prune: "Example: [bold]reelhouse prune --expired[/]",
        export: "Example: [bold]reelhouse export dim_genre --to genres.csv --for-own-use[/]",
    }
    for command, epilog in examples.items():
        app.command(epilog=epilog)(command)


def ingest(
    sources: Annotated[
        list[str] | None, typer.Argument(help="What to fetch, such as imdb.", metavar="SOURCE…")
    ] = None,
    origins: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            help="Folder, file, URL, or NAME=PATH such as title.basics=movies.tsv; repeatable. "
            "By default the provider's own address.",
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All sources that can be had with these settings.")
    ] = False,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=DAY,
            help="Day the files stand for; by default read off the file name, the server or today.",
        ),
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=DAY, help="Earliest day wanted of an API.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Take this many titles, or whatever a source mainly has, and what belongs "
            "to them.",
        ),
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="A setting of the source for this run: KEY=VALUE, or SOURCE.KEY=VALUE."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Bring what sources have into bronze, within their limits and checked row by row."""
    from reelhouse.cli.views import ingest_as_json, show_ingest
    from reelhouse.sources.registry import source
    from reelhouse.sources.run import Request, ingest_source, usable

    if any(not origin.strip() for origin in origins or []):
        raise UsageError("--from is empty", advice="Give a folder, a file or a URL.")
    names = list(dict.fromkeys(sources or []))
    for name in names:
        source(name)
    settings = session.settings(**_overrides(names, changes or []))
    if everything:
        if names:
            raise UsageError("--all takes no names", advice="Give names, or --all.")
        for name, reason in usable(settings).items():
            if reason:
                err.print(f"left out {name}: {escape(reason)}")
            else:
                names.append(name)
    if not names:
        raise UsageError(
            "no source was named", advice="`reelhouse terms` lists them; --all takes all there are."
        )
    if len(names) > 1 and origins:
        raise UsageError("--from is for one source at a time")
    request = Request(
        tuple(origins or ()),
        as_of.date() if as_of else None,
        since.date() if since else None,
        limit,
    )
    lake = session.lake()
    answers: list[dict[str, Any]] = []
    failures: list[ReelhouseError] = []
    for name in names:
        report, failure = None, None
        try:
            with ByteProgress() as progress:
                report = ingest_source(name, lake, settings, request, progress=progress)
        except ReelhouseError as error:
            report, failure = getattr(error, "report", None), error
            failures.append(error)
        if as_json:
            said = ingest_as_json(report) if report else {}
            failed = {"error": str(failure)} if failure else {}
            answers.append({"source": name, **said, **failed} if len(names) > 1 else said | failed)
        elif report:
            if len(names) > 1:
                out.print(f"[bold]{name}[/]")
            show_ingest(report)
        if failure and len(names) > 1:
            print_error(failure)
    if as_json and (len(names) > 1 or any(answers)):
        print_json(answers if len(names) > 1 else answers[0])
    if len(failures) == 1 and len(names) == 1:
        raise failures[0]
    if failures:
        raise typer.Exit(max(failure.exit_code for failure in failures))


def _overrides(names: list[str], changes: list[str]) -> dict[str, dict[str, str]]:
    """Settings given for this run, by source."""
    given: dict[str, dict[str, str]] = {}
    for change in changes:
        key, equals, value = change.partition("=")
        section, dot, name = key.partition(".")
        if not dot:
            section, name = names[0] if len(names) == 1 else "", key
        if not equals or not section:
            raise UsageError(
                f"--set {change} is not understood",
                advice="Write KEY=VALUE with one source, or SOURCE.KEY=VALUE.",
            )
        if is_secret(section.strip(), name.strip()):
            raise UsageError(
                f"'{section.strip()}.{name.strip()}' is a secret and does not belong on a command "
                "line, which others can see",
                advice=f"Set {variable_of(section.strip(), name.strip())} in the environment.",
            )
        given.setdefault(section.strip(), {})[name.strip()] = value
    return given


def terms(
    name: Annotated[str | None, typer.Argument(help="One source; all by default.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what each provider allows to be done with its data, and where it says so."""
    from reelhouse.sources.registry import source
    from reelhouse.sources.terms import TERMS, keep_days, may_derive

    if name:
        source(name)
    settings = session.settings()
    agreed, derivable = settings.terms.keep_days, may_derive(settings.audits)
    rows = [
        {
            "source": rule.source,
            "use": rule.use,
            "keep_days": keep_days(rule.source, agreed),
            "may_redistribute": rule.may_redistribute,
            "may_derive": derivable[rule.source],
            "may_train": settings.trainable[rule.source],
            "attribution": rule.attribution,
            "origin": rule.origin,
            "read_on": rule.read_on,
            "is_confirmed": rule.is_confirmed,
        }
        for rule in TERMS.values()
        if name in {None, rule.source}
    ]
    if as_json:
        print_json(rows)
        return
    shown = [
        "source", "use", "keep_days", "may_redistribute", "may_derive", "may_train", "origin",
        "read_on",
    ]  # fmt: skip
    print_table("Terms", shown, [tuple(row[column] for column in shown) for row in rows])
    for row in rows:
        if row["attribution"]:
            out.print(f"{row['source']}: {row['attribution']}", markup=False)


def prune(
    expired: Annotated[
        bool, typer.Option("--expired", help="Remove what terms no longer allow to be kept.")
    ] = False,
    name: Annotated[str | None, typer.Option("--source", help="Source of --ids.")] = None,
    ids: Annotated[
        Path | None,
        typer.Option(help="File with one id a line: remove these entities of --source."),
    ] = None,
    reports: Annotated[
        int | None,
        typer.Option(min=1, help="Keep so many reports of each kind and period, the newest ones."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Remove data that may no longer be kept, from bronze, older builds and models, or reports."""
    from reelhouse.reports.record import drop_old
    from reelhouse.retention import erase_entities, prune_expired
    from reelhouse.sources.registry import source

    if reports is not None and not expired and ids is None and name is None:
        dropped = drop_old(session.lake(), reports)
        if as_json:
            print_json({"reports": dropped})
        else:
            out.print(f"removed {len(dropped)} {'report' if len(dropped) == 1 else 'reports'}")
        return
    if reports is not None or expired == (ids is not None) or (ids is None) != (name is None):
        raise UsageError(
            "say what to remove", advice="`--expired`, `--source NAME --ids FILE` or `--reports N`."
        )
    if ids is not None and name is not None:
        source(name)
        report = erase_entities(session.lake(), session.settings(), name, _read_ids(ids))
    else:
        report = prune_expired(session.lake(), session.settings())
    if as_json:
        print_json(report)
        return
    for found in report.expired:
        out.print(
            f"removed {found.rows:,} rows of {found.source}/{found.resource}, "
            f"older than {found.keep_days} days"
        )
    for resource, rows in report.erased.items():
        out.print(f"removed {rows:,} rows of {name}/{resource}")
    for build in report.builds:
        out.print(f"removed build {build}, which held some of them")
    for model in report.models:
        out.print(f"removed model {model}, which learned from some of them: run `reelhouse train`")
    if report.rebuild:
        out.print("the published build still holds some of them: run `reelhouse build`")
    if not report.run_id:
        out.print("nothing has expired" if expired else "none of them is here")


def _read_ids(path: Path) -> list[str]:
    """The ids in a file of lines."""
    try:
        found = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the ids cannot be read: {error}", where=str(path)) from error
    if not any(found):
        raise UsageError("there are no ids in the file", where=str(path))
    return [line for line in found if line]


def export(
    table: Annotated[str | None, typer.Argument(help="A table of gold.")] = None,
    target: Annotated[
        Path | None, typer.Option("--to", help="File that ends in .csv or .parquet.")
    ] = None,
    database: Annotated[
        Path | None,
        typer.Option("--duckdb", help="All tables, as one DuckDB file, in place of one table."),
    ] = None,
    force: Annotated[bool, typer.Option(help="Replace a DuckDB file that is there.")] = False,
    for_own_use: Annotated[
        bool,
        typer.Option(help="The file stays where only those read it who may use the data."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Write a table of the published build into a file, where the providers' terms allow it."""
    from reelhouse.export import export_table
    from reelhouse.gold import require_current

    is_one = table is not None and target is not None
    if (database is None and not is_one) or (database is not None and (table or target)):
        raise UsageError(
            "export a table with --to, or all with --duckdb",
            advice="`reelhouse export dim_genre --to genres.csv`, or `reelhouse export --duckdb "
            "gold.duckdb`.",
        )
    build = require_current(session.lake())
    if database is not None:
        _export_all(build, database, for_own_use=for_own_use, force=force, as_json=as_json)
        return
    assert table is not None
    assert target is not None
    texts = export_table(build, table, target, for_own_use=for_own_use)
    if as_json:
        print_json({"written": str(target), "rows": build.rows[table], "attributions": texts})
        return
    out.print(f"wrote {build.rows[table]:,} rows of {table} into {target}", markup=False)
    for text in texts:
        out.print(f"show with it: {text}", markup=False)


def _export_all(
    build: Build, target: Path, *, for_own_use: bool, force: bool, as_json: bool
) -> None:
    from reelhouse.export_duckdb import export_duckdb

    written = export_duckdb(build, target, for_own_use=for_own_use, force=force)
    if as_json:
        print_json(
            {
                "written": str(target),
                "build_id": build.build_id,
                "tables": written.tables,
                "left_out": written.left_out,
                "attributions": written.attributions,
            }
        )
        return
    out.print(f"wrote {len(written.tables)} tables into {target}", markup=False)
    if written.left_out:
        out.print(
            f"left out, as they may not be handed on: {', '.join(written.left_out)}; "
            "--for-own-use takes them as well",
            markup=False,
        )
    for text in written.attributions:
        out.print(f"show with it: {text}", markup=False)
