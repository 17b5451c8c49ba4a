"""How many rows of a table have a key that another table does not."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np

from reelhouse.transform.repeats import scalar

MOST_BITS = 1 << 28
"""Keys below are compared as bits of a string: 32 MB of them at most for each table and thread."""

_WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT"}


@dataclass(frozen=True, slots=True)
class Keys:
    """A column of keys.

    Attributes:
        table: its table.
        column: its name.
        where: which rows of the table count, as SQL; empty for all.
    """

    table: str
    column: str
    where: str = ""

    def rows(self, condition: str) -> str:
        """SQL that reads the rows that meet a condition, from `from` on."""
        return f"from {self.table} where ({self.where or 'true'}) and {condition}"

    def are_whole(self, connection: duckdb.DuckDBPyConnection) -> bool:
        """Whether they are whole numbers."""
        relation = connection.table(self.table).select(self.column)
        return str(relation.types[0]) in _WHOLE


def count_orphans(connection: duckdb.DuckDBPyConnection, keys: Keys, known: Keys) -> int:
    """Rows without a key, or with one that is not among the known ones.

    Numbers as IMDb gives them lie close together. They are compared as sets of bits, which takes a
    third of a join: that looks up each row at a place in memory far from the one before. All other
    keys are joined.
    """
    if not (keys.are_whole(connection) and known.are_whole(connection)):
        return scalar(connection, f"select count(*) {_without(keys, known)}")
    bits = _bits_for(connection, keys, known)
    near = f"{keys.column} between 0 and {bits - 1}"
    apart = scalar(connection, f"select count(*) {_without(keys, known, f'({near}) is not true')}")
    return apart + _count_near(connection, keys, known, bits)


def _without(keys: Keys, known: Keys, condition: str = "true") -> str:
    """SQL that reads rows whose key is not known."""
    found = known.rows(f"{known.table}.{known.column} = {keys.table}.{keys.column}")
    return keys.rows(f"{condition} and not exists (select 1 {found})")


def _bits_for(connection: duckdb.DuckDBPyConnection, keys: Keys, known: Keys) -> int:
    """How many bits hold all keys that are compared so; a multiple of 8."""
    largest = max(
        scalar(
            connection,
            f"select coalesce(max({each.column}), 0) {each.rows(f'{each.column} < {MOST_BITS}')}",
        )
        for each in (keys, known)
    )
    return (max(largest, 0) // 8 + 1) * 8


def _count_near(connection: duckdb.DuckDBPyConnection, keys: Keys, known: Keys, bits: int) -> int:
    """Rows whose key is below a number of bits and not known."""
    unknown = _set_of(connection, keys, bits) & ~_set_of(connection, known, bits)
    if not unknown.any():
        return 0
    with connection.cursor() as cursor:
        cursor.register("unknown_keys", {"key": np.flatnonzero(np.unpackbits(unknown))})
        known_not = f"{keys.column} in (select key from unknown_keys)"
        return scalar(cursor, f"select count(*) {keys.rows(known_not)}")


def _set_of(
    connection: duckdb.DuckDBPyConnection, keys: Keys, bits: int
) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """The keys below a number of bits, eight to a byte."""
    column, last = keys.column, bits - 1
    found = connection.execute(
        f"select cast(bitstring_agg({column}, 0, {last}) as blob) "
        f"{keys.rows(f'{column} between 0 and {last}')}"
    ).fetchone()
    packed = found[0] if found and found[0] is not None else bytes(bits // 8)
    return np.frombuffer(packed, dtype=np.uint8)
