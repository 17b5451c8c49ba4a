"""How many rows of a table have a key that another table does not."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TypeAlias

import duckdb
import numpy as np

from reelhouse.transform.repeats import scalar

MOST_KEYS = 1 << 27
"""Keys below are looked up in an array, 134 MB of it at most."""
ROWS_AT_ONCE = 1 << 20

Flags: TypeAlias = np.ndarray[tuple[int], np.dtype[np.bool_]]

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


class KnownKeys:
    """Which whole numbers tables have as keys, asked of each once; several threads may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Keys, Flags] = {}

    def flags(self, connection: duckdb.DuckDBPyConnection, known: Keys) -> Flags:
        """Whether each number from 0 on is a key, up to the largest one below `MOST_KEYS`."""
        with self._lock:
            if known not in self._known:
                self._known[known] = _flags_of(connection, known)
            return self._known[known]


def count_orphans(
    connection: duckdb.DuckDBPyConnection, keys: Keys, known: Keys, cache: KnownKeys
) -> int:
    """Rows without a key, or with one that is not among the known ones.

    Numbers as IMDb gives them lie close together. They are looked up in an array that says which
    are known, a fifth of the work of a join, which keeps much more than a byte for each of them.
    All other keys are joined.

    Args:
        connection: where the tables are.
        keys: the keys that are looked up.
        known: those that there are.
        cache: what was asked of the known ones before.
    """
    if not (keys.are_whole(connection) and known.are_whole(connection)):
        return scalar(connection, f"select count(*) {_without(keys, known)}")
    apart = f"({keys.column} between 0 and {MOST_KEYS - 1}) is not true"
    return scalar(connection, f"select count(*) {_without(keys, known, apart)}") + _count_near(
        connection, keys, cache.flags(connection, known)
    )


def _without(keys: Keys, known: Keys, condition: str = "true") -> str:
    """SQL that reads rows whose key is not known."""
    found = known.rows(f"{known.table}.{known.column} = {keys.table}.{keys.column}")
    return keys.rows(f"{condition} and not exists (select 1 {found})")


def _count_near(connection: duckdb.DuckDBPyConnection, keys: Keys, flags: Flags) -> int:
    """Rows whose key is below `MOST_KEYS` and not known."""
    near = keys.rows(f"{keys.column} between 0 and {MOST_KEYS - 1}")
    with connection.cursor() as cursor:
        found = cursor.sql(f"select cast({keys.column} as bigint) as key {near}")
        parts = (part.column(0).to_numpy() for part in found.to_arrow_reader(ROWS_AT_ONCE))
        return sum(len(part) - int(np.count_nonzero(_looked_up(flags, part))) for part in parts)


def _looked_up(flags: Flags, keys: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Flags:
    """Whether keys are known; those beyond the largest known one are left out."""
    return flags[keys if keys.max(initial=0) < len(flags) else keys[keys < len(flags)]]


def _flags_of(connection: duckdb.DuckDBPyConnection, known: Keys) -> Flags:
    column = known.column
    near = known.rows(f"{column} between 0 and {MOST_KEYS - 1}")
    last = scalar(connection, f"select coalesce(max({column}), 0) {near}")
    found = connection.execute(
        f"select cast(bitstring_agg({column}, 0, {last | 7}) as blob) "
        f"{known.rows(f'{column} between 0 and {last}')}"
    ).fetchone()
    if not found or found[0] is None:
        return np.zeros(1, np.bool_)
    return np.unpackbits(np.frombuffer(found[0], dtype=np.uint8)).view(np.bool_)
