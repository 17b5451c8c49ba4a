"""Where models read: the tables of a build, published or on its way, by SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import duckdb

from reelhouse.gold import Build, open_gold

if TYPE_CHECKING:
    import pandas as pd


class Tables(Protocol):
    """Tables that can be asked; a build on its way offers the same as a published one."""

    def query(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> pd.DataFrame:
        """Rows of a query."""
        ...


@dataclass(frozen=True, slots=True)
class GoldTables:
    """The tables of a published build."""

    connection: duckdb.DuckDBPyConnection

    def query(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> pd.DataFrame:
        """Rows of a query."""
        return self.connection.execute(sql, parameters or None).df()


@contextmanager
def gold_tables(
    build: Build, tables: Sequence[str], *, memory_limit: str = "2GB"
) -> Iterator[GoldTables]:
    """Open some tables of a build for a model to read.

    Args:
        build: a published build.
        tables: names of those that are read.
        memory_limit: memory that a query may hold.
    """
    with open_gold(build, tables=tables, memory_limit=memory_limit) as connection:
        yield GoldTables(connection)
