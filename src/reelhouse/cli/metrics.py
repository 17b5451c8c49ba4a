"""`reelhouse metrics`: what can be asked for, and figures by dimension and period."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from reelhouse.cli.session import JsonOption, session
from reelhouse.console import out, print_json
from reelhouse.errors import UsageError
from reelhouse.metrics.entries import Grain

DAY = ["%Y-%m-%d"]


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command(
        epilog="Examples: [bold]reelhouse metrics[/] · "
        "[bold]reelhouse metrics title_count --by genre --where title_type=movie[/] · "
        "[bold]reelhouse metrics vote_count --per year --since 1990-01-01[/]"
    )(metrics)


def metrics(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...", help="Metrics side by side; without one all are listed."
        ),
    ] = None,
    by: Annotated[list[str] | None, typer.Option(help="Dimension to split by; repeatable.")] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DIMENSION=VALUE",
            help="Pick out a value, with nothing after `=` where there is none; repeatable.",
        ),
    ] = None,
    since: Annotated[datetime | None, typer.Option(formats=DAY, help="First day.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=DAY, help="Last day.")] = None,
    per: Annotated[Grain | None, typer.Option(help="Split into periods.")] = None,
    sort: Annotated[
        str, typer.Option(help="Column to sort by, downwards as `--sort=-COLUMN`.")
    ] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="Rows at most.")] = None,
    sql: Annotated[
        bool, typer.Option("--sql", help="Show the SQL in place of its answer.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """List the metrics, or ask the published build for some of them."""
    from reelhouse.cli.views import show_answer, show_definitions, show_notes
    from reelhouse.gold import ask_metric, require_current
    from reelhouse.metrics.load import load_definitions

    definitions = load_definitions()
    if not names:
        if as_json:
            print_json([definitions.as_record(m) for m in definitions.metrics.values()])
        else:
            show_definitions(definitions)
        return
    build = require_current(session.lake())
    answer = ask_metric(
        build,
        names,
        by=by or [],
        where=_picked(where or []),
        since=since.date() if since else None,
        until=until.date() if until else None,
        grain=per,
        sort=sort,
        limit=limit,
    )
    if sql:
        out.print(answer.sql, markup=False, soft_wrap=True)
    elif as_json:
        print_json(
            {
                "build_id": answer.build_id,
                "metrics": [definitions.as_record(metric) for metric in answer.metrics],
                "not_additive": answer.not_additive,
                "rows": answer.as_records(),
                "sql": answer.sql,
                "tables": answer.tables,
            }
        )
    else:
        show_answer("", answer)
        show_notes(answer, build)


def _picked(where: list[str]) -> dict[str, list[str | None]]:
    """Values by dimension from `DIMENSION=VALUE`; nothing after the sign is no value."""
    picked: dict[str, list[str | None]] = {}
    for condition in where:
        name, sign, value = condition.partition("=")
        if not sign:
            raise UsageError("a condition is DIMENSION=VALUE", where=condition)
        picked.setdefault(name, []).append(value or None)
    return picked
