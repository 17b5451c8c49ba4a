from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reelhouse.errors import GateRefused, ReelhouseError
from reelhouse.evidence import Input, Run, read_run, read_runs
from reelhouse.lake import Lake
from reelhouse.storage import read_json, write_json
from tests.lakes import filled, new_lake, settings_of, small_disk


def test_a_run_records_what_went_in_and_came_out(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    with Run.start(lake, "ingest", settings_of(lake)) as run:
        run.inputs.append(Input("imdb/title.ratings", "bronze/x", "ab" * 32, 10, 2))
        with run.step("check", rows_in=2) as step:
            step.rows_out, step.rows_rejected = 1, 1

    record = read_run(lake, run.run_id)

    assert record["status"] == "done"
    assert record["inputs"][0]["rows"] == 2
    assert record["steps"][0]["rows_rejected"] == 1
    assert record["versions"]["duckdb"]
    assert record["settings"]["lake"] == str(lake.root)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ReelhouseError("no"), "failed"),
        (GateRefused("no"), "refused"),
        (KeyboardInterrupt(), "failed"),
    ],
)
def test_a_run_that_ends_badly_says_how(tmp_path: Path, error: BaseException, status: str) -> None:
    lake = new_lake(tmp_path)
    with pytest.raises(type(error)), Run.start(lake, "build", settings_of(lake)):
        raise error

    assert read_runs(lake)[0]["status"] == status
    assert read_runs(lake)[0]["error"]


def test_a_step_that_fails_is_recorded_with_its_time(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    run = Run.start(lake, "build", settings_of(lake))
    with pytest.raises(ReelhouseError), run, run.step("models"):
        raise ReelhouseError("broken")

    assert [s["name"] for s in read_run(lake, run.run_id)["steps"]] == ["models"]


def test_a_killed_run_is_reported_as_died(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, signal, sys\nfrom pathlib import Path\nfrom reelhouse.evidence import Run\n"
            "from reelhouse.lake import Lake\nfrom reelhouse.settings import load_settings\n"
            "with Run.start(Lake(Path(sys.argv[1])), 'ingest', load_settings()):\n"
            "    os.kill(os.getpid(), signal.SIGKILL)",
            str(lake.root),
        ],
        check=False,
    )

    assert read_runs(lake)[0]["status"] == "died"


KILLED_RUN = """
import os, signal, sys
from pathlib import Path
from reelhouse.evidence import Run
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
lake, kind, lock = Lake(Path(sys.argv[1])), sys.argv[2], sys.argv[3]
with lake.exclusive(lock), Run.start(lake, kind, load_settings()):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_run(lake: Lake, kind: str, lock: str) -> Path:
    """The record of a run whose process was killed, but whose number another process has now."""
    subprocess.run([sys.executable, "-c", KILLED_RUN, str(lake.root), kind, lock], check=False)
    [path] = lake.evidence.glob(f"*-{kind}-*.json")
    write_json(path, read_json(path) | {"process": os.getpid()})
    return path


@pytest.mark.parametrize(
    ("kind", "lock"), [("ingest", "ingest"), ("build", "build"), ("prune", "build")]
)
def test_a_run_without_its_lock_died_though_its_number_lives(
    tmp_path: Path, kind: str, lock: str
) -> None:
    lake = new_lake(tmp_path)
    path = killed_run(lake, kind, lock)
    assert read_json(path)["status"] == "running"

    assert read_runs(lake)[0]["status"] == "died"


def test_a_run_that_holds_its_lock_is_running_and_an_earlier_one_is_not(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    killed_run(lake, "rollback", "build")
    with lake.exclusive("build"), Run.start(lake, "build", settings_of(lake)):
        found = {run["kind"]: run["status"] for run in read_runs(lake)}

    assert found == {"build": "running", "rollback": "died"}
    assert {run["status"] for run in read_runs(lake)} == {"done", "died"}


@pytest.mark.parametrize("content", ["{", "", "[]", '{"run_id": "x"}', "\udcff"])
def test_a_record_that_cannot_be_read_is_one_that_says_so(tmp_path: Path, content: str) -> None:
    lake = new_lake(tmp_path)
    with Run.start(lake, "ingest", settings_of(lake)) as whole:
        pass
    with Run.start(lake, "build", settings_of(lake)) as torn:
        pass
    torn.path.write_text(content, errors="surrogateescape")

    broken, good = read_runs(lake)

    assert good["run_id"] == whole.run_id
    assert broken.keys() == good.keys()
    assert (broken["run_id"], broken["kind"], broken["status"]) == (
        torn.run_id,
        "build",
        "unreadable",
    )
    assert broken["started_at"] == torn.started_at
    assert str(torn.path) in broken["error"]
    assert read_runs(lake, "build") == [broken]


def test_a_foreign_file_among_the_records_is_no_run_of_any_kind(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    write_json(lake.evidence / "notes.json", ["mine"])

    [found] = read_runs(lake)

    assert (found["run_id"], found["kind"], found["started_at"]) == ("notes", "unknown", "")


def test_a_run_whose_record_finds_no_room_fails_in_words(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        lake = Lake(disk / "lake")
        run = Run.start(lake, "ingest", settings_of(lake))
        with filled(disk, 0), pytest.raises(ReelhouseError, match="the disk is full"):
            run.__enter__()


def test_a_record_that_finds_no_room_does_not_hide_what_went_wrong(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        lake = Lake(disk / "lake")
        run = Run.start(lake, "ingest", settings_of(lake))
        run.save()
        with filled(disk, 0):
            run.__exit__(LookupError, LookupError("first"), None)

        assert read_runs(lake)[0]["status"] == "died"


def test_a_password_in_an_address_never_reaches_the_evidence(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    settings = settings_of(
        lake, imdb={"base_url": "https://me:canary-7f3@example.org/a/?t=canary-7f3"}
    )
    with Run.start(lake, "ingest", settings) as run:
        pass

    assert "canary-7f3" not in run.path.read_text()
    assert "example.org/a/" in run.path.read_text()
