"""Keys that another table does not have, counted as a plain look at each row counts them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.transform.orphans import MOST_BITS, Keys, count_orphans

Key = int | None
# small ones meet often; those about the bound and beyond it are joined
A_KEY = st.one_of(
    st.integers(0, 20),
    st.sampled_from([-1, MOST_BITS - 1, MOST_BITS, MOST_BITS + 1, 2**62]),
    st.none(),
)
# a key, and whether its row counts
ROWS = st.lists(st.tuples(A_KEY, st.booleans()), max_size=30)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def fill(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: Sequence[tuple[Key | str, bool]],
    kind: str = "bigint",
) -> None:
    connection.execute(f"create or replace table {table} (number {kind}, counts boolean)")
    if rows:
        connection.executemany(f"insert into {table} values ($1, $2)", rows)


@given(credited=ROWS, titles=ROWS)
def test_counts_what_a_look_at_each_row_finds(
    connection: duckdb.DuckDBPyConnection,
    credited: list[tuple[Key, bool]],
    titles: list[tuple[Key, bool]],
) -> None:
    fill(connection, "credits", credited)
    fill(connection, "titles", titles)
    every, some = {key for key, _ in titles}, {key for key, counts in titles if counts}

    found = count_orphans(connection, Keys("credits", "number"), Keys("titles", "number"))
    found_of_some = count_orphans(
        connection, Keys("credits", "number", "counts"), Keys("titles", "number", "counts")
    )

    assert found == sum(key is None or key not in every for key, _ in credited)
    assert found_of_some == sum(
        key is None or key not in some for key, counts in credited if counts
    )


def test_each_row_of_an_unknown_key_is_one(connection: duckdb.DuckDBPyConnection) -> None:
    fill(connection, "credits", [(7, True)] * 3 + [(8, True)] * 2)
    fill(connection, "titles", [(8, True)])

    assert count_orphans(connection, Keys("credits", "number"), Keys("titles", "number")) == 3


def test_keys_that_are_text_are_joined(connection: duckdb.DuckDBPyConnection) -> None:
    fill(connection, "credits", [("a", True), ("b", True)], "varchar")
    fill(connection, "titles", [("b", True)], "varchar")

    assert count_orphans(connection, Keys("credits", "number"), Keys("titles", "number")) == 1


def test_nothing_is_known_where_the_other_table_is_empty(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fill(connection, "credits", [(1, True), (MOST_BITS, True)])
    fill(connection, "titles", [])

    assert count_orphans(connection, Keys("credits", "number"), Keys("titles", "number")) == 2
