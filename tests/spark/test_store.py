"""Spark over a lake in an object store: what a build reads is fetched, what it writes is stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelhouse.gold import require_current
from reelhouse.objects.copy import is_blank
from reelhouse.transform.build import build_gold
from reelhouse.verify import verify_lake
from tests.lakes import RATINGS, deliver, deliver_everything, new_lake, settings_of
from tests.objects.conftest import Machine, address, machine, running, server
from tests.spark.conftest import spark_settings
from tests.spark.equality import unequal_tables

pytest.importorskip("moto")

__all__ = ["address", "machine", "running", "server"]


def test_a_machine_that_has_nothing_yet_builds_on_spark_what_duckdb_builds_in_a_folder(
    machine: Machine, tmp_path: Path
) -> None:
    changed = [(RATINGS[0][0], "9.1", "300"), *RATINGS[1:]]
    folder = new_lake(tmp_path)
    deliver_everything(folder)
    build_gold(folder, settings_of(folder))
    deliver(folder, "title.ratings", changed, "2026-01-02")
    build_gold(folder, settings_of(folder))

    here = machine("here")
    with here.exclusive("ingest"):
        deliver_everything(here)
    build_gold(here, spark_settings(here))
    with here.exclusive("ingest"):
        deliver(here, "title.ratings", changed, "2026-01-02")
    there = machine("there")
    assert any(is_blank(path) for path in there.gold.rglob("*.parquet"))
    build_gold(there, spark_settings(there))

    made, wanted = require_current(there), require_current(folder)
    assert unequal_tables(wanted.folder, made.folder) == {}
    assert [f"{f.path}: {f.problem}" for f in verify_lake(there, fetch=True) if f.problem] == []


def test_executors_read_bulk_files_in_the_store_and_leave_no_copy(
    machine: Machine, spark_of_its_own: None, tmp_path: Path
) -> None:
    folder = new_lake(tmp_path)
    deliver_everything(folder)
    build_gold(folder, settings_of(folder))
    here = machine("here")
    with here.exclusive("ingest"):
        deliver_everything(here)
    there = machine("there")
    bulk = [path for path in there.bronze.rglob("*") if path.name.endswith((".tsv", ".tsv.gz"))]
    assert bulk

    build_gold(there, spark_settings(there, reads_store=True))

    assert [path for path in bulk if not is_blank(path)] == []
    made, wanted = require_current(there), require_current(folder)
    assert unequal_tables(wanted.folder, made.folder) == {}
