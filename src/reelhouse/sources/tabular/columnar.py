"""Parquet as rows of text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from reelhouse.sources.tabular.formats import NoTable
from reelhouse.sources.tabular.table import COLUMN_NAMES, HEADER_WITHIN_ROWS, RawRow
from reelhouse.sqltext import identifier

_ROWS_AT_ONCE = 10_000


def rows_left(path: Path, name: str, holds: str) -> Iterator[RawRow]:
    """The rows of a file for which some SQL does not hold, from 1, blank ones left out.

    Raises:
        NoTable: the file cannot be read.
    """
    return (row for row in parquet_rows(path, name, but=holds) if row.line and not row.is_blank)


def parquet_rows(path: Path, name: str, but: str = "false") -> Iterator[RawRow]:
    """The column names as row 0, then the rows from 1.

    Args:
        path: the file.
        name: what it is called where it comes from.
        but: SQL that holds for rows that are not wanted.

    Raises:
        NoTable: the file cannot be read.
    """
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'; set preserve_insertion_order = true")
        try:
            columns = connection.sql("select * from read_parquet([$1])", params=[str(path)]).columns
            as_text = ", ".join(f"cast({identifier(column)} as varchar)" for column in columns)
            select = (
                f"select file_row_number + 1, {as_text} "
                f"from read_parquet([$1], file_row_number = true) where not ({but}) and "
            )
            yield RawRow(COLUMN_NAMES, columns)
            # who only looks for a header does not make the whole file be read
            for part in ("<", ">="):
                rows = connection.execute(
                    f"{select} file_row_number {part} {HEADER_WITHIN_ROWS}", [str(path)]
                )
                while batch := rows.fetchmany(_ROWS_AT_ONCE):
                    for line, *row in batch:
                        yield RawRow(line, ["" if cell is None else cell for cell in row])
        except duckdb.Error as error:
            raise unreadable(name, error) from error


def unreadable(name: str, error: duckdb.Error) -> NoTable:
    """That a file cannot be read."""
    first = str(error).splitlines()[0]
    return NoTable(f"the Parquet file cannot be read ({first})", name)
