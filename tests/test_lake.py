from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from reelhouse.errors import ReelhouseError
from reelhouse.lake import Lake
from reelhouse.storage import read_json, write_json
from tests.lakes import RATINGS, deliver, new_lake


def test_deliveries_come_in_the_order_of_their_days(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    for day in ("2026-01-03", "2026-01-01", "2026-01-02"):
        deliver(lake, "title.ratings", RATINGS, day)

    days = [d.snapshot_date.isoformat() for d in lake.deliveries("imdb", "title.ratings")]

    assert days == ["2026-01-01", "2026-01-02", "2026-01-03"]


def test_the_later_of_two_deliveries_for_a_day_counts(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    deliver(lake, "title.ratings", RATINGS)
    corrected = deliver(lake, "title.ratings", RATINGS[:1])

    assert len(lake.deliveries("imdb", "title.ratings")) == 2
    [snapshot] = lake.snapshots("imdb", "title.ratings")
    assert snapshot.folder == corrected.folder
    assert snapshot.rows == 1


def test_a_folder_without_sidecars_is_no_delivery(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    (lake.bronze / "imdb" / "title.ratings" / "2026-01-01_run").mkdir(parents=True)

    assert lake.deliveries("imdb", "title.ratings") == []


def test_a_broken_sidecar_is_named(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    delivery = deliver(lake, "title.ratings", RATINGS)
    [sidecar] = delivery.folder.glob("*.meta.json")
    write_json(sidecar, {"source": "imdb"})

    with pytest.raises(ReelhouseError, match=r"title\.ratings\.tsv\.meta\.json.*lacks"):
        lake.deliveries("imdb", "title.ratings")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_json(path, {"kept": True})

    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(ValueError, match="Circular"):
        write_json(path, circle)

    assert read_json(path) == {"kept": True}
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_a_lock_says_who_holds_it(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    other = Lake(lake.root)

    with lake.exclusive("build"), pytest.raises(ReelhouseError, match=r"process \d+"):
        other.exclusive("build").__enter__()


def test_the_lock_of_a_killed_process_heals(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    holder = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, signal, sys\nfrom pathlib import Path\nfrom reelhouse.lake import Lake\n"
            "with Lake(Path(sys.argv[1])).exclusive('build'):\n"
            "    os.kill(os.getpid(), signal.SIGKILL)",
            str(lake.root),
        ],
        check=False,
    )
    assert holder.returncode == -9
    assert (lake.root / ".locks" / "build.holder").is_file()

    with lake.exclusive("build"):
        held = True

    assert held


def test_ingest_and_build_do_not_lock_each_other(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)

    with lake.exclusive("ingest"), lake.exclusive("build"):
        both = True

    assert both
