"""The DAG as Airflow reads it: it needs no Reelhouse for that, and calls only what there is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reelhouse.sources.registry import MODULES
from tests.docs.commands import commands, flags, parse
from tests.orchestration.real_airflow import DAG_ID, FOLDER, needs_airflow, new_airflow

pytestmark = needs_airflow

LOOK = Path(__file__).with_name("look.py")


def look(database: Path, home: Path, **variables: str) -> dict[str, Any]:
    """What Airflow finds in the folder of the DAG."""
    done = new_airflow(database, home, **variables).python(str(LOOK), str(FOLDER))
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def seen(airflow_database: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The DAG with everything switched on."""
    return look(
        airflow_database,
        tmp_path_factory.mktemp("look"),
        NIGHTLY_TRAIN="hits --again",
        NIGHTLY_PUBLISH="--for-own-use",
        NIGHTLY_REPORTS="executive,creator,marketing,licensing",
        NIGHTLY_BACKUP="/mnt/backup/lake",
        NIGHTLY_METRICS="/tmp/reelhouse.prom",
    )


def calls(seen: dict[str, Any]) -> list[list[str]]:
    """Every call that a run makes, with what is put in while it runs."""
    made = []
    for task in seen["tasks"].values():
        words = task["words"]
        if words[:1] == ["ingest"]:
            made.append([*words, "--since", "2026-01-05"])
            made.append([*words, "--from", "folder", "--as-of", "2026-01-05"])
        if words:
            made.append([*words, "--json"] if words[0] != "metrics-server" else words)
    return made


def test_it_is_read_without_reelhouse(seen: dict[str, Any]) -> None:
    assert seen["errors"] == {}
    assert seen["dag_id"] == DAG_ID
    # nor anything else that takes long: what Reelhouse computes with
    assert not {"reelhouse", "duckdb", "pandas", "dbt", "streamlit"} & set(seen["loaded"])


def test_every_call_is_one_that_the_command_line_takes(seen: dict[str, Any]) -> None:
    made = calls(seen)
    assert len(made) == 3 * len(MODULES) + 13
    for words in made:
        assert parse(words) in commands()


def test_every_option_is_in_the_help_of_its_command(seen: dict[str, Any]) -> None:
    wanted: dict[str, set[str]] = {}
    for words in calls(seen):
        wanted.setdefault(parse(words), set()).update(w for w in words if w.startswith("--"))
    assert len(wanted) == 11
    for command, options in wanted.items():
        done = subprocess.run(
            [sys.executable, "-m", "reelhouse.cli", *command.split(), "--help"],
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert options <= set(flags(commands()[command]))
        assert all(option in done.stdout for option in options), command


def test_every_source_is_a_task_that_tells_of_its_bronze(seen: dict[str, Any]) -> None:
    tasks = seen["tasks"]
    for name in MODULES:
        assert tasks[f"ingest.{name}"]["aliases"] == [f"reelhouse_bronze_{name}"]
    telling = {name for name, task in tasks.items() if task["aliases"] == ["reelhouse_gold"]}
    assert telling == {"build", "predict"}


def test_the_verdict_looks_at_all_others_and_is_not_tried_again(seen: dict[str, Any]) -> None:
    tasks = dict(seen["tasks"])
    verdict = tasks.pop("verdict")
    assert verdict["before"] == sorted(tasks)
    assert (verdict["rule"], verdict["retries"]) == ("all_done", 0)
    assert {task["retries"] for task in tasks.values()} == {4}
    assert seen["deadlines"] == ["reelhouse_alerts.tell_lateness"]


def test_what_is_switched_off_is_not_there(airflow_database: Path, tmp_path: Path) -> None:
    seen = look(
        airflow_database,
        tmp_path,
        NIGHTLY_SOURCES="x,imdb",
        NIGHTLY_TRAIN="no",
        NIGHTLY_REPORTS="no",
        NIGHTLY_DEADLINE_HOURS="0",
        NIGHTLY_RETRIES="1",
    )
    assert seen["errors"] == {}
    assert seen["deadlines"] == []
    assert set(seen["tasks"]) == {
        *("offers", "ingest.imdb", "ingest.x", "prune", "build", "publish"),
        *("prune_builds", "backup", "metrics", "verdict"),
    }
    assert seen["tasks"]["publish"]["before"] == ["build"]


def test_a_setting_that_cannot_be_is_told_where_airflow_shows_it(
    airflow_database: Path, tmp_path: Path
) -> None:
    [error] = look(airflow_database, tmp_path, NIGHTLY_SOURCES="imbd")["errors"].values()
    assert "NIGHTLY_SOURCES: there is no 'imbd'; there are imdb, jikan" in error


STOPPED = """
import signal, sys
sys.path.insert(0, {folder!r})
from reelhouse_cli import Call

call = Call(task_id="call", words=[])
# as Airflow does in the process of a task
signal.signal(signal.SIGTERM, lambda *_: call.on_kill())
asks_to_be_stopped = "while :; do kill -TERM $PPID; sleep 0.1; done"
print("ended with", call._run(["-c", asks_to_be_stopped])[0])
"""


def test_a_task_that_is_killed_takes_with_it_what_it_called(
    airflow_database: Path, tmp_path: Path
) -> None:
    airflow = new_airflow(
        airflow_database, tmp_path, NIGHTLY_REELHOUSE="/bin/sh", NIGHTLY_HOME=str(tmp_path)
    )
    done = airflow.python("-c", STOPPED.format(folder=str(FOLDER)))
    assert "ended with -15" in done.stdout, done.stderr[-3000:]
