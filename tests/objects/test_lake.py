"""A lake in an object store, as two machines see it."""

from __future__ import annotations

from reelhouse.builds import list_builds, prune, rollback
from reelhouse.evidence import read_runs
from reelhouse.gold import query, require_current
from reelhouse.lake import Lake
from reelhouse.objects.copy import is_blank
from reelhouse.transform.build import build_gold
from reelhouse.verify import verify_lake
from tests.lakes import TITLES, deliver, deliver_everything, settings_of
from tests.objects.conftest import Machine
from tests.objects.server import Server

COUNT = "select count(*) from dim_title"


def blanks(lake: Lake) -> set[str]:
    return {str(p.relative_to(lake.root)) for p in lake.root.rglob("*.*") if is_blank(p)}


def test_what_one_machine_built_another_reads_and_goes_on_with(
    machine: Machine, server: Server
) -> None:
    here = machine("here")
    deliver_everything(here)
    first = build_gold(here, settings_of(here))

    there = machine("there")

    assert [part.name for part in there.bronze.iterdir()] == ["imdb"]
    assert require_current(there).build_id == first.build_id
    untouched = blanks(there)
    assert query(require_current(there), COUNT, tables=["dim_title"])[1] == [(4,)]
    fetched = untouched - blanks(there)
    assert {path.split("/")[2] for path in fetched} == {"dim_title"}
    assert [f for f in verify_lake(there) if f.problem] == []

    # a build there goes on from the one here, and says so here
    deliver(there, "title.basics", [*TITLES, ("tt0000009", *TITLES[0][1:])], "2026-01-02")
    second = build_gold(there, settings_of(there))
    assert second.rows["dim_title"] == 5

    here = machine("here")
    assert require_current(here).build_id == second.build_id
    assert query(require_current(here), COUNT, tables=["dim_title"])[1] == [(5,)]
    assert {run["status"] for run in read_runs(here)} == {"done"}

    # going back is a change like any other
    assert rollback(here, settings_of(here)).build_id == first.build_id
    there = machine("there")
    assert require_current(there).build_id == first.build_id

    # what is dropped goes from the store and from the other machine
    dropped, _ = prune(there, settings_of(there), keep=1)
    assert len(list_builds(there)) + len(dropped) == 2
    here = machine("here")
    assert [build.build_id for build in list_builds(here)] == [
        build.build_id for build in list_builds(there)
    ]
    assert [f for f in verify_lake(here) if f.problem] == []
