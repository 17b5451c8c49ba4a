"""All models, data tests and unit tests, run on a small lake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
import pytest
import yaml

from reelhouse.gold import require_current
from reelhouse.lake import Lake
from reelhouse.transform import dbt, engine, inputs
from reelhouse.transform.computed import writers
from reelhouse.transform.declarations import declaration
from reelhouse.transform.knowledge import take_stock
from tests.lakes import RATINGS, TITLES, copy_of, deliver, settings_of
from tests.small_lake import small_lake

MODELS = sorted((inputs.PROJECT / "models").rglob("*.sql"))
BY_DAY = [name for name in inputs.gold_models() if declaration(name).by_day_of]


@dataclass(frozen=True)
class SecondDay:
    """What `dbt build` said of a lake that has a build already, and the tables it made."""

    nodes: list[dbt.NodeResult]
    connection: duckdb.DuckDBPyConnection


def deliver_a_second_day(lake: Lake) -> None:
    alpha, beta, _, episode = TITLES
    renamed = (*alpha[:2], "Alpha Again", *alpha[3:])
    deliver(lake, "title.basics", [renamed, beta, episode], "2026-02-01")
    more_votes = (RATINGS[0][0], "8.1", "120")
    deliver(lake, "title.ratings", [more_votes, *RATINGS[1:]], "2026-02-01")


@pytest.fixture(scope="module")
def second_day(
    shared_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SecondDay]:
    lake = copy_of(small_lake(shared_folder), tmp_path_factory.mktemp("second_day"))
    published = require_current(lake)
    deliver_a_second_day(lake)
    plan = inputs.plan_build(inputs.find_snapshots(lake), published.manifest["seen"])
    with engine.open_engine(settings_of(lake).engine, lake.cache / "spill") as connection:
        engine.register_bronze(connection, plan.tables)
        engine.register_terms(connection, {})
        engine.register_settings(connection, settings_of(lake).marts)
        engine.register_adoptions(connection, {})
        take_stock(lake, settings_of(lake)).register(connection)
        earlier = {name: published.folder / name for name in published.manifest["tables"]}
        engine.register_previous(connection, earlier, earlier)
        engine.set_gold_folder(connection, lake.gold / "second")
        # of days of viewing there are none; those of the invented world are looked at elsewhere
        for model in [*writers(), *BY_DAY]:
            engine.show_empty(connection, declaration(model))
        run_dbt = partial(
            dbt.run_dbt, scratch=lake.cache / "dbt", parse_cache=settings_of(lake).cache / "dbt"
        )
        nodes = run_dbt("run", exclude=" ".join(BY_DAY))
        # of a model without a row data tests say nothing
        filled = " ".join(
            path.stem
            for path in MODELS
            if connection.execute(f"from {path.stem} limit 1").fetchall()
        )
        nodes += run_dbt("test", select=filled, exclude="test_type:unit")
        nodes += run_dbt("test", select="test_type:unit")
        yield SecondDay(nodes, connection)


def test_every_model_and_test_passes_on_the_second_day(second_day: SecondDay) -> None:
    ended = Counter((node.kind, node.status) for node in second_day.nodes)
    other = [n for n in second_day.nodes if n.status not in {"success", "pass", "warn"}]

    assert other == []
    assert ended["model", "success"] == len(MODELS) - len(BY_DAY)
    assert ended["test", "pass"] > 100
    assert ended["unit_test", "pass"] == sum(
        len(yaml.safe_load(path.with_suffix(".yml").read_text()).get("unit_tests", []))
        for path in MODELS
    )


def test_a_title_that_was_taken_down_leaves_no_orphans(second_day: SecondDay) -> None:
    [versions] = second_day.connection.execute(
        "select count(*), count(*) filter (where is_current) from dim_title where title_key = 3"
    ).fetchall()

    assert versions == (1, 0)
    assert [node.name for node in second_day.nodes if node.status == "warn"] == []


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_documented_columns_are_those_that_are_built(path: Path, second_day: SecondDay) -> None:
    [model] = yaml.safe_load(path.with_suffix(".yml").read_text())["models"]
    documented = [(column["name"], column["data_type"].upper()) for column in model["columns"]]
    built = second_day.connection.execute(f"describe {path.stem}").fetchall()

    assert documented == [(name, kind) for name, kind, *_ in built]
