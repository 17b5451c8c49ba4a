"""What of a build a warehouse lacks, and what may not go there."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import duckdb

from reelhouse.errors import UsageError
from reelhouse.export import is_personal
from reelhouse.export_duckdb import may_leave
from reelhouse.gold import Build
from reelhouse.publish.ddl import STATE, Shape, shape_of
from reelhouse.sources.terms import refuse_redistribution
from reelhouse.sqltext import identifier, table_scan
from reelhouse.transform.declarations import declaration, model_files
from reelhouse.transform.lineage import sources_of

Change = Literal["new", "rows", "shape", "same", "gone"]


@dataclass(frozen=True, slots=True)
class Known:
    """What a warehouse says of one of its tables.

    Attributes:
        content: checksum of the rows that are there, hex.
        shape: checksum of columns, key and comments, hex.
    """

    content: str
    shape: str


@dataclass(frozen=True, slots=True)
class TablePlan:
    """What happens to one table.

    Attributes:
        table: its name.
        change: `new`, other `rows`, another `shape` and so made anew, the `same`, or `gone` from
            what may be published and so dropped.
        rows: in the build.
        content: checksum of its files, hex.
        shape: as it is to be; None where it goes.
    """

    table: str
    change: Change
    rows: int
    content: str
    shape: Shape | None


def choose_tables(
    build: Build, wanted: Collection[str], *, for_own_use: bool
) -> tuple[list[str], list[str]]:
    """Tables to publish, and those that may not be.

    The rules are those of `export`: what a provider does not allow to be handed on, and rows about
    single members, leave only for own use.

    Args:
        build: what is published.
        wanted: names; all by default, without those that may not leave.
        for_own_use: whether only those read the warehouse who may use the data here.

    Raises:
        UsageError: there is no such table, or none may leave.
        NotRedistributable: a table that was named may not leave.
    """
    for table in wanted:
        if table not in build.tables:
            raise UsageError(
                f"there is no table '{table}'",
                advice=f"There are: {', '.join(sorted(build.tables))}.",
            )
        if not for_own_use:
            if is_personal(build, table):
                raise UsageError(
                    f"{table} has rows of single members or sessions: it is personal data",
                    advice="Add --for-own-use where only those read it who may.",
                )
            refuse_redistribution(table, [s for s in sources_of(table) if s in build.sources])
    chosen = [
        table
        for table in (wanted or build.tables)
        if table != STATE and (for_own_use or may_leave(build, table))
    ]
    if not chosen:
        raise UsageError(
            "no table of this build may be handed on",
            advice="Add --for-own-use where only those read the warehouse who may use the data; "
            "see `reelhouse terms`.",
        )
    return chosen, [table for table in build.tables if table not in chosen] if not wanted else []


def make_plan(
    build: Build, tables: Collection[str], there: dict[str, Known], *, whole: bool, full: bool
) -> list[TablePlan]:
    """What happens to each table.

    Args:
        build: what is published.
        tables: those that are to be there.
        there: what the warehouse has.
        whole: whether nothing else of ours may be there.
        full: whether all are written anew.
    """
    plans = []
    for table in tables:
        content = hashlib.sha256("\n".join(build.checksums(table)).encode()).hexdigest()
        shape = shape_of(build, table, _nullable_key(build, table))
        change: Change = "new"
        if known := there.get(table):
            change = "shape" if full or known.shape != shape.sha256 else "rows"
            if change == "rows" and known.content == content:
                change = "same"
        plans.append(TablePlan(table, change, build.rows[table], content, shape))
    if whole:
        plans += [TablePlan(name, "gone", 0, "", None) for name in sorted(set(there) - {*tables})]
    return plans


def _nullable_key(build: Build, table: str) -> list[str]:
    """Columns of a table's key that are null in some row."""
    if table not in model_files():
        return []
    columns = build.manifest["tables"][table]["columns"]
    key = [column for column in declaration(table).key if column in columns]
    if not key:
        return []
    counts = ", ".join(f"count(*) - count({identifier(column)})" for column in key)
    with duckdb.connect() as connection:
        [found] = connection.execute(
            f"select {counts} from {table_scan(build.table_files(table))}"
        ).fetchall()
    return [column for column, nulls in zip(key, found, strict=True) if nulls]
