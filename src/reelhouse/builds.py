"""The builds that a lake keeps: list them, compare two, go back to one, drop old ones."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.evidence import Run
from reelhouse.gold import MANIFEST, Build, current_build, open_build, publish, read_build
from reelhouse.lake import Lake
from reelhouse.pointer import pointer_id
from reelhouse.settings import Settings
from reelhouse.sqltext import table_scan


@dataclass(frozen=True, slots=True)
class TableChange:
    """How a table differs between two builds.

    Attributes:
        table: its name.
        rows_before: rows in the older build; None where it has no such table.
        rows_after: rows in the newer build; None where it has no such table.
        removed: rows that only the older build has.
        added: rows that only the newer build has.
        columns: what became of columns, in words; empty where they are the same.
    """

    table: str
    rows_before: int | None
    rows_after: int | None
    removed: int
    added: int
    columns: str


def _pointer(lake: Lake) -> str | None:
    """The id of the published build; None where there is none or the pointer is damaged."""
    with contextlib.suppress(ReelhouseError):
        return pointer_id(lake)
    return None


def list_builds(lake: Lake) -> list[Build]:
    """All builds whose manifest can be read, newest first, refused ones included."""
    if not lake.gold.is_dir():
        return []
    builds = []
    for path in sorted(lake.gold.glob(f"*/{MANIFEST}"), reverse=True):
        with contextlib.suppress(ReelhouseError):  # `verify` names a damaged one
            builds.append(open_build(path.parent))
    return builds


def resolve(lake: Lake, name: str) -> Build:
    """A build by its id, or by `current`, `previous` or `newest`.

    Raises:
        UsageError: there is none of that name.
    """
    if name == "current":
        build = current_build(lake)
    elif name == "previous":
        build = _published_before_current(lake)
    elif name == "newest":
        build = next(iter(list_builds(lake)), None)
    else:
        return read_build(lake, name)
    if build is None:
        raise UsageError(f"there is no {name} build")
    return build


def diff(lake: Lake, settings: Settings, before: Build, after: Build) -> list[TableChange]:
    """Compare two builds table by table, row by row.

    Tables whose files have the same checksums are the same and are not read.

    Args:
        lake: where the builds lie.
        settings: say how much memory the comparison may take before it spills into the lake.
        before: the older build.
        after: the newer build.

    Raises:
        ReelhouseError: a file of one of them cannot be read.
    """
    old, new = before.manifest["tables"], after.manifest["tables"]
    changes = []
    for table in sorted(old | new):
        if table not in old or table not in new:
            changes.append(
                TableChange(
                    table,
                    old[table]["rows"] if table in old else None,
                    new[table]["rows"] if table in new else None,
                    old[table]["rows"] if table in old else 0,
                    new[table]["rows"] if table in new else 0,
                    "",
                )
            )
            continue
        removed, added = _row_differences(lake, settings, before, after, table)
        changes.append(
            TableChange(
                table,
                old[table]["rows"],
                new[table]["rows"],
                removed,
                added,
                _column_differences(old[table]["columns"], new[table]["columns"]),
            )
        )
    return changes


def rollback(lake: Lake, settings: Settings, name: str = "previous") -> Build:
    """Publish an earlier build again.

    Raises:
        UsageError: there is no such build, or it was refused by its gates.
    """
    with lake.exclusive("build"), Run.start(lake, "rollback", settings) as run:
        build = resolve(lake, name)
        if build.status != "published":
            raise UsageError(f"build {build.build_id} was refused by its gates and never published")
        missing = [path for path in build.files() if not path.is_file()]
        if missing:
            raise ReelhouseError("a file of that build is gone", where=str(missing[0]))
        publish(lake, build)
        run.outcome = {"build_id": build.build_id}
    return build


def prune(lake: Lake, settings: Settings, keep: int) -> tuple[list[str], int]:
    """Delete all but the newest published builds; the current one always stays.

    Args:
        lake: where the builds lie.
        settings: recorded in the evidence.
        keep: published builds to keep, at least 1.

    Returns:
        Ids of the builds that were deleted and the bytes that became free.
    """
    with lake.exclusive("build"), Run.start(lake, "prune", settings) as run:
        builds = list_builds(lake)
        published = [build for build in builds if build.status == "published"]
        kept = {build.build_id for build in published[:keep]} | {_pointer(lake)}
        dropped = [build for build in builds if build.build_id not in kept]
        freed = _bytes_of_their_own(dropped)
        for build in dropped:
            delete(build)
        run.outcome = {"dropped": [build.build_id for build in dropped], "freed_bytes": freed}
        lake.sweep()
    return [build.build_id for build in dropped], freed


def delete(build: Build) -> None:
    """Delete a build, and what was computed of it."""
    # without its manifest a half-deleted build is no build
    (build.folder / MANIFEST).unlink()
    shutil.rmtree(build.folder)
    shutil.rmtree(build.cache, ignore_errors=True)


def _bytes_of_their_own(builds: list[Build]) -> int:
    """Size of the files that no other build has as well: some are carried from build to build."""
    states = [path.stat() for build in builds for path in build.files() if path.is_file()]
    names = Counter((state.st_dev, state.st_ino) for state in states)
    sizes = {
        (s.st_dev, s.st_ino): s.st_size for s in states if names[s.st_dev, s.st_ino] >= s.st_nlink
    }
    return sum(sizes.values())


def _published_before_current(lake: Lake) -> Build | None:
    """The newest one below the current; where that is lost, at need any that is left."""
    current = _pointer(lake)
    if current is None:
        return None
    builds = [build for build in list_builds(lake) if build.status == "published"]
    lost = all(build.build_id != current for build in builds)
    earlier = [build for build in builds if build.build_id < current]
    return next(iter(earlier or (builds if lost else [])), None)


def _row_differences(
    lake: Lake, settings: Settings, before: Build, after: Build, table: str
) -> tuple[int, int]:
    if before.checksums(table) == after.checksums(table):
        return 0, 0
    old_columns = before.manifest["tables"][table]["columns"]
    shared = [c for c in after.manifest["tables"][table]["columns"] if c in old_columns]
    if not shared:
        return before.rows[table], after.rows[table]
    columns = ", ".join(f'"{column}"' for column in shared)
    old, new = (
        f"select {columns} from {table_scan(b.table_files(table))}" for b in (before, after)
    )
    try:
        with _comparing(lake, settings) as connection:
            [(removed,)] = connection.execute(
                f"select count(*) from ({old} except all {new})"
            ).fetchall()
            [(added,)] = connection.execute(
                f"select count(*) from ({new} except all {old})"
            ).fetchall()
    except duckdb.Error as error:
        raise ReelhouseError(
            f"{table} of builds {before.build_id} and {after.build_id} cannot be compared: {error}",
            advice="`reelhouse verify` says whether the files of the published build are whole.",
        ) from error
    return removed, added


@contextmanager
def _comparing(lake: Lake, settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB that takes no more memory than a build may."""
    lake.cache.mkdir(parents=True, exist_ok=True)
    # a folder of its own: a build that starts meanwhile clears the one that builds spill into
    with (
        tempfile.TemporaryDirectory(dir=lake.cache, prefix="diff-") as spill,
        duckdb.connect() as connection,
    ):
        connection.execute("set memory_limit = $1", [settings.engine.memory_limit])
        connection.execute("set temp_directory = $1", [spill])
        connection.execute("set preserve_insertion_order = false")
        if settings.engine.threads:
            connection.execute(f"set threads = {settings.engine.threads}")
        yield connection


def _column_differences(old: dict[str, str], new: dict[str, str]) -> str:
    words = [f"new column {name}" for name in new if name not in old]
    words += [f"column {name} is gone" for name in old if name not in new]
    words += [
        f"{name} was {old[name]} and is {kind}"
        for name, kind in new.items()
        if name in old and old[name] != kind
    ]
    return "; ".join(words)
