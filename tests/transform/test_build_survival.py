"""Bad days of a build: killed, out of disk, read while it publishes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from reelhouse.errors import ReelhouseError
from reelhouse.evidence import read_runs
from reelhouse.gold import current_build, query, require_current
from reelhouse.lake import Lake
from reelhouse.transform.build import build_gold
from reelhouse.verify import verify_lake
from tests import lakes
from tests.lakes import TITLES, copy_of, deliver, deliver_everything, new_lake, settings_of
from tests.small_lake import small_lake

BUILD_THAT_KILLS_ITSELF = """
import os, signal, sys
from pathlib import Path
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.transform.build import build_gold
lake, model, state = Lake(Path(sys.argv[1])), sys.argv[2], sys.argv[3]
def on_model(name, found, rows):
    if name == model and (found == "started") == (state == "started"):
        os.kill(os.getpid(), signal.SIGKILL)
build_gold(lake, load_settings(lake=lake.root), on_model=on_model)
"""


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """All files of a day, not built."""
    lake = new_lake(tmp_path)
    deliver_everything(lake)
    return lake


@pytest.fixture
def built(shared_folder: Path, tmp_path: Path) -> Lake:
    """All files of a day and their build, to go on with."""
    return copy_of(small_lake(shared_folder), tmp_path)


def add_a_title(lake: Lake, day: str, number: int) -> None:
    title = (f"tt{number:07}", *TITLES[0][1:])
    deliver(lake, "title.basics", [*TITLES, title], day)


@pytest.mark.parametrize(
    ("model", "state"),
    [
        pytest.param("dim_title", "started", marks=pytest.mark.long),
        ("fact_credit", "success"),
    ],
)
def test_a_killed_build_changes_nothing_and_the_next_heals(
    built: Lake, model: str, state: str
) -> None:
    lake = built
    published = require_current(lake)
    add_a_title(lake, "2026-01-02", 9)

    killed = subprocess.run(
        [sys.executable, "-c", BUILD_THAT_KILLS_ITSELF, str(lake.root), model, state],
        check=False,
        capture_output=True,
    )

    assert killed.returncode == -9, killed.stderr.decode()
    assert require_current(lake).build_id == published.build_id
    assert query(published, "select count(*) from dim_title")[1] == [(4,)]
    assert read_runs(lake, "build")[0]["status"] == "died"
    assert [f for f in verify_lake(lake) if f.problem] == []

    report = build_gold(lake, settings_of(lake))

    assert report.rows["dim_title"] == 5
    folders = {path.name for path in lake.gold.iterdir() if path.is_dir()}
    assert folders == {published.build_id, report.build_id}


BUILD_THAT_IS_STOPPED = """
import os, signal, sys
from pathlib import Path
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.transform.build import build_gold
def on_model(name, state, rows):
    if name == "fact_credit" and state == "started":
        os.kill(os.getpid(), signal.SIGINT)
lake = Lake(Path(sys.argv[1]))
try:
    build_gold(lake, load_settings(lake=lake.root), on_model=on_model)
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.long
def test_ctrl_c_stops_a_build_as_what_it_is(lake: Lake) -> None:
    stopped = subprocess.run(
        [sys.executable, "-c", BUILD_THAT_IS_STOPPED, str(lake.root)],
        check=False,
        capture_output=True,
    )

    assert stopped.returncode == 130, stopped.stderr.decode()
    assert current_build(lake) is None
    assert build_gold(lake, settings_of(lake)).rows["fact_credit"] == 4


BUILD_THAT_DIES_PUBLISHED = """
import os, signal, sys
from pathlib import Path
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.transform import build
publish = build.publish
def publish_and_die(*arguments):
    publish(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
build.publish = publish_and_die
lake = Lake(Path(sys.argv[1]))
build.build_gold(lake, load_settings(lake=lake.root))
"""


@pytest.mark.long
def test_a_build_killed_right_after_publishing_can_be_verified(lake: Lake) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", BUILD_THAT_DIES_PUBLISHED, str(lake.root)],
        check=False,
        capture_output=True,
    )

    assert killed.returncode == -9, killed.stderr.decode()
    assert read_runs(lake, "build")[0]["status"] == "died"
    assert require_current(lake).rows["dim_title"] == 4
    assert [f for f in verify_lake(lake) if f.problem] == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk that holds two builds and not much more."""
    with lakes.small_disk(tmp_path / "disk", megabytes=5) as disk:
        yield disk


def test_a_full_disk_ends_the_build_and_leaves_nothing_half(
    shared_folder: Path, small_disk: Path, tmp_path: Path
) -> None:
    lake = Lake(small_disk / "lake")
    without_cache = shutil.ignore_patterns(lake.cache.name)
    shutil.copytree(small_lake(shared_folder).root, lake.root, ignore=without_cache)
    (tmp_path / "cache").mkdir()
    lake.cache.symlink_to(tmp_path / "cache")
    published = require_current(lake)
    add_a_title(lake, "2026-01-02", 9)
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    (small_disk / "ballast").write_bytes(b"\0" * (free - 64 * 1024))

    with pytest.raises(ReelhouseError, match=r"(?i)no space|disk"):
        build_gold(lake, settings_of(lake))

    assert require_current(lake).build_id == published.build_id
    assert query(published, "select count(*) from dim_title")[1] == [(4,)]
    assert [p.name for p in lake.gold.iterdir() if p.is_dir()] == [published.build_id]
    (small_disk / "ballast").unlink()
    assert build_gold(lake, settings_of(lake)).rows["dim_title"] == 5


def test_readers_see_whole_builds_while_others_are_published(built: Lake) -> None:
    lake = built
    stop = threading.Event()
    seen: list[tuple[int, int]] = []
    failures: list[BaseException] = []

    def read() -> None:
        try:
            while not stop.is_set():
                build = current_build(lake)
                assert build is not None
                [(titles, genres)] = query(
                    build,
                    "select (select count(*) from dim_title), "
                    "(select count(*) from bridge_title_genre)",
                )[1]
                seen.append((titles, genres))
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for day, number in (("2026-01-02", 9), ("2026-01-03", 10)):
        add_a_title(lake, day, number)
        build_gold(lake, settings_of(lake), accepted=["row_loss_dim_title"])
    build = require_current(lake)
    stop.set()
    for reader in readers:
        reader.join()

    assert failures == []
    # each added title brings two genres; the third build has one title more that is closed
    assert set(seen) <= {(4, 5), (5, 7), (6, 7)}
    assert (4, 5) in seen
    assert build.rows["dim_title"] == 6
