from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from reelhouse.errors import GateRefused, ReelhouseError
from reelhouse.evidence import Input, Run, read_run, read_runs
from tests.lakes import new_lake, settings_of


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


def test_a_password_in_an_address_never_reaches_the_evidence(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    settings = settings_of(
        lake, imdb={"base_url": "https://me:canary-7f3@example.org/a/?t=canary-7f3"}
    )
    with Run.start(lake, "ingest", settings) as run:
        pass

    assert "canary-7f3" not in run.path.read_text()
    assert "example.org/a/" in run.path.read_text()
