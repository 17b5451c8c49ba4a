"""Run a build's SQL models on Spark.

The build's own database, DuckDB, stays at the side: it shows bronze and the tables that Spark
writes to the computations in Python, and the gates count there. What is registered there Spark
sees as well, from the same files.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from reelhouse.settings.engine import EngineSettings
from reelhouse.spread import R, T
from reelhouse.sqltext import identifier, literal
from reelhouse.transform import dbt
from reelhouse.transform.days.slices import Slice, stretches_of
from reelhouse.transform.declarations import Declaration, declaration, model_files
from reelhouse.transform.inputs import BronzeTable, gold_models
from reelhouse.transform.lineage import ancestors
from reelhouse.transform.spark.catalog import Catalog, empty, name_of, spark_type
from reelhouse.transform.spark.session import open_session
from reelhouse.transform.workbench import PARQUET, show_table

DAY_FOLDER = "gold_day="  # as Spark names the folder of a day; its macro names the column
_FEW = 200  # rows that a view may hold itself


class SparkRunner:
    """Models run on Spark.

    Args:
        catalog: of the session that dbt uses too.
        connection: the build's database.
        scratch: folder for what only this build needs.
        parse_cache: folder that keeps the parsed project for other processes.
    """

    name = "spark"

    def __init__(
        self,
        catalog: Catalog,
        connection: duckdb.DuckDBPyConnection,
        scratch: Path,
        parse_cache: Path,
    ) -> None:
        self._catalog = catalog
        self._connection = connection
        self._scratch = scratch
        self._parse_cache = parse_cache
        self._folder = scratch
        self._lent: set[str] = set()
        self._waiting: dict[str, Callable[[], None]] = {}
        self._bronze: Mapping[str, BronzeTable] = {}

    def prepare(
        self, folder: Path, bronze: Mapping[str, BronzeTable], previous: Mapping[str, Path]
    ) -> None:
        """See all that the build's database has registered, and write into a folder from now on."""
        self._folder = folder
        self._lent.clear()
        self._waiting.clear()
        self._catalog.forget_everything()
        self._bronze = bronze
        for name, table in bronze.items():
            self._waiting[name] = partial(self._show_bronze, name, table)
        for name, place in previous.items():
            columns = self._columns(f"previous.{identifier(name)}")
            self._catalog.show_parquet("previous", name, place, columns)
        self._copy_build()

    def _show_bronze(self, name: str, table: BronzeTable) -> None:
        self._catalog.show_bronze(name, table, self._columns(f"bronze.{identifier(name)}"))

    def _copy_build(self) -> None:
        """Take over the small tables of the schema `build`."""
        place = self._scratch / "build"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        names = self._connection.execute(
            "select table_name from information_schema.tables where table_schema = 'build'"
        ).fetchall()
        for (name,) in sorted(names):
            path = place / f"{name}.parquet"
            table = f"build.{identifier(name)}"
            found = self._connection.execute(f"select * from {table} limit {_FEW + 1}")
            rows = found.fetchall()
            if len(rows) <= _FEW:
                self._catalog.show_rows("build", name, rows, self._columns(table))
                continue
            self._connection.execute(f"copy {table} to {literal(str(path))} (format parquet)")
            self._catalog.show_parquet("build", name, path, self._columns(table))

    def show_table(self, table: str) -> None:
        """See a table that something else has written into the build's folder."""
        columns = declaration(table).columns
        self._waiting[table] = partial(
            self._catalog.show_parquet, "main", table, self._folder / table, columns
        )

    def show_empty(self, model: Declaration) -> None:
        """See a model's columns without a row."""
        self._waiting[model.name] = partial(
            self._catalog.show_view, "main", model.name, empty(model.columns)
        )
        self._lent.add(model.name)  # the build's database has it already

    def _show_what_is_read(self, selection: str | None) -> None:
        """Show what waits for it, as far as models are made of it: each takes Spark a moment."""
        chosen = (selection or "").split()
        by_name = bool(chosen) and all(name in model_files() for name in chosen)
        read = frozenset[str]().union(*(ancestors(name) for name in chosen)) if by_name else None
        for name in [n for n in self._waiting if read is None or n in read]:
            self._waiting.pop(name)()

    def lend(self, views: Collection[str]) -> None:
        """Let the build's database see views: they are written once, as Spark reads them."""
        for view in sorted(set(views) - self._lent):
            place = self._scratch / "lent" / view
            place.parent.mkdir(parents=True, exist_ok=True)
            typed = ", ".join(
                f"cast({name_of(c)} as {spark_type(kind)}) as {name_of(c)}"
                for c, kind in declaration(view).columns.items()
            )
            frame = self._catalog.sql(f"select {typed} from main.{name_of(view)}")
            frame.write.mode("overwrite").parquet(str(place))
            show_table(self._connection, view, sorted(place.glob("*.parquet")))
            self._lent.add(view)

    def spread(self, work: Callable[[T], R], parts: Iterable[T]) -> list[R]:
        """Do it on the executors, a task for each part; parts and results pass through here."""
        return self._catalog.on_executors(work, parts)

    def run(self, command: str, **options: Any) -> list[dbt.NodeResult]:
        """Run dbt over the session; the build's database sees the tables that it makes."""
        self._show_what_is_read(options.get("select"))
        nodes = self._run_dbt(command, **options)
        gold = set(gold_models())
        for node in nodes:
            if node.kind == "model" and node.name in gold:
                files = sorted((self._folder / node.name).glob("*.parquet"))
                show_table(self._connection, node.name, files)
        return nodes

    def _run_dbt(self, command: str, **options: Any) -> list[dbt.NodeResult]:
        return dbt.run_dbt(
            command,
            scratch=self._scratch,
            target=self.name,
            parse_cache=self._parse_cache,
            **options,
        )

    def run_by_day(
        self, model: str, slices: Sequence[Slice], views: Collection[str], **options: Any
    ) -> list[dbt.NodeResult]:
        """Run a model for each of some days, and put what it writes for each into its folder."""
        bronze = slices[0].resource.table
        columns = self._columns(f"bronze.{identifier(bronze)}")
        stretches = stretches_of(slices)
        told = [(each.listed, self._catalog.body_of(each, columns)) for each in stretches]
        self._catalog.show_rows("build", "slices", told, {"days": "varchar", "body": "varchar"})
        self._show_what_is_read(model)
        nodes = self._run_dbt("run", select=model, **options)
        self._show_bronze(bronze, self._bronze[bronze])
        for each in slices:
            self._files_of_day(model, each.day.isoformat())
        return nodes

    def _files_of_day(self, model: str, day: str) -> None:
        """Make files of a table of what Spark wrote into a folder for a day."""
        table = self._folder / model
        folder = table / f"{DAY_FOLDER}{day}"
        for number, path in enumerate(sorted(folder.glob("*.parquet"))):
            path.replace(table / (f"{day}-{number}.parquet" if number else f"{day}.parquet"))
        shutil.rmtree(folder, ignore_errors=True)
        first = table / f"{day}.parquet"
        if not first.exists():  # of several days those without a row have no folder
            self._connection.execute(
                f"copy ({declaration(model).empty}) to {literal(str(first))} ({PARQUET})"
            )

    def _columns(self, relation: str) -> dict[str, str]:
        """Columns of a relation of the build's database, with their types."""
        described = self._connection.execute(f"describe {relation}").fetchall()
        return {name: kind for name, kind, *_ in described}


@contextmanager
def open_spark(
    settings: EngineSettings,
    connection: duckdb.DuckDBPyConnection,
    scratch: Path,
    parse_cache: Path,
) -> Iterator[SparkRunner]:
    """Run a build's models on Spark.

    Args:
        settings: of the engine.
        connection: the build's database.
        scratch: folder for what only this build needs.
        parse_cache: folder that keeps the parsed project for other processes.

    Raises:
        ReelhouseError: Spark cannot run here.
    """
    place = scratch / "spark"
    place.mkdir(parents=True, exist_ok=True)
    catalog = Catalog(open_session(settings, place))
    try:
        yield SparkRunner(catalog, connection, place, parse_cache)
    finally:
        catalog.forget_everything()
        for used in ("build", "lent"):
            shutil.rmtree(place / used, ignore_errors=True)
