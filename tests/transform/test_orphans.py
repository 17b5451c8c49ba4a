"""Keys that another table does not have, counted as a plain look at each row counts them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.transform import orphans
from reelhouse.transform.orphans import Keys, KnownKeys, count_orphans

Key = int | None
MOST_KEYS = 1 << 10
# small ones meet often; those about the bound and beyond it are joined
A_KEY = st.one_of(
    st.integers(0, 20),
    st.sampled_from([-1, MOST_KEYS - 1, MOST_KEYS, MOST_KEYS + 1, 2**62]),
    st.none(),
)
# a key, and whether its row counts
ROWS = st.lists(st.tuples(A_KEY, st.booleans()), max_size=30)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database, where arrays of keys are small."""
    with pytest.MonkeyPatch.context() as patch, duckdb.connect() as opened:
        patch.setattr(orphans, "MOST_KEYS", MOST_KEYS)
        yield opened


def count(connection: duckdb.DuckDBPyConnection, condition: str = "") -> int:
    """Credits of titles that are not there, of rows that meet a condition."""
    keys, known = Keys("credits", "number", condition), Keys("titles", "number", condition)
    return count_orphans(connection, keys, known, KnownKeys())


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

    found, found_of_some = count(connection), count(connection, "counts")

    assert found == sum(key is None or key not in every for key, _ in credited)
    assert found_of_some == sum(
        key is None or key not in some for key, counts in credited if counts
    )


def test_each_row_of_an_unknown_key_is_one(connection: duckdb.DuckDBPyConnection) -> None:
    fill(connection, "credits", [(7, True)] * 3 + [(8, True)] * 2)
    fill(connection, "titles", [(8, True)])

    assert count(connection) == 3


def test_keys_that_are_text_are_joined(connection: duckdb.DuckDBPyConnection) -> None:
    fill(connection, "credits", [("a", True), ("b", True)], "varchar")
    fill(connection, "titles", [("b", True)], "varchar")

    assert count(connection) == 1


def test_nothing_is_known_where_the_other_table_is_empty(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fill(connection, "credits", [(1, True), (MOST_KEYS, True)])
    fill(connection, "titles", [])

    assert count(connection) == 2


def test_what_is_known_is_asked_once(connection: duckdb.DuckDBPyConnection) -> None:
    fill(connection, "credits", [(1, True), (5, True)])
    fill(connection, "titles", [(1, True)])
    keys, known, cache = Keys("credits", "number"), Keys("titles", "number"), KnownKeys()
    assert count_orphans(connection, keys, known, cache) == 1

    fill(connection, "titles", [])

    assert count_orphans(connection, keys, known, cache) == 1
    assert count_orphans(connection, keys, known, KnownKeys()) == 2
