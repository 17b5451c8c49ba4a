"""However sessions came and came again, their days hold what all of bronze would have given."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelhouse.transform.days.index import Piece, index_of
from reelhouse.transform.days.slices import Slice, Stretch, slices_of, stretches_of
from tests.transform.days.deliveries import (
    FIRST,
    RESOURCE,
    Session,
    all_of,
    deliver,
    rows_of,
    silver_of,
)

sessions = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=5,
    unique_by=lambda session: session[0],
)  # fmt: skip
deliveries = st.lists(st.tuples(sessions, st.integers(5, 7)), min_size=1, max_size=4)
few = settings(max_examples=12, suppress_health_check=list(HealthCheck))


def slices(connection: duckdb.DuckDBPyConnection, pieces: list[Piece], cache: Path) -> list[Slice]:
    return slices_of(RESOURCE, pieces, index_of(connection, RESOURCE, pieces, cache))


@given(deliveries=deliveries)
@few
def test_days_together_are_all_that_silver_shows(
    deliveries: list[tuple[list[Session], int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("days")
    pieces: list[Piece] = []
    known: dict[object, tuple[object, object]] = {}
    with duckdb.connect() as connection:
        for came, (sessions, stands_for) in enumerate(deliveries):
            pieces.append(deliver(folder / "bronze", sessions, stands_for, came))
            found = slices(connection, pieces, folder / "index.json")
            by_day = {each.day: silver_of(connection, rows_of(each)) for each in found}

            whole = silver_of(connection, all_of(pieces))
            assert sorted(row for rows in by_day.values() for row in rows) == sorted(whole)
            # a day whose ingredients are what they were holds what it held
            for each in found:
                ingredients, rows = known.get(each.day, (None, None))
                if ingredients == each.ingredients:
                    assert rows == by_day[each.day]
                known[each.day] = (each.ingredients, by_day[each.day])
            # what was found file by file is what is found of all at once
            assert found == slices(connection, pieces, folder / f"anew-{came}.json")


@given(deliveries=deliveries, most=st.integers(1, 12))
@few
def test_stretches_hold_the_rows_of_their_days(
    deliveries: list[tuple[list[Session], int]], most: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("stretches")
    with duckdb.connect() as connection:
        pieces = [
            deliver(folder / "bronze", sessions, stands_for, came)
            for came, (sessions, stands_for) in enumerate(deliveries)
        ]
        found = slices(connection, pieces, folder / "index.json")
        stretches = stretches_of(found, most)

        assert [day for stretch in stretches for day in stretch.days] == [s.day for s in found]
        for stretch in stretches:
            alone = [row for each in stretch.slices for row in silver_of(connection, rows_of(each))]
            assert sorted(silver_of(connection, rows_of(stretch))) == sorted(alone)


def test_days_of_few_rows_in_one_file_are_read_at_once(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        pieces = [deliver(tmp_path, [(day, day) for day in range(4)], 8, 0)]
        found = slices(connection, pieces, tmp_path / "index.json")
        of_a_late_one = [*pieces, deliver(tmp_path, [(2, 2)], 9, 1)]
        after = slices(connection, of_a_late_one, tmp_path / "index.json")

    assert [len(stretch.days) for stretch in stretches_of(found)] == [4]
    assert [len(stretch.days) for stretch in stretches_of(found, 2)] == [2, 2]
    # the day whose session came again is read by itself, and only the one asked for
    assert [len(stretch.days) for stretch in stretches_of(after)] == [2, 1, 1]
    assert stretches_of([]) == []


def test_a_stretch_with_a_gap_holds_nothing_of_the_days_between(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        pieces = [deliver(tmp_path, [(day, day) for day in range(4)], 8, 0)]
        first, _, _, last = slices(connection, pieces, tmp_path / "index.json")
        rows = silver_of(connection, rows_of(Stretch((first, last))))

    assert [row[0] for row in rows] == ["S-0", "S-3"]


def changed(before: list[Slice], after: list[Slice]) -> list[int]:
    """Days that are not made of what they were, counted from the first."""
    known = {each.day: each.ingredients for each in before}
    return [(e.day - FIRST).days for e in after if known.get(e.day) != e.ingredients]


def test_a_late_file_touches_its_day_and_no_other(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        pieces = [deliver(tmp_path, [(day, day)], day, day) for day in range(4)]
        before = slices(connection, pieces, tmp_path / "index.json")
        pieces.append(deliver(tmp_path, [(9, 1)], 8, 4))

        assert changed(before, slices(connection, pieces, tmp_path / "index.json")) == [1]


def test_a_session_that_moves_touches_the_day_it_leaves_too(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        pieces = [deliver(tmp_path, [(day, day), (10 + day, day)], day, day) for day in range(4)]
        before = slices(connection, pieces, tmp_path / "index.json")
        pieces.append(deliver(tmp_path, [(2, 3)], 8, 4))
        after = slices(connection, pieces, tmp_path / "index.json")
        left = silver_of(connection, rows_of(after[2]))

    assert changed(before, after) == [2, 3]
    assert [row[0] for row in left] == ["S-12"]


def test_an_earlier_state_that_comes_late_does_not_take_a_session_back(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        pieces = [deliver(tmp_path, [(1, 2)], 6, 0), deliver(tmp_path, [(1, 0)], 5, 1)]
        found = slices(connection, pieces, tmp_path / "index.json")
        held = {(s.day - FIRST).days: silver_of(connection, rows_of(s)) for s in found}

    assert {day: len(rows) for day, rows in held.items()} == {0: 0, 2: 1}
