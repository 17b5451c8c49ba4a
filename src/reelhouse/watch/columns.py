"""Which columns a column is made of, read off the SQL that dbt has compiled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import lineage
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import build_scope

from reelhouse.transform.declarations import declaration, model_files

Column = tuple[str, str]
"""A table as `schema.table`, and a column of it."""

_UNKNOWN = re.compile(r"(?:Cannot|could not) (?:resolve|be resolved)\D*?'(\w+)'|Column '\"?(\w+)")
_ATTEMPTS = 40
_NO_DATA = {"", "build"}


def compiled_files(folder: Path) -> dict[str, Path]:
    """The compiled SQL of each model that dbt has run, by its name.

    Args:
        folder: where dbt puts what it compiles.
    """
    found = folder.glob("**/models/**/*.sql") if folder.is_dir() else ()
    return {path.stem: path for path in found if path.stem in model_files()}


def column_lineage(model: str, sql: str) -> dict[str, set[Column]]:
    """What each column of a model is made of, of the tables that the model reads.

    Args:
        model: its name; its columns are those that its .yml declares.
        sql: as compiled for DuckDB.

    Returns:
        By column. One that is made of no other, such as a constant, has none; all are missing where
        the SQL is beyond what can be read.
    """
    try:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
        schema = _schema(tree)
        scope, query = _qualified(tree, schema)
        if scope is None:
            return {}
        return {
            column: _leaves(lineage(column, query, schema=schema, scope=scope, dialect="duckdb"))
            for column in declaration(model).columns
        }
    except (SqlglotError, ValueError, KeyError):
        return {}


def _qualified(tree: Any, schema: dict[str, Any]) -> tuple[Any, Any]:
    """The query with the table of every column named.

    What nobody declares, such as settings, has the columns that are asked of nothing else.
    """
    tables = {(t.db, t.name) for t in tree.find_all(exp.Table) if t.db}
    undeclared = [pair for pair in tables if not schema["memory"].get(pair[0], {}).get(pair[1])]
    for _ in range(_ATTEMPTS):
        try:
            query = qualify(
                tree.copy(),
                dialect="duckdb",
                schema=schema,
                validate_qualify_columns=False,
                identify=False,
            )
            return build_scope(query), query
        except SqlglotError as error:
            unknown = _UNKNOWN.search(str(error))
            if unknown is None or not undeclared:
                raise
            for database, name in undeclared:
                columns = schema["memory"].setdefault(database, {}).setdefault(name, {})
                columns[unknown[1] or unknown[2]] = "varchar"
    return None, tree


def _schema(tree: Any) -> dict[str, Any]:
    """Columns of the models that a query reads, as they are declared."""
    found: dict[str, dict[str, Mapping[str, str]]] = {"main": {}}
    for table in tree.find_all(exp.Table):
        if table.db in {"main", "previous"} and table.name in model_files():
            found.setdefault(table.db, {})[table.name] = declaration(table.name).columns
    return {"memory": found}


def _leaves(node: Any) -> set[Column]:
    """Columns of tables that a column comes from; what a run knows of itself is no data."""
    found = set()
    for each in node.walk():
        source = each.expression
        if not each.downstream and isinstance(source, exp.Table) and source.db not in _NO_DATA:
            column = each.name.rpartition(".")[2].strip('"')
            if column != "*":
                found.add((f"{source.db}.{source.name}", column))
    return found
