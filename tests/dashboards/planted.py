"""Builds whose tables of models hold rows that a test chose."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from reelhouse.gold import MANIFEST, Build
from reelhouse.lake import Lake
from reelhouse.pointer import POINTER
from reelhouse.sqltext import identifier, value_text
from reelhouse.transform.declarations import declaration

Rows = Sequence[Mapping[str, Any]]


def planted(build: Build, folder: Path, tables: Mapping[str, Rows]) -> Lake:
    """A lake that shows a build with other rows in some of its tables.

    What is not given of a row is null; all other tables are those of the build, by links.

    Args:
        build: what it is made from; it is not touched.
        folder: where the lake is made.
        tables: rows by table.
    """
    lake = Lake(folder)
    # answers are kept by build, so that this one has another name
    build_id = f"{build.build_id[:-6]}0a17ed"
    here = lake.gold / build_id
    here.mkdir(parents=True)
    manifest = json.loads(json.dumps(build.manifest)) | {"build_id": build_id}
    for table in build.tables:
        if table not in tables:
            _link(build.folder / table, here / table)
            continue
        (here / table).mkdir()
        path = here / table / "data.parquet"
        _write(table, tables[table], path)
        entry = manifest["tables"][table]
        entry["rows"] = len(tables[table])
        entry["files"] = [
            entry["files"][0] | {"file": path.name, "rows": entry["rows"],
                                 "bytes": path.stat().st_size}
        ]  # fmt: skip
    (here / MANIFEST).write_text(json.dumps(manifest))
    (lake.gold / POINTER).write_text(json.dumps({"build_id": build_id}))
    return lake


def _link(table: Path, here: Path) -> None:
    """A table's files in another place, without a copy where the disk allows it."""
    here.mkdir()
    for path in table.iterdir():
        try:
            (here / path.name).hardlink_to(path)
        except OSError:
            shutil.copy2(path, here / path.name)


def _write(table: str, rows: Rows, path: Path) -> None:
    columns = declaration(table).columns
    with duckdb.connect() as connection:
        selects = [
            "select "
            + ", ".join(
                f"cast({value_text(row[name]) if row.get(name) is not None else 'null'} as {kind})"
                f" as {identifier(name)}"
                for name, kind in columns.items()
            )
            for row in rows
        ] or [declaration(table).empty]
        connection.execute(f"copy ({' union all '.join(selects)}) to '{path}' (format parquet)")
