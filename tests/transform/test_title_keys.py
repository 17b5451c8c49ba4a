"""Keys of titles through whole builds: what was published stays when IMDb arrives."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reelhouse.gold import query, require_current
from reelhouse.lake import Lake
from reelhouse.sources.run import Request, ingest_source
from reelhouse.titles.keys import is_minted
from reelhouse.titles.overrides import Decision, overrides_path, write_overrides
from reelhouse.transform.build import build_gold
from tests.lakes import copy_of, deliver_everything, new_lake, settings_of

pytestmark = pytest.mark.long

CATALOGUE = """\
show_id,type,title,director,cast,country,date_added,release_year,rating,duration,listed_in,description
s1,Movie,Alpha,,,,"January 5, 2020",1999,PG,90 min,Dramas,A film.
s2,Movie,Only Here,,,,"January 5, 2020",2001,PG,80 min,Comedies,A film.
"""
ALPHA, ONLY_HERE = "netflix:s1", "netflix:s2"


@pytest.fixture(scope="module")
def lakes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lake, Lake]:
    """A lake with a catalogue of two films, built, and the same built again with IMDb's titles."""
    folder = tmp_path_factory.mktemp("lakes")
    lake = new_lake(folder / "before")
    path = folder / "netflix_titles.csv"
    path.write_text(CATALOGUE)
    request = Request(origins=(str(path),), as_of=date(2026, 1, 1))
    ingest_source("catalogues", lake, settings_of(lake), request)
    build_gold(lake, settings_of(lake))
    known = copy_of(lake, folder / "after")
    deliver_everything(known)
    build_gold(known, settings_of(known))
    return lake, known


def keys_of_records(lake: Lake) -> dict[str, int]:
    return dict(
        query(require_current(lake), "select record_id, title_key from bridge_title_source")[1]
    )


def titles(lake: Lake) -> dict[int, tuple[str, str]]:
    """Name and describing source of every title, by key."""
    _, rows = query(
        require_current(lake),
        "select title_key, primary_title, described_by from dim_title where is_current",
    )
    return {key: (name, source) for key, name, source in rows}


def test_a_title_that_imdb_turns_out_to_know_keeps_its_key_in_every_table(
    lakes: tuple[Lake, Lake],
) -> None:
    earlier, lake = lakes
    before = keys_of_records(earlier)
    assert titles(earlier) == {
        before[ALPHA]: ("Alpha", "catalogues"),
        before[ONLY_HERE]: ("Only Here", "catalogues"),
    }

    after = keys_of_records(lake)
    assert {record: after[record] for record in before} == before
    assert after["tt0000001"] == before[ALPHA]
    assert titles(lake)[before[ALPHA]] == ("Alpha", "imdb")
    for table in ("fact_credit", "fact_rating_snapshot", "dim_title_aka", "bridge_title_crew"):
        _, found = query(
            require_current(lake), f"select distinct title_key from {table} order by title_key"
        )
        assert (before[ALPHA],) in found
        assert (1,) not in found


def test_a_decision_makes_a_new_build_and_so_does_taking_it_back(
    lakes: tuple[Lake, Lake], tmp_path: Path
) -> None:
    lake = copy_of(lakes[1], tmp_path)
    settings = settings_of(lake)
    before = keys_of_records(lake)
    assert not build_gold(lake, settings).changed

    path = overrides_path(lake, settings)
    record = f"catalogues/title/{ONLY_HERE}"
    write_overrides(path, [Decision("2026-01-02", "accept", record, "tt0000002", "Only Here")])
    build_gold(lake, settings)
    assert keys_of_records(lake)[ONLY_HERE] == 2
    assert query(require_current(lake), "select old_title_key, title_key from title_key_change")[
        1
    ] == [(before[ONLY_HERE], 2)]

    write_overrides(path, [])
    build_gold(lake, settings)
    assert keys_of_records(lake) == before
    assert is_minted(before[ONLY_HERE])
