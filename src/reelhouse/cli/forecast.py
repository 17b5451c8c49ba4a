"""`reelhouse forecast`: hours to come, with intervals and how often such forecasts were right."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import typer

from reelhouse.cli.session import JsonOption, session
from reelhouse.console import out, print_json, print_table
from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.sqltext import literal


class Kind(StrEnum):
    """What a series is of."""

    CATEGORY = "category"
    GENRE = "genre"
    TITLE = "title"
    MONTH = "month"


KINDS = {
    Kind.CATEGORY: "category_week",
    Kind.GENRE: "genre_week",
    Kind.TITLE: "title_week",
    Kind.MONTH: "genre_month",
}
_COLUMNS = (
    "series_kind", "series_key", "series_name", "period", "horizon", "target_date", "value_hours",
    "low80_hours", "high80_hours", "low95_hours", "high95_hours", "known_until_date",
    "history_count", "needed_count", "status", "reason", "candidate", "is_naive", "mase",
    "naive_mase", "measured_coverage_rate", "origin_count", "model_version",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command(
        epilog="Examples: [bold]reelhouse forecast[/] · "
        '[bold]reelhouse forecast "TV (English)"[/] · '
        "[bold]reelhouse forecast Drama --by month --json[/]"
    )(forecast)


def forecast(
    series: Annotated[
        str, typer.Argument(help="A category, genre or title, or a part of its name.")
    ] = "",
    by: Annotated[
        Kind | None,
        typer.Option(help="Weekly hours by category, genre or title, or a genre's months."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show hours to come, as the published build has them; without a series, one period ahead."""
    from reelhouse.gold import require_current

    build = require_current(session.lake())
    if "mart_forecast" not in build.tables:
        raise ReelhouseError(
            "the published build has no forecasts", advice="`reelhouse build` makes the table."
        )
    rows = _rows(build, series, by)
    if not rows:
        _explain_nothing(build, series, by)
    if as_json:
        print_json(rows)
        return
    _show(rows, is_single=len({(r["series_kind"], r["series_key"]) for r in rows}) == 1)


def _rows(build: Any, series: str, by: Kind | None) -> list[dict[str, Any]]:
    from reelhouse.gold import query

    wanted = ["true"]
    if by is not None:
        wanted.append(f"series_kind = {literal(KINDS[by])}")
    if series:
        exact = f"lower(series_name) = lower({literal(series)})"
        found = query(
            build,
            f"select 1 from mart_forecast where {' and '.join([*wanted, exact])} limit 1",
            tables=["mart_forecast"],
        )[1]
        part = f"contains(lower(series_name), lower({literal(series)}))"
        wanted.append(exact if found else part)
    columns, rows = query(
        build,
        f"select {', '.join(_COLUMNS)} from mart_forecast where {' and '.join(wanted)} "
        "order by series_kind, series_name, series_key, horizon",
        tables=["mart_forecast"],
    )
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _explain_nothing(build: Any, series: str, by: Kind | None) -> None:
    if not _rows(build, "", None):
        raise ReelhouseError(
            "nothing is forecast in the published build",
            advice="`reelhouse train forecasts`, then `reelhouse predict`; the training says "
            "what is missing.",
        )
    of = f" by {by.value}" if by else ""
    raise UsageError(
        f"no series{of} is called '{series}'" if series else f"nothing is forecast{of}",
        advice="`reelhouse forecast` lists the series that there are.",
    )


def _show(rows: list[dict[str, Any]], *, is_single: bool) -> None:
    forecasts = [row for row in rows if row["horizon"]]
    shown = forecasts if is_single else [row for row in forecasts if row["horizon"] == 1]
    if shown:
        print_table(
            "Hours to come" if is_single else "Hours in the next week or month",
            ["series", "kind", "of", "hours", "80 % low", "80 % high", "by", "MASE", "naive MASE"],
            [
                (
                    row["series_name"],
                    row["series_kind"],
                    _day(row["target_date"]),
                    _hours(row["value_hours"]),
                    _hours(row["low80_hours"]),
                    _hours(row["high80_hours"]),
                    row["candidate"],
                    _figure(row["mase"]),
                    _figure(row["naive_mase"]),
                )
                for row in shown
            ],
        )
        rates = {row["measured_coverage_rate"] for row in shown} - {None}
        if is_single and rates:
            out.print(
                f"80 % intervals of this series held {min(rates):.0%} of what came, "
                f"over {shown[0]['origin_count']} past origins",
                highlight=False,
            )
        if any(row["is_naive"] for row in shown):
            out.print("[yellow]by a naive rule[/] where no model is better")
    for row in rows:
        if row["status"] == "not enough":
            out.print(f"[yellow]{row['series_kind']}[/] ", end="")
            out.print(f"{row['series_name']}: {row['reason']}", markup=False, highlight=False)


def _hours(value: float | None) -> str | None:
    return None if value is None else f"{value:,.0f}"


def _figure(value: float | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
