"""Models on the tables of a lake, without a build around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from reelhouse.gold import Build
from reelhouse.ml.tables import GoldTables
from reelhouse.settings import Settings
from reelhouse.sqltext import table_scan
from reelhouse.transform.declarations import declaration
from reelhouse.transform.workbench import Workbench


@contextmanager
def empty_tables(names: Sequence[str]) -> Iterator[GoldTables]:
    """Tables with their columns and no row, as in a lake whose sources have not arrived."""
    with duckdb.connect() as connection:
        for name in names:
            connection.execute(f"create table {name} as {declaration(name).empty}")
        yield GoldTables(connection)


@contextmanager
def bench_of(build: Build, tables: Sequence[str], folder: Path) -> Iterator[Workbench]:
    """A workbench over some tables of a build, whose lake has the models of `folder`."""
    with duckdb.connect() as connection:
        for name in tables:
            scan = table_scan(build.table_files(name))
            connection.execute(f"create view {name} as select * from {scan}")
        yield Workbench(connection, Settings(lake=folder), folder, folder / "gold")
