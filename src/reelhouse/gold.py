"""The read side of gold: find a build, open it, ask it. Surfaces read through this module only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from reelhouse import clock
from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.lake import Lake
from reelhouse.sqltext import table_scan
from reelhouse.storage import read_record, write_json

POINTER = "current.json"
MANIFEST = "manifest.json"
MANIFEST_KEYS = (
    "build_id",
    "run_id",
    "created_at",
    "status",
    "fingerprint",
    "seen",
    "inputs",
    "tables",
    "gates",
)


@dataclass(frozen=True, slots=True)
class Build:
    """A build of gold that has its manifest.

    Attributes:
        folder: where its tables lie.
        manifest: what is known of it, see `transform.build`.
    """

    folder: Path
    manifest: dict[str, Any]

    @property
    def build_id(self) -> str:
        """Its name, which sorts by time."""
        return str(self.manifest["build_id"])

    @property
    def status(self) -> str:
        """`published` if it passed its gates, else `refused`."""
        return str(self.manifest["status"])

    @property
    def rows(self) -> dict[str, int]:
        """Rows by table."""
        return {name: table["rows"] for name, table in self.manifest["tables"].items()}

    @property
    def delivered(self) -> dict[str, int]:
        """Rows of each resource that it read, by `source/resource`."""
        rows: dict[str, int] = {}
        for part in self.manifest["inputs"]:
            rows[part["name"]] = rows.get(part["name"], 0) + part["rows"]
        return rows

    @property
    def tables(self) -> list[str]:
        """Names of its tables."""
        return list(self.manifest["tables"])

    @property
    def bytes(self) -> int:
        """Size of all its tables on disk."""
        return sum(f["bytes"] for t in self.manifest["tables"].values() for f in t["files"])

    def table_files(self, table: str) -> list[Path]:
        """Parquet files of a table."""
        return [self.folder / table / f["file"] for f in self.manifest["tables"][table]["files"]]

    def files(self) -> list[Path]:
        """Parquet files of all tables."""
        return [path for table in self.tables for path in self.table_files(table)]

    def damaged_files(self) -> list[Path]:
        """Files that are missing or have not the size with which they were written."""
        return [
            path
            for table in self.tables
            for path, entry in zip(
                self.table_files(table), self.manifest["tables"][table]["files"], strict=True
            )
            if not path.is_file() or path.stat().st_size != entry["bytes"]
        ]

    def checksums(self, table: str) -> list[str]:
        """Checksums of a table's files as they were when it was built, hex."""
        return [f["sha256"] for f in self.manifest["tables"][table]["files"]]


def read_build(lake: Lake, build_id: str) -> Build:
    """Open a build by its id.

    Raises:
        UsageError: there is none of that name.
    """
    folder = lake.gold / build_id
    if not (folder / MANIFEST).is_file():
        raise UsageError(
            f"there is no build '{build_id}'", advice="`reelhouse builds list` shows them all."
        )
    return open_build(folder)


def open_build(folder: Path) -> Build:
    """Open the build that lies in a folder.

    Raises:
        ReelhouseError: its manifest is missing or damaged.
    """
    return Build(folder, read_record(folder / MANIFEST, MANIFEST_KEYS))


def pointer_id(lake: Lake) -> str | None:
    """The id of the published build, whether it is still there or not; None where none is."""
    pointer = lake.gold / POINTER
    return str(read_record(pointer, ["build_id"])["build_id"]) if pointer.is_file() else None


def current_build(lake: Lake) -> Build | None:
    """The published build, or None where nothing has been published.

    Raises:
        ReelhouseError: the pointer names a build that is not there.
    """
    build_id = pointer_id(lake)
    if build_id is None:
        return None
    manifest = lake.gold / build_id / MANIFEST
    if not manifest.is_file():
        raise ReelhouseError(
            f"the published build {build_id} is gone",
            where=str(lake.gold / POINTER),
            advice="`reelhouse build` makes a new one from bronze. `reelhouse builds list` shows "
            "what is left; `reelhouse builds rollback` goes back to an earlier one.",
        )
    return open_build(manifest.parent)


def require_current(lake: Lake) -> Build:
    """The published build.

    Raises:
        ReelhouseError: nothing has been published yet.
    """
    build = current_build(lake)
    if build is None:
        raise ReelhouseError(
            "nothing has been built yet",
            where=str(lake.root),
            advice="Run `reelhouse ingest imdb` and then `reelhouse build`.",
        )
    return build


def publish(lake: Lake, build: Build) -> None:
    """Make a build the one that readers see, in one step."""
    now = clock.now().isoformat(timespec="seconds")
    write_json(lake.gold / POINTER, {"build_id": build.build_id, "published_at": now})


@contextmanager
def open_gold(build: Build, *, memory_limit: str = "1GB") -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a build for reading: each table is a view, and nothing else can be reached.

    The connection stays with this build when another one is published meanwhile.
    """
    connection = duckdb.connect()
    try:
        for table in build.tables:
            scan = table_scan(build.table_files(table))
            connection.execute(f'create view "{table}" as select * from {scan}')
        connection.execute("set memory_limit = $1", [memory_limit])
        connection.execute("set allowed_directories = $1", [[str(build.folder.absolute()) + "/"]])
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        yield connection
    finally:
        connection.close()


def query(
    build: Build, sql: str, *, limit: int | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run read-only SQL over a build.

    Args:
        build: what to ask.
        sql: one statement that returns rows.
        limit: rows to return at most; None for all.

    Returns:
        Column names and rows.

    Raises:
        UsageError: the SQL is wrong, or would change something.
    """
    with open_gold(build) as connection:
        try:
            kinds = [statement.type for statement in connection.extract_statements(sql)]
            if kinds != [duckdb.StatementType.SELECT]:
                raise UsageError("only one statement that selects rows can be run", where=sql)
            cursor = connection.execute(sql)
            columns = [column[0] for column in cursor.description or []]
            rows = cursor.fetchall() if limit is None else cursor.fetchmany(limit)
        except duckdb.Error as error:
            raise UsageError(
                str(error), advice="SQL here reads the tables of gold and nothing else."
            ) from error
    return columns, rows
