"""What a computation in Python works with: the tables so far, the settings, a place to write."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from reelhouse.errors import ReelhouseError
from reelhouse.settings import Settings
from reelhouse.spread import Spread, in_turn
from reelhouse.sqltext import identifier, literal, table_scan
from reelhouse.transform.declarations import declaration

if TYPE_CHECKING:
    import pandas as pd

# as the materialization `gold_parquet` writes
PARQUET = "format parquet, compression zstd, compression_level 1, dictionary_size_limit 4096"


@dataclass(frozen=True, slots=True)
class Workbench:
    """One computation's view of a build on its way.

    Attributes:
        connection: the build's database: gold tables and silver views by name.
        settings: of the run.
        lake: the lake's folder.
        folder: where the build's tables lie.
        published: tables of the build before this one; they stand in the schema `previous`.
        spread: does work on parts where the build's engine runs.
        seconds: wall time by table written, each since the one before it.
    """

    connection: duckdb.DuckDBPyConnection
    settings: Settings
    lake: Path
    folder: Path
    published: frozenset[str] = frozenset()
    spread: Spread = in_turn
    seconds: dict[str, float] = field(default_factory=dict)
    _began: float = field(default_factory=time.perf_counter)

    def query(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> pd.DataFrame:
        """Rows of a query over gold tables and silver views."""
        return self.connection.execute(sql, parameters or None).df()

    def previous(self, table: str) -> str | None:
        """A table of the build before this one, to select from; None where it has none."""
        return f"previous.{identifier(table)}" if table in self.published else None

    def write(self, table: str, rows: pd.DataFrame | str) -> None:
        """Write a table as its model declares it: columns, types and order of rows.

        Args:
            table: a model that is computed.
            rows: the rows, or SQL that gives them.

        Raises:
            ReelhouseError: the columns are not those declared, or a value has not the type.
        """
        declared = declaration(table)
        if isinstance(rows, str):
            source, columns = f"({rows})", self.connection.sql(rows).columns
        else:
            source, columns = "computed_rows", list(rows.columns)
            self.connection.register("computed_rows", rows)
        if sorted(columns) != sorted(declared.columns):
            wrong = sorted(set(columns) ^ set(declared.columns))
            raise ReelhouseError(
                f"{table} is computed with other columns than declared: {', '.join(wrong)}",
                where=f"{table}.yml",
            )
        typed = ", ".join(
            f"cast({identifier(name)} as {kind}) as {identifier(name)}"
            for name, kind in declared.columns.items()
        )
        order = ", ".join(identifier(name) for name in declared.sort_by or declared.columns)
        select = f"select {typed} from {source} order by {order}"
        write_table(self.connection, self.folder, table, select)
        spent = time.perf_counter() - self._began - sum(self.seconds.values())
        self.seconds[table] = round(spent, 3)


def write_table(
    connection: duckdb.DuckDBPyConnection, folder: Path, table: str, select: str
) -> None:
    """Write the rows of a query into a table's folder and show them under the table's name."""
    (folder / table).mkdir(parents=True, exist_ok=True)
    path = folder / table / "data.parquet"
    connection.execute(f"copy ({select}) to {literal(str(path))} ({PARQUET})")
    show_table(connection, table, [path])


def show_table(connection: duckdb.DuckDBPyConnection, table: str, paths: Sequence[Path]) -> None:
    """Show files under a table's name."""
    connection.execute(
        f"create or replace view {identifier(table)} as select * from {table_scan(list(paths))}"
    )
