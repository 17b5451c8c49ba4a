"""Keys that repeat are counted as plain Python counts them, in whatever order rows are read."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.transform import repeats

Row = tuple[int | None, str | None]
ROWS = st.lists(
    st.tuples(st.integers(0, 5) | st.none(), st.sampled_from(["a", "b"]) | st.none()), max_size=25
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def lay(connection: duckdb.DuckDBPyConnection, rows: list[Row]) -> None:
    connection.execute("create or replace table t (number bigint, letter varchar)")
    if rows:
        connection.executemany("insert into t values ($1, $2)", rows)


def nulls_last(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: [(part is None, part or 0) for part in row])


@given(rows=ROWS, is_sorted=st.booleans(), at_once=st.sampled_from([3, 1000]))
def test_counts_rows_whose_key_stands_in_an_earlier_row(
    connection: duckdb.DuckDBPyConnection, rows: list[Row], is_sorted: bool, at_once: int
) -> None:
    lay(connection, nulls_last(rows) if is_sorted else rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeats, "ROWS_AT_ONCE", at_once)
        found = repeats.count_repeats(connection, "t", ("number", "letter"))

    assert found == len(rows) - len(set(rows))


@given(rows=ROWS)
def test_what_is_written_in_order_need_not_be_grouped_although_parts_are_missing(
    connection: duckdb.DuckDBPyConnection, rows: list[Row]
) -> None:
    for laid in (nulls_last(rows), nulls_last(list(set(rows))), rows):
        lay(connection, laid)

        rises = nulls_last(list(set(laid))) == laid

        assert repeats.is_ascending(connection, "t", ("number", "letter")) is rises
