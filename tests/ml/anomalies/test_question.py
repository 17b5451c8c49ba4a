from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reelhouse.lake import Lake
from reelhouse.ml import store
from reelhouse.ml.anomalies.injection import inject
from reelhouse.ml.anomalies.measures import READS, VIEWING_DAY
from reelhouse.ml.anomalies.model import forecast_flags
from reelhouse.ml.anomalies.question import QUESTION, average_precision
from reelhouse.ml.anomalies.rules import RAW
from reelhouse.ml.predictions import anomalies
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


def test_a_model_answers_only_where_its_lead_is_more_than_noise(learned: Learned) -> None:
    card = learned.card

    assert card.advantage is not None
    assert card.advantage.low is not None
    assert (card.champion != RAW) == (card.advantage.low > 0)
    assert card.winner.scores["average precision"].value > 0.6
    assert any(limit.startswith("video_day is not watched: ") for limit in card.limits)


def test_the_odd_days_of_the_world_are_flagged_in_gold(
    demo_build: WholeLake, learned: Learned, tmp_path: Path
) -> None:
    if learned.card.champion == RAW:
        pytest.skip("in this world the naive rule answers; benchmarks.models.anomalies has five")
    lake = Lake(tmp_path)
    version = store.keep(
        lake, "anomalies", learned.model, learned.card, inputs=None, build_id="b",
        run_id="20260228-train-1", origin="o",
    )  # fmt: skip
    store.promote(lake, "anomalies", version.version)
    with bench_of(demo_build.build, [*READS, "mart_forecast_check"], tmp_path) as bench:
        anomalies.compute(bench)
        rows = bench.query("select * from mart_anomaly order by at_date").to_dict("records")
    flagged = {row["at_date"].date() for row in rows if row["subject_kind"] == "viewing_day"}
    first = date(2024, 2, 1) + timedelta(days=VIEWING_DAY.warm)
    today = demo_build.world.today
    days = {today + timedelta(days=odd.day): odd for odd in demo_build.world.odd_days}
    planted = {day for day in days if first <= day <= today}

    assert len(planted) >= 8
    assert len(flagged & planted) >= 0.9 * len(planted)
    assert len(flagged & planted) >= 0.9 * len(flagged)
    for row in (r for r in rows if r["at_date"].date() in planted):
        rises = days[row["at_date"].date()].kind == "event"
        assert (row["robust_deviation"] > 0) == rises
        assert (row["actual_value"] > row["expected_value"]) == rises
        assert row["measure"] in {"watched_hours", "session_count", "member_count"}
        assert row["since_date"] <= row["at_date"]


def test_shuffled_labels_give_no_skill(demo_build: WholeLake) -> None:
    with gold_tables(demo_build.build, READS) as tables:
        rows = tables.query(f"select * from ({VIEWING_DAY.sql}) as rows")
    _, flags = inject(VIEWING_DAY, rows, seed=3)
    scores = np.random.default_rng(1).permutation(np.where(flags, 9.0, 0.1))

    assert flags.sum() >= 20
    assert average_precision(flags, scores) < 0.2
    assert np.isnan(average_precision(np.zeros(5, bool), np.ones(5)))


def test_a_lake_without_days_says_what_is_missing() -> None:
    with (
        empty_tables(READS) as tables,
        pytest.raises(NotEnough, match=r"viewing_day: 0 rows with 28 observations before them"),
    ):
        QUESTION.learn(tables, CONTEXT)


def checks(misses: list[float]) -> pd.DataFrame:
    """What was forecast as 100, and came off by so much, week by week."""
    actual = 100 * np.exp(misses)
    return pd.DataFrame(
        {
            "series_kind": "category_week",
            "series_key": "TV",
            "series_name": "TV",
            "target_date": [date(2026, 1, 4) + timedelta(7 * n) for n in range(len(misses))],
            "value_hours": 100.0,
            "low95_hours": 70.0,
            "high95_hours": 140.0,
            "actual_hours": actual,
        }
    )


def test_what_misses_its_forecast_by_far_is_odd_since_it_began() -> None:
    usual = np.random.default_rng(1).normal(0, 0.1, 40).tolist()
    flags = forecast_flags(checks([*usual, 1.2, 1.1, *usual[:3]]))

    assert flags["at_date"].tolist() == [date(2026, 1, 4) + timedelta(7 * n) for n in (40, 41)]
    assert flags["since_date"].nunique() == 1
    assert flags["basis"].unique().tolist() == ["forecast"]
    assert (flags["robust_deviation"] > 5).all()


def test_few_misses_flag_nothing() -> None:
    assert len(forecast_flags(checks([0.0] * 18 + [3.0]))) == 0
