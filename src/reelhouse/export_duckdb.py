"""The published build as one DuckDB file, for tools that read a database."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.export import is_personal
from reelhouse.gold import Build
from reelhouse.sources.terms import NotRedistributable, attributions, refuse_redistribution
from reelhouse.sqltext import identifier, literal, table_scan
from reelhouse.storage import explain_full_disk
from reelhouse.transform.declarations import declaration, model_files
from reelhouse.transform.lineage import sources_of

ABOUT = "about_this_file"
# the oldest DuckDB that reads the file: BI tools bring one of their own, seldom the newest
STORAGE = "v1.4.0"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        tables: tables in the file.
        left_out: tables that may not be handed on.
        attributions: texts that must stand wherever the data is shown.
    """

    tables: list[str]
    left_out: list[str]
    attributions: list[str]


def export_duckdb(build: Build, target: Path, *, for_own_use: bool, force: bool) -> Exported:
    """Write the tables of a build into a DuckDB file, with what they and their columns say.

    Args:
        build: the published build.
        target: the file; it appears in one step.
        for_own_use: whether the file stays where only those read it who may use the data; else
            tables that may not be handed on are left out.
        force: whether a file that is there is replaced.

    Raises:
        UsageError: there is such a file already, or no table may be handed on.
        ReelhouseError: the file cannot be written.
    """
    if target.exists() and not force:
        raise UsageError("there is one already", where=str(target), advice="--force replaces it.")
    tables = [table for table in build.tables if for_own_use or may_leave(build, table)]
    if not tables:
        raise UsageError(
            "no table of this build may be handed on",
            advice="Add --for-own-use where the file stays in the house; see `reelhouse terms`.",
        )
    sources = sorted({s for table in tables for s in sources_of(table)} & build.sources)
    texts = attributions(sources)
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        with explain_full_disk(target.parent), duckdb.connect() as connection:
            connection.execute(
                f"attach {literal(str(unfinished))} as exported (storage_version '{STORAGE}')"
            )
            connection.execute("use exported")
            for table in tables:
                scan = table_scan(build.table_files(table))
                connection.execute(f"create table {identifier(table)} as from {scan}")
                _comment(connection, build, table)
            _tell(connection, build, texts)
        unfinished.replace(target)
    except (OSError, duckdb.IOException) as error:
        raise ReelhouseError(
            f"the file cannot be written: {error}", where=str(target), advice="Is the folder there?"
        ) from error
    finally:
        for left in (unfinished, unfinished.with_name(f"{unfinished.name}.wal")):
            with suppress(OSError):
                left.unlink(missing_ok=True)
    return Exported(tables, [t for t in build.tables if t not in tables], texts)


def may_leave(build: Build, table: str) -> bool:
    """Whether a table may be handed on: by its providers' terms, and no row is about a member."""
    if is_personal(build, table):
        return False
    try:
        refuse_redistribution(table, [s for s in sources_of(table) if s in build.sources])
    except NotRedistributable:
        return False
    return True


def _comment(connection: duckdb.DuckDBPyConnection, build: Build, table: str) -> None:
    """Say in the file what the .yml beside the model says; of columns that the build has."""
    if table not in model_files():
        return
    declared = declaration(table)
    name = identifier(table)
    if declared.description:
        connection.execute(f"comment on table {name} is {literal(declared.description.strip())}")
    for column in build.manifest["tables"][table]["columns"]:
        if said := declared.descriptions.get(column, "").strip():
            connection.execute(f"comment on column {name}.{identifier(column)} is {literal(said)}")


def _tell(connection: duckdb.DuckDBPyConnection, build: Build, texts: list[str]) -> None:
    """Which build it is and what must stand beside its data, in a table of its own."""
    connection.execute(f"create table {ABOUT} (name varchar, value varchar)")
    connection.execute(f"comment on table {ABOUT} is 'Which build this is, and attributions.'")
    rows = [
        ("build_id", build.build_id),
        ("run_id", str(build.manifest["run_id"])),
        ("created_at", str(build.manifest["created_at"])),
        *(("attribution", text) for text in texts),
    ]
    connection.executemany(f"insert into {ABOUT} values ($1, $2)", rows)
