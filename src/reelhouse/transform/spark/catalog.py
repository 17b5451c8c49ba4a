"""Tables and views of Spark's catalogue, which lasts as long as the session."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from reelhouse.errors import ReelhouseError
from reelhouse.lake import Delivery
from reelhouse.objects.registry import mirror_above
from reelhouse.spread import R, T
from reelhouse.transform.days.index import Piece
from reelhouse.transform.days.slices import Stretch
from reelhouse.transform.inputs import BronzeTable

FILES = "files"  # the database of what lies in files; what models read are views of those
DATABASES = ("main", "bronze", "build", "previous", FILES)

_TYPES = {"varchar": "string", "timestamp": "timestamp_ntz", "blob": "binary"}
_GLOB = re.compile(r"[\[\]{}*?\\]")


def spark_type(duck: str) -> str:
    """Spark's name of a type that DuckDB names."""
    return _TYPES.get(duck.lower(), duck.lower())


def literal(text: str) -> str:
    """A string as Spark's SQL has it, in which a backslash begins an escape."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def value_literal(value: Any) -> str:
    """A value as Spark's SQL has it; it is cast to its type where it is read."""
    if value is None:
        return "null"
    if isinstance(value, bytes):
        return f"X'{value.hex()}'"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    return literal(str(value))


def name_of(name: str) -> str:
    """A quoted name."""
    return "`" + name.replace("`", "``") + "`"


def columns_as_types(columns: Mapping[str, str]) -> str:
    """Columns with their types, as a table is declared with them."""
    return ", ".join(f"{name_of(name)} {spark_type(kind)}" for name, kind in columns.items())


class Catalog:
    """The catalogue of a session.

    Args:
        session: of Spark.
    """

    def __init__(self, session: Any) -> None:
        self.session = session
        self._declared: set[str] = set()

    def sql(self, statement: str) -> Any:
        """Run a statement."""
        return self.session.sql(statement)

    def on_executors(self, work: Callable[[T], R], parts: Iterable[T]) -> list[R]:
        """What work makes of each part, in their order; a task for each part."""
        sent = list(parts)
        if not sent:
            return []
        spread = self.session.sparkContext.parallelize(sent, len(sent))
        made: list[R] = spread.map(lambda part: work(part)).collect()
        return made

    def forget_everything(self) -> None:
        """Drop all tables and views; files are not touched."""
        self._declared.clear()
        for database in DATABASES:
            self.sql(f"drop database if exists {database} cascade")
            self.sql(f"create database {database}")

    def show_view(self, database: str, name: str, select: str) -> None:
        """Make a view, whatever it was before."""
        self.sql(f"create or replace view {database}.{name_of(name)} as {select}")

    def show_parquet(
        self, database: str, name: str, path: Path, columns: Mapping[str, str]
    ) -> None:
        """Show a Parquet file, or a folder of them, as a view.

        Args:
            database: of the view.
            name: of the view.
            path: of the file or folder.
            columns: types as DuckDB names them.
        """
        table = self.table_of_parquet(f"{database}__{name}", path, columns)
        self.show_view(database, name, f"select * from {table}")

    def table_of_parquet(self, name: str, path: Path, columns: Mapping[str, str]) -> str:
        """Declare Parquet as a table of the database of files; gives its name."""
        return self._table(name, columns, "parquet", path, {})

    def table_of_text(self, name: str, path: Path, columns: Sequence[str]) -> str:
        r"""Declare a tab-separated file, every column as text; gives its name.

        Tabs split, quotes are ordinary characters, nothing is guessed. An empty field is null, and
        so is `\N`.
        """
        options = {
            "sep": "\t",
            "quote": "",
            "escape": "",
            "header": "true",
            "enforceSchema": "true",
            "lineSep": "\n",
            "nullValue": "\\N",
            "encoding": "UTF-8",
        }
        return self._table(name, dict.fromkeys(columns, "varchar"), "csv", path, options)

    def _table(
        self,
        name: str,
        columns: Mapping[str, str],
        form: str,
        path: Path | None,
        options: Mapping[str, str],
    ) -> str:
        table = f"{FILES}.{name_of(name)}"
        given = ", ".join(f"{key} {literal(value)}" for key, value in options.items())
        if name in self._declared:
            self.sql(f"drop table {table}")
        self._declared.add(name)
        self.sql(
            f"create table {table} ({columns_as_types(columns)}) using {form} "
            + (f"options ({given}) " if given else "")
            + (f"location {literal(address(path))}" if path else "")
        )
        return table

    def show_rows(
        self, database: str, name: str, rows: Sequence[Sequence[Any]], columns: Mapping[str, str]
    ) -> None:
        """Show a few rows as a view that holds them itself, which Spark reads without a job."""
        values = ", ".join(f"({', '.join(map(value_literal, row))})" for row in rows)
        names = ", ".join(map(name_of, columns))
        typed = ", ".join(
            f"cast({name_of(c)} as {spark_type(kind)}) as {name_of(c)}"
            for c, kind in columns.items()
        )
        body = f"select {typed} from values {values} as given({names})" if rows else empty(columns)
        self.show_view(database, name, body)

    def show_bronze(self, name: str, table: BronzeTable, columns: Mapping[str, str]) -> None:
        """Show a bronze resource as the build's database does.

        Args:
            name: of the view.
            table: what is read.
            columns: types as DuckDB names them, with `snapshot_date` last.
        """
        selects = [
            self._delivery(f"bronze__{name}__{number}", table, delivery, columns)
            for number, delivery in enumerate(table.deliveries)
        ]
        body = " union all ".join(selects) if selects else empty(columns)
        self.show_view("bronze", name, body)

    def body_of(self, days: Stretch, columns: Mapping[str, str]) -> str:
        """SQL that selects what days of a table are read from.

        Args:
            days: which.
            columns: of its bronze table, types as DuckDB names them, with `snapshot_date` last.
        """
        held = {c: kind for c, kind in columns.items() if c != "snapshot_date"}

        def scan(pieces: Sequence[Piece]) -> str:
            return " union all ".join(
                f"select *, date '{piece.snapshot_date}' as snapshot_date from "
                + self.table_of_parquet(f"piece__{piece.sha256}", piece.path, held)
                for piece in pieces
            )

        return days.sql(scan)

    def _delivery(
        self, name: str, table: BronzeTable, delivery: Delivery, columns: Mapping[str, str]
    ) -> str:
        held = {c: kind for c, kind in columns.items() if c != "snapshot_date"}
        day = f"date '{delivery.snapshot_date}' as snapshot_date"
        if table.in_store:
            return f"select *, {day} from {self._table_in_store(name, table, delivery, held)}"
        is_text = table.resource.form == "tsv"
        shown = [
            self.table_of_text(f"{name}__{part}", path, list(held))
            if is_text
            else self.table_of_parquet(f"{name}__{part}", path, held)
            for part, path in enumerate(delivery.paths)
        ]
        return " union all ".join(f"select *, {day} from {table}" for table in shown)

    def _table_in_store(
        self, name: str, table: BronzeTable, delivery: Delivery, columns: Mapping[str, str]
    ) -> str:
        """Declare a delivery's files as the object store has them; gives the table's name."""
        from reelhouse.transform.spark import remote  # of an extra, which few lakes need

        mirror = mirror_above(delivery.folder)
        assert mirror is not None, "only a lake in a store has tables that are read there"
        files = remote.Files(
            mirror.store.address,
            mirror.settings,
            table.resource.form,
            tuple(mirror.objects_of(delivery.accepted)),
        )
        source = remote.source_of(f"store__{name}", files)
        self.session.dataSource.register(source)
        return self._table(name, columns, source.name(), None, {})


def empty(columns: Mapping[str, str]) -> str:
    """SQL that gives columns and no row."""
    nulls = [f"cast(null as {spark_type(kind)}) as {name_of(c)}" for c, kind in columns.items()]
    return f"select {', '.join(nulls)} where false"


def address(path: Path) -> str:
    """A file or folder as Spark names it.

    Raises:
        ReelhouseError: Spark would take characters of the path for a pattern.
    """
    text = str(path.absolute())
    if _GLOB.search(text):
        raise ReelhouseError(
            "Spark takes the characters [ ] { } * ? \\ in a path for a pattern",
            where=text,
            advice="Move the lake to a folder without them, or build with the engine duckdb.",
        )
    return text
