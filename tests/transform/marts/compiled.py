"""Marts as SQL text, to run on tables that a test makes up: no dbt and no files in between."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from reelhouse.settings import load_settings
from reelhouse.settings.engine import EngineSettings
from reelhouse.transform import dbt, engine
from reelhouse.transform.declarations import declaration

Row = dict[str, Any]


def compile_folder(folder: str, scratch: Path) -> dict[str, str]:
    """The SQL of every model of a folder of gold, by name.

    Args:
        folder: such as `audience`.
        scratch: where dbt may write.
    """
    with engine.open_engine(EngineSettings(), scratch / "spill"):
        dbt.run_dbt(
            "compile",
            scratch=scratch,
            parse_cache=load_settings().cache / "dbt",
            select=f"path:models/gold/{folder}",
        )
    found = (scratch / "compiled").rglob(f"models/gold/{folder}/*.sql")
    return {path.stem: path.read_text(encoding="utf-8") for path in found}


@dataclass(frozen=True)
class Desk:
    """A database in which models run over tables made by hand.

    Attributes:
        models: SQL by name.
    """

    models: Mapping[str, str]
    _connection: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)

    def set(self, **parameters: Any) -> None:
        """Parameters of the marts from now on."""
        self._connection.execute(
            "create schema if not exists build; create or replace table build.mart_settings as "
            "select * from (values ('', '')) as nothing (setting_name, setting_value) where false"
        )
        for name, value in parameters.items():
            self._connection.execute(
                "insert into build.mart_settings values ($1, $2)", [name, str(value)]
            )

    def put(self, table: str, rows: Sequence[Row]) -> None:
        """Make a gold table of these rows; columns that they do not name are null."""
        columns = declaration(table).columns
        declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        content = [{name: row.get(name) for name in columns} for row in rows]
        self._connection.execute(f"create or replace table {table} ({declared})")
        self._connection.execute(
            f"insert into {table} select unnest(from_json($1, $2), recursive := true)",
            [json.dumps(content, default=str), json.dumps([columns])],
        )

    def run(self, model: str) -> list[Row]:
        """The rows that a model makes of the tables."""
        cursor = self._connection.execute(self.models[model])
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
