"""Tables of gold on fakesnow, which plays Snowflake on DuckDB, as far as that goes.

It holds sqlglot at another version than this package has, so that it lives in an environment of
its own: see docs/publish.md.
"""

from __future__ import annotations

import pytest

from reelhouse.gold import require_current
from reelhouse.lake import Lake
from reelhouse.publish.ddl import create_table, shape_of
from reelhouse.publish.targets import DIALECTS


def test_every_table_can_be_made_with_its_key_and_takes_rows(whole: Lake) -> None:
    fakesnow = pytest.importorskip("fakesnow", reason="fakesnow is not installed here")
    snowflake = pytest.importorskip("snowflake.connector")
    dlt = pytest.importorskip("dlt")
    mapper = dlt.destinations.snowflake().capabilities().get_type_mapper()
    build = require_current(whole)
    with fakesnow.patch():
        cursor = snowflake.connect(database="db1", schema="reelhouse").cursor()
        for table in build.tables:
            [statement, *_] = create_table(
                shape_of(build, table, ()),
                DIALECTS["snowflake"],
                lambda column: str(mapper.to_destination_type(column, {"name": "", "columns": {}})),
                f'"REELHOUSE"."{table.upper()}"',
                lambda name: f'"{name.upper()}"',
            )
            cursor.execute(statement)
        genres = '"REELHOUSE"."DIM_GENRE"'
        cursor.execute("begin")
        cursor.execute(f"delete from {genres} where true")
        cursor.execute(f'insert into {genres} ("GENRE_KEY", "GENRE") values (1, \'Drama\')')
        cursor.execute("commit")
        assert cursor.execute(f"select count(*) from {genres}").fetchall() == [(1,)]
