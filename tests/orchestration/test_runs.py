"""Whole runs of the DAG in a real Airflow, over providers on localhost."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from reelhouse.gold import query, require_current
from reelhouse.lake import Lake
from reelhouse.locks import hold
from reelhouse.simulator import write_universe
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.settings_file import write_settings
from tests.orchestration.conftest import SCALE
from tests.orchestration.real_airflow import Airflow, Task, needs_airflow, new_airflow, webhook

pytestmark = needs_airflow

ONCE, TWICE = Task("success", 1), Task("failed", 2)


@dataclass(frozen=True)
class House:
    """A folder with settings and a lake, and the Airflow that looks after it."""

    folder: Path
    airflow: Airflow

    @property
    def lake(self) -> Lake:
        """Its lake."""
        return Lake(self.folder / "lake")

    def days(self, source: str, resource: str) -> list[str]:
        """Days of which there are deliveries."""
        return [str(d.snapshot_date) for d in self.lake.deliveries(source, resource)]


def house(
    database: Path, providers: SimulatorServer, folder: Path, more: str = "", **variables: str
) -> House:
    """A house that asks the providers on localhost, and waits for nothing."""
    folder.mkdir(exist_ok=True)
    settings = folder / "reelhouse.toml"
    write_settings(providers, settings, limits=False)
    above = f'lake = "{folder / "lake"}"\ndownload_attempts = 1\n'
    settings.write_text(above + settings.read_text() + more)
    given = {"NIGHTLY_HOME": str(folder), "NIGHTLY_RETRIES": "1", "NIGHTLY_RETRY_MINUTES": "0"}
    return House(folder, new_airflow(database, folder / "airflow", **given, **variables))


@pytest.fixture(scope="module")
def green(
    airflow_database: Path,
    providers: SimulatorServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> House:
    """A run in which all went well."""
    folder = tmp_path_factory.mktemp("green")
    made = house(
        airflow_database,
        providers,
        folder,
        NIGHTLY_SOURCES="imdb,tmdb,fribb,netflix",
        NIGHTLY_BACKUP=str(folder / "backup"),
        NIGHTLY_METRICS=str(folder / "reelhouse.prom"),
        NIGHTLY_TRAIN="hits gross",
        NIGHTLY_PUBLISH="--for-own-use",
        REELHOUSE_PUBLISH__TO=f"duckdb:{folder / 'warehouse.duckdb'}",
    )
    done = made.airflow.run()
    assert done.returncode == 0, done.stdout[-6000:]
    return made


def test_a_run_goes_from_sources_to_all_that_follows(green: House) -> None:
    tasks = green.airflow.tasks()
    skipped = {name for name, task in tasks.items() if task.state == "skipped"}
    assert skipped == {"ingest.tmdb"}  # it has no key
    assert {task for name, task in tasks.items() if name not in skipped} == {ONCE}

    build = require_current(green.lake)
    assert build.rows["dim_title"] > 100
    with duckdb.connect(str(green.folder / "warehouse.duckdb"), read_only=True) as warehouse:
        [titles] = warehouse.execute("select count(*) from reelhouse.dim_title").fetchall()
    assert titles == (build.rows["dim_title"],)
    assert (green.folder / "executive.html").read_text().startswith("<!DOCTYPE html>")
    assert len(list((green.folder / "backup" / "snapshots").iterdir())) == 1
    assert "reelhouse_build" in (green.folder / "reelhouse.prom").read_text()


def test_other_dags_hear_of_what_is_new(green: House) -> None:
    told = dict(green.airflow.events())
    assert set(told) == {
        *("reelhouse_bronze_imdb", "reelhouse_bronze_fribb", "reelhouse_bronze_netflix"),
        "reelhouse_gold",
    }
    assert told["reelhouse_bronze_imdb"]["rows"]["title.basics"] > 100
    assert told["reelhouse_gold"]["build_id"] == require_current(green.lake).build_id


def test_what_fails_keeps_nothing_else_from_running_and_is_told(
    airflow_database: Path, providers: SimulatorServer, tmp_path: Path
) -> None:
    with webhook() as (address, told):
        failing = house(
            airflow_database,
            providers,
            tmp_path,
            NIGHTLY_SOURCES="imdb,fribb",
            NIGHTLY_ALERT_URL=address,
            NIGHTLY_PUBLISH="dim_date dim_genre --for-own-use",
            REELHOUSE_PUBLISH__TO=f"duckdb:{tmp_path / 'warehouse.duckdb'}",
        )
        providers.faults.add(Fault(path="/fribb/*", status=503))
        try:
            # and another process trains on this lake
            with hold(failing.lake.root, "train"):
                done = failing.airflow.run()
        finally:
            providers.faults.clear()

    assert done.returncode == 1
    tasks = failing.airflow.tasks()
    # both may be better the next time, and are tried again
    assert (tasks["ingest.fribb"], tasks["train"]) == (TWICE, TWICE)
    assert {name for name, task in tasks.items() if task == ONCE} == {
        *("offers", "ingest.imdb", "prune", "build", "publish"),
        "prune_builds",
    }
    # of what an executive report is made nothing has arrived
    assert tasks["report_executive"].state == "skipped"
    assert tasks["predict"].state == "upstream_failed"
    assert tasks["verdict"].state == "failed"
    assert require_current(failing.lake).rows["dim_title"] > 100
    [alert] = told
    assert set(alert["failed"]) == {"ingest.fribb", "train"}
    assert "`reelhouse ingest fribb` ended with 1: " in alert["failed"]["ingest.fribb"]
    assert "503" in alert["failed"]["ingest.fribb"]
    assert "another train is running" in alert["failed"]["train"]
    assert alert["kept_back"] == ["predict"]
    assert alert["dag_id"] in alert["text"]
    assert address not in done.stdout + done.stderr


def test_a_gate_that_refuses_is_not_asked_again(
    airflow_database: Path, providers: SimulatorServer, green: House, tmp_path: Path
) -> None:
    shutil.copytree(green.lake.root, tmp_path / "lake")
    refused = house(
        airflow_database,
        providers,
        tmp_path,
        # no share of missing values is below zero
        "[gates.titles_without_name]\nmax = -1\n",
        NIGHTLY_SOURCES="apple_music,fribb",
        NIGHTLY_ALERT_URL="http://127.0.0.1:9/hook/a-secret",
    )
    before = require_current(refused.lake).build_id

    done = refused.airflow.run()

    assert done.returncode == 1
    tasks = refused.airflow.tasks()
    assert (tasks["ingest.apple_music"], tasks["ingest.fribb"]) == (ONCE, ONCE)
    assert tasks["build"] == Task("failed", 1)
    for name in ("train", "predict", "report_executive"):
        assert tasks[name].state == "upstream_failed"
    assert tasks["prune_builds"] == ONCE
    assert require_current(refused.lake).build_id == before
    # there is no new build to hear of, and the list of the other source has not changed
    assert [name for name, _ in refused.airflow.events()] == ["reelhouse_bronze_apple_music"]
    said = done.stdout + done.stderr
    assert "ended with 3 (the data is refused)" in said
    assert "titles_without_name" in said
    # nobody hears of the failure, which the log says without the address
    assert "the webhook cannot be reached" in said
    assert "a-secret" not in said


def test_a_day_is_made_up_for(
    airflow_database: Path, providers: SimulatorServer, green: House, tmp_path: Path
) -> None:
    day, archive = "2026-01-15", tmp_path / "archive"
    # files of another day: those of today would be no news
    write_universe(tmp_path / "other", 7, SCALE, 1)
    shutil.copytree(tmp_path / "other" / "imdb", archive / "imdb" / day)
    shutil.copytree(green.lake.root, tmp_path / "lake")
    past = house(
        airflow_database,
        providers,
        tmp_path,
        NIGHTLY_SOURCES="imdb,jikan,tmdb,netflix,apple_music",
        NIGHTLY_ARCHIVE=str(archive),
        NIGHTLY_TRAIN="no",
        NIGHTLY_REPORTS="no",
    )
    of_today = past.days("imdb", "title.ratings")

    done = past.airflow.run(day)

    assert done.returncode == 0, done.stdout[-6000:]
    tasks = past.airflow.tasks()
    # no key, no files of that day, and no past
    for name in ("tmdb", "netflix", "apple_music"):
        assert tasks[f"ingest.{name}"].state == "skipped"
    assert past.days("imdb", "title.ratings") == sorted([day, *of_today])
    assert f"ingest jikan --since {day}" in done.stdout + done.stderr
    assert providers.faults.asked_for("/jikan/v4/seasons/*")
    # history has that day now, though it came after the other one
    build = require_current(past.lake)
    [[ratings]] = query(
        build, f"select count(*) from fact_rating_snapshot where snapshot_date = date '{day}'"
    )[1]
    assert ratings > 0


def test_without_reelhouse_it_says_what_to_set(
    airflow_database: Path, providers: SimulatorServer, tmp_path: Path
) -> None:
    lost = house(airflow_database, providers, tmp_path, NIGHTLY_SOURCES="imdb")
    lost.airflow.variables["NIGHTLY_REELHOUSE"] = "/srv/nowhere/reelhouse"

    done = lost.airflow.run()

    assert done.returncode == 1
    assert lost.airflow.tasks()["offers"] == Task("failed", 1)
    said = done.stdout + done.stderr
    assert "/srv/nowhere/reelhouse cannot be called" in said
    assert "NIGHTLY_HOME and NIGHTLY_REELHOUSE say where both are" in said
