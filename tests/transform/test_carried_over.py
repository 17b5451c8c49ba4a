"""Tables that would come out the same are those of the build before."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelhouse.builds import diff, prune
from reelhouse.evidence import read_run
from reelhouse.gold import Build, read_build, require_current
from reelhouse.lake import Lake
from reelhouse.transform.build import BuildReport, build_gold
from reelhouse.transform.lineage import ancestors
from reelhouse.verify import verify_lake
from tests.lakes import (
    AKAS,
    RATINGS,
    TITLES,
    copy_of,
    deliver,
    settings_of,
)
from tests.small_lake import small_lake

MORE_AKAS = [*AKAS, (*AKAS[1][:1], "3", "Alpha!", *AKAS[1][3:])]


@pytest.fixture(scope="module")
def built_twice(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """All files of a day built, and again with a name more on the next day."""
    lake = copy_of(small_lake(shared_folder), tmp_path_factory.mktemp("twice"))
    deliver(lake, "title.akas", MORE_AKAS, "2026-01-02")
    build_gold(lake, settings_of(lake))
    return lake


@pytest.fixture
def lake(shared_folder: Path, tmp_path: Path) -> Lake:
    """All files of a day, built, to go on with."""
    return copy_of(small_lake(shared_folder), tmp_path)


@pytest.fixture
def grown(built_twice: Lake, tmp_path: Path) -> Lake:
    """A copy of what was built twice, to go on with."""
    return copy_of(built_twice, tmp_path)


def first_of(lake: Lake) -> Build:
    """The build before the newest."""
    return read_build(lake, require_current(lake).manifest["previous"])


def build(lake: Lake) -> BuildReport:
    return build_gold(lake, settings_of(lake))


def carried(found: Build) -> set[str]:
    return {name for name, table in found.manifest["tables"].items() if table["carried_from"]}


def test_only_what_reads_a_new_delivery_is_made(built_twice: Lake) -> None:
    first, second = first_of(built_twice), require_current(built_twice)

    made = {t for t in set(second.tables) - carried(second) if second.rows[t]}
    # of data health all that has been delivered is read
    arrived = {"imdb__title_akas", "build__deliveries"}
    assert [t for t in made if not arrived & ancestors(t)] == []
    assert "dim_title_aka" in made
    assert {"dim_title", "fact_credit", "mart_content_performance"} <= carried(second)
    assert second.manifest["tables"]["fact_credit"]["carried_from"] == first.build_id
    changes = diff(built_twice, settings_of(built_twice), first, second)
    assert [c.table for c in changes if c.added] == ["dim_title_aka", "mart_source_health"]


def test_a_carried_table_is_the_same_file(built_twice: Lake) -> None:
    [before] = first_of(built_twice).table_files("fact_credit")
    [after] = require_current(built_twice).table_files("fact_credit")

    assert before != after
    assert before.samefile(after)
    assert [finding.problem for finding in verify_lake(built_twice) if finding.problem] == []


def test_a_table_is_carried_on_from_the_build_that_made_it(grown: Lake) -> None:
    first = first_of(grown)
    deliver(grown, "title.akas", AKAS[:1], "2026-01-03")
    build_gold(grown, settings_of(grown), accepted=["row_loss_dim_title_aka"])

    found = require_current(grown).manifest["tables"]["fact_credit"]
    assert found["carried_from"] == first.build_id


def test_what_gates_measured_of_a_carried_table_stands(built_twice: Lake) -> None:
    published, before = require_current(built_twice), first_of(built_twice)

    gates = {gate["name"]: gate for gate in published.manifest["gates"]}
    assert gates["unique_fact_credit"]["verdict"] == "passed"
    assert len(gates) == len(before.manifest["gates"])
    assert gates["row_loss_fact_credit"]["message"].count("in the published build") == 1


def test_a_full_build_makes_everything(lake: Lake) -> None:
    build_gold(lake, settings_of(lake), full=True)

    assert carried(require_current(lake)) == set()


def test_a_setting_remakes_what_reads_it(lake: Lake) -> None:
    changed = settings_of(lake)
    changed.marts.seed += 1
    report = build_gold(lake, changed)

    assert report.changed
    assert "fact_credit" in carried(require_current(lake))


def test_pruned_builds_free_what_no_other_build_has(lake: Lake) -> None:
    # built here: in a copy of a lake each build has files of its own
    deliver(lake, "title.akas", MORE_AKAS, "2026-01-02")
    build(lake)
    first, second = first_of(lake), require_current(lake)
    alone = sum(
        path.stat().st_size
        for table in first.tables
        for path in first.table_files(table)
        if table not in carried(second)
    )

    dropped, freed = prune(lake, settings_of(lake), keep=1)

    assert dropped == [first.build_id]
    assert 0 < freed == alone
    assert require_current(lake).damaged_files() == []


def test_history_goes_on_where_its_tables_are_made_again(grown: Lake) -> None:
    deliver(grown, "title.ratings", [(*RATINGS[0][:2], "120"), *RATINGS[1:]], "2026-01-03")
    build(grown)
    renamed = (*TITLES[0][:2], "Alpha Again", *TITLES[0][3:])
    deliver(grown, "title.basics", [renamed, *TITLES[1:]], "2026-01-04")
    report = build(grown)

    assert report.rows["dim_title"] == len(TITLES) + 1
    assert report.rows["fact_rating_snapshot"] == len(RATINGS) + 1
    assert read_run(grown, require_current(grown).manifest["run_id"])["steps"]
