"""What a build's Parquet files are: rows, columns, sizes, checksums."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb

from reelhouse.gold import Build
from reelhouse.sqltext import table_scan
from reelhouse.storage import sha256_of, sync_folder
from reelhouse.transform.inputs import gold_models


def describe_tables(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, Any]:
    """Rows, columns and files of each table in a build's folder, as its manifest has them."""
    # two questions about all tables: hundreds of small ones take as long as a small build
    tables: dict[str, Any] = {
        table: {"rows": 0, "columns": {}, "files": []} for table in gold_models()
    }
    for table, column, kind in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where database_name = current_database() and schema_name = 'main' "
        "order by table_name, column_index"
    ).fetchall():
        if table in tables:
            tables[table]["columns"][column] = kind
    paths = [str(path) for table in tables for path in (folder / table).glob("*.parquet")]
    for name, rows in connection.execute(
        "select file_name, num_rows from parquet_file_metadata($1) order by file_name", [paths]
    ).fetchall():
        path = Path(name)
        about = {"file": path.name, "rows": rows, "bytes": path.stat().st_size}
        tables[path.parent.name]["files"].append(about)
        tables[path.parent.name]["rows"] += rows
    return tables


def add_checksums(folder: Path, tables: dict[str, Any], base: Build | None) -> None:
    """Add the SHA-256 of each file to what `describe_tables` gave, and put them on the disk.

    A build that readers are told of must survive a power cut, and the pointer to it is small and
    soon written: files and folders go first. What was carried over from `base` has been through
    this.
    """
    entries = []
    for name, table in tables.items():
        if table["carried_from"] and base is not None:
            table["files"] = base.manifest["tables"][name]["files"]
            continue
        before = base.manifest["tables"].get(name, {"files": []})["files"] if base else []
        known = {f["file"]: f["sha256"] for f in before}
        for entry in table["files"]:
            if entry.get("carried_from"):
                entry["sha256"] = known[entry["file"]]
            else:
                entries.append((folder / name / entry["file"], entry))
    with ThreadPoolExecutor(2) as pool:
        checksums = pool.map(_sync, (path for path, _ in entries))
        for (_, entry), checksum in zip(entries, checksums, strict=True):
            entry["sha256"] = checksum
    for name in tables:
        sync_folder(folder / name)
    sync_folder(folder)
    sync_folder(folder.parent)


def _sync(path: Path) -> str:
    """Make a file survive a power cut; gives its checksum, hex."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return sha256_of(path)


def rows_written(connection: duckdb.DuckDBPyConnection, folder: Path) -> int:
    """Rows in a table's folder so far.

    Args:
        connection: any; it is not disturbed, whichever thread uses it.
        folder: the table's folder, which may be empty or missing.
    """
    files = list(folder.glob("*.parquet"))
    if not files:
        return 0
    with connection.cursor() as cursor:
        [(rows,)] = cursor.execute(f"select count(*) from {table_scan(files)}").fetchall()
    return int(rows)
