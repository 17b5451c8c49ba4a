"""Look at silver: the views that a build reads, made over bronze as it is now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.lake import Lake
from reelhouse.settings import Settings
from reelhouse.sources.terms import may_derive
from reelhouse.sqltext import identifier
from reelhouse.storage import write_json
from reelhouse.transform import dbt, engine, inputs
from reelhouse.transform.declarations import model_files


@contextmanager
def open_silver(lake: Lake, settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which every silver view of the sources that have arrived exists.

    Args:
        lake: where bronze lies.
        settings: engine limits, and where the parsed project is kept.

    Raises:
        ReelhouseError: nothing has been ingested, or a view cannot be made.
    """
    tables = inputs.plan_build(inputs.find_snapshots(lake), None).tables
    arrived = sorted({t.resource.source for t in tables.values() if t.deliveries})
    if not arrived:
        raise ReelhouseError("nothing has been ingested yet", where=lake.place)
    with (
        lake.exclusive("silver"),
        engine.open_engine(settings.engine, lake.cache / "spill-silver") as connection,
    ):
        engine.register_bronze(connection, tables)
        engine.register_terms(connection, may_derive(settings.audits), settings.trainable)
        engine.register_settings(connection, settings.marts)
        engine.register_adoptions(connection, {})
        engine.register_previous(connection, {}, ())
        views = _views(lake.cache / "dbt-silver", settings.cache / "dbt")
        for name, sql in views.items():
            if model_files()[name].parent.name in arrived:
                try:
                    connection.execute(f"create or replace view {identifier(name)} as {sql}")
                except duckdb.Error as error:
                    raise ReelhouseError(f"the view {name} cannot be made: {error}") from error
        yield connection


def _views(scratch: Path, cache: Path) -> dict[str, str]:
    """The SELECT of every silver view, each after those it reads.

    dbt takes seconds to start, so the texts are kept as long as the project is the same.
    """
    kept = cache / f"silver-{inputs.project_checksum()[:16]}.json"
    if kept.is_file():
        with suppress(ValueError):  # cut off: made anew
            return dict(json.loads(kept.read_text(encoding="utf-8")))
    views = dbt.compile_sql(scratch=scratch, parse_cache=cache, select="path:models/silver")
    with suppress(OSError):  # a cache that cannot be written is no reason to fail
        for outdated in cache.glob("silver-*.json"):
            outdated.unlink(missing_ok=True)
        write_json(kept, views)
    return views


def query_silver(
    lake: Lake, settings: Settings, statement: str, *, limit: int | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Ask the silver views.

    Args:
        lake: where bronze lies.
        settings: engine limits.
        statement: one SELECT.
        limit: rows at most.

    Returns:
        Column names and rows.

    Raises:
        UsageError: the statement is not one query, or is wrong.
    """
    with open_silver(lake, settings) as connection:
        try:
            parsed = connection.extract_statements(statement)
            if len(parsed) != 1 or parsed[0].type != duckdb.StatementType.SELECT:
                raise UsageError("one SELECT can be asked at a time", where=statement)
            cursor = connection.execute(parsed[0])
            rows = cursor.fetchall() if limit is None else cursor.fetchmany(limit)
        except duckdb.Error as error:
            raise UsageError(str(error), where=statement) from error
        return [column[0] for column in cursor.description or ()], rows
