"""Viewing at volume: `make test-volume` runs these tests, which take minutes."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass

import duckdb
import pytest
from benchmarks.measure import run_measured
from benchmarks.universe import make_universe
from benchmarks.volume import MOST_BYTES, Found, measure
from benchmarks.volume_data import Viewing

from reelhouse.gold import require_current
from reelhouse.lake import Lake
from reelhouse.sqltext import table_scan
from reelhouse.verify import verify_lake

MEMORY = "2GB"
TABLES = ("fact_viewing_hour", "fact_viewing_name", "mart_viewing_day", "mart_viewing_month")


@dataclass(frozen=True)
class Measured:
    """A lake after a year of sessions, a late file and a member who withdrew consent."""

    viewing: Viewing
    found: Found

    @property
    def lake(self) -> Lake:
        return Lake(self.viewing.folder / "lake")


@pytest.fixture(scope="module")
def measured(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Measured:
    sessions = int(request.config.getoption("--sessions"))
    if not sessions:
        pytest.skip("volume takes minutes: `make test-volume` runs these tests")
    folder = tmp_path_factory.mktemp("volume")
    universe = make_universe(folder, 0.01)
    viewing = Viewing(folder / "viewing", sessions, sessions // 400, 2_000, 120)
    viewing.make(universe.folder)
    return Measured(viewing, measure(viewing, MEMORY))


def test_memory_stays_within_what_is_wanted(measured: Measured) -> None:
    assert max(usage.peak_bytes for usage in measured.found.usages.values()) < MOST_BYTES


def test_only_touched_days_are_made(measured: Measured) -> None:
    made = {
        name: {t: len(d) for t, d in days.items()} for name, days in measured.found.days.items()
    }

    assert made["build"] == {"fact_viewing_hour": 120, "fact_viewing_name": 120}
    assert made["build after it"] == {"fact_viewing_hour": 3, "fact_viewing_name": 3}
    assert 0 < made["build after that"]["fact_viewing_hour"] < 120


def test_the_lake_is_as_the_evidence_says(measured: Measured) -> None:
    assert [finding for finding in verify_lake(measured.lake) if finding.problem] == []


def test_a_build_from_nothing_comes_to_the_same(measured: Measured) -> None:
    other = measured.viewing.folder / "anew"
    shutil.copytree(
        measured.lake.root, other / "lake", ignore=shutil.ignore_patterns("gold", ".cache"),
        copy_function=os.link,
    )  # fmt: skip
    said = {"REELHOUSE_LAKE": str(other / "lake"), "REELHOUSE_ENGINE__MEMORY_LIMIT": MEMORY}
    command = [sys.executable, "-m", "reelhouse.cli", "build"]
    run_measured(command, other, log=other / "log", environment=said)
    builds = [require_current(lake) for lake in (measured.lake, Lake(other / "lake"))]
    with duckdb.connect() as connection:
        for table in TABLES:
            one, two = (f"select * from {table_scan(b.table_files(table))}" for b in builds)
            differ = f"({one} except {two}) union all ({two} except {one})"
            [(rows,)] = connection.execute(f"select count(*) from ({differ})").fetchall()
            assert (table, rows) == (table, 0)
