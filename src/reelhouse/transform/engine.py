"""The DuckDB that a build runs in: bronze as views, the previous build, and where gold goes."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import date
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

import duckdb

from reelhouse.lake import Delivery
from reelhouse.pseudonyms import Pads
from reelhouse.settings.engine import EngineSettings
from reelhouse.settings.marts import MartSettings
from reelhouse.sources.registry import BronzeResource
from reelhouse.sqltext import identifier, table_scan
from reelhouse.transform.days.index import Piece
from reelhouse.transform.days.slices import Slice, stretches_of
from reelhouse.transform.declarations import Declaration
from reelhouse.transform.inputs import BronzeTable, gold_models, taken_in_order
from reelhouse.transform.text_rows import TextRows, comes_in_order

# dbt opens a database of this name in the same process and so sees what is registered here
DATABASE = ":memory:reelhouse/memory"


@contextmanager
def open_engine(
    settings: EngineSettings, spill_folder: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the in-memory database of a build.

    Args:
        settings: memory and threads it may take.
        spill_folder: where it puts what does not fit in memory.
    """
    spill_folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(DATABASE)
    try:
        _drop_everything(connection)
        connection.execute("set global memory_limit = $1", [settings.memory_limit])
        # every table is written with an order of its own; the order of files need not be kept
        connection.execute("set global preserve_insertion_order = false")
        connection.execute("set global temp_directory = $1", [str(spill_folder)])
        connection.execute(f"set global threads = {settings.threads or os.cpu_count() or 1}")
        yield connection
    finally:
        connection.close()


def _drop_everything(connection: duckdb.DuckDBPyConnection) -> None:
    """Forget an earlier build of this process: dbt keeps a connection open, and so the data."""
    for (schema,) in connection.execute(
        "select schema_name from duckdb_schemas() where database_name = current_database() "
        "and not internal"
    ).fetchall():
        connection.execute(f"drop schema {identifier(schema)} cascade")
    for (view,) in connection.execute(
        "select view_name from duckdb_views() where schema_name = 'main' and not internal"
    ).fetchall():
        connection.execute(f"drop view {identifier(view)}")


def register_bronze(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, BronzeTable]
) -> None:
    """Make every bronze resource a view of text columns, empty where nothing has arrived."""
    connection.execute("create schema if not exists bronze; create schema if not exists build")
    connection.execute("create or replace table build.in_order (bronze_table varchar)")
    connection.execute(
        "create or replace table build.snapshots "
        "(source varchar, resource varchar, snapshot_date date)"
    )
    for name, table in tables.items():
        resource = table.resource
        show_bronze(connection, table)
        if table.deliveries:
            connection.execute(
                "insert into build.snapshots values ($1, $2, $3)",
                [resource.source, resource.resource, table.snapshot_date],
            )
            if len(table.deliveries) == 1 and comes_in_order(table.deliveries[0]):
                connection.execute("insert into build.in_order values ($1)", [name])


def show_bronze(connection: duckdb.DuckDBPyConnection, table: BronzeTable) -> None:
    """Make a bronze resource a view, whatever was shown under its name before.

    Of one that is read in an object store only the columns are shown: nothing here reads it.
    """
    resource = table.resource
    if table.deliveries and not table.in_store:
        body = " union all ".join(
            _text_of(connection, resource, delivery)
            if resource.form == "tsv"
            else _scan_of(resource, delivery.paths, delivery.snapshot_date)
            for delivery in table.deliveries
        )
    else:
        nulls = ", ".join(
            f"cast(null as {_NUMBERS.get(c, 'varchar')}) as {identifier(c)}"
            for c in resource.columns
        )
        body = f"select {nulls}, cast(null as date) as snapshot_date where false"
    connection.execute(f"create or replace view bronze.{identifier(resource.table)} as {body}")


def hold(connection: duckdb.DuckDBPyConnection, view: str) -> None:
    """Let a view stand for the rows that it has now, so that they are not computed at each use."""
    held = f"build.{identifier(f'held_{view}')}"
    connection.execute(f"create or replace table {held} as select * from {identifier(view)}")
    connection.execute(f"create or replace view {identifier(view)} as select * from {held}")


def register_slices(connection: duckdb.DuckDBPyConnection, slices: Iterable[Slice]) -> None:
    """Tell a model that is made day by day which days to make, and what they are read from."""
    connection.execute("create or replace table build.slices (days varchar, body varchar)")
    for stretch in stretches_of(slices):
        resource = stretch.slices[0].resource
        body = stretch.sql(lambda pieces, of=resource: pieces_of(of, pieces))  # type: ignore[misc]
        connection.execute("insert into build.slices values ($1, $2)", [stretch.listed, body])


_NUMBERS = {"status": "integer", "line": "bigint"}


def _text_of(
    connection: duckdb.DuckDBPyConnection, resource: BronzeResource, delivery: Delivery
) -> str:
    """Files passed their contract when they came in, so they are read as they are."""
    folder = None
    if resource.table in taken_in_order() and comes_in_order(delivery):
        [spill] = connection.execute("select current_setting('temp_directory')").fetchone() or [""]
        folder = Path(spill)
    view = f"{resource.table} {delivery.folder.name}"
    with connection.cursor() as cursor:
        cursor.execute("set schema = 'bronze'")
        rows = cursor.from_arrow(TextRows(delivery, resource.columns, folder))
        rows.create_view(view, replace=True)
    return (
        f"select *, date '{delivery.snapshot_date}' as snapshot_date from bronze.{identifier(view)}"
    )


def pieces_of(resource: BronzeResource, pieces: Sequence[Piece]) -> str:
    """SQL that selects the rows of some files; those of a day stand together."""
    of_a_day = groupby(pieces, key=lambda piece: piece.snapshot_date)
    return " union all ".join(
        _scan_of(resource, [piece.path for piece in group], day) for day, group in of_a_day
    )


def _scan_of(resource: BronzeResource, paths: Iterable[Path], snapshot_date: date) -> str:
    columns = ", ".join(identifier(c) for c in resource.columns)
    return f"select {columns}, date '{snapshot_date}' as snapshot_date from {table_scan(paths)}"


def register_terms(
    connection: duckdb.DuckDBPyConnection,
    may_derive: Mapping[str, bool],
    may_train: Mapping[str, bool] = MappingProxyType({}),
) -> None:
    """Tell the models from whose data figures may be derived, and who may train on whose."""
    connection.execute("create schema if not exists build")
    connection.execute(
        "create or replace table build.terms "
        "(source varchar, may_derive boolean, may_train boolean)"
    )
    for source, allowed in may_derive.items():
        trained = may_train.get(source, False)
        connection.execute(
            "insert into build.terms values ($1, $2, $3)", [source, allowed, trained]
        )


def register_settings(connection: duckdb.DuckDBPyConnection, marts: MartSettings) -> None:
    """Tell the models the parameters of the marts, each as text."""
    connection.execute("create schema if not exists build")
    connection.execute(
        "create or replace table build.mart_settings (setting_name varchar, setting_value varchar)"
    )
    for name, value in marts.model_dump(mode="json").items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        connection.execute("insert into build.mart_settings values ($1, $2)", [name, text])


def register_pseudonyms(connection: duckdb.DuckDBPyConnection, pads: Pads) -> None:
    """Give the models what members' pseudonyms are made with."""
    connection.execute("create schema if not exists build")
    connection.execute(
        "create or replace table build.pseudonym_pads (inner_pad blob, outer_pad blob)"
    )
    connection.execute("insert into build.pseudonym_pads values ($1, $2)", [pads.inner, pads.outer])


def register_adoptions(connection: duckdb.DuckDBPyConnection, adoptions: Mapping[int, int]) -> None:
    """Tell the models which titles of IMDb bear a key that is not the number in their id.

    Args:
        connection: the build's database.
        adoptions: key by number.
    """
    connection.execute("create schema if not exists build")
    connection.execute(
        "create or replace table build.title_adoptions (imdb_number bigint, title_key bigint)"
    )
    for number, key in adoptions.items():
        connection.execute("insert into build.title_adoptions values ($1, $2)", [number, key])


def adoptions_in(connection: duckdb.DuckDBPyConnection, bridge: str) -> dict[int, int]:
    """The titles of IMDb whose key is not the number in their id, as a bridge has them."""
    found = connection.execute(
        "select cast(substr(record_id, 3) as bigint), title_key "
        f"from {bridge} where source = 'imdb' and title_key <> cast(substr(record_id, 3) as bigint)"
    )
    return dict(found.fetchall())


def show_empty(connection: duckdb.DuckDBPyConnection, model: Declaration) -> None:
    """Make a view of a model's columns without a row."""
    connection.execute(f"create or replace view {identifier(model.name)} as {model.empty}")


def register_previous(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Path], history: Collection[str]
) -> frozenset[str]:
    """Show the tables of an earlier build under the schema `previous`.

    Args:
        connection: the build's database.
        tables: folder by table.
        history: tables whose history is carried on; any other may turn out not to be readable.

    Returns:
        The tables that can be read.
    """
    connection.execute("drop schema if exists previous cascade; create schema previous")
    connection.execute("create or replace table build.previous_tables (table_name varchar)")
    shown = []
    for name, folder in tables.items():
        # the build from which nothing is carried on may be a damaged one
        with nullcontext() if name in history else suppress(duckdb.Error):
            select = parquet_select(folder)
            connection.execute(f"create view previous.{identifier(name)} as {select}")
            shown.append(name)
    for name in history:
        connection.execute("insert into build.previous_tables values ($1)", [name])
    return frozenset(shown)


def set_gold_folder(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Tell the models in which folder to write, each into one of its own."""
    for model in gold_models():
        (folder / model).mkdir(parents=True, exist_ok=True)
    connection.execute("create or replace table build.parameters (gold_folder varchar)")
    connection.execute("insert into build.parameters values ($1)", [str(folder)])


def parquet_select(folder: Path) -> str:
    """SQL that reads all Parquet files that lie in a table's folder now.

    They are named one by one: in a pattern, brackets in the lake's own path would have a meaning.
    """
    return f"select * from {table_scan(sorted(folder.glob('*.parquet')))}"
