"""Make every table of a build: carry over what is still right, compute what is not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb

from reelhouse.evidence import Run
from reelhouse.gold import Build
from reelhouse.sqltext import identifier
from reelhouse.storage import sha256_of
from reelhouse.transform import engine
from reelhouse.transform.computed import compute, tables_of, writers
from reelhouse.transform.declarations import declaration, model_files
from reelhouse.transform.fingerprints import Ingredients
from reelhouse.transform.inputs import Plan, gold_models
from reelhouse.transform.lineage import ancestors, bronze_needed, needs_of, parents
from reelhouse.transform.runners import Runner
from reelhouse.transform.schedule import stages, with_siblings
from reelhouse.transform.tables import rows_written
from reelhouse.transform.workbench import Workbench, show_table, write_table

OnModel = Callable[[str, str, int], None]


class Adopted(Exception):
    """A title found the record of IMDb that it was published without: keys have changed.

    Attributes:
        adoptions: key by the number in the IMDb id, all that hold now.
    """

    def __init__(self, adoptions: dict[int, int]) -> None:
        super().__init__(f"{len(adoptions)} titles of IMDb bear keys that are not their numbers")
        self.adoptions = adoptions


@dataclass(frozen=True, slots=True)
class Made:
    """How a table came into a build.

    Attributes:
        seconds: wall time that it took.
        carried_from: the build that it was made in where it was carried over; empty where not.
        by: what made it: the runner's name, `python` (which computes over DuckDB whatever runs the
            models), or `nothing` where nothing that it is made of has arrived.
    """

    seconds: float
    carried_from: str = ""
    by: str = "nothing"


@dataclass(frozen=True)
class Making:
    """One build's tables on their way.

    Attributes:
        connection: the build's database, in which bronze is registered.
        run: the record that steps go into.
        folder: where the tables go.
        plan: what is read.
        ingredients: what tables are made of, to know which would come out the same.
        base: the published build from which tables may be carried over; None where none may.
        previous: tables that stand in the schema `previous`.
        adoptions: key by the number in the IMDb id, where it is another; what keys are made by.
        all_views: whether every view of a source that has arrived is made, and not only those
            that a table needs.
        runner: runs the SQL models.
        on_model: called with a table's name, its state and the rows it wrote.
    """

    connection: duckdb.DuckDBPyConnection
    run: Run
    folder: Path
    plan: Plan
    ingredients: Ingredients
    base: Build | None
    previous: frozenset[str]
    adoptions: Mapping[int, int]
    all_views: bool
    runner: Runner
    on_model: OnModel

    def make(self) -> dict[str, Made]:
        """Write every table of gold.

        Raises:
            ReelhouseError: a model or a computation failed.
            Adopted: keys have to be made anew.
        """
        made: dict[str, Made] = {}
        for model in sorted(model_files().keys() - self._filled):
            made |= self._make_empty(model)
        self._take_checksums((writers().keys() & made.keys()) - self._filled)
        views = set(self._views if self.all_views else ())
        shown: set[str] = set()
        for stage in stages(self._filled.intersection(gold_models())):
            tables = [table for table in stage.tables if table in self._filled]
            kept = self._unchanged(tables)
            made |= {table: self._carry_over(table) for table in kept}
            new = set(tables) - kept
            views |= self._views & frozenset[str]().union(*(ancestors(table) for table in new))
            chosen = sorted((new - writers().keys()) | (views - shown))
            if chosen:
                ended = self.runner.run("run", select=" ".join(chosen), on_node=self._on_node)
                made |= {
                    node.name: Made(node.seconds, by=self.runner.name)
                    for node in ended
                    if node.name in new
                }
            shown |= views
            for module in stage.modules:
                if new & set(tables_of(module)):
                    made |= self._compute(module)
            self._take_checksums(table for module in stage.modules for table in tables_of(module))
        return {table: made[table] for table in gold_models()}

    @cached_property
    def _arrived(self) -> frozenset[str]:
        return frozenset(name for name, table in self.plan.tables.items() if table.deliveries)

    @cached_property
    def _filled(self) -> frozenset[str]:
        """Models that can have rows: something that they are made of has arrived."""
        return frozenset(
            model
            for model in model_files()
            if not bronze_needed(model)
            or bronze_needed(model) & self._arrived
            or self._goes_on(model)
        )

    def _goes_on(self, model: str) -> bool:
        """Whether the published build has rows that a computation of named needs may keep."""
        if not (declaration(model).is_computed and needs_of(model) and model in self.previous):
            return False
        found = self.connection.execute(f"select 1 from previous.{identifier(model)} limit 1")
        return bool(found.fetchall())

    @cached_property
    def _views(self) -> frozenset[str]:
        return frozenset(model for model in self._filled if not declaration(model).is_gold)

    def _unchanged(self, tables: Collection[str]) -> set[str]:
        """Those of some tables that would come out as they are in the published build."""
        if self.base is None:
            return set()
        known = self.base.manifest["tables"]
        changed = {
            table
            for table in tables
            if known.get(table, {}).get("fingerprint") != self.ingredients.fingerprint(table)
        }
        return set(tables) - with_siblings(changed)

    def _take_checksums(self, tables: Iterable[str]) -> None:
        """Computed tables count by their content for all that is made of them."""
        for table in tables:
            paths = sorted((self.folder / table).glob("*.parquet"))
            self.ingredients.computed[table] = " ".join(sha256_of(path) for path in paths)

    def _carry_over(self, table: str) -> Made:
        """Take a table's files from the published build."""
        assert self.base is not None
        (self.folder / table).mkdir(parents=True, exist_ok=True)
        paths = [self.folder / table / path.name for path in self.base.table_files(table)]
        for path, copy in zip(self.base.table_files(table), paths, strict=True):
            _link(path, copy)
        show_table(self.connection, table, paths)
        self.runner.show_table(table)
        self.on_model(table, "started", 0)
        self.on_model(table, "carried over", self.base.rows[table])
        known = self.base.manifest["tables"][table]
        return Made(0.0, known.get("carried_from") or self.base.build_id)

    def _make_empty(self, model: str) -> dict[str, Made]:
        """Make what nothing has arrived for, as it is declared."""
        declared = declaration(model)
        if not declared.is_gold:
            engine.show_empty(self.connection, declared)
            self.runner.show_empty(declared)
            return {}
        self.on_model(model, "started", 0)
        write_table(self.connection, self.folder, model, declared.empty)
        self.runner.show_table(model)
        self.on_model(model, "empty", 0)
        return {model: Made(0.0)}

    def _compute(self, module: str) -> dict[str, Made]:
        read = frozenset[str]().union(*(parents()[table] for table in tables_of(module)))
        self.runner.lend(read & self._views)
        with self.connection.cursor() as cursor:
            bench = Workbench(
                cursor, self.run.settings, self.run.lake.root, self.folder, self.previous
            )
            for table in tables_of(module):
                self.on_model(table, "started", 0)
            compute(module, bench)
            for table in tables_of(module):
                self.runner.show_table(table)
                self.on_model(table, "success", rows_written(self.connection, self.folder / table))
        if "bridge_title_source" in bench.seconds:
            found = engine.adoptions_in(self.connection, "bridge_title_source")
            if found != self.adoptions:
                raise Adopted(found)
        return {table: Made(seconds, by="python") for table, seconds in bench.seconds.items()}

    def _on_node(self, name: str, state: str) -> None:
        rows = rows_written(self.connection, self.folder / name) if state == "success" else 0
        self.on_model(name, state, rows)


def _link(path: Path, copy: Path) -> None:
    """One file under two names where the disk can do that: builds are never written to again."""
    try:
        os.link(path, copy)
    except OSError:
        shutil.copyfile(path, copy)
