"""Statements that make a table of a warehouse: columns, key, comments."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from reelhouse.errors import ReelhouseError
from reelhouse.gold import Build
from reelhouse.publish.targets import Dialect
from reelhouse.sqltext import literal
from reelhouse.transform.declarations import declaration, model_files

STATE = "reelhouse_publication"
"""Table of the warehouse that says which build each table is of."""

STATE_COLUMNS = {
    "table_name": "VARCHAR",
    "build_id": "VARCHAR",
    "row_count": "BIGINT",
    "content_sha256": "VARCHAR",
    "shape_sha256": "VARCHAR",
    "attribution": "VARCHAR",
    "published_at": "TIMESTAMP",
}

_DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")
_KINDS: dict[str, dict[str, Any]] = {
    "VARCHAR": {"data_type": "text"},
    "DOUBLE": {"data_type": "double"},
    "FLOAT": {"data_type": "double"},
    "BIGINT": {"data_type": "bigint"},
    "INTEGER": {"data_type": "bigint", "precision": 32},
    "SMALLINT": {"data_type": "bigint", "precision": 16},
    "BOOLEAN": {"data_type": "bool"},
    "DATE": {"data_type": "date"},
    "TIMESTAMP": {"data_type": "timestamp", "timezone": False},
    "TIMESTAMP WITH TIME ZONE": {"data_type": "timestamp", "timezone": True},
}


def hint(table: str, column: str, kind: str) -> dict[str, Any]:
    """What dlt is told of a column.

    Args:
        table: for the message.
        column: its name.
        kind: its type in gold, as DuckDB has it.

    Raises:
        ReelhouseError: a warehouse has no such type.
    """
    if match := _DECIMAL.fullmatch(kind):
        found: dict[str, Any] = {
            "data_type": "decimal",
            "precision": int(match[1]),
            "scale": int(match[2]),
        }
    elif kind in _KINDS:
        found = dict(_KINDS[kind])
    else:
        raise ReelhouseError(f"the type {kind} cannot be published", where=f"{table}.{column}")
    return {"name": column, "nullable": True} | found


@dataclass(frozen=True, slots=True)
class Shape:
    """A table of a warehouse as it is to be.

    Attributes:
        table: its name.
        columns: type by column, as gold has it.
        key: columns that tell its rows apart; empty where none are known.
        is_strict: whether no column of the key is ever null, so that it can be the primary key.
        description: what the table says.
        descriptions: what each column says.
    """

    table: str
    columns: dict[str, str]
    key: tuple[str, ...]
    is_strict: bool
    description: str
    descriptions: dict[str, str]

    @property
    def sha256(self) -> str:
        """Checksum over all of it, hex: a table of another shape is made anew."""
        said = (self.columns, self.key, self.is_strict, self.description, self.descriptions)
        return hashlib.sha256(repr(said).encode()).hexdigest()


def shape_of(build: Build, table: str, nullable: Collection[str]) -> Shape:
    """The shape of a table of gold.

    Args:
        build: what is published.
        table: its name.
        nullable: columns of the table that are null in some row.
    """
    columns: dict[str, str] = build.manifest["tables"][table]["columns"]
    if table not in model_files():
        return Shape(table, columns, (), False, "", {})
    declared = declaration(table)
    key = declared.key if set(declared.key) <= columns.keys() else ()
    said = {c: " ".join(declared.descriptions.get(c, "").split()) for c in columns}
    return Shape(
        table,
        columns,
        key,
        bool(key) and not set(key) & set(nullable),
        " ".join(declared.description.split()),
        {column: text for column, text in said.items() if text},
    )


def create_table(
    shape: Shape,
    dialect: Dialect,
    type_of: Callable[[dict[str, Any]], str],
    qualified: str,
    quoted: Callable[[str], str],
) -> list[str]:
    """Statements that make a table with its key and comments.

    Args:
        shape: of the table.
        dialect: of the warehouse.
        type_of: the warehouse's type of a column that dlt knows.
        qualified: the table's name with that of its schema, quoted.
        quoted: quotes the name of a column.
    """
    lines = [
        f"  {quoted(column)} {type_of(hint(shape.table, column, kind))}"
        + (" not null" if shape.is_strict and column in shape.key else "")
        + _option(shape.descriptions.get(column, ""), dialect)
        for column, kind in shape.columns.items()
    ]
    names = ", ".join(quoted(column) for column in shape.key)
    if shape.is_strict:
        lines.append(f"  {dialect.primary_key.format(names)}")
    elif shape.key and dialect.has_unique:
        lines.append(f"  unique ({names})")
    body = ",\n".join(lines)
    statements = [f"create table {qualified} (\n{body}\n){_option(shape.description, dialect)}"]
    if dialect.comments == "on":
        if shape.description:
            statements.append(f"comment on table {qualified} is {literal(shape.description)}")
        statements += [
            f"comment on column {qualified}.{quoted(column)} is {literal(text)}"
            for column, text in shape.descriptions.items()
        ]
    return statements


def state_shape() -> Shape:
    """The shape of the table that says which build each table is of."""
    return Shape(
        STATE,
        STATE_COLUMNS,
        ("table_name",),
        True,
        "What Reelhouse published here, and what must stand beside its data. One row per table.",
        {"attribution": "Texts that must stand wherever the table's data is shown."},
    )


def _option(text: str, dialect: Dialect) -> str:
    if dialect.comments != "options" or not text:
        return ""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f' options(description="{escaped}")'
