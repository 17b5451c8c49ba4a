"""Whether two sets of Parquet tables hold the same rows, in whatever order.

Speeds can only be compared where the work is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from reelhouse.sqltext import table_scan

# doubles that differ in their last bits for the order of a sum have to count as equal: they are
# compared in millionths, cut where no figure of few decimals lies
FLOAT_CELLS = "try_cast(floor({column} * 1e6 + 0.137) as bigint)"
FLOATS = {"DOUBLE", "FLOAT"}


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a table, whatever the order of its rows.

    Attributes:
        columns: type by column name.
        rows: number of rows.
        hashes: by column name, the sum over all rows of a hash of that column; under `` of the row.
    """

    columns: dict[str, str]
    rows: int
    hashes: dict[str, int]


def read_content(files: list[Path]) -> Content:
    """Read all rows of a table.

    Args:
        files: its Parquet files.
    """
    with duckdb.connect() as connection:
        connection.execute("set memory_limit = '2GB'")
        scan = table_scan(files)
        described = connection.execute(f"describe select * from {scan}").fetchall()
        columns = {name: kind for name, kind, *_ in described}
        cells = {name: _cell(name, kind) for name, kind in sorted(columns.items())}
        sums = [f"sum(hash({', '.join(cells.values())}))"]
        sums += [f"sum(hash({cell}))" for cell in cells.values()]
        found = connection.execute(f"select count(*), {', '.join(sums)} from {scan}").fetchone()
    rows, *hashes = found or (0,)
    return Content(columns, rows, dict(zip(["", *cells], hashes, strict=True)))


def differences(ours: dict[str, list[Path]], theirs: dict[str, list[Path]]) -> list[str]:
    """What differs between two sets of tables, in words; empty if they hold the same.

    Args:
        ours: Parquet files by table.
        theirs: likewise.
    """
    found = [
        f"{table}: only one of the two has it" for table in sorted(ours.keys() ^ theirs.keys())
    ]
    for table in sorted(ours.keys() & theirs.keys()):
        found += _compare(table, read_content(ours[table]), read_content(theirs[table]))
    return found


def _compare(table: str, ours: Content, theirs: Content) -> list[str]:
    if ours.columns != theirs.columns:
        unlike = sorted(set(ours.columns.items()) ^ set(theirs.columns.items()))
        return [f"{table}: columns differ: {', '.join(f'{n} {kind}' for n, kind in unlike)}"]
    if ours.rows != theirs.rows:
        return [f"{table}: {ours.rows:,} rows against {theirs.rows:,}"]
    unlike_columns = [name for name, value in ours.hashes.items() if value != theirs.hashes[name]]
    if unlike_columns:
        named = ", ".join(name for name in unlike_columns if name) or "which belong together"
        return [f"{table}: values differ: {named}"]
    return []


def _cell(column: str, kind: str) -> str:
    quoted = '"' + column.replace('"', '""') + '"'
    return FLOAT_CELLS.format(column=quoted) if kind in FLOATS else quoted
