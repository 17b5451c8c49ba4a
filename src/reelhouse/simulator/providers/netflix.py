"""Netflix's Top 10 files and engagement reports."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import Provider, Serving
from reelhouse.simulator.workbook import Cell, workbook
from reelhouse.simulator.world.effects import COUNTRIES

if TYPE_CHECKING:
    from reelhouse.simulator.world import World

DATA = "/tudum/top10/data"
REPORTS = "/reports"
HALVES = {"Jan-Jun": 1, "Jul-Dec": 2}
FIRST_REPORT = (2024, 1)
TSV = "text/tab-separated-values"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Table = list[Sequence[Cell]]


def global_table(world: World) -> Table:
    """The weekly Top 10 of the world, in the layout of nine columns."""
    header = (
        "week", "category", "weekly_rank", "show_title", "season_title", "weekly_hours_viewed",
        "runtime", "weekly_views", "cumulative_weeks_in_top_10",
    )  # fmt: skip
    return [
        header,
        *(
            (
                row.week.isoformat(), row.category, row.rank, row.run.show_title,
                row.run.season_title or "N/A", row.hours, row.run.runtime_hours, row.views,
                row.cumulative_weeks,
            )
            for row in world.netflix.global_top(world.day)
        ),
    ]  # fmt: skip


def countries_table(world: World) -> Table:
    """The weekly Top 10 of each country."""
    header = (
        "country_name", "country_iso2", "week", "category", "weekly_rank", "show_title",
        "season_title", "cumulative_weeks_in_top_10",
    )  # fmt: skip
    return [
        header,
        *(
            (
                COUNTRIES[row.country], row.country, row.week.isoformat(), row.category, row.rank,
                row.run.show_title, row.run.season_title or "N/A", row.cumulative_weeks,
            )
            for row in world.netflix.country_top(world.day)
        ),
    ]  # fmt: skip


def popular_table(world: World) -> Table:
    """The most popular of all time."""
    header = (
        "category", "rank", "show_title", "season_title", "hours_viewed_first_91_days", "runtime",
        "views_first_91_days",
    )  # fmt: skip
    return [
        header,
        *(
            (
                row.category, row.rank, row.run.show_title, row.run.season_title or "N/A",
                row.hours, row.run.runtime_hours, row.views,
            )
            for row in world.netflix.most_popular(world.day)
        ),
    ]  # fmt: skip


def engagement_sheets(world: World, year: int, half: int) -> dict[str, Table]:
    """The sheets of an engagement report, named as Netflix named them that year."""
    film_sheet = "Film" if year < 2025 else "Movies"
    months = "January to June" if half == 1 else "July to December"
    banner: Table = [
        ("What We Watched: A Netflix Engagement Report",),
        (f"Views from {months} {year}",),
        (),
        (),
        ("Title", "Available Globally?", "Release Date", "Hours Viewed", "Runtime", "Views"),
    ]
    sheets: dict[str, Table] = {"TV": [*banner], film_sheet: [*banner]}
    told: set[tuple[str, str, str | None]] = set()
    for row in world.netflix.engagement(year, half):
        run = row.run
        title = world.titles[run.title_index]
        name = run.season_title or run.show_title
        native = title.names.tmdb_original
        if run.is_film and title.original_language != "en" and native != name:
            name = f"{name} // {native}"
        minutes = round(run.runtime_hours * 60)
        sheet = film_sheet if run.is_film else "TV"
        released = run.release_date.isoformat() if run.is_original else None
        if (sheet, name, released) in told:  # Netflix tells namesakes apart by their year
            name = name.replace(run.show_title, f"{run.show_title} ({title.year})", 1)
        told.add((sheet, name, released))
        sheets[sheet].append(
            (
                name,
                "Yes" if row.is_global else "No",
                released,
                row.hours,
                f"{minutes // 60}:{minutes % 60:02}",
                row.views,
            )
        )
    return sheets


def as_tsv(table: Iterable[Sequence[Cell]]) -> bytes:
    """A table as Netflix writes it: no quotes, no line feed after the last row."""
    lines = ("\t".join("" if cell is None else str(cell) for cell in row) for row in table)
    return "\n".join(lines).encode()


def newest_report(today: date) -> tuple[int, int]:
    """Year and half of the newest report."""
    return max(
        (y, h)
        for y in (today.year - 2, today.year - 1, today.year)
        for h in (1, 2)
        if _out(y, h) <= today
    )


def reports(today: date) -> list[tuple[int, int]]:
    """Year and half of all reports so far; the first is the first half-year known as a whole."""
    newest = newest_report(today)
    years = range(FIRST_REPORT[0], newest[0] + 1)
    halves = [(year, half) for year in years for half in (1, 2)]
    return [half for half in halves if FIRST_REPORT <= half <= newest]


def _out(year: int, half: int) -> date:
    """When a report comes: a month after its half-year."""
    return date(year, 8, 1) if half == 1 else date(year + 1, 2, 1)


def report_name(year: int, half: int) -> str:
    """How the file of a report is called."""
    months = next(name for name, number in HALVES.items() if number == half)
    return f"What_We_Watched_A_Netflix_Engagement_Report_{year}{months}.xlsx"


def _file(request: Request, content: bytes, kind: str, today: date) -> Response:
    """A file with its validators, or 304 to who has it already."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    modified = format_datetime(datetime.combine(today, time(8), tzinfo=UTC), usegmt=True)
    headers = {"etag": etag, "last-modified": modified}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=kind)


def routes(serving: Serving) -> list[BaseRoute]:
    """The files of the world's today."""
    world = serving.world
    tables: dict[str, Callable[[World], Table]] = {
        "all-weeks-global": global_table,
        "all-weeks-countries": countries_table,
        "most-popular": popular_table,
    }

    def top10(request: Request) -> Response:
        name, _, ending = str(request.path_params["file"]).rpartition(".")
        if name not in tables or ending not in ("tsv", "xlsx"):
            return Response("Not Found", 404)
        table = tables[name](world)
        if ending == "xlsx":
            return _file(request, workbook({"Sheet1": table}), XLSX, world.today)
        return _file(request, as_tsv(table), TSV, world.today)

    def report(request: Request) -> Response:
        year, half = int(request.path_params["year"]), HALVES.get(request.path_params["half"])
        if half is None or (year, half) not in reports(world.today):
            return Response("Not Found", 404)
        content = workbook(engagement_sheets(world, year, half))
        return _file(request, content, XLSX, _out(year, half))

    return [
        Route(f"{DATA}/{{file}}", top10),
        Route(
            f"{REPORTS}/What_We_Watched_A_Netflix_Engagement_Report_{{year:int}}{{half}}.xlsx",
            report,
        ),
    ]


def settings(base_url: str, world: World) -> Mapping[str, Any]:
    """Everything there is, with all reports."""
    root = base_url.partition(DATA)[0]
    return {
        "base_url": base_url,
        "engagement_url": [
            f"{root}{REPORTS}/{report_name(year, half)}" for year, half in reports(world.today)
        ],
    }


PROVIDER = Provider("netflix", f"{DATA}/", routes, settings)
