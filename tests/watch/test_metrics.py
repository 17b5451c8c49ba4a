"""What Prometheus is told, and that rules and dashboard ask for nothing else."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import urllib.request
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from reelhouse.backup.make import back_up
from reelhouse.backup.vault import Vault
from reelhouse.errors import ReelhouseError
from reelhouse.gold import require_current
from reelhouse.lake import Lake
from reelhouse.pointer import POINTER
from reelhouse.watch.exposition import SCRAPE_IS_GOOD, LakeCollector, serve, write_textfile
from reelhouse.watch.samples import METRICS, Sample, take_samples
from tests.lakes import settings_of
from tests.small_lake import copy_with_tables, small_lake

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
_NAME = re.compile(r"\breelhouse_[a-z_]+\b")


@pytest.fixture(scope="module")
def whole(shared_folder: Path) -> Lake:
    return small_lake(shared_folder)


def read(text: str) -> dict[str, dict[tuple[str, ...], float]]:
    """Samples by metric and values of labels, as Prometheus' own parser has them."""
    return {
        family.name: {
            tuple(s.labels[name] for name in METRICS.get(family.name, ("", ()))[1]): s.value
            for s in family.samples
        }
        for family in text_string_to_metric_families(text)
    }


def test_a_server_tells_how_the_lake_stands(whole: Lake, tmp_path: Path) -> None:
    lake = copy_with_tables(whole, tmp_path / "lake", ["dim_title", "dim_genre"])
    settings = settings_of(lake)
    back_up(lake, settings, Vault.at(str(tmp_path / "vault")))
    server, thread = serve(LakeCollector(lambda: take_samples(lake, settings)), "127.0.0.1", 0)
    try:
        address = f"http://127.0.0.1:{server.server_port}/metrics"
        with urllib.request.urlopen(address, timeout=60) as answer:
            found = read(answer.read().decode())
    finally:
        server.shutdown()
        thread.join()

    assert set(found) == {*METRICS, SCRAPE_IS_GOOD}
    assert found[SCRAPE_IS_GOOD] == {(): 1}
    assert found["reelhouse_table_rows"] == {("dim_title",): 4, ("dim_genre",): 3}
    assert found["reelhouse_resource_rows"]["imdb", "title.ratings"] == 3
    assert found["reelhouse_resource_is_built"]["imdb", "title.ratings"] == 1
    gates = require_current(lake).manifest["gates"]
    assert sum(found["reelhouse_gates"].values()) == len(gates)
    assert found["reelhouse_run_is_good"] == {("ingest",): 1, ("build",): 1, ("backup",): 1}
    assert found["reelhouse_step_seconds"].keys() >= {("build", "dim_title"), ("backup", "copy")}
    assert found["reelhouse_disk_free_bytes"][()] > 0


def test_a_lost_build_shows(whole: Lake, tmp_path: Path) -> None:
    lake = copy_with_tables(whole, tmp_path / "lake", ["dim_title"])
    shutil.rmtree(require_current(lake).folder)
    target = tmp_path / "reelhouse.prom"

    write_textfile(LakeCollector(lambda: take_samples(lake, settings_of(lake))), target)

    found = read(target.read_text())
    assert found["reelhouse_build_is_readable"] == {(): 0}
    assert found["reelhouse_table_rows"] == {}
    assert [path.name for path in tmp_path.glob("reelhouse.prom*")] == ["reelhouse.prom"]


def test_what_cannot_be_looked_up_is_not_told_from_memory(tmp_path: Path) -> None:
    answers = [[Sample("reelhouse_build_bytes", (), 5.0)]]

    def take() -> list[Sample]:
        if not answers:
            raise ReelhouseError("the disk is gone")
        return answers.pop()

    collector = LakeCollector(take)
    target = tmp_path / "reelhouse.prom"
    write_textfile(collector, target)
    assert read(target.read_text())["reelhouse_build_bytes"] == {(): 5}
    write_textfile(collector, target)

    found = read(target.read_text())
    assert found[SCRAPE_IS_GOOD] == {(): 0}
    assert found["reelhouse_build_bytes"] == {}


def test_a_lake_is_not_looked_up_more_often_than_it_should(tmp_path: Path) -> None:
    asked: list[int] = []
    collector = LakeCollector(lambda: asked.append(1) or [], refresh_seconds=3600)  # type: ignore[func-returns-value]

    for _ in range(3):
        write_textfile(collector, tmp_path / "reelhouse.prom")

    assert asked == [1]


def names_in(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        panels = json.loads(text)["panels"]
        text = "\n".join(t["expr"] for panel in panels for t in panel.get("targets", []))
    return set(_NAME.findall(text))


@pytest.mark.parametrize("file", ["prometheus/alerts.yml", "grafana/reelhouse.json"])
def test_rules_and_dashboard_ask_for_metrics_that_there_are(file: str) -> None:
    asked = names_in(DEPLOY / file)

    assert len(asked) > 10
    assert asked <= {*METRICS, SCRAPE_IS_GOOD}


def test_the_page_of_docs_names_every_metric() -> None:
    page = (ROOT / "docs" / "watching.md").read_text(encoding="utf-8")

    assert {*METRICS, SCRAPE_IS_GOOD} <= set(_NAME.findall(page))


def test_promtool_takes_rules_and_what_the_dashboard_asks(tmp_path: Path) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed here (Debian: apt-get install prometheus)")
    for words in (["rules", "alerts.yml"], ["config", "prometheus.yml"]):
        done = subprocess.run(
            [promtool, "check", *words],
            cwd=DEPLOY / "prometheus",
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    panels = json.loads((DEPLOY / "grafana" / "reelhouse.json").read_text())["panels"]
    asked = [target["expr"] for panel in panels for target in panel["targets"]]
    rules = [{"record": f"asked:{number}", "expr": expr} for number, expr in enumerate(asked)]
    file = tmp_path / "asked.yml"
    file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
    done = subprocess.run(
        [promtool, "check", "rules", str(file)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    done = subprocess.run(
        [promtool, "test", "rules", str(Path(__file__).with_name("alerts_test.yml"))],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_pointer_that_is_damaged_shows(whole: Lake, tmp_path: Path) -> None:
    lake = copy_with_tables(whole, tmp_path / "lake", ["dim_title"])
    (lake.gold / POINTER).write_text("{")

    found = {(s.metric, s.labels): s.value for s in take_samples(lake, settings_of(lake))}

    assert found["reelhouse_build_is_readable", ()] == 0
