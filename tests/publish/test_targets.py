"""Addresses of warehouses, and what makes tables there."""

from __future__ import annotations

import pytest
import sqlglot

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.publish.ddl import Shape, create_table, hint
from reelhouse.publish.targets import DIALECTS, parse_target

SHAPE = Shape(
    "fact_thing",
    {
        "thing_key": "BIGINT",
        "seen_date": "DATE",
        "seen_at": "TIMESTAMP",
        "share_rate": "DOUBLE",
        "price_usd": "DECIMAL(18,2)",
        "name": "VARCHAR",
        "part": "SMALLINT",
        "is_new": "BOOLEAN",
    },
    ("thing_key", "seen_date"),
    True,
    'Things it\'s about, "quoted". One row per thing.',
    {"thing_key": "Key of the thing; it's a number."},
)


@pytest.mark.parametrize("scheme", DIALECTS)
def test_statements_can_be_read_by_the_warehouse_that_they_are_for(scheme: str) -> None:
    dlt = pytest.importorskip("dlt")
    dialect = DIALECTS[scheme]
    mapper = getattr(dlt.destinations, dialect.name)().capabilities().get_type_mapper()
    quote = "`" if scheme == "bigquery" else '"'
    statements = create_table(
        SHAPE,
        dialect,
        lambda column: str(mapper.to_destination_type(column, {"name": "", "columns": {}})),
        f"{quote}reelhouse{quote}.{quote}fact_thing{quote}",
        lambda name: f"{quote}{name}{quote}",
    )

    read = {"postgresql": "postgres", "motherduck": "duckdb"}.get(scheme, scheme)
    tree = sqlglot.parse_one(statements[0], dialect=read)

    columns = {c.name: c.kind.sql() for c in tree.find_all(sqlglot.exp.ColumnDef) if c.kind}
    assert list(columns) == list(SHAPE.columns)
    assert "18, 2" in columns["price_usd"]
    assert tree.find(sqlglot.exp.PrimaryKey)
    if dialect.comments == "on":
        assert len(statements) == len(["table", "its comment", "that of a column"])
        assert "it''s a number" in statements[2]
    else:
        assert 'description="Key of the thing; it\'s a number."' in statements[0]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (
            "postgresql://me:s3cret@db.example:5432/bi?sslmode=require",
            "postgresql://db.example:5432/bi",
        ),
        ("postgres://me@db/bi", "postgresql://db/bi"),
        ("redshift://me:s3cret@cluster:5439/bi", "redshift://cluster:5439/bi"),
        ("snowflake://me:s3cret@account/bi?warehouse=w&role=r", "snowflake://account/bi"),
        ("motherduck:bi?token=s3cret", "motherduck://bi"),
        ("md:bi?motherduck_token=s3cret", "motherduck://bi"),
        ("bigquery://project?location=EU", "bigquery://project"),
        ("duckdb:gold.duckdb", "gold.duckdb"),
        ("duckdb:/tmp/gold.duckdb", "/tmp/gold.duckdb"),
    ],
)
def test_addresses_are_shown_without_secrets(address: str, shown: str) -> None:
    target = parse_target(address)

    assert target.shown == shown
    said = target.hide(f"could not reach {address}")
    assert "s3cret" not in said
    assert address not in said
    if "s3cret" in address:
        assert "s3cret" not in target.hide("it said s3cret")


@pytest.mark.parametrize("address", ["mysql://me:s3cret@db/bi", "postgresql:", "gold", "oracle:x"])
def test_other_addresses_are_refused_without_their_secrets(address: str) -> None:
    with pytest.raises(UsageError, match="no address of a warehouse") as told:
        parse_target(address)
    assert "s3cret" not in str(told.value)


def test_a_type_that_no_warehouse_has_is_told() -> None:
    with pytest.raises(ReelhouseError, match=r"fact_thing\.parts: the type VARCHAR\[\]"):
        hint("fact_thing", "parts", "VARCHAR[]")
