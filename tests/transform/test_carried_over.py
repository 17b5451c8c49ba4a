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
from tests.lakes import AKAS, RATINGS, TITLES, deliver, deliver_everything, new_lake, settings_of


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = new_lake(tmp_path)
    deliver_everything(lake)
    build_gold(lake, settings_of(lake))
    return lake


def build(lake: Lake) -> BuildReport:
    return build_gold(lake, settings_of(lake))


def carried(found: Build) -> set[str]:
    return {name for name, table in found.manifest["tables"].items() if table["carried_from"]}


def test_only_what_reads_a_new_delivery_is_made(lake: Lake) -> None:
    first = require_current(lake)
    deliver(lake, "title.akas", [*AKAS, (*AKAS[1][:1], "3", "Alpha!", *AKAS[1][3:])], "2026-01-02")
    build(lake)
    second = require_current(lake)

    made = {t for t in set(second.tables) - carried(second) if second.rows[t]}
    # of data health all that has been delivered is read
    arrived = {"imdb__title_akas", "build__deliveries"}
    assert [t for t in made if not arrived & ancestors(t)] == []
    assert "dim_title_aka" in made
    assert {"dim_title", "fact_credit", "mart_content_performance"} <= carried(second)
    assert second.manifest["tables"]["fact_credit"]["carried_from"] == first.build_id
    assert [c.table for c in diff(lake, settings_of(lake), first, second) if c.added] == [
        "dim_title_aka",
        "mart_source_health",
    ]


def test_a_carried_table_is_the_same_file(lake: Lake) -> None:
    [before] = require_current(lake).table_files("fact_credit")
    deliver(lake, "title.akas", AKAS[:1], "2026-01-02")
    build_gold(lake, settings_of(lake), accepted=["row_loss_dim_title_aka"])
    [after] = require_current(lake).table_files("fact_credit")

    assert before != after
    assert before.samefile(after)
    assert [finding.problem for finding in verify_lake(lake) if finding.problem] == []


def test_a_table_is_carried_on_from_the_build_that_made_it(lake: Lake) -> None:
    first = require_current(lake)
    for day, rows in (("2026-01-02", AKAS[:1]), ("2026-01-03", AKAS)):
        deliver(lake, "title.akas", rows, day)
        build_gold(lake, settings_of(lake), accepted=["row_loss_dim_title_aka"])

    found = require_current(lake).manifest["tables"]["fact_credit"]
    assert found["carried_from"] == first.build_id


def test_what_gates_measured_of_a_carried_table_stands(lake: Lake) -> None:
    deliver(lake, "title.akas", AKAS, "2026-01-02")
    report = build(lake)
    before = read_build(lake, require_current(lake).manifest["previous"])

    gates = {gate.name: gate for gate in report.gates}
    assert gates["unique_fact_credit"].verdict == "passed"
    assert len(gates) == len(before.manifest["gates"])
    assert gates["row_loss_fact_credit"].message.count("in the published build") == 1


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
    deliver(lake, "title.akas", [*AKAS, (*AKAS[1][:1], "3", "Alpha!", *AKAS[1][3:])], "2026-01-02")
    first = require_current(lake)
    build(lake)
    second = require_current(lake)
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


def test_history_goes_on_where_its_tables_are_made_again(lake: Lake) -> None:
    deliver(lake, "title.ratings", [(*RATINGS[0][:2], "120"), *RATINGS[1:]], "2026-01-02")
    build(lake)
    deliver(lake, "title.akas", AKAS, "2026-01-03")
    build(lake)
    renamed = (*TITLES[0][:2], "Alpha Again", *TITLES[0][3:])
    deliver(lake, "title.basics", [renamed, *TITLES[1:]], "2026-01-04")
    report = build(lake)

    assert report.rows["dim_title"] == len(TITLES) + 1
    assert report.rows["fact_rating_snapshot"] == len(RATINGS) + 1
    assert read_run(lake, require_current(lake).manifest["run_id"])["steps"]
