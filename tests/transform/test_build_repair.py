"""A published build that is lost or damaged, and lakes in odd places."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reelhouse.builds import diff
from reelhouse.doctor import Check, examine
from reelhouse.errors import ReelhouseError
from reelhouse.evidence import read_runs
from reelhouse.gold import Build, current_build, publish, query, require_current
from reelhouse.lake import Lake
from reelhouse.transform import build as build_module
from reelhouse.transform.build import build_gold
from reelhouse.verify import verify_lake
from tests.command_line import run_here
from tests.lakes import (
    RATINGS,
    TITLES,
    copy_of,
    deliver,
    deliver_everything,
    new_lake,
    settings_of,
)
from tests.small_lake import small_lake

pytestmark = pytest.mark.long


def lose_the_folder(build: Build) -> None:
    shutil.rmtree(build.folder)


def lose_the_manifest(build: Build) -> None:
    (build.folder / "manifest.json").unlink()


def lose_a_table(build: Build) -> None:
    build.table_files("dim_title")[0].unlink()


def cut_a_table(build: Build) -> None:
    [file] = build.table_files("dim_rating_prior")
    os.truncate(file, 100)


def overwrite_a_table(build: Build) -> None:
    [file] = build.table_files("dim_title")
    file.write_bytes(b"\0" * file.stat().st_size)


@pytest.fixture(scope="module")
def two_days(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Two days, one build after each."""
    lake = copy_of(small_lake(shared_folder), tmp_path_factory.mktemp("two-days"))
    deliver(lake, "title.basics", [(*TITLES[0][:7], "95", "Drama"), *TITLES[1:]], "2026-01-02")
    build_gold(lake, settings_of(lake))
    return lake


@pytest.fixture
def lake(two_days: Lake, tmp_path: Path) -> Lake:
    """A copy of the two days that may be harmed."""
    return copy_of(two_days, tmp_path)


def build_check(lake: Lake) -> Check:
    [check] = [check for check in examine(lake, settings_of(lake)) if check.name == "build"]
    return check


def history_of(build: Build) -> list[tuple[object, ...]]:
    return query(build, "select * from dim_title order by title_key, valid_from")[1]


@pytest.mark.parametrize(
    "harm",
    [
        lose_the_folder,
        lose_the_manifest,
        lose_a_table,
    ],
)
def test_what_doctor_advises_mends_the_published_build(
    lake: Lake, harm: Callable[[Build], None]
) -> None:
    expected = history_of(require_current(lake))
    harm(require_current(lake))
    advised = re.findall(r"`reelhouse ([^`]+)`", build_check(lake).advice)

    done = run_here(lake.root.parent, *advised[0].split())

    assert done.returncode == 0, done.stderr
    assert build_check(lake).verdict == "ok"
    assert history_of(require_current(lake)) == expected
    assert [f for f in verify_lake(lake) if f.problem] == []


@pytest.mark.parametrize("harm", [lose_the_folder, cut_a_table])
def test_a_plain_build_makes_it_anew_and_the_evidence_says_why(
    lake: Lake, harm: Callable[[Build], None]
) -> None:
    published = require_current(lake)
    expected = history_of(published)
    harm(published)

    report = build_gold(lake, settings_of(lake))

    assert report.changed
    assert history_of(require_current(lake)) == expected
    assert require_current(lake).manifest["carried_history"] is False
    reason = read_runs(lake, "build")[0]["outcome"]["history_anew_because"]
    assert published.build_id in reason


def test_a_sound_build_gives_no_reason(lake: Lake) -> None:
    assert "history_anew_because" not in read_runs(lake, "build")[0]["outcome"]


def test_rows_of_a_damaged_build_are_still_missed(lake: Lake) -> None:
    require_current(lake).table_files("fact_credit")[0].unlink()
    deliver(lake, "title.principals", [], "2026-01-03")

    with pytest.raises(ReelhouseError, match="row_loss_fact_credit"):
        build_gold(lake, settings_of(lake))


def test_a_history_that_cannot_be_read_is_a_clear_error_and_no_measure_of_loss(
    lake: Lake,
) -> None:
    overwrite_a_table(require_current(lake))
    deliver(lake, "title.ratings", RATINGS, "2026-01-03")

    with pytest.raises(ReelhouseError):
        build_gold(lake, settings_of(lake))

    report = build_gold(lake, settings_of(lake), full=True)
    [gate] = [g for g in report.gates if g.name == "row_loss_dim_title"]
    assert gate.verdict == "skipped"
    assert "cannot be read" in gate.message


def test_a_lake_may_lie_in_a_folder_of_any_name(tmp_path: Path) -> None:
    lake = new_lake(tmp_path / "it's a [1] lake {x}*")
    deliver_everything(lake)
    build_gold(lake, settings_of(lake))
    first = require_current(lake)
    deliver(lake, "title.ratings", [("tt0000001", "8.1", "120"), *RATINGS[1:]], "2026-01-02")
    deliver(lake, "title.ratings", [("tt0000001", "8.1", "130"), *RATINGS[1:]], "2026-01-03")

    build_gold(lake, settings_of(lake))

    second = require_current(lake)
    assert second.manifest["carried_history"] is True
    assert query(second, "select count(*) from fact_rating_snapshot")[1] == [(5,)]
    changes = {c.table: c.added for c in diff(lake, settings_of(lake), first, second)}
    assert changes["fact_rating_snapshot"] == 3
    assert [f for f in verify_lake(lake) if f.problem] == []


def test_the_environment_does_not_choose_another_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"TARGET": "elsewhere", "PROFILE": "another", "THREADS": "0"}.items():
        monkeypatch.setenv(f"DBT_{name}", value)
    lake = new_lake(tmp_path)
    deliver_everything(lake)

    assert build_gold(lake, settings_of(lake)).rows["dim_title"] == 4


def test_files_are_on_the_disk_before_readers_are_told_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = new_lake(tmp_path)
    deliver_everything(lake)
    synced: set[Path] = set()
    synced_when_published: set[Path] = set()
    fsync = os.fsync

    def fsync_and_note(handle: int) -> None:
        fsync(handle)
        synced.add(Path(os.readlink(f"/proc/self/fd/{handle}")))

    def publish_and_note(lake: Lake, build: Build) -> None:
        synced_when_published.update(synced)
        publish(lake, build)

    monkeypatch.setattr(os, "fsync", fsync_and_note)
    monkeypatch.setattr(build_module, "publish", publish_and_note)
    build_gold(lake, settings_of(lake))

    build = current_build(lake)
    assert build is not None
    folders = {file.parent for file in build.files()} | {build.folder, lake.gold}
    assert {*build.files(), *folders} <= synced_when_published
