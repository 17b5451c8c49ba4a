"""The read side of gold: find a build, open it, ask it. Surfaces read through this module only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from reelhouse import clock
from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.lake import Lake
from reelhouse.metrics.definitions import Definitions
from reelhouse.metrics.entries import Grain, listed
from reelhouse.metrics.query import MetricAnswer, Question
from reelhouse.objects.copy import is_blank
from reelhouse.objects.registry import present
from reelhouse.pointer import POINTER, pointer_id
from reelhouse.sqltext import Value, table_scan
from reelhouse.storage import read_record, write_json

if TYPE_CHECKING:
    from reelhouse.metrics.sql import Written

KEPT_ENGINES = 4
"""Databases that stay open, one a build and limit of memory."""

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
    def cache(self) -> Path:
        """What was computed of it, see `Lake.cache_of`."""
        return Lake(self.folder.parents[1]).cache_of(self.build_id)

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
    def sources(self) -> frozenset[str]:
        """Providers whose data it read."""
        return frozenset(part["name"].split("/")[0] for part in self.manifest["inputs"])

    @property
    def tables(self) -> list[str]:
        """Names of its tables."""
        return list(self.manifest["tables"])

    @property
    def bytes(self) -> int:
        """Size of all its tables on disk."""
        return sum(f["bytes"] for t in self.manifest["tables"].values() for f in t["files"])

    def table_files(self, table: str) -> list[Path]:
        """Parquet files of a table; what is in a store only is fetched."""
        return present(self._places(table))

    def files(self) -> list[Path]:
        """Parquet files of all tables, whether what they hold is on this disk or not."""
        return [path for table in self.tables for path in self._places(table)]

    def fetch(self, tables: Iterable[str]) -> None:
        """Fetch the files of several tables at once, where they are in a store only."""
        present([path for table in tables for path in self._places(table)])

    def _places(self, table: str) -> list[Path]:
        return [self.folder / table / f["file"] for f in self.manifest["tables"][table]["files"]]

    def damaged_files(self) -> list[Path]:
        """Files that are missing or have not the size with which they were written."""
        return [
            path
            for table in self.tables
            for path, entry in zip(
                self._places(table), self.manifest["tables"][table]["files"], strict=True
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
            where=lake.place,
            advice="Run `reelhouse ingest imdb` and then `reelhouse build`.",
        )
    return build


def publish(lake: Lake, build: Build) -> None:
    """Make a build the one that readers see, in one step."""
    now = clock.now().isoformat(timespec="seconds")
    write_json(lake.gold / POINTER, {"build_id": build.build_id, "published_at": now})
    lake.share()


@contextmanager
def open_gold(
    build: Build, *, tables: Iterable[str] | None = None, memory_limit: str = "1GB"
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a build for reading: each table is a view, and nothing else can be reached.

    The connection stays with this build when another one is published meanwhile.

    Args:
        build: what to open.
        tables: the tables that are needed; all by default.
        memory_limit: memory that all who ask at once with the same limit may hold.
    """
    shown = list(build.tables if tables is None else tables)
    build.fetch(shown)
    connection = _engine(build.folder.absolute(), memory_limit).cursor()
    try:
        for table in shown:
            scan = table_scan(build.table_files(table))
            connection.execute(f'create temporary view "{table}" as select * from {scan}')
        yield connection
    finally:
        connection.close()


@lru_cache(maxsize=KEPT_ENGINES)
def _engine(folder: Path, memory_limit: str) -> duckdb.DuckDBPyConnection:
    """A database that reads nothing but a build; making one takes longer than most questions."""
    engine = duckdb.connect()
    engine.execute("set memory_limit = $1", [memory_limit])
    # the disk's own cache has the files, and this one would stay in the process
    engine.execute("set enable_external_file_cache = false")
    engine.execute("set allowed_directories = $1", [[f"{folder}/"]])
    engine.execute("set enable_external_access = false")
    engine.execute("set lock_configuration = true")
    return engine


def query(
    build: Build,
    sql: str,
    *,
    limit: int | None = None,
    tables: Iterable[str] | None = None,
    memory_limit: str = "1GB",
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run read-only SQL over a build.

    Args:
        build: what to ask.
        sql: one statement that returns rows.
        limit: rows to return at most; None for all.
        tables: the tables that it reads; all by default, which takes longer to open.
        memory_limit: memory that it may hold.

    Returns:
        Column names and rows.

    Raises:
        UsageError: the SQL is wrong, or would change something.
    """
    if tables is None and any(map(is_blank, build.files())):
        tables = _named_in(sql, build)
    with open_gold(build, tables=tables, memory_limit=memory_limit) as connection:
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


def _named_in(sql: str, build: Build) -> list[str] | None:
    """The tables that a statement names, to fetch no others; None where that is not sure."""
    words = {word.lower() for word in re.findall(r"\w+", sql)}
    named = [table for table in build.tables if table in words]
    is_about_tables = any(w.startswith(("duckdb_", "information_schema", "pg_")) for w in words)
    return None if is_about_tables or not named else named


def ask_metric(
    build: Build,
    metric: str | Sequence[str],
    *,
    by: Sequence[str] = (),
    where: Mapping[str, Value | Sequence[Value]] | None = None,
    since: date | None = None,
    until: date | None = None,
    grain: Grain | None = None,
    sort: str = "",
    limit: int | None = None,
    limit_within: str = "",
) -> MetricAnswer:
    """Ask for a metric of metrics.yml, or for several side by side.

    Args:
        build: what to ask.
        metric: its name, or several names.
        by: dimensions to split by.
        where: value or values to pick out, by dimension; None is where there is no value.
        since: first day that counts.
        until: last day that counts.
        grain: length of the periods to split by.
        sort: column to sort by, downwards with `-` before it; by default the period, or the first
            metric downwards.
        limit: rows to return at most.
        limit_within: dimension for each of whose values that many rows are returned.

    Raises:
        UsageError: a name or value cannot be, or a figure would have to be added up over a
            dimension over which it must not be; the message says why.
        ReelhouseError: the build has no such table.
    """
    question = Question(
        metrics=(metric,) if isinstance(metric, str) else tuple(metric),
        by=tuple(by),
        where={name: listed(values) for name, values in (where or {}).items()},
        since=since,
        until=until,
        grain=grain,
        sort=sort,
        limit=limit,
        limit_within=limit_within,
    )
    definitions, written = write_question(build, question)
    columns, rows = query(build, written.sql, tables=written.tables)
    metrics = tuple(definitions.metric(name) for name in question.metrics)
    not_additive = {m.name: definitions.reasons(m, question.split) for m in metrics}
    return MetricAnswer(
        build.build_id, metrics, columns, rows, written.sql, written.tables, not_additive
    )


def write_question(build: Build, question: Question) -> tuple[Definitions, Written]:
    """Write the SQL that answers a question about metrics, and what metrics are.

    Raises:
        UsageError: the question may not be asked, see `ask_metric`.
        ReelhouseError: the build has no such table.
    """
    from reelhouse.metrics.load import load_definitions
    from reelhouse.metrics.sql import write_sql

    definitions = load_definitions()
    written = write_sql(definitions, question)
    for table in written.tables:
        if table not in build.tables:
            raise ReelhouseError(
                f"the build {build.build_id} has no table {table}",
                advice="`reelhouse build` makes one that has it.",
            )
    return definitions, written
