"""What runs the SQL models: DuckDB in the process, or Spark.

All else of a build is the same for both. Python computes on DuckDB, over the Parquet that either
wrote, and hands the runner what can be done in parts; gates count there too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import duckdb

from reelhouse.settings.engine import EngineSettings
from reelhouse.spread import R, T, in_turn
from reelhouse.transform import dbt, engine
from reelhouse.transform.days.slices import Slice
from reelhouse.transform.declarations import Declaration
from reelhouse.transform.inputs import BronzeTable


class Runner(Protocol):
    """Runs SQL models, and sees what others have made."""

    @property
    def name(self) -> str:
        """The engine's name, as settings and manifests have it."""

    def prepare(
        self, folder: Path, bronze: Mapping[str, BronzeTable], previous: Mapping[str, Path]
    ) -> None:
        """See all that the build's database has registered, and write into a folder from now on.

        Args:
            folder: where models write, each into a folder of its own.
            bronze: what is read.
            previous: tables of an earlier build, by name.
        """

    def show_table(self, table: str) -> None:
        """See a table that something else has written into the build's folder."""

    def show_empty(self, model: Declaration) -> None:
        """See a model's columns without a row."""

    def lend(self, views: Collection[str]) -> None:
        """Let the build's database see views, for a computation to read."""

    def spread(self, work: Callable[[T], R], parts: Iterable[T]) -> list[R]:
        """Do a computation's work on parts, see `reelhouse.spread.Spread`."""

    def run(self, command: str, **options: Any) -> list[dbt.NodeResult]:
        """Run dbt; the build's database sees the tables that it makes."""

    def run_by_day(
        self, model: str, slices: Sequence[Slice], views: Collection[str], **options: Any
    ) -> list[dbt.NodeResult]:
        """Run a model once for each of some days, while bronze shows what that day is read from.

        Args:
            model: which.
            slices: the days; at least one.
            views: what it reads besides, the same on all days.
            options: of `run`.
        """


class DuckRunner:
    """Models run in the build's own database, which sees everything already."""

    name = "duckdb"

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, scratch: Path, parse_cache: Path
    ) -> None:
        self._connection = connection
        self._scratch = scratch
        self._parse_cache = parse_cache
        self._bronze: Mapping[str, BronzeTable] = {}

    def prepare(
        self, folder: Path, bronze: Mapping[str, BronzeTable], previous: Mapping[str, Path]
    ) -> None:
        """Remember what is read: all else is registered there."""
        self._bronze = bronze

    def show_table(self, table: str) -> None:
        """Nothing: it is shown there."""

    def show_empty(self, model: Declaration) -> None:
        """Nothing: it is shown there."""

    def lend(self, views: Collection[str]) -> None:
        """Nothing: they are there."""

    def spread(self, work: Callable[[T], R], parts: Iterable[T]) -> list[R]:
        """Do it in this process: a part may use all cores, as a scorer of names does."""
        return in_turn(work, parts)

    def run(self, command: str, **options: Any) -> list[dbt.NodeResult]:
        """Run dbt over the build's database."""
        return dbt.run_dbt(command, scratch=self._scratch, parse_cache=self._parse_cache, **options)

    def run_by_day(
        self, model: str, slices: Sequence[Slice], views: Collection[str], **options: Any
    ) -> list[dbt.NodeResult]:
        """Run a model for each of some days over the build's database."""
        for view in sorted(views):
            engine.hold(self._connection, view)
        engine.register_slices(self._connection, slices)
        nodes = self.run("run", select=model, **options)
        engine.show_bronze(self._connection, self._bronze[slices[0].resource.table])
        return nodes


@contextmanager
def open_runner(
    settings: EngineSettings,
    connection: duckdb.DuckDBPyConnection,
    scratch: Path,
    parse_cache: Path,
) -> Iterator[Runner]:
    """What runs the models of a build.

    Args:
        settings: which engine, and how much it may take.
        connection: the build's database.
        scratch: folder for what only this build needs.
        parse_cache: folder that keeps the parsed project for other processes.

    Raises:
        ReelhouseError: the engine cannot run here.
    """
    if settings.name == "duckdb":
        yield DuckRunner(connection, scratch, parse_cache)
        return
    from reelhouse.transform.spark.runner import open_spark  # an extra, and slow to start

    with open_spark(settings, connection, scratch, parse_cache) as runner:
        yield runner
