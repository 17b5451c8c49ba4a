"""Parquet as rows of text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from reelhouse.sources.tabular.formats import NoTable
from reelhouse.sources.tabular.table import RawRow

_ROWS_AT_ONCE = 10_000


def parquet_rows(path: Path, name: str) -> Iterator[RawRow]:
    """The column names as row 0, then the rows from 1.

    Raises:
        NoTable: the file cannot be read.
    """
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'; set preserve_insertion_order = true")
        try:
            columns = connection.sql("select * from read_parquet([$1])", params=[str(path)]).columns
            as_text = ", ".join(
                'cast("{}" as varchar)'.format(column.replace('"', '""')) for column in columns
            )
            rows = connection.execute(f"select {as_text} from read_parquet([$1])", [str(path)])
            yield RawRow(0, columns)
            line = 0
            while batch := rows.fetchmany(_ROWS_AT_ONCE):
                for row in batch:
                    line += 1
                    yield RawRow(line, ["" if cell is None else cell for cell in row])
        except duckdb.Error as error:
            first = str(error).splitlines()[0]
            raise NoTable(f"the Parquet file cannot be read ({first})", name) from error
