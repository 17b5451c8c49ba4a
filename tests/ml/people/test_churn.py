"""Who leaves, against the hazard that was planted."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from reelhouse.ml import predictions
from reelhouse.ml.churn import question as churn
from reelhouse.ml.churn.cases import read_cases
from reelhouse.ml.churn.hazard import Hazard
from reelhouse.ml.evaluation import auc, calibration_error
from reelhouse.ml.predictions import churn_predictions
from reelhouse.ml.question import Learned, NotEnough, question
from reelhouse.ml.tables import GoldTables
from reelhouse.transform.workbench import Workbench
from tests.ml.people.conftest import CONTEXT
from tests.spreading import SentAway
from tests.whole_lake import WholeLake

Bench = Callable[..., Workbench]
ONLY_HAZARD = {churn.HAZARD: Hazard.fit}


@pytest.fixture
def cases(gold: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    found = read_cases(GoldTables(gold))
    known = found[found["has_left"].notna()].reset_index(drop=True)
    known["has_left"] = known["has_left"].astype(float)
    return known


def test_leaving_is_told_nearly_as_well_as_who_knows_the_truth(
    demo_build: WholeLake, cases: pd.DataFrame
) -> None:
    secret = demo_build.lake.pseudonym_secret.read_bytes()
    world = demo_build.world
    key = {
        m.index: int(hmac.new(secret, m.member_id.encode(), "sha256").hexdigest()[:15], 16)
        for m in world.members
    }
    truth = pd.DataFrame(
        {
            "member_key": [key[m.member_index] for m in world.member_months],
            "month_start_date": pd.to_datetime([m.month for m in world.member_months]),
            "hazard": [m.hazard for m in world.member_months],
            "left": [m.has_left for m in world.member_months],
        }
    )

    test, told = churn.told_ahead(cases, ONLY_HAZARD)
    joined = test.merge(truth, on=["member_key", "month_start_date"])

    assert len(joined) == len(test) > 9_000
    assert (joined["has_left"] == joined["left"].astype(float)).all()
    best = auc(joined["left"], joined["hazard"])
    assert auc(test["has_left"], told[churn.HAZARD]) >= best - 0.03
    assert calibration_error(test["has_left"], told[churn.HAZARD]) < 0.01


def test_the_model_beats_the_rules(learned: Callable[[str], Learned]) -> None:
    card = learned("churn").card

    assert card.champion in (churn.HAZARD, churn.BOOSTED)
    assert {c.name for c in card.candidates if c.is_naive} == set(churn.RULES)
    assert card.advantage is not None
    assert (card.advantage.low or 0) > 0


def test_shuffled_labels_give_no_skill(cases: pd.DataFrame) -> None:
    shuffled = cases.assign(
        has_left=np.random.default_rng(3).permutation(cases["has_left"].to_numpy())
    )

    test, told = churn.told_ahead(shuffled, ONLY_HAZARD)

    assert auc(test["has_left"], told[churn.HAZARD]) == pytest.approx(0.5, abs=0.06)


def test_features_are_older_than_the_decision(gold: duckdb.DuckDBPyConnection) -> None:
    for table in ("feature_member_month", "feature_member_favourite", "feature_member_genre"):
        [(rows, late)] = gold.execute(
            f"select count(*), count(case when latest_source_date >= known_at then 1 end) "
            f"from {table}"
        ).fetchall()
        assert rows > 1_000
        assert late == 0


def test_nobody_who_left_is_known_beforehand_by_what_was_not_watched_afterwards(
    cases: pd.DataFrame, gold: duckdb.DuckDBPyConnection
) -> None:
    """A feature of the month itself would give it away; the ones of before do not."""
    future = gold.execute(
        "select member_key, date_trunc('month', hour_at)::date as month_start_date, "
        "cast(sum(watched_minutes) as double) as watched_minutes_1m "
        "from fact_viewing_hour group by 1, 2"
    ).df()
    future["month_start_date"] = pd.to_datetime(future["month_start_date"])
    planted = cases.drop(columns="watched_minutes_1m").merge(
        future, on=["member_key", "month_start_date"], how="left"
    )
    planted["watched_minutes_1m"] = planted["watched_minutes_1m"].fillna(0.0)

    test, told = churn.told_ahead(cases, ONLY_HAZARD)
    later, leaked = churn.told_ahead(planted, ONLY_HAZARD)

    honest = auc(test["has_left"], told[churn.HAZARD])
    assert auc(later["has_left"], leaked[churn.HAZARD]) > honest + 0.05


def test_answers_are_of_the_members_of_now_with_intervals_and_reasons(
    bench: Bench, demo_build: WholeLake
) -> None:
    made = bench("churn")
    churn_predictions.compute(made)
    rows = made.query("select * from mart_churn_prediction")
    [(members,)] = demo_build.rows("select count(*) from dim_member where cancelled_date is null")

    # who joined in the newest month begins none yet
    assert 0.9 * members <= len(rows) <= members
    assert (rows["probability_low"] <= rows["probability"]).all()
    assert (rows["probability"] <= rows["probability_high"]).all()
    assert rows["probability"].between(0, 1).all()
    reasons = made.query("select * from mart_churn_reason")
    assert set(reasons["member_key"]) <= set(rows["member_key"])
    assert reasons["reason_number"].max() == 3
    assert (reasons["odds_ratio"] >= 1.05).all()
    quiet = reasons[reasons["reason_group"] == "use"]["reason"]
    assert quiet.str.contains("hours in the month before|joined last month").all()


def test_answers_in_parts_are_those_of_the_whole(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(predictions, "ROWS_AT_ONCE", 100)
    away, made = SentAway(), bench("churn")
    churn_predictions.compute(made)
    tables = [f"select * from {table} order by all" for table in churn_predictions.WRITES]
    whole = [made.query(table) for table in tables]

    churn_predictions.compute(replace(made, folder=tmp_path, spread=away))

    assert away.parts > 2
    for sql, rows in zip(tables, whole, strict=True):
        pd.testing.assert_frame_equal(made.query(sql), rows, rtol=1e-9)


def test_contacts_are_those_that_pay_and_are_allowed(bench: Bench) -> None:
    made = bench("churn", contact_cost_usd=1, contact_months_kept=12)
    churn_predictions.compute(made)
    rows = made.query("select * from mart_churn_prediction")
    worth = rows[rows["is_worth_contacting"]]

    assert 0 < len(worth) < len(rows)
    assert worth["has_marketing_consent"].all()
    assert (worth["contact_value_low_usd"] > 0).all()
    expected = rows["probability"] * 0.2 * 12 * rows["monthly_value_usd"] - 1
    assert rows["contact_value_usd"].to_numpy() == pytest.approx(expected.to_numpy())
    pays = rows["probability"] > rows["break_even_probability"]
    assert (pays == (rows["contact_value_usd"] > 0)).all()
    steps = made.query("select * from mart_churn_contact order by member_count")
    assert steps["member_count"].iloc[-1] == rows["has_marketing_consent"].sum()
    assert steps["member_count"].diff().dropna().min() >= 10
    assert steps["expected_value_usd"].iloc[-1] == pytest.approx(
        rows.loc[rows["has_marketing_consent"], "contact_value_usd"].sum()
    )


def test_nobody_who_left_says_so(gold: duckdb.DuckDBPyConnection) -> None:
    gold.execute(
        "create table staying as select * replace (null as cancelled_date) from dim_member"
    )
    gold.execute("drop view dim_member; alter table staying rename to dim_member")

    with pytest.raises(NotEnough, match="in which 0 left"):
        question("churn").learn(GoldTables(gold), CONTEXT)


def test_features_that_are_all_missing_leave_a_probability(
    cases: pd.DataFrame, learned: Callable[[str], Learned]
) -> None:
    nothing = cases.head(5).copy()
    for column in (
        "days_since_last_session", "completion_rate_12m", "months_since_price_rise",
        "premiere_age_days", "drought_probability", "favourite_probability",
    ):  # fmt: skip
        nothing[column] = None
    told = learned("churn").model.tell(nothing)

    assert np.isfinite(told.probability).all()
    assert ((told.low <= told.probability) & (told.probability <= told.high)).all()
