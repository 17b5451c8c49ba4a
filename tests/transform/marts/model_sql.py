"""Run the SQL of one model on given rows, without a build."""

from __future__ import annotations

import functools
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from reelhouse.settings import load_settings
from reelhouse.settings.marts import MartSettings
from reelhouse.transform import dbt
from reelhouse.transform.declarations import declaration
from reelhouse.transform.engine import register_settings

Row = Mapping[str, Any]


@functools.cache
def compiled(model: str) -> str:
    """A model's SQL as dbt makes it, with the tables that it reads by their plain names."""
    with tempfile.TemporaryDirectory() as scratch:
        cache = load_settings().cache / "dbt"
        dbt.run_dbt("compile", scratch=Path(scratch), parse_cache=cache, select=model)
        [path] = Path(scratch, "compiled").rglob(f"{model}.sql")
        return re.sub(r'"memory"\."(?:main"\.")?', '"', path.read_text())


def run_model(
    model: str, given: Mapping[str, Sequence[Row]], marts: MartSettings | None = None
) -> list[dict[str, Any]]:
    """Rows of a model made from rows of the tables that it reads.

    Args:
        model: a model that is SQL.
        given: rows by table; a table that is not given is empty, a column that is not is null.
        marts: parameters of the marts; the usual ones by default.

    Returns:
        Its rows in the order of its file.
    """
    sql = compiled(model)
    order = ", ".join(declaration(model).sort_by)
    with duckdb.connect() as connection:
        register_settings(connection, marts or MartSettings())
        for table in set(re.findall(r'(?:from|join) "(\w+)"(?!\.)', sql)):
            columns = declaration(table).columns
            described = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            connection.execute(f"create table {table} ({described})")
            rows = [[row.get(name) for name in columns] for row in given.get(table, ())]
            if rows:
                marks = ", ".join("?" * len(columns))
                connection.executemany(f"insert into {table} values ({marks})", rows)
        found = connection.execute(f"select * from ({sql}) order by {order}")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
