"""How many rows of a table repeat the key of an earlier one."""

from __future__ import annotations

import math
from typing import Any

import duckdb

ROWS_AT_ONCE = 20_000_000


def count_repeats(
    connection: duckdb.DuckDBPyConnection, table: str, columns: tuple[str, ...]
) -> int:
    """Rows whose key stands in an earlier row.

    Tables are written in the order of their key and as a rule read in it. `lag() over ()` walks
    the rows in one order, whichever the engine reads them in, and if each key is above the one
    before it there, none repeats: one pass, no memory. Read in another order some key is not, and
    the rows are grouped and counted, as they are if part of a key is missing: slower, but a
    repeated key never passes. Of many rows some are grouped at a time, so that they fit in memory.
    """
    befores = [f"lag({column}) over () as before_{column}" for column in columns]
    out_of_order = scalar(
        connection,
        f"select count(*) from (select {', '.join([*columns, *befores])} from {table}) "
        f"where {_not_above(columns)} or {' or '.join(f'{c} is null' for c in columns)}",
    )
    if not out_of_order:
        return 0
    keys = ", ".join(columns)
    buckets = math.ceil(scalar(connection, f"select count(*) from {table}") / ROWS_AT_ONCE)
    return sum(
        scalar(
            connection,
            f"select cast(coalesce(sum(n - 1), 0) as bigint) from "
            f"(select count(*) as n from {table} where hash({keys}) % {buckets} = {bucket} "
            f"group by {keys} having count(*) > 1)",
        )
        for bucket in range(buckets)
    )


def _not_above(columns: tuple[str, ...]) -> str:
    """SQL that says that a key is not above the one before it, column by column."""
    first, *others = columns
    if not others:
        return f"{first} <= before_{first}"
    rest = _not_above(tuple(others))
    return f"{first} < before_{first} or ({first} = before_{first} and ({rest}))"


def scalar(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    """The one whole number that a query gives."""
    row: Any = connection.execute(sql).fetchone()
    return int(row[0])
