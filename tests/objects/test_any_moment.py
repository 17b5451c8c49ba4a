"""Killed at any moment between a download and a warehouse, nothing is lost and nothing doubled.

One lake is worked on day after day. Each day's work is killed once, after a random share of the
processor time that it takes, wherever that is: in Python, in DuckDB, in the talk with the store or
with the warehouse. The next run has to find everything whole and to bring it to its end.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reelhouse.evidence import read_runs
from reelhouse.gold import current_build, query, require_current
from reelhouse.lake import Lake
from reelhouse.transform.inputs import gold_models
from reelhouse.verify import verify_lake
from tests.lakes import new_lake
from tests.objects.pipeline import day_of, ingest_and_build, titles_on, work, write_day
from tests.publish.postgres import running_postgres
from tests.spark.equality import differences

ROOT = Path(__file__).parents[2]

# what works is loaded before its time is counted, so that no kill falls upon mere imports
WORK = """
import resource, signal, sys
from pathlib import Path
import dbt.cli.main, dlt
from reelhouse.lake import Lake
from reelhouse.objects.registry import open_mirror, working_copies
from reelhouse.settings.object_store import ObjectStoreSettings
from tests.objects.pipeline import work
address, copy, files, number, warehouse, seconds = sys.argv[1:]
def spent():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
with working_copies():
    stored = address.startswith("s3:")
    settings = ObjectStoreSettings(attempts=3)
    lake = Lake(open_mirror(address, settings, Path(copy)) if stored else Path(address))
    before = spent()
    # without a handler the system ends the process when that much processor time is used up
    signal.setitimer(signal.ITIMER_PROF, float(seconds))
    work(lake, Path(files), int(number), warehouse)
    print(spent() - before)
"""
NEVER = 0.0

# tables that tell of runs and of when they were, and so differ between a lake and its like
OF_RUNS = {"mart_source_health", "mart_field_health", "mart_title_matching_health"}


@pytest.fixture(scope="module")
def warehouse() -> Iterator[str]:
    with running_postgres() as address:
        yield address


@pytest.fixture(params=["folder", "store"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Callable[[], Lake]]:
    """The address of a lake, and what opens it."""
    if request.param == "folder":
        lake = new_lake(tmp_path)
        return str(lake.root), lambda: lake
    machine = request.getfixturevalue("machine")
    return request.getfixturevalue("address"), lambda: machine("here")


def work_until(
    seconds: float, address: str, tmp_path: Path, number: int, warehouse: str
) -> subprocess.CompletedProcess[str]:
    """A day's work in a process of its own, which ends when it has used so much of a processor."""
    return subprocess.run(
        [
            *(sys.executable, "-c", WORK, address, str(tmp_path / "here")),
            *(str(tmp_path / f"day{number}"), str(number), warehouse, str(seconds)),
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=False,
    )


def rows_there(warehouse: str) -> int:
    psycopg2 = pytest.importorskip("psycopg2")
    connection = psycopg2.connect(warehouse)
    with connection, connection.cursor() as cursor:
        cursor.execute("select count(*), count(distinct title_key) from reelhouse.dim_title")
        rows, keys = cursor.fetchone()
    connection.close()
    assert rows == keys
    return int(rows)


def check(lake: Lake, warehouse: str, days: set[int], published: set[int]) -> None:
    """All is whole: bronze of the days up to one of some, gold and warehouse of one of others."""
    assert [f"{f.path}: {f.problem}" for f in verify_lake(lake) if f.problem] == []
    came = [d.snapshot_date for d in lake.deliveries("imdb", "title.basics")]
    assert came in [[day_of(n) for n in range(last + 1)] for last in days]
    current = current_build(lake)
    assert current
    titles = "select count(*), count(distinct title_key) from dim_title where is_current"
    [(rows, keys)] = query(current, titles)[1]
    assert rows == keys
    assert rows in {titles_on(n) for n in published}
    assert rows_there(warehouse) in {titles_on(n) for n in published}


def test_work_that_is_killed_at_any_moment_is_done_by_the_next_run(
    place: tuple[str, Callable[[], Lake]],
    warehouse: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    pytest.importorskip("dlt")
    kills = int(request.config.getoption("--moments"))
    if not kills:
        pytest.skip("takes minutes: `make test-kill` runs it")
    address, opened = place
    drop_published(warehouse)
    write_day(tmp_path / "day0", 0)
    write_day(tmp_path / "day1", 1)
    work(opened(), tmp_path / "day0", 0, warehouse)
    undisturbed = work_until(NEVER, address, tmp_path, 1, warehouse)
    assert undisturbed.returncode == 0, undisturbed.stderr
    takes = float(undisturbed.stdout)
    check(opened(), warehouse, {1}, {1})
    chance = random.Random(7)
    killed = 0

    for number in range(2, kills + 2):
        write_day(tmp_path / f"day{number}", number)
        seconds = chance.uniform(0, takes)
        ended = work_until(seconds, address, tmp_path, number, warehouse)
        assert ended.returncode in {0, -signal.SIGPROF}, ended.stderr
        killed += ended.returncode != 0
        lake = opened()
        check(lake, warehouse, {number - 1, number}, {number - 1, number})
        work(lake, tmp_path / f"day{number}", number, warehouse)
        check(opened(), warehouse, {number}, {number})

    assert killed > kills / 2
    statuses = [run["status"] for run in read_runs(opened())]
    assert set(statuses) <= {"done", "died"}
    calm = new_lake(tmp_path / "calm")
    for number in range(kills + 2):
        ingest_and_build(calm, tmp_path / f"day{number}", number)
    made, wanted = require_current(opened()), require_current(calm)
    unequal = {
        table: how
        for table in set(gold_models()) - OF_RUNS
        if (how := differences(table, wanted.folder, made.folder))
    }
    assert unequal == {}


def drop_published(warehouse: str) -> None:
    psycopg2 = pytest.importorskip("psycopg2")
    connection = psycopg2.connect(warehouse)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("drop schema if exists reelhouse cascade")
    connection.close()
