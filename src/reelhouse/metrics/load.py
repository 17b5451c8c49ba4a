"""Read metrics.yml, where each figure is defined once, and hold it against the tables of gold."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import yaml
from pydantic import ValidationError

from reelhouse.errors import ReelhouseError
from reelhouse.metrics.definitions import Definitions
from reelhouse.metrics.entries import PERIOD, Entry, Join, Metric, Table, is_aggregate
from reelhouse.transform.declarations import declaration
from reelhouse.transform.inputs import gold_models

METRICS_FILE = Path(__file__).with_name("metrics.yml")

_E = TypeVar("_E", bound=Entry)


@cache
def load_definitions(path: Path = METRICS_FILE, *, bind: bool = False) -> Definitions:
    """Read metrics.yml.

    Args:
        path: of the file.
        bind: whether every expression is bound to empty tables of gold. That takes longer than
            most questions, and the file comes with the tables, so tests do it and a run does not.

    Raises:
        ReelhouseError: a definition is not as it has to be, or names a table or column that is
            not there; the error names file and line.
    """
    sections = _read(path)
    joins = _parse(sections["joins"], Join, path)
    tables = _parse(sections["tables"], Table, path)
    metrics = _parse(sections["metrics"], Metric, path)
    read = [(name, join.line) for join in joins.values() for name in join.tables]
    read += [(table.name, table.line) for table in tables.values()]
    for name, line in read:
        if name not in gold_models():
            raise ReelhouseError(f"gold has no table '{name}'", where=f"{path}:{line}")
    definitions = Definitions(joins, tables, metrics)
    if bind:
        _Check(definitions, path).everything()
    return definitions


def _parse(entries: list[dict[str, Any]], kind: type[_E], path: Path) -> dict[str, _E]:
    """The entries of a section by name."""
    found: dict[str, _E] = {}
    for entry in entries:
        where = f"{path}:{entry['line']}"
        try:
            parsed = kind(**entry)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"]))
            raise ReelhouseError(f"{field}: {first['msg']}", where=where) from error
        if entry["name"] in found:
            raise ReelhouseError(f"'{entry['name']}' is defined twice", where=where)
        found[entry["name"]] = parsed
    return found


def _read(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The entries of each section as they stand there, each with the line it begins on."""
    loader: Any = yaml.CSafeLoader(path.read_text(encoding="utf-8"))
    root = loader.get_single_node()
    content = loader.construct_document(root)
    return {
        section.value: [
            {**entry, "line": node.start_mark.line + 1}
            for entry, node in zip(content[section.value], entries.value, strict=True)
        ]
        for section, entries in root.value
    }


class _Check:
    """Holds definitions against empty tables that look like those of gold."""

    def __init__(self, definitions: Definitions, path: Path) -> None:
        self._all = definitions
        self._path = path

    def everything(self) -> None:
        with duckdb.connect() as connection:
            for name in self._all.tables_read:
                connection.execute(f"create table {name} as {declaration(name).empty}")
            for join in self._all.joins.values():
                self._join(connection, join)
            for table in self._all.tables.values():
                self._table(connection, table)
            for metric in self._all.metrics.values():
                self._metric(connection, metric)

    def _join(self, connection: duckdb.DuckDBPyConnection, join: Join) -> None:
        self._bind(connection, join.line, join.rows_of([d.name for d in join.dimensions]))

    def _table(self, connection: duckdb.DuckDBPyConnection, table: Table) -> None:
        columns = declaration(table.name).columns
        taken = [d.name for d in table.dimensions if d.is_made and d.name in columns]
        for name in [*taken, *({PERIOD} & columns.keys())]:
            raise self._wrong(table.line, f"'{name}' is a column of {table.name} already")
        made = [dimension.sql_of_rows for dimension in table.dimensions]
        where = f" where {table.where}" if table.where else ""
        dates = [table.dates.day(columns)] if table.dates else []
        self._bind(
            connection,
            table.line,
            f"select {', '.join([*made, *dates, '1'])} from {table.name}{where}",
        )

    def _metric(self, connection: duckdb.DuckDBPyConnection, metric: Metric) -> None:
        if (metric.ratio is None) != bool(metric.formula):
            raise self._wrong(metric.line, "a metric has a formula or a ratio, and not both")
        for side in (metric.ratio.of, metric.ratio.to) if metric.ratio else (metric.formula,):
            named = self._all.metrics.get(side)
            if named and metric.ratio and named.formula:
                continue
            if not is_aggregate(side):
                raise self._wrong(
                    metric.line, f"'{side}' is neither one aggregate nor a metric with a formula"
                )
            if metric.table not in self._all.tables:
                raise self._wrong(metric.line, f"'{metric.table}' is not among the tables")
        for part in self._all.aggregates(metric):
            where = f" where {part.where}" if part.where else ""
            self._bind(connection, metric.line, f"select {part.sql} from {part.table}{where}")
            if part.is_last and not self._all.tables[part.table].dates:
                raise self._wrong(metric.line, f"{part.table} has no date to take the last of")
        known = {PERIOD, *self._all.dimensions_of(metric)}
        for name in self._all.to_be_fixed(metric):
            if name not in known:
                raise self._wrong(metric.line, f"'{name}' is no dimension of {metric.name}")

    def _bind(self, connection: duckdb.DuckDBPyConnection, line: int, sql: str) -> None:
        try:
            connection.execute(sql)
        except duckdb.Error as error:
            raise self._wrong(line, str(error).splitlines()[0]) from error

    def _wrong(self, line: int, what: str) -> ReelhouseError:
        return ReelhouseError(what, where=f"{self._path}:{line}")
