"""Make a table day by day: take over what would come out the same, run its SQL for the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from reelhouse.gold import Build
from reelhouse.storage import link_or_copy, sha256_of
from reelhouse.transform.days.index import Piece, index_of
from reelhouse.transform.days.reopening import followed, reopened
from reelhouse.transform.days.slices import Slice, slices_of
from reelhouse.transform.declarations import declaration
from reelhouse.transform.fingerprints import Ingredients
from reelhouse.transform.inputs import BronzeTable, Plan
from reelhouse.transform.lineage import parents
from reelhouse.transform.runners import Runner
from reelhouse.transform.workbench import show_table, write_table

OnNode = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class DaysMade:
    """How the days of a table came into a build.

    Attributes:
        days: those that were made, ISO 8601.
        files: of each file what made it, `fingerprint`, and the build that it was taken over from,
            `carried_from`; empty where this one made it.
        checksum: of the whole table: the same where all its days hold the same.
        seconds: wall time.
    """

    days: tuple[str, ...]
    files: Mapping[str, Mapping[str, str]]
    checksum: str
    seconds: float


@dataclass(frozen=True)
class ByDay:
    """The tables of one build that are made day by day.

    Attributes:
        connection: the build's database.
        folder: where its tables go.
        plan: what is read of bronze.
        ingredients: what tables are made of.
        base: the published build from which days may be taken over; None where none may.
        previous: tables that stand in the schema `previous`.
        runner: runs the SQL.
        cache: folder for what is known of files of bronze.
    """

    connection: duckdb.DuckDBPyConnection
    folder: Path
    plan: Plan
    ingredients: Ingredients
    base: Build | None
    previous: Collection[str]
    runner: Runner
    cache: Path
    _slices: dict[str, list[Slice]] = field(default_factory=dict)

    def make(self, table: str, views: Collection[str], on_node: OnNode) -> DaysMade:
        """Make a table.

        Args:
            table: which.
            views: all views that there are, as far as it reads them.
            on_node: told how the SQL goes on.

        Raises:
            ReelhouseError: its SQL failed.
        """
        began = time.perf_counter()
        place = self.folder / table
        place.mkdir(parents=True, exist_ok=True)
        slices = self._slices_of(declaration(table).by_day_of)
        prints = {s.day.isoformat(): self.ingredients.of_day(table, s.ingredients) for s in slices}
        kept = self._kept(table, prints, views)
        carried = {entry["file"]: entry for entries in kept.values() for entry in entries}
        for path in self.base.table_files(table) if self.base and carried else ():
            if path.name in carried:
                link_or_copy(path, place / path.name)
        wanted = [s for s in slices if s.day.isoformat() not in kept]
        if wanted:
            same = (parents()[table] & set(views)) - self._of_days(table)
            self.runner.run_by_day(table, wanted, same, on_node=on_node)
        elif not slices:
            write_table(self.connection, self.folder, table, declaration(table).empty)
        paths = sorted(place.glob("*.parquet"))
        show_table(self.connection, table, paths)
        self.runner.show_table(table)
        files = {
            path.name: {
                "fingerprint": prints.get(path.name[:10], ""),
                "carried_from": self._origin(table, carried.get(path.name)),
            }
            for path in paths
        }
        sums = [carried[p.name]["sha256"] if p.name in carried else sha256_of(p) for p in paths]
        made = tuple(s.day.isoformat() for s in wanted)
        return DaysMade(made, files, " ".join(sums), round(time.perf_counter() - began, 3))

    def _of_days(self, table: str) -> frozenset[str]:
        """Views of the rows that change from day to day."""
        bronze = declaration(table).by_day_of
        return frozenset(name for name in parents()[table] if bronze in parents().get(name, ()))

    def _slices_of(self, bronze: str) -> list[Slice]:
        if bronze not in self._slices:
            table = self.plan.tables[bronze]
            pieces = _pieces(table)
            cache = self.cache / f"{bronze}.json"
            index = index_of(self.connection, table.resource, pieces, cache)
            self._slices[bronze] = slices_of(table.resource, pieces, index)
        return self._slices[bronze]

    def _kept(
        self, table: str, prints: Mapping[str, str], views: Collection[str]
    ) -> dict[str, list[dict[str, Any]]]:
        """Files of the published build by day, as far as the day would come out the same."""
        if self.base is None or table not in self.base.manifest["tables"]:
            return {}
        before: dict[str, list[dict[str, Any]]] = {}
        for entry in self.base.manifest["tables"][table]["files"]:
            day = entry["file"][:10]
            if entry.get("fingerprint") and entry["fingerprint"] == prints.get(day):
                before.setdefault(day, []).append(entry)
        if not before or not followed(table):
            return before
        self.runner.lend(followed(table) & set(views))
        changed = reopened(self.connection, table, self.previous)
        if changed is None:
            return {}
        touched = {day.isoformat() for day in changed}
        return {day: entries for day, entries in before.items() if day not in touched}

    def _origin(self, table: str, entry: Mapping[str, Any] | None) -> str:
        """The build that made a file that was taken over."""
        if entry is None or self.base is None:
            return ""
        whole = self.base.manifest["tables"][table]["carried_from"]
        return str(entry["carried_from"] or whole or self.base.build_id)


def _pieces(table: BronzeTable) -> list[Piece]:
    return [
        Piece(delivery.snapshot_date, part.accepted_sha256, path)
        for delivery in table.deliveries
        for part, path in zip(delivery.parts, delivery.paths, strict=True)
    ]
