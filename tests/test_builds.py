from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reelhouse.builds import diff, list_builds, prune, resolve, rollback
from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.gold import Build, require_current
from reelhouse.lake import Lake
from reelhouse.pointer import pointer_id
from reelhouse.transform.build import build_gold
from tests.command_line import run_here
from tests.lakes import RATINGS, TITLES, copy_of, deliver, new_lake, settings_of
from tests.small_lake import small_lake


@pytest.fixture(scope="module")
def three_builds(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A published build, one with a rating changed, and a refused one that lost its credits."""
    lake = copy_of(small_lake(shared_folder), tmp_path_factory.mktemp("three"))
    deliver(lake, "title.ratings", [("tt0000001", "8.1", "120"), *RATINGS[1:]], "2026-01-02")
    build_gold(lake, settings_of(lake))
    deliver(lake, "title.principals", [], "2026-01-03")
    with pytest.raises(ReelhouseError):
        build_gold(lake, settings_of(lake))
    return lake


@pytest.fixture
def lake(three_builds: Lake, tmp_path: Path) -> Lake:
    """A copy of that lake, to change at will."""
    shutil.copytree(three_builds.root, tmp_path / "lake")
    return Lake(tmp_path / "lake")


def test_lists_newest_first_with_refused_ones(lake: Lake) -> None:
    builds = list_builds(lake)

    assert [build.status for build in builds] == ["refused", "published", "published"]
    assert [b.build_id for b in builds] == sorted((b.build_id for b in builds), reverse=True)


def test_diff_counts_the_rows_of_one_changed_rating(lake: Lake) -> None:
    changes = {
        c.table: c
        for c in diff(lake, settings_of(lake), resolve(lake, "previous"), resolve(lake, "current"))
    }

    ratings = changes["fact_rating_snapshot"]
    # the old snapshot is no longer the latest one, and a new row joins it
    assert (ratings.rows_before, ratings.rows_after) == (3, 4)
    assert (ratings.removed, ratings.added) == (1, 2)
    untouched = ("dim_title", "dim_person", "fact_credit", "dim_title_aka", "bridge_title_crew")
    assert all((changes[t].removed, changes[t].added) == (0, 0) for t in untouched)


def test_diff_names_changed_columns(lake: Lake) -> None:
    before, after = resolve(lake, "previous"), resolve(lake, "current")
    del after.manifest["tables"]["dim_person"]["columns"]["birth_year"]
    after.manifest["tables"]["dim_genre"]["columns"]["genre"] = "BIGINT"

    changes = {
        c.table: c.columns for c in diff(lake, settings_of(lake), before, after) if c.columns
    }

    assert changes == {
        "dim_person": "column birth_year is gone",
        "dim_genre": "genre was VARCHAR and is BIGINT",
    }


def test_diff_of_tables_without_a_common_column_counts_every_row(lake: Lake) -> None:
    before, after = resolve(lake, "previous"), resolve(lake, "current")
    people = after.manifest["tables"]["dim_person"]
    people["columns"] = {"somebody": "VARCHAR"}
    people["files"][0]["sha256"] = "of another file"

    changes = {c.table: c for c in diff(lake, settings_of(lake), before, after)}

    assert (changes["dim_person"].removed, changes["dim_person"].added) == (2, 2)


def test_diff_takes_no_more_memory_than_the_settings_allow(lake: Lake) -> None:
    settings = settings_of(lake, engine={"memory_limit": "1KB"})

    with pytest.raises(ReelhouseError, match=r"(?i)memory"):
        diff(lake, settings, resolve(lake, "previous"), resolve(lake, "current"))
    assert list(lake.cache.glob("diff-*")) == []


def test_rollback_publishes_the_build_before(lake: Lake) -> None:
    before = resolve(lake, "previous")

    rollback(lake, settings_of(lake))

    assert require_current(lake).build_id == before.build_id


def test_after_a_rollback_the_next_build_goes_forward_again(lake: Lake) -> None:
    forward = require_current(lake)
    rollback(lake, settings_of(lake))

    report = build_gold(lake, settings_of(lake), accepted=["row_loss_fact_credit"])

    assert report.rows["fact_rating_snapshot"] == forward.rows["fact_rating_snapshot"]


def test_a_refused_build_cannot_be_published(lake: Lake) -> None:
    refused = resolve(lake, "newest")

    with pytest.raises(UsageError, match="refused by its gates"):
        rollback(lake, settings_of(lake), refused.build_id)


def test_prune_keeps_the_current_build_whatever_its_age(lake: Lake) -> None:
    rollback(lake, settings_of(lake))
    current = require_current(lake)
    newest_published = list_builds(lake)[1]
    for build in list_builds(lake):
        build.cache.mkdir(parents=True)

    dropped, freed = prune(lake, settings_of(lake), keep=1)

    assert {b.build_id for b in list_builds(lake)} == {
        current.build_id,
        newest_published.build_id,
    }
    assert len(dropped) == 1
    assert freed > 0
    cached = {path.name for path in current.cache.parent.iterdir()}
    assert cached == {current.build_id, newest_published.build_id}


def test_an_unknown_build_is_a_clear_error(lake: Lake) -> None:
    with pytest.raises(UsageError, match="no build '20200101'"):
        resolve(lake, "20200101")


def test_there_is_no_build_before_the_first(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    deliver(lake, "title.basics", TITLES)
    build_gold(lake, settings_of(lake))

    with pytest.raises(UsageError, match="no previous build"):
        rollback(lake, settings_of(lake))


def lose(build: Build) -> Build:
    shutil.rmtree(build.folder)
    return build


def test_after_a_lost_build_rollback_goes_to_the_newest_before_it(lake: Lake) -> None:
    before = resolve(lake, "previous")
    lose(require_current(lake))

    rollback(lake, settings_of(lake))

    assert require_current(lake).build_id == before.build_id


def test_after_a_lost_oldest_build_rollback_goes_to_what_is_left(lake: Lake) -> None:
    newer = require_current(lake)
    rollback(lake, settings_of(lake))
    lose(require_current(lake))

    rollback(lake, settings_of(lake))

    assert require_current(lake).build_id == newer.build_id


def test_after_a_lost_build_the_others_are_listed_and_pruned(lake: Lake) -> None:
    left = resolve(lake, "previous")
    lost = lose(require_current(lake))

    listed = run_here(lake.root.parent, "builds", "list")
    dropped, _ = prune(lake, settings_of(lake), keep=1)

    assert listed.returncode == 0, listed.stderr
    assert left.build_id in listed.stdout
    assert f"{lost.build_id} is gone" in listed.stdout.replace("\n", " ")
    assert pointer_id(lake) == lost.build_id
    assert [b.build_id for b in list_builds(lake)] == [left.build_id]
    assert len(dropped) == 1


@pytest.mark.parametrize("damage", ["{}", "[]", "{", ""])
def test_a_damaged_pointer_or_manifest_is_named_and_mended(lake: Lake, damage: str) -> None:
    current = require_current(lake)
    pointer = lake.gold / "current.json"
    pointer.write_text(damage)

    with pytest.raises(ReelhouseError, match=r"current\.json"):
        require_current(lake)
    assert rollback(lake, settings_of(lake), current.build_id).build_id == current.build_id

    (current.folder / "manifest.json").write_text(damage)

    with pytest.raises(ReelhouseError, match=r"manifest\.json"):
        require_current(lake)
    assert current.build_id not in [build.build_id for build in list_builds(lake)]
