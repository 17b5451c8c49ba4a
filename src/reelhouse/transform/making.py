"""Make every table of a build: carry over what is still right, compute what is not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb

from reelhouse.evidence import Run
from reelhouse.gold import Build
from reelhouse.sqltext import identifier
from reelhouse.storage import link_or_copy, sha256_of
from reelhouse.transform import engine
from reelhouse.transform.computed import compute, tables_of
from reelhouse.transform.days.make import ByDay, DaysMade
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
        days: of a table that is made day by day those that were made, ISO 8601.
        files: of the files of such a table what each is made of and where it came from.
    """

    seconds: float
    carried_from: str = ""
    by: str = "nothing"
    days: tuple[str, ...] = ()
    files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


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
        self._take_checksums(name for name in made if declaration(name).counts_by_content)
        views = set(self._views if self.all_views else ())
        shown: set[str] = set()
        for stage in stages(self._filled.intersection(gold_models())):
            tables = [table for table in stage.tables if table in self._filled]
            kept = self._unchanged(tables)
            made |= {table: self._carry_over(table) for table in kept}
            new = set(tables) - kept
            views |= self._views & frozenset[str]().union(*(ancestors(table) for table in new))
            there = made.keys() | set(stage.models)
            ready = {view for view in views - shown if self._reads_only(view, there)}
            chosen = sorted((new & set(stage.models)) | ready)
            if chosen:
                ended = self.runner.run("run", select=" ".join(chosen), on_node=self._on_node)
                made |= {
                    node.name: Made(node.seconds, by=self.runner.name)
                    for node in ended
                    if node.name in new
                }
            shown |= ready
            made |= {table: self._make_days(table) for table in stage.by_day if table in new}
            for module in stage.modules:
                if new & set(tables_of(module)):
                    made |= self._compute(module)
            self._take_checksums(stage.by_content)
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

    def _reads_only(self, view: str, there: Collection[str]) -> bool:
        """Whether the tables of gold that a view reads, at whatever remove, are there."""
        return all(name in there for name in ancestors(view) if name in gold_models())

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
        """Some tables count by their content for all that is made of them."""
        for table in set(tables) - self.ingredients.computed.keys():
            paths = sorted((self.folder / table).glob("*.parquet"))
            self.ingredients.computed[table] = " ".join(sha256_of(path) for path in paths)

    def _carry_over(self, table: str) -> Made:
        """Take a table's files from the published build."""
        assert self.base is not None
        (self.folder / table).mkdir(parents=True, exist_ok=True)
        paths = [self.folder / table / path.name for path in self.base.table_files(table)]
        for path, copy in zip(self.base.table_files(table), paths, strict=True):
            link_or_copy(path, copy)
        show_table(self.connection, table, paths)
        self.runner.show_table(table)
        if declaration(table).counts_by_content:
            self.ingredients.computed[table] = " ".join(self.base.checksums(table))
        self.on_model(table, "started", 0)
        self.on_model(table, "carried over", self.base.rows[table])
        known = self.base.manifest["tables"][table]
        return Made(0.0, known.get("carried_from") or self.base.build_id)

    def _make_days(self, table: str) -> Made:
        """Make the days of a table that would not come out as they are in the published build."""
        self.on_model(table, "started", 0)
        made = self._by_day.make(table, self._views, self._on_day)
        self.ingredients.computed[table] = made.checksum
        rows = rows_written(self.connection, self.folder / table)
        if self.base and not made.days and self._has_same_files(table, made):
            self.on_model(table, "carried over", rows)
            known = self.base.manifest["tables"][table]
            return Made(0.0, known.get("carried_from") or self.base.build_id)
        self.on_model(table, "success", rows)
        return Made(made.seconds, by=self.runner.name, days=made.days, files=made.files)

    def _has_same_files(self, table: str, made: DaysMade) -> bool:
        """Whether the published build has no day more than this one."""
        assert self.base is not None
        known = self.base.manifest["tables"].get(table, {"files": []})
        return {entry["file"] for entry in known["files"]} == made.files.keys()

    @cached_property
    def _by_day(self) -> ByDay:
        return ByDay(
            self.connection,
            self.folder,
            self.plan,
            self.ingredients,
            self.base,
            self.previous,
            self.runner,
            self.run.lake.cache / "days",
        )

    def _on_day(self, name: str, state: str) -> None:
        """Nothing: a table is reported once, when all its days are there."""

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
                cursor,
                self.run.settings,
                self.run.lake.root,
                self.folder,
                self.previous,
                self.runner.spread,
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
