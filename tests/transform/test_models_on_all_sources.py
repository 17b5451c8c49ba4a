"""All models and data tests on what every simulated source gives."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from reelhouse.transform import inputs
from reelhouse.transform.declarations import declaration
from tests.weekly_lake import WeeklyLake
from tests.whole_lake import WholeLake

MODELS = sorted((inputs.PROJECT / "models").rglob("*.sql"))
BY_DAY = [name for name in inputs.gold_models() if declaration(name).by_day_of]


def test_an_invented_world_passes_every_data_test(weekly_build: WeeklyLake) -> None:
    verdicts = Counter(gate["verdict"] for gate in weekly_build.build.manifest["gates"])

    assert verdicts["failed"] == 0
    assert verdicts["passed"] > 1000


@pytest.mark.parametrize("table", BY_DAY)
def test_documented_columns_are_those_of_every_day(demo_build: WholeLake, table: str) -> None:
    documented = [(name, kind.upper()) for name, kind in declaration(table).columns.items()]
    with duckdb.connect() as connection:
        for file in demo_build.build.table_files(table):
            built = connection.execute(f"describe from read_parquet('{file}')").fetchall()

            assert documented == [(name, kind) for name, kind, *_ in built]


def test_an_invented_world_fills_every_table_of_the_star(demo_build: WholeLake) -> None:
    star = [path.stem for path in MODELS if path.parent.name == "star"]

    assert [name for name in star if demo_build.build.rows[name] == 0] == []


@pytest.mark.parametrize(
    "path", [path for path in MODELS if "gold" in path.parts], ids=lambda path: path.stem
)
def test_rows_lie_in_the_order_of_the_key_so_that_look_ups_skip_the_rest(
    demo_build: WholeLake, path: Path
) -> None:
    [declared] = re.findall(r"sort_by=\[([^\]]*)\]", path.read_text())
    key = ", ".join(re.findall(r"\w+", declared))
    with duckdb.connect() as connection:
        for file in demo_build.build.table_files(path.stem):
            rows = connection.execute(
                f"select {key} from read_parquet('{file}') order by file_row_number"
            ).fetchall()
            in_order = connection.execute(
                f"select {key} from read_parquet('{file}') order by {key}"
            ).fetchall()

            assert rows == in_order
