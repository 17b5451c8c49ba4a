"""How many rows of a table repeat the key of an earlier one."""

from __future__ import annotations

import math
from typing import Any

import duckdb

ROWS_AT_ONCE = 10_000_000


def count_repeats(
    connection: duckdb.DuckDBPyConnection, table: str, columns: tuple[str, ...]
) -> int:
    """Rows whose key stands in an earlier row.

    Tables are written in the order of their key, and as a rule read in it: then none repeats. Read
    in another order the rows are grouped and counted: slower, but a repeated key never passes. Of
    many rows some are grouped at a time, so that they fit in memory.
    """
    if is_ascending(connection, table, columns):
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


def is_ascending(
    connection: duckdb.DuckDBPyConnection, table: str, columns: tuple[str, ...]
) -> bool:
    """Whether each key is above the one before it, missing parts being last.

    `lag() over ()` walks the rows in one order, whichever the engine reads them in: one pass, no
    memory. Few keys have parts that may be missing, and to compare these takes half as long again,
    so that a second pass does it where the first finds anything.
    """
    befores = [f"lag({column}) over () as before_{column}" for column in columns]
    walked = (
        f"select count(*) from (select {', '.join([*columns, *befores])}, "
        f"lag(true) over () as has_before from {table}) where"
    )
    missing = " or ".join(f"{column} is null" for column in columns)
    return not (
        scalar(connection, f"{walked} {_not_above(columns)} or {missing}")
        and scalar(connection, f"{walked} has_before and {_not_above_with_missing(columns)}")
    )


def _not_above(columns: tuple[str, ...]) -> str:
    """SQL that says that a key is not above the one before it, column by column."""
    first, *others = columns
    if not others:
        return f"{first} <= before_{first}"
    rest = _not_above(tuple(others))
    return f"{first} < before_{first} or ({first} = before_{first} and ({rest}))"


def _not_above_with_missing(columns: tuple[str, ...]) -> str:
    """The same where nulls are equal to each other and above all else."""
    first, *others = columns
    if not others:
        return f"coalesce({first} <= before_{first}, before_{first} is null)"
    below = f"coalesce({first} < before_{first}, before_{first} is null and {first} is not null)"
    is_same = f"{first} is not distinct from before_{first}"
    return f"({below} or ({is_same} and {_not_above_with_missing(tuple(others))}))"


def scalar(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    """The one whole number that a query gives."""
    row: Any = connection.execute(sql).fetchone()
    return int(row[0])
