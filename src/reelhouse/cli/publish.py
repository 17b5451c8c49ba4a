"""`reelhouse publish`: gold as tables of a warehouse."""

from __future__ import annotations

from typing import Annotated

import typer

from reelhouse.cli.session import JsonOption, session
from reelhouse.console import count_progress, err, out, print_json, print_table
from reelhouse.errors import UsageError
from reelhouse.settings import variable_of


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command(
        epilog="Examples: [bold]reelhouse publish --to postgresql://me@db/bi --for-own-use[/] · "
        "[bold]reelhouse publish mart_genre_year --to duckdb:gold.duckdb --dry-run[/]"
    )(publish)


def publish(
    tables: Annotated[
        list[str] | None,
        typer.Argument(help="Tables of gold; by default all that may leave."),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            help="Address of the warehouse; by default that of REELHOUSE_PUBLISH__TO, where its "
            "password is not seen by others."
        ),
    ] = None,
    dataset: Annotated[str | None, typer.Option(help="Schema there.")] = None,
    for_own_use: Annotated[
        bool,
        typer.Option(
            "--for-own-use", help="Only those read the warehouse who may use the data here."
        ),
    ] = False,
    full: Annotated[bool, typer.Option("--full", help="Make all tables anew.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show statements and counts, and change nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Publish the current build to a warehouse: what changed, all of it at once."""
    from reelhouse.publish.run import publish_build
    from reelhouse.publish.targets import parse_target

    settings = session.settings()
    address = to or settings.publish.to.get_secret_value()
    if not address:
        raise UsageError(
            "no warehouse is named",
            advice=f"--to names one, or the variable {variable_of('publish', 'to')}.",
        )
    with count_progress("loading") as on_table:
        report = publish_build(
            session.lake(),
            settings,
            parse_target(address),
            dataset=dataset or settings.publish.dataset,
            tables=tables or (),
            for_own_use=for_own_use,
            full=full,
            dry_run=dry_run,
            on_table=lambda table, rows, done, total: on_table(table, done, total),
        )
    if as_json:
        print_json(report)
        return
    for statement in report.statements:
        out.print(f"{statement};", markup=False, soft_wrap=True)
    if report.written:
        print_table(
            "Would be written" if dry_run else "Written",
            ["table", "rows", "why"],
            [(table, rows, report.why[table]) for table, rows in report.written.items()],
        )
    would = "would be " if dry_run else ""
    out.print(
        f"{report.target}, {report.dataset}, build {report.build_id}: "
        f"{len(report.written)} tables {would}written, {len(report.same)} as they were, "
        f"{len(report.dropped)} {would}dropped",
        markup=False,
    )
    if report.left_out:
        err.print(
            f"{len(report.left_out)} tables may not be handed on and stay: "
            f"{', '.join(report.left_out)}",
            soft_wrap=True,
        )
    for text in report.attributions:
        err.print(text, markup=False)
