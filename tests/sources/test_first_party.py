"""The team's own tables: templates, what is accepted, and what they become in silver."""

from __future__ import annotations

import csv
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.sources.first_party import SOURCE
from reelhouse.sources.ingest import IngestRefused, IngestReport
from reelhouse.sources.tabular.ingest import ingest_tables
from reelhouse.templates import EXAMPLES, readme, write_templates
from tests.conftest import ROOT
from tests.sources.tabular.tables import accepted, write, write_workbook

TABLES = [schema.name for schema in SOURCE.tables]


def ingest(lake: Lake, *origins: Path) -> IngestReport:
    settings = load_settings(lake=lake.root)
    return ingest_tables(lake, settings, SOURCE, [str(origin) for origin in origins])


def in_bronze(lake: Lake, table: str) -> list[tuple[Any, ...]]:
    [path] = lake.snapshots("first_party", table)[-1].paths
    schema = SOURCE.by_name[table]
    columns = ", ".join(f'"{c.name}"' for c in schema.columns if c.filled_from == "cell")
    return accepted(path, columns)


def header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file))


def test_importing_the_declaration_loads_nothing_heavy() -> None:
    script = (
        "import sys; import reelhouse.sources.first_party, reelhouse.sources.insights;"
        "heavy = {'duckdb', 'numpy', 'python_calamine', 'requests', 'dlt'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_templates_are_what_ingest_accepts(lake: Lake, tmp_path: Path) -> None:
    written = write_templates(tmp_path / "own")
    assert sorted(path.name for path in written) == sorted(
        ["README.md", *(f"{name}.csv" for name in TABLES)]
    )
    report = ingest(lake, tmp_path / "own")
    assert {outcome.resource: outcome.status for outcome in report.outcomes} == dict.fromkeys(
        TABLES, "delivered"
    )
    assert (report.warnings, report.notes, report.unknown) == ([], [], [])
    for table, rows in EXAMPLES.items():
        assert len(in_bronze(lake, table)) == len(rows)


def test_templates_do_not_replace_what_is_there(tmp_path: Path) -> None:
    mine = write(tmp_path, "campaigns.csv", b"campaign_id\nmine\n")
    written = write_templates(tmp_path)
    assert mine not in written
    assert mine.read_bytes() == b"campaign_id\nmine\n"
    assert write_templates(tmp_path) == []


def test_the_readme_lists_every_column_with_what_it_may_hold(tmp_path: Path) -> None:
    text = readme()
    for schema in SOURCE.tables:
        section = text.split(f"## {schema.name}\n")[1].split("\n## ")[0]
        described = [line.split("|")[1].strip(" `") for line in section.splitlines()[5:] if line]
        write_templates(tmp_path)
        assert described == header(tmp_path / f"{schema.name}.csv")
    assert "| `exclusivity` | text |  | `exclusive`, `non_exclusive` | yes |" in text
    assert "| `minutes` | decimal | minutes | 0 to 1440 | yes |" in text
    assert "| country | a country's two letters in ISO 3166-1 such as DE |" in text


def as_parquet(source: Path, folder: Path) -> Path:
    path = folder / f"{source.stem}.parquet"
    duckdb.sql(f"copy (from read_csv('{source}')) to '{path}' (format parquet)")
    return path


def as_typed_workbook(source: Path, folder: Path) -> Path:
    """A workbook as a person would type it: numbers, dates and booleans are such."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        names, *rows = list(csv.reader(file))
    return write_workbook(
        folder / f"{source.stem}.xlsx",
        {"Sheet1": [["Our table"], [], names, *([typed(cell) for cell in row] for row in rows)]},
    )


def typed(cell: str) -> Any:
    if cell in {"true", "false"}:
        return cell == "true"
    for kind in (float, date.fromisoformat):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell or None


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("convert", [as_parquet, as_typed_workbook])
def test_every_format_gives_the_same_rows(
    lake: Lake, tmp_path: Path, table: str, convert: Any
) -> None:
    write_templates(tmp_path / "own")
    template = tmp_path / "own" / f"{table}.csv"
    ingest(lake, template)
    (tmp_path / "other").mkdir()
    other = Lake(tmp_path / "other_lake")
    ingest(other, convert(template, tmp_path / "other"))
    assert in_bronze(other, table) == in_bronze(lake, table)


@pytest.mark.parametrize(
    ("table", "changes", "message"),
    [
        (
            "licensing_deals",
            {"fee_usd": "250 000"},
            "column 'fee_usd': expected an amount in US dollars and whole cents such as 1234.50, "
            "0 or more, found '250 000'",
        ),
        (
            "licensing_deals",
            {"exclusivity": "sole"},
            "column 'exclusivity': expected one of exclusive, non_exclusive, found 'sole'",
        ),
        (
            "licensing_deals",
            {"end_date": "2025-12-31"},
            "expected 'start_date' up to 'end_date', found 2026-01-01 and 2025-12-31",
        ),
        (
            "licensing_deals",
            {"title_id_imdb": "0000001"},
            "column 'title_id_imdb': expected a text such as tt0000001, found '0000001'",
        ),
        (
            "regional_subscribers",
            {"month": "01/2026"},
            "column 'month': expected a month such as 2024-01, found '01/2026'",
        ),
        (
            "subscription_revenue",
            {"plan": ""},
            "column 'plan': expected a text, found nothing",
        ),
        (
            "campaigns",
            {"spend_usd": "-1"},
            "column 'spend_usd': expected an amount in US dollars and whole cents such as "
            "1234.50, 0 or more, found '-1'",
        ),
        (
            "content_budgets",
            {"content_type": "bought"},
            "column 'content_type': expected one of original, licensed, found 'bought'",
        ),
        (
            "viewing_sessions",
            {"minutes": "1441"},
            "column 'minutes': expected a number such as 0.5, from 0 to 1440, found '1441'",
        ),
        (
            "viewing_sessions",
            {"started_at": "31.01.2026 20:15"},
            "column 'started_at': expected a time such as 2024-01-31T20:15:00Z, found "
            "'31.01.2026 20:15'",
        ),
        (
            "member_profiles",
            {"country": "Germany", "consent_marketing": "perhaps"},
            "column 'country': expected a country's two letters in ISO 3166-1 such as DE, found "
            "'Germany'; column 'consent_marketing': expected true or false, found 'perhaps'",
        ),
    ],
)
def test_errors_name_file_line_column_value_and_what_was_expected(
    lake: Lake, tmp_path: Path, table: str, changes: dict[str, str], message: str
) -> None:
    first = EXAMPLES[table][0] | changes
    path = tmp_path / f"{table}.csv"
    with path.open("w", newline="") as file:
        written = csv.DictWriter(file, first)
        written.writeheader()
        written.writerow(first)
    with pytest.raises(IngestRefused) as caught:
        ingest(lake, path)
    assert str(caught.value).splitlines()[1] == f"  {table}.csv:2: {message}"


def test_a_file_without_a_required_column_is_refused_by_name(lake: Lake, tmp_path: Path) -> None:
    path = write(tmp_path, "regional_subscribers.csv", b"region,subscribers\nEurope,5\n")
    with pytest.raises(Exception, match="lacks the column month; found region, subscribers"):
        ingest(lake, path)


def test_sessions_of_unknown_members_are_counted(lake: Lake, tmp_path: Path) -> None:
    write_templates(tmp_path)
    members = tmp_path / "member_profiles.csv"
    members.write_text("".join(members.read_text().splitlines(keepends=True)[:2]))
    report = ingest(lake, tmp_path)
    assert report.warnings == [
        "1 of 3 rows of first_party/viewing_sessions have a member_id that member_profiles "
        "does not have"
    ]


def test_sessions_add_up_and_other_tables_are_replaced() -> None:
    assert {schema.name: schema.reads for schema in SOURCE.tables if schema.reads == "all"} == {
        "viewing_sessions": "all"
    }


def test_the_page_lists_what_the_readme_lists() -> None:
    page = (ROOT / "docs" / "sources" / "first-party.md").read_text()
    rows = [line for line in readme().splitlines() if line.startswith("|")]
    assert [row for row in rows if row not in page] == []
