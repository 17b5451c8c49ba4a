from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from reelhouse.lake import Lake
from reelhouse.ml import store
from reelhouse.ml.question import Context, Learned, question
from reelhouse.ml.tables import GoldTables
from reelhouse.settings import load_settings
from reelhouse.settings.models import ModelSettings
from reelhouse.sqltext import identifier, table_scan
from reelhouse.transform.workbench import Workbench
from tests.whole_lake import WholeLake

CONTEXT = Context(ModelSettings(bootstrap_draws=100), "2026-02-28")


@pytest.fixture
def gold(demo_build: WholeLake) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build's tables as views of a database of its own, which a test may replace."""
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        for table in demo_build.build.tables:
            scan = table_scan(demo_build.build.table_files(table))
            connection.execute(f"create view {identifier(table)} as select * from {scan}")
        yield connection


@pytest.fixture(scope="session")
def learned(demo_build: WholeLake) -> Callable[[str], Learned]:
    """What a question learns from the build, learned once."""
    found: dict[str, Learned] = {}

    def learn(name: str) -> Learned:
        if name not in found:
            with duckdb.connect() as connection:
                connection.execute("set threads = 1")
                for table in question(name).reads:
                    scan = table_scan(demo_build.build.table_files(table))
                    connection.execute(f"create view {table} as select * from {scan}")
                found[name] = question(name).learn(GoldTables(connection), CONTEXT)
        return found[name]

    return learn


@pytest.fixture
def bench(
    gold: duckdb.DuckDBPyConnection, learned: Callable[[str], Learned], tmp_path: Path
) -> Callable[..., Workbench]:
    """A bench over the build's tables, in a lake where a question's champion answers."""

    def make(name: str, **marts: int) -> Workbench:
        lake = Lake(tmp_path / "lake")
        if store.champion(lake, name) is None:
            told = learned(name)
            kept = store.keep(
                lake, name, told.model, told.card, inputs=told.inputs, build_id="b",
                run_id="20260228T000000-train-1", origin="o",
            )  # fmt: skip
            store.promote(lake, name, kept.version)
        settings = load_settings(lake=lake.root, marts=marts)
        folder = tmp_path / "gold"
        folder.mkdir(exist_ok=True)
        return Workbench(gold, settings, lake.root, folder)

    return make
