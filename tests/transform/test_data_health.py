"""What the lake knows of its own deliveries, in tables: against deliveries made by hand."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reelhouse import clock
from reelhouse.evidence import Run
from reelhouse.gold import query, require_current
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.sources.api import Resource
from reelhouse.sources.envelope import Fetch, Spool, deliver
from reelhouse.sources.first_party import SOURCE
from reelhouse.sources.ingest import IngestRefused
from reelhouse.sources.tabular.ingest import ingest_tables
from reelhouse.transform.build import build_gold
from reelhouse.transform.health_inputs import read_health, register_health

HEADER = (
    "campaign_id,name,channel,region,title,title_id_imdb,start_date,end_date,impressions,"
    "new_subscribers,spend_usd,clicks"
)
GOOD = "Winter,social,Europe,Alpha,tt0000001,2026-01-01,2026-01-31,1,1,100.00,"
BAD = "Winter,social,Europe,Alpha,tt0000001,2026-01-01,2026-01-31,1,1,lots,"


def bring(lake: Lake, day: date, *lines: str) -> None:
    """Ingest a file of campaigns on a day."""
    file = lake.root.parent / "campaigns.csv"
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    settings = load_settings(lake=lake.root, max_reject_share=0.5)
    with clock.playing(day), suppress(IngestRefused):
        ingest_tables(lake, settings, SOURCE, [str(file)])


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = Lake(tmp_path_factory.mktemp("health") / "lake")
    bring(lake, date(2026, 2, 1), HEADER, f"C-1,{GOOD}5", f"C-2,{GOOD}", f"C-3,{BAD}")
    bring(lake, date(2026, 2, 2), f"{HEADER},mood", f"C-1,{GOOD}5,fine", f"C-2,{GOOD},fine")
    bring(lake, date(2026, 2, 3), HEADER, f"C-1,{BAD}", f"C-2,{BAD}")
    build_gold(lake, load_settings(lake=lake.root))
    return lake


def rows(lake: Lake, sql: str) -> list[tuple[Any, ...]]:
    return query(require_current(lake), sql)[1]


def test_rows_and_rejects_of_each_day_are_those_that_came(lake: Lake) -> None:
    assert rows(
        lake,
        "select health_date, is_latest, attempt_count, failed_attempt_count, delivery_count, "
        "row_count, rejected_row_count, round(reject_rate, 3), drift_count, arrival_date, "
        "wait_days from mart_source_health where resource = 'campaigns' order by health_date",
    ) == [
        (date(2026, 2, 1), False, 1, 0, 1, 2, 1, 0.333, 0, date(2026, 2, 1), 0),
        (date(2026, 2, 2), False, 1, 0, 1, 2, 0, 0.0, 1, date(2026, 2, 2), 1),
        (date(2026, 2, 3), True, 1, 1, 0, 0, 2, None, 0, date(2026, 2, 2), 1),
    ]


def test_missing_fields_are_counted_in_the_newest_delivery_and_drift_is_told(lake: Lake) -> None:
    found = rows(
        lake,
        "select field, looked_at_row_count, missing_rate, drift, is_drifting "
        "from mart_field_health where field in ('clicks', 'spend_usd', 'mood') order by field",
    )

    assert found == [
        ("clicks", 2, 0.5, None, None),
        ("mood", None, None, "new", True),
        ("spend_usd", 2, 0.0, None, None),
    ]


def test_what_an_api_leaves_out_is_counted_by_field(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    payloads: list[dict[str, Any]] = [
        {"mal_id": 1, "score": 8.1, "aired": {"from": "2026-01-01"}},
        {"mal_id": 2, "score": None, "aired": {"from": None}},
        {"mal_id": 3, "aired": None},
    ]
    with Run.start(lake, "ingest", load_settings(lake=lake.root)) as run:
        spool = Spool("jikan", Resource("anime", {}), run.run_id, lake.incoming / "rows.ndjson")
        fetch = Fetch("GET /x", 200, "2026-02-01T06:00:00+00:00")
        spool.add(fetch, [(str(payload["mal_id"]), payload) for payload in payloads])
        deliver(lake, run, spool, origin="http://x", terms="", day=date(2026, 2, 1))

    with duckdb.connect() as connection:
        register_health(connection, lake, read_health(lake))
        counted = connection.execute("select field, row_count, missing_count from build.fields")
        missing = {field: (rows, lacking) for field, rows, lacking in counted.fetchall()}

    assert missing["mal_id"] == (3, 0)
    assert missing["score"] == (3, 2)
    assert missing["aired.from"] == (3, 2)
    assert [field for field in missing if "[]" in field] == []


def test_news_of_deliveries_make_no_other_table_anew(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    settings = load_settings(lake=lake.root)
    bring(lake, date(2026, 2, 1), HEADER, f"C-1,{GOOD}5")
    build_gold(lake, settings)
    assert not build_gold(lake, settings).changed
    bring(lake, date(2026, 2, 2), HEADER, f"C-1,{BAD}")

    assert build_gold(lake, settings).changed

    tables = require_current(lake).manifest["tables"]
    filled = {name for name, table in tables.items() if table["rows"]}
    made = {name for name in filled if not tables[name]["carried_from"]}
    assert made == {"mart_source_health", "mart_field_health"}
    assert {"title_record", "mart_title_matching_health"} <= filled


def test_old_evidence_is_not_read_and_old_deliveries_are(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    bring(lake, date(2025, 6, 1), HEADER, f"C-1,{GOOD}5")
    bring(lake, date(2026, 2, 1), HEADER, f"C-1,{GOOD}6")

    health = read_health(lake)

    assert len(health.deliveries) == 2
    assert [row["attempted_at"][:10] for row in health.attempts] == ["2026-02-01"]
