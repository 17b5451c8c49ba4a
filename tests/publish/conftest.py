from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reelhouse.lake import Lake
from tests.publish.postgres import running_postgres
from tests.small_lake import copy_with_tables, small_lake

TABLES = ("dim_title", "dim_genre", "dim_date", "fact_rating_snapshot", "mart_genre_year")


@dataclass(frozen=True)
class Place:
    """A warehouse to publish to, and how it is asked."""

    address: str
    name: str
    ask: Callable[[str], list[tuple[Any, ...]]]
    do: Callable[[str], None]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with running_postgres() as address:
        yield address


@pytest.fixture(params=["postgresql", "duckdb"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A PostgreSQL, and a DuckDB, with nothing of ours in them."""
    if request.param == "duckdb":
        file = tmp_path / "warehouse.duckdb"

        def ask(sql: str) -> list[tuple[Any, ...]]:
            with duckdb.connect(str(file)) as connection:
                return connection.execute(sql).fetchall()

        yield Place(f"duckdb:{file}", "duckdb", ask, lambda sql: void(ask(sql)))
        return
    psycopg2 = pytest.importorskip("psycopg2")
    address = request.getfixturevalue("postgres")
    connection = psycopg2.connect(address)
    connection.autocommit = True

    def do(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    def ask_postgres(sql: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    do("drop schema if exists reelhouse cascade")
    yield Place(address, "postgresql", ask_postgres, do)
    connection.close()


def void(anything: object) -> None:
    """Nothing."""


@pytest.fixture(scope="session")
def whole(shared_folder: Path) -> Lake:
    return small_lake(shared_folder)


@pytest.fixture
def lake(whole: Lake, tmp_path: Path) -> Lake:
    """A lake whose build has a few tables."""
    return copy_with_tables(whole, tmp_path / "lake", TABLES)
