from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reelhouse.lake import Lake
from reelhouse.ml import store
from reelhouse.ml.forecasts.backtest import CHOSEN
from reelhouse.ml.forecasts.local import NAIVE
from reelhouse.ml.forecasts.question import QUESTION
from reelhouse.ml.forecasts.series import READS
from reelhouse.ml.predictions import forecasts
from reelhouse.ml.question import Context, Learned, NotEnough
from reelhouse.ml.tables import gold_tables
from reelhouse.settings.models import ModelSettings
from tests.ml.lakes import bench_of, empty_tables
from tests.whole_lake import WholeLake

CONTEXT = Context(ModelSettings(bootstrap_draws=100), "2026-02-28")


@pytest.fixture(scope="module")
def learned(demo_build: WholeLake) -> Learned:
    with gold_tables(demo_build.build, READS) as tables:
        return QUESTION.learn(tables, CONTEXT)


@pytest.fixture(scope="module")
def told(
    demo_build: WholeLake, learned: Learned, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[dict[str, Any]]]:
    """The tables that the model answers with."""
    folder = tmp_path_factory.mktemp("forecasts")
    lake = Lake(folder)
    version = store.keep(
        lake, "forecasts", learned.model, learned.card, inputs=learned.inputs, build_id="b",
        run_id="20260228-train-1", origin="o",
    )  # fmt: skip
    store.promote(lake, "forecasts", version.version)
    with bench_of(demo_build.build, READS, folder) as bench:
        forecasts.compute(bench)
        return {
            table: [
                {str(name): value for name, value in row.items()}
                for row in bench.query(f"select * from {table}").to_dict("records")
            ]
            for table in forecasts.WRITES
        }


def test_choosing_for_each_series_beats_the_naive_rules(learned: Learned) -> None:
    card = learned.card

    assert card.champion == CHOSEN
    assert card.advantage is not None
    assert card.advantage.low is not None
    assert card.advantage.low > 0
    assert card.best_naive is not None
    assert card.best_naive.name in NAIVE
    assert {coverage.nominal_rate for coverage in card.coverage} == {0.8, 0.95}
    assert card.coverage[0].measured_rate == pytest.approx(0.8, abs=0.08)
    assert learned.inputs is not None
    assert {"lag_0", "new_share"} <= set(learned.inputs.columns)


def test_every_kind_is_forecast_with_intervals(told: dict[str, list[dict[str, Any]]]) -> None:
    rows = [row for row in told["mart_forecast"] if row["horizon"] > 0]

    assert {row["series_kind"] for row in rows} == {
        "category_week", "genre_week", "genre_month", "title_week",
    }  # fmt: skip
    for row in rows:
        assert row["low95_hours"] <= row["low80_hours"] <= row["value_hours"]
        assert row["value_hours"] <= row["high80_hours"] <= row["high95_hours"]
        assert row["target_date"] > row["known_until_date"]
        assert row["model_version"]
    months = [r for r in rows if r["series_kind"] == "genre_month" and r["series_key"] == "Drama"]
    assert [row["horizon"] for row in months] == list(range(1, 13))


def test_a_series_says_what_it_lacks(told: dict[str, list[dict[str, Any]]]) -> None:
    short = [row for row in told["mart_forecast"] if row["status"] == "not enough"]

    assert short
    for row in short:
        assert row["horizon"] == 0
        assert row["reason"]
        assert row["value_hours"] != row["value_hours"]  # null


def test_the_record_names_one_choice_for_each_series(
    told: dict[str, list[dict[str, Any]]],
) -> None:
    chosen: dict[tuple[str, str], int] = {}
    for row in told["mart_forecast_backtest"]:
        key = row["series_kind"], row["series_key"]
        chosen[key] = chosen.get(key, 0) + row["is_chosen"]
    checks = told["mart_forecast_check"]
    inside = [row["is_inside80"] for row in checks if row["series_kind"] == "genre_week"]

    assert set(chosen.values()) == {1}
    assert sum(inside) / len(inside) == pytest.approx(0.8, abs=0.1)
    assert all(row["target_date"] > row["known_until_date"] for row in checks)


def test_a_lake_without_series_says_what_is_missing() -> None:
    with (
        empty_tables(READS) as tables,
        pytest.raises(NotEnough, match=r"category_week: no week of history, 78 are needed"),
    ):
        QUESTION.learn(tables, CONTEXT)


def test_without_a_model_the_tables_are_empty(demo_build: WholeLake, tmp_path: Path) -> None:
    with bench_of(demo_build.build, READS, tmp_path) as bench:
        forecasts.compute(bench)
        for table in forecasts.WRITES:
            assert len(bench.query(f"select * from {table}")) == 0
