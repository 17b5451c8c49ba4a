"""Commands that most runs begin and end with: settings, builds, tables, checks, the demo."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from reelhouse import __version__, clock
from reelhouse.cli.session import JsonOption, session
from reelhouse.console import (
    count_progress,
    err,
    model_progress,
    out,
    print_json,
    print_table,
)
from reelhouse.errors import EXIT_FAILED, UsageError
from reelhouse.settings import CONFIG_FILE

SHOWN_ROWS = 1000


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command(epilog="Example: [bold]reelhouse init[/]")(init)
    app.command(
        epilog="Examples: [bold]reelhouse build[/] · "
        "[bold]reelhouse build --accept row_loss_dim_title[/]"
    )(build)
    app.command(epilog="Examples: [bold]reelhouse kpis[/] · [bold]reelhouse kpis genres --json[/]")(
        kpis
    )
    app.command(epilog="Example: [bold]reelhouse status --json[/]")(status)
    app.command(epilog="Example: [bold]reelhouse doctor[/]")(doctor)
    app.command(epilog="Example: [bold]reelhouse verify[/]")(verify)
    app.command(
        epilog="Example: [bold]reelhouse sql "
        '"select title_type, count(*) from dim_title group by 1"[/]'
    )(sql)
    app.command(epilog="Example: [bold]reelhouse demo[/]")(demo)
    app.command()(version)


def init(
    force: Annotated[bool, typer.Option(help="Replace a file that is there.")] = False,
    templates: Annotated[
        Path | None,
        typer.Option(
            help="Write templates of a team's own files into this folder, and nothing else."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write a commented reelhouse.toml into this folder, or templates of a team's own files."""
    from reelhouse.settings.template import render_config

    if templates is not None:
        from reelhouse.templates import write_templates

        written = [str(path) for path in write_templates(templates)]
        if as_json:
            print_json({"written": written})
        else:
            out.print(f"wrote {len(written)} files into {templates}; its README says what is what")
        return
    path = Path(CONFIG_FILE)
    if path.exists() and not force:
        raise UsageError("there is one already", where=str(path), advice="--force replaces it.")
    path.write_text(render_config(), encoding="utf-8")
    if as_json:
        print_json({"written": str(path)})
    else:
        out.print(f"wrote {path}; every setting in it is explained and commented out")


def build(
    full: Annotated[
        bool, typer.Option(help="Compute all history anew from bronze, even if nothing changed.")
    ] = False,
    accept: Annotated[
        list[str] | None, typer.Option(help="Publish although this gate fails; repeatable.")
    ] = None,
    test: Annotated[bool, typer.Option(help="Run the models' own data tests as well.")] = False,
    engine: Annotated[
        Literal["duckdb", "spark"] | None,
        typer.Option(help="What runs the SQL models; by default what `engine.name` says."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Build gold from bronze, check it, and publish it in one step."""
    from reelhouse.cli.views import show_build
    from reelhouse.transform.build import build_gold
    from reelhouse.transform.inputs import gold_models

    with model_progress(gold_models()) as on_model:
        report = build_gold(
            session.lake(),
            session.settings().with_engine(engine),
            full=full,
            accepted=accept or [],
            data_tests=test,
            on_model=on_model,
        )
    if as_json:
        print_json(report)
    else:
        show_build(report)


def kpis(
    name: Annotated[str | None, typer.Argument(help="One table; all by default.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show the headline tables of the published build."""
    from reelhouse.cli.views import show_kpis
    from reelhouse.gold import require_current
    from reelhouse.kpis import read_kpis

    build = require_current(session.lake())
    tables = read_kpis(build, name)
    if as_json:
        print_json({t.name: t.answer.as_records() for t in tables})
    else:
        show_kpis(tables, build)


def status(as_json: JsonOption = False) -> None:
    """Show what has arrived, how old it is, what is missing and what is published."""
    from reelhouse.cli.views import show_status
    from reelhouse.status import read_status

    report = read_status(session.lake(), session.settings(), clock.today())
    if as_json:
        print_json(report)
    else:
        show_status(report)


def doctor(as_json: JsonOption = False) -> None:
    """Look for what would keep Reelhouse from working here, and say how to mend it."""
    from reelhouse.doctor import examine

    checks = examine(session.lake(), session.settings())
    if as_json:
        print_json(checks)
    else:
        marks = {"ok": "[green]ok[/]", "warn": "[yellow]warn[/]", "fail": "[red]fail[/]"}
        for check in checks:
            out.print(f"{marks[check.verdict]:<16} {check.name}: ", end="")
            out.print(check.found, markup=False, soft_wrap=True)
            if check.advice:
                out.print(f"       {check.advice}", markup=False)
    if any(check.verdict == "fail" for check in checks):
        raise typer.Exit(EXIT_FAILED)


def verify(
    fetch: Annotated[
        bool,
        typer.Option(
            "--fetch",
            help="Of a lake in an object store, read also what is not on this disk.",
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Recompute checksums and row counts of bronze and gold and hold them against the evidence."""
    from reelhouse.verify import verify_lake

    with count_progress("verifying") as on_file:
        findings = verify_lake(session.lake(), on_file, fetch=fetch)
    wrong = [finding for finding in findings if finding.problem]
    if as_json:
        print_json({"files": len(findings), "problems": wrong})
    else:
        for finding in wrong:
            out.print(f"[red]differs[/] {finding.path}: ", end="")
            out.print(finding.problem, markup=False)
        out.print(f"{len(findings)} files checked against the evidence, {len(wrong)} differ")
    if wrong:
        raise typer.Exit(EXIT_FAILED)


def sql(
    statement: Annotated[str, typer.Argument(help="A query over the tables of gold.")],
    limit: Annotated[
        int | None,
        typer.Option(min=1, help=f"Rows at most; a table shows {SHOWN_ROWS}, JSON all."),
    ] = None,
    silver: Annotated[
        bool, typer.Option("--silver", help="Ask the silver views of what has arrived instead.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Ask the published build in SQL; it can be read and nothing else."""
    from reelhouse.cli.views import show_attributions
    from reelhouse.gold import query, require_current

    lake = session.lake()
    build = None if silver else require_current(lake)
    if build is None:
        from reelhouse.silver import query_silver

        ask = partial(query_silver, lake, session.settings(), statement)
    else:
        ask = partial(query, build, statement)
    if as_json:
        columns, rows = ask(limit=limit)
        if len(set(columns)) < len(columns):
            raise UsageError(
                "two columns have the same name", where=statement, advice="Name one with `as`."
            )
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
        return
    most = limit or SHOWN_ROWS
    columns, rows = ask(limit=most + 1)
    print_table("", columns, rows[:most])
    show_attributions(statement, build)
    if len(rows) > most and limit is None:
        err.print(f"the first {most:,} rows; --limit shows more, --json all")


def demo(
    folder: Annotated[Path, typer.Option(help="Where the demo lives.")] = Path("demo"),
    scale: Annotated[float, typer.Option(min=0.0001, help="1.0 is IMDb's real size.")] = 0.01,
    seed: Annotated[int, typer.Option(help="Another seed is another universe.")] = 7,
) -> None:
    """Invent a universe, fetch it over HTTP, build it, show the tables and verify everything."""
    from reelhouse.demo import run_demo

    run_demo(folder, seed=seed, scale=scale, config=session.config)


def version(as_json: JsonOption = False) -> None:
    """Show the version of Reelhouse and of what its results depend on."""
    from reelhouse.evidence import versions

    if as_json:
        print_json(versions())
    else:
        out.print(f"reelhouse {__version__}")
