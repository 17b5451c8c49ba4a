"""Templates of the team's own tables: a CSV each with invented rows, and a README."""

from __future__ import annotations

import csv
from pathlib import Path

from reelhouse.sources.first_party import SOURCE
from reelhouse.sources.tabular import Column, TableSchema
from reelhouse.sources.tabular.cells import expectation
from reelhouse.sources.tabular.schema import CellType

README = "README.md"

EXAMPLES: dict[str, tuple[dict[str, str], ...]] = {
    "licensing_deals": (
        {
            "deal_id": "D-1001",
            "title": "The Lantern Coast",
            "title_id_imdb": "tt0000001",
            "licensor": "Northlight Pictures",
            "region": "Europe",
            "start_date": "2026-01-01",
            "end_date": "2027-12-31",
            "exclusivity": "exclusive",
            "rights_window": "svod",
            "fee_usd": "250000.00",
            "signed_date": "2025-11-14",
            "release_date": "2025-09-05",
            "revenue_usd": "310000.00",
        },
        {
            "deal_id": "D-1002",
            "title": "Ninety Paper Moons",
            "licensor": "Harbour & Vale",
            "region": "Latin America",
            "start_date": "2026-03-15",
            "end_date": "2026-09-14",
            "exclusivity": "non_exclusive",
            "rights_window": "avod",
            "fee_usd": "18000.00",
        },
    ),
    "licensing_offers": (
        {
            "offer_id": "O-5001",
            "title": "The Quiet Orchard",
            "title_id_imdb": "tt0000002",
            "licensor": "Northlight Pictures",
            "region": "Europe",
            "start_date": "2026-05-01",
            "end_date": "2027-04-30",
            "exclusivity": "exclusive",
            "rights_window": "svod",
            "fee_usd": "180000.00",
            "offered_date": "2026-02-10",
            "valid_until_date": "2026-03-31",
            "release_date": "2026-01-16",
        },
        {
            "offer_id": "O-5002",
            "title": "Salt and Static",
            "licensor": "Harbour & Vale",
            "region": "Latin America",
            "start_date": "2026-04-01",
            "end_date": "2026-12-31",
            "exclusivity": "non_exclusive",
            "rights_window": "avod",
            "fee_usd": "22000.00",
        },
    ),
    "regional_subscribers": (
        {
            "region": "Europe",
            "month": "2026-01",
            "subscribers": "120400",
            "new_subscribers": "3100",
            "cancelled_subscribers": "2700",
        },
        {"region": "Latin America", "month": "2026-01", "subscribers": "88150"},
    ),
    "subscription_revenue": (
        {
            "region": "Europe",
            "month": "2026-01",
            "plan": "standard",
            "revenue_usd": "912000.00",
            "subscribers": "91200",
            "price_usd": "9.99",
        },
        {
            "region": "Europe",
            "month": "2026-01",
            "plan": "with ads",
            "revenue_usd": "146000.50",
            "subscribers": "29200",
            "price_usd": "4.99",
        },
    ),
    "price_changes": (
        {
            "region": "Europe",
            "plan": "standard",
            "start_date": "2026-04-01",
            "old_price_usd": "9.99",
            "new_price_usd": "10.99",
            "announced_date": "2026-03-01",
        },
        {
            "region": "Latin America",
            "plan": "standard",
            "start_date": "2025-09-01",
            "old_price_usd": "5.49",
            "new_price_usd": "5.99",
        },
    ),
    "campaigns": (
        {
            "campaign_id": "C-2001",
            "name": "Lantern launch",
            "channel": "social",
            "region": "Europe",
            "title": "The Lantern Coast",
            "title_id_imdb": "tt0000001",
            "start_date": "2025-12-20",
            "end_date": "2026-01-15",
            "spend_usd": "42000.00",
            "impressions": "5600000",
            "clicks": "74000",
            "new_subscribers": "1900",
        },
        {
            "campaign_id": "C-2002",
            "channel": "tv",
            "region": "Latin America",
            "start_date": "2026-02-01",
            "end_date": "2026-02-28",
            "spend_usd": "65000.00",
        },
    ),
    "content_budgets": (
        {
            "region": "Europe",
            "month": "2026-01",
            "content_type": "original",
            "genre": "Drama",
            "budget_usd": "1500000.00",
            "spent_usd": "1320000.00",
        },
        {
            "region": "Europe",
            "month": "2026-01",
            "content_type": "licensed",
            "budget_usd": "400000.00",
        },
    ),
    "viewing_sessions": (
        {
            "session_id": "S-3001",
            "member_id": "M-4001",
            "title": "The Lantern Coast",
            "title_id_imdb": "tt0000001",
            "started_at": "2026-01-31T20:15:00Z",
            "minutes": "47.5",
            "device": "tv",
        },
        {
            "session_id": "S-3002",
            "member_id": "M-4002",
            "title": "Ninety Paper Moons",
            "started_at": "2026-02-01T07:40:00-03:00",
            "minutes": "12",
            "device": "mobile",
        },
        {
            "session_id": "S-3003",
            "member_id": "M-4001",
            "title": "Ninety Paper Moons",
            "started_at": "2026-02-01T19:05:00Z",
            "minutes": "88",
        },
    ),
    "member_profiles": (
        {
            "member_id": "M-4001",
            "country": "DE",
            "plan": "standard",
            "joined_date": "2025-02-10",
            "consent_analytics": "true",
            "consent_marketing": "false",
            "consent_personalisation": "true",
            "consent_date": "2025-02-10",
        },
        {
            "member_id": "M-4002",
            "country": "BR",
            "plan": "with ads",
            "joined_date": "2025-06-01",
            "cancelled_date": "2026-02-15",
            "cancel_reason": "price",
            "consent_analytics": "true",
            "consent_marketing": "true",
            "consent_personalisation": "false",
            "consent_date": "2025-06-01",
        },
    ),
}
"""Invented rows that show how each table is filled."""


def write_templates(folder: Path) -> list[Path]:
    """Write a template of every table of the team's own, and a README.

    A file that is there already is left as it is.

    Args:
        folder: where they go; it is made.

    Returns:
        The files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for schema in SOURCE.tables:
        path = folder / f"{schema.name}.csv"
        if not path.exists():
            _write_table(path, schema)
            written.append(path)
    path = folder / README
    if not path.exists():
        path.write_text(readme(), encoding="utf-8")
        written.append(path)
    return written


def readme() -> str:
    """What each column of each table is, as Markdown."""
    sections = [
        "# The team's own tables\n\n"
        "Replace the invented rows with your own, leave the headers as they are, and run\n"
        "`reelhouse ingest first_party --from <this folder>`. A table that you do not have can be\n"
        "left out: delete its file. CSV, xlsx and Parquet are read; a file is recognised by its\n"
        "name, which begins with the table's, or by its columns.\n",
        "## How values are written\n\n| type | written as |\n|---|---|\n"
        + "".join(f"| {kind} | {expectation(Column('', type=kind))} |\n" for kind in _types()),
    ]
    for schema in SOURCE.tables:
        rows = "\n".join(_described(column) for column in _written(schema))
        key = " + ".join(f"`{name}`" for name in schema.key)
        sections.append(
            f"## {schema.name}\n\n{schema.description} Key: {key}.\n\n"
            "| column | type | unit | allowed | required | meaning | example |\n"
            f"|---|---|---|---|---|---|---|\n{rows}\n"
        )
    return "\n".join(sections)


def _types() -> list[CellType]:
    """The types that columns of any table have, each once."""
    columns = (column for schema in SOURCE.tables for column in _written(schema))
    return list(dict.fromkeys(column.type for column in columns))


def _write_table(path: Path, schema: TableSchema) -> None:
    names = [column.name for column in _written(schema)]
    # with a byte order mark, so that spreadsheets take it for UTF-8
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, names, restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(EXAMPLES[schema.name])


def _written(schema: TableSchema) -> list[Column]:
    """The columns that a file has."""
    return [column for column in schema.columns if column.filled_from == "cell"]


def _described(column: Column) -> str:
    cells = (
        f"`{column.name}`",
        column.type,
        column.unit,
        allowed(column),
        "yes" if column.required else "no",
        column.description,
        f"`{column.example}`",
    )
    return f"| {' | '.join(cells)} |"


def allowed(column: Column) -> str:
    """The values that a column may have, in words; empty where any of its type will do."""
    if column.allowed:
        return ", ".join(f"`{value}`" for value in column.allowed)
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    return f"{low:g} or more" if low is not None else ""
