"""The bundle for Superset: as its generator makes it, metrics as everywhere, and it imports."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from deploy.superset import bundle as made

from reelhouse.export_duckdb import ABOUT, export_duckdb
from reelhouse.gold import ask_metric, query
from reelhouse.metrics.load import load_definitions
from tests.whole_lake import WholeLake

CHECK = made.HERE / "check.py"


@pytest.fixture(scope="module")
def files() -> made.Files:
    """The bundle as it is made now."""
    return made.bundle()


def test_the_bundle_in_the_repository_is_what_its_generator_makes(files: made.Files) -> None:
    there = {
        path.relative_to(made.BUNDLE).as_posix(): path.read_text(encoding="utf-8")
        for path in made.BUNDLE.rglob("*.yaml")
    }
    assert there == dict(made.texts(files)), "python -m deploy.superset.bundle"


def test_every_chart_is_on_the_dashboard_once_and_has_its_dataset(files: made.Files) -> None:
    charts = {f["uuid"]: f for place, f in files.items() if place.startswith("charts/")}
    datasets = {f["uuid"] for place, f in files.items() if place.startswith("datasets/")}
    position = files["dashboards/reelhouse.yaml"]["position"]
    places = [place for place in position.values() if isinstance(place, dict)]
    shown = [place["meta"]["uuid"] for place in places if "uuid" in place.get("meta", {})]
    assert sorted(shown) == sorted(charts)
    assert {chart["dataset_uuid"] for chart in charts.values()} == datasets


def test_metrics_in_superset_are_those_of_the_command_line(
    files: made.Files, demo_build: WholeLake
) -> None:
    definitions = load_definitions()
    compared = 0
    for dataset in (f for place, f in files.items() if place.startswith("datasets/")):
        table = dataset["table_name"]
        for metric in dataset["metrics"]:
            if definitions.to_be_fixed(definitions.metric(metric["metric_name"])):
                continue  # it asks to be split first
            sql = f"select {metric['expression']} from {table}"
            [[value]] = query(demo_build.build, sql, tables=[table])[1]
            [row] = ask_metric(demo_build.build, metric["metric_name"]).rows
            there = row[-1]
            if there is None or value is None:
                assert there == value, metric["metric_name"]
            else:
                assert float(value) == pytest.approx(float(there)), metric["metric_name"]
            compared += 1
    assert compared > 20


@pytest.mark.skipif("SUPERSET_PYTHON" not in os.environ, reason="`make test-superset` runs it")
def test_a_real_superset_takes_it_in_and_shows_every_chart(
    files: made.Files, demo_build: WholeLake, tmp_path: Path
) -> None:
    gold, packed = tmp_path / "gold.duckdb", tmp_path / "bundle.zip"
    export_duckdb(demo_build.build, gold, for_own_use=True, force=False)
    made.write_zip(made.bundle(f"duckdb:///{gold}"), packed)
    done = subprocess.run(
        [os.environ["SUPERSET_PYTHON"], "-W", "ignore", str(CHECK), str(packed)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SQLALCHEMY_SILENCE_UBER_WARNING": "1"},
    )
    assert done.returncode == 0, done.stderr[-4000:]
    answers = {a["chart"]: a for a in map(json.loads, done.stdout.splitlines())}
    charts = [f for place, f in files.items() if place.startswith("charts/")]
    assert set(answers) == {chart["slice_name"] for chart in charts}
    for answer in answers.values():
        assert answer["error"] is None, answer
        assert answer["rows"] > 0, answer
    entries: list[dict[str, Any]] = yaml.safe_load((made.HERE / "charts.yml").read_text("utf-8"))
    for entry in entries:
        assert set(entry["metrics"]) <= set(answers[entry["name"]]["columns"])
    [campaigns] = [e for e in entries if e["key"] == "campaigns"]
    first = answers[campaigns["name"]]["data"][0]
    sql = (
        "select channel, sum(spend_usd) as spend from mart_campaign "
        "group by channel order by spend desc limit 1"
    )
    [[channel, spend]] = query(demo_build.build, sql)[1]
    assert (first["channel"], first["campaign_spend"]) == (channel, pytest.approx(spend))
    [about] = [answer for answer in answers.values() if "value" in answer["columns"]]
    assert about["rows"] > 3, ABOUT
