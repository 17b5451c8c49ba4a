"""A build on a cluster: executors are processes of their own, which the driver does not share."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelhouse.evidence import read_runs
from reelhouse.gold import require_current
from reelhouse.objects.copy import is_blank
from reelhouse.transform.build import build_gold
from tests.lakes import deliver_everything, new_lake, settings_of
from tests.objects.conftest import Machine, address, machine, running, server
from tests.spark.cluster import HOST, running_cluster
from tests.spark.conftest import SMALL, spark_settings
from tests.spark.equality import unequal_tables

pytest.importorskip("moto")

__all__ = ["address", "machine", "running", "server"]

ON_LOCALHOST = {
    "spark.driver.host": HOST,
    "spark.driver.bindAddress": HOST,
    "spark.executor.memory": "900m",
    "spark.sql.shuffle.partitions": "2",
}


def test_executors_of_a_cluster_read_the_store_and_make_the_same_gold(
    machine: Machine, spark_of_its_own: None, tmp_path: Path
) -> None:
    folder = new_lake(tmp_path)
    deliver_everything(folder)
    build_gold(folder, settings_of(folder))
    with machine("here").exclusive("ingest"):
        deliver_everything(machine("here"))
    there = machine("there")

    with running_cluster(tmp_path) as master:
        settings = spark_settings(there, master=master, conf={**SMALL, **ON_LOCALHOST})
        build_gold(there, settings)

    bulk = [path for path in there.bronze.rglob("*") if path.name.endswith((".tsv", ".tsv.gz"))]
    assert bulk
    assert [path for path in bulk if not is_blank(path)] == []
    made, wanted = require_current(there), require_current(folder)
    assert unequal_tables(wanted.folder, made.folder) == {}
    [run] = [run for run in read_runs(there) if run["run_id"] == made.manifest["run_id"]]
    assert "fact_credit" in run["outcome"]["tables_made_by"]["spark"]
