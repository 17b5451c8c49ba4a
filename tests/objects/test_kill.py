"""Killed at any moment, whatever the lake and the store were at."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reelhouse.evidence import read_runs
from reelhouse.gold import current_build, query
from reelhouse.lake import Lake
from reelhouse.objects import registry
from reelhouse.verify import verify_lake
from tests.objects import tiny
from tests.objects.conftest import Machine
from tests.objects.server import Server

WORK = """
import sys
from pathlib import Path
from reelhouse.lake import Lake
from reelhouse.objects.registry import open_mirror, working_copies
from reelhouse.settings.object_store import ObjectStoreSettings
from reelhouse.builds import prune
from tests.lakes import settings_of
from tests.objects import tiny
with working_copies():
    settings = ObjectStoreSettings(attempts=3)
    lake = Lake(open_mirror(sys.argv[1], settings, Path(sys.argv[2])))
    print("open", flush=True)
    tiny.bring(lake, "2026-01-02")
    tiny.build(lake, 20)
    prune(lake, settings_of(lake), keep=1)
"""
REQUESTS = 34  # of the work above, once it has the lake open


def worked_until_killed(
    server: Server, address: str, folder: Path, number: int, *, before: bool
) -> int:
    """Work in a process of its own that dies at a request of some number."""
    working = subprocess.Popen(
        [sys.executable, "-c", WORK, address, str(folder)],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONPATH": "src"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert working.stdout
    working.stdout.readline()
    server.faults.kill_at(number, working.pid, before=before)
    _, said = working.communicate()
    server.faults.kill_at(0, 0)
    assert working.returncode in {0, -signal.SIGKILL}, said.decode()
    return working.returncode


def check(lake: Lake, built: dict[str, int], alive: bool = False) -> None:
    """Everything is there whole, once, and as the evidence says."""
    assert [f"{f.path}: {f.problem}" for f in verify_lake(lake, fetch=True) if f.problem] == []
    days = [d.snapshot_date.isoformat() for d in lake.deliveries("imdb", "title.ratings")]
    assert days in (["2026-01-01"], ["2026-01-01", "2026-01-02"])
    current = current_build(lake)
    assert current
    count = query(current, "select count(*) from dim_title")[1]
    assert count == [(built.get(current.build_id, 20),)]
    assert {run["status"] for run in read_runs(lake)} <= {
        "done",
        "running" if alive else "died",
    }


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "moment" in metafunc.fixturenames:
        chance = random.Random(7)
        kills = metafunc.config.getoption("--kills")
        moments = [(chance.randint(1, REQUESTS), bool(n % 2)) for n in range(kills)]
        metafunc.parametrize("moment", moments)


@pytest.mark.long
def test_a_killed_process_loses_and_doubles_nothing(
    machine: Machine, server: Server, address: str, tmp_path: Path, moment: tuple[int, bool]
) -> None:
    here = machine("here")
    tiny.bring(here, "2026-01-01")
    built = {tiny.build(here, 10): 10}
    registry.close_mirrors()

    worked_until_killed(server, address, tmp_path / "here", moment[0], before=moment[1])

    # another machine sees a whole lake at once, whose run may still be alive for all it knows
    check(machine("there"), built, alive=True)
    # the machine itself needs not wait for its own dead process, others for the lease
    here = machine("here" if moment[0] % 2 else "there")
    if moment[0] % 2 == 0:
        server.let_leases_run_out(address)
    built[tiny.build(here, 30)] = 30
    check(machine("here"), built)
