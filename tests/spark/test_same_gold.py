"""Spark and DuckDB make the same gold of the same bronze."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from reelhouse import clock
from reelhouse.errors import GateRefused
from reelhouse.evidence import read_runs
from reelhouse.gold import Build, require_current
from reelhouse.lake import Lake
from reelhouse.simulator.settings_file import AGREEMENTS
from reelhouse.transform.build import build_gold
from reelhouse.transform.declarations import declaration
from reelhouse.transform.inputs import gold_models
from reelhouse.transform.spark.session import MEANING
from reelhouse.verify import verify_lake
from tests.lakes import RATINGS, deliver, deliver_everything, new_lake, settings_of
from tests.spark.conftest import spark_settings
from tests.spark.equality import unequal_tables
from tests.whole_lake import whole_lake


@dataclass(frozen=True)
class Both:
    """One lake's bronze, built by each engine into a lake of its own."""

    duckdb: Build
    spark: Build
    lake: Lake

    @property
    def different(self) -> dict[str, str]:
        """Tables that differ, and how."""
        return unequal_tables(self.duckdb.folder, self.spark.folder)


def copy_of(lake: Lake, folder: Path) -> Lake:
    """A lake with the same bronze and the same secrets, and no builds."""
    copy = Lake(folder / "lake")
    shutil.copytree(lake.root, copy.root, ignore=shutil.ignore_patterns("gold", ".cache"))
    return copy


@pytest.fixture(scope="module")
def two_days(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """A tiny catalogue on two days: the second build carries history on."""
    folder = tmp_path_factory.mktemp("tiny")
    first, second = new_lake(folder / "duckdb"), Lake(folder / "spark" / "lake")
    deliver_everything(first)
    build_gold(first, settings_of(first))
    shutil.copytree(first.root, second.root, ignore=shutil.ignore_patterns("gold", ".cache"))
    build_gold(second, spark_settings(second))
    changed = (("tt0000001", "7.9", "110"), *RATINGS[1:])
    for lake, settings in ((first, settings_of(first)), (second, spark_settings(second))):
        deliver(lake, "title.ratings", changed, "2026-01-02")
        build_gold(lake, settings)
    return Both(require_current(first), require_current(second), second)


def test_every_table_of_a_tiny_catalogue_is_the_same(two_days: Both) -> None:
    assert two_days.different == {}


def test_history_goes_on_where_the_build_before_left_it(two_days: Both) -> None:
    assert two_days.spark.manifest["carried_history"]
    assert two_days.spark.rows["fact_rating_snapshot"] > len(RATINGS)


def test_the_manifest_names_the_engine(two_days: Both) -> None:
    assert two_days.spark.manifest["engine"] == "spark"
    assert two_days.duckdb.manifest["engine"] == "duckdb"


def test_the_gates_ran_over_what_spark_wrote(two_days: Both) -> None:
    verdicts = [
        {gate["name"]: gate["verdict"] for gate in build.manifest["gates"]}
        for build in (two_days.duckdb, two_days.spark)
    ]

    assert verdicts[0] == verdicts[1]
    assert "passed" in verdicts[1].values()


def test_evidence_says_which_engine_made_each_table(two_days: Both) -> None:
    newest, first = (
        run["outcome"]["tables_made_by"] for run in read_runs(two_days.lake, "build")[:2]
    )
    tables = two_days.spark.manifest["tables"]

    assert "fact_rating_snapshot" in newest["spark"]
    assert "mart_model" in first["python"]
    assert sorted(table for by_one in newest.values() for table in by_one) == sorted(
        table for table in gold_models() if not tables[table]["carried_from"]
    )
    assert all(declaration(table).is_computed for table in first["python"])


def test_what_spark_wrote_verifies(two_days: Both) -> None:
    assert [found for found in verify_lake(two_days.lake) if found.problem] == []


def test_only_parquet_lies_in_the_build(two_days: Both) -> None:
    found = {path.suffix for path in two_days.spark.folder.glob("*/*")}

    assert found == {".parquet"}


def test_what_does_not_fit_a_type_is_an_error_while_dbt_runs(two_days: Both) -> None:
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()

    assert running is not None
    assert {name: running.conf.get(name) for name in MEANING} == MEANING


def test_nothing_is_done_where_nothing_changed(two_days: Both) -> None:
    assert not build_gold(two_days.lake, spark_settings(two_days.lake)).changed


def test_a_gate_refuses_what_spark_wrote(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    deliver_everything(lake)
    gates = {"titles_without_year": {"max": -1, "severity": "error"}}

    with pytest.raises(GateRefused, match="titles_without_year"):
        build_gold(lake, spark_settings(lake, gates=gates))


@pytest.fixture(scope="module")
def every_source(tmp_path_factory: pytest.TempPathFactory, world_seed: int) -> Both:
    """A lake into which every simulated provider was ingested."""
    folder = tmp_path_factory.mktemp("whole")
    made = whole_lake(folder, world_seed)
    copy = copy_of(made.lake, folder / "spark")
    with clock.playing(made.world.today):
        build_gold(copy, spark_settings(copy, terms={"training_agreements": AGREEMENTS}))
    return Both(made.build, require_current(copy), copy)


def test_every_table_of_every_source_is_the_same(every_source: Both) -> None:
    assert every_source.different == {}
