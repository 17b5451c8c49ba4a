"""What deals return, against what was planted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reelhouse.ml.licensing_choice.limits import Limits
from reelhouse.ml.licensing_choice.portfolio import Problem, choose
from reelhouse.ml.licensing_choice.returns import (
    BayesianRegression,
    MeanOfKind,
    features_of,
    rules,
)
from reelhouse.simulator.world import World
from tests.ml.licensing_choice.offers import deals_of_world, offers_of_world

LEAST_SHARE = 0.98


@pytest.fixture(scope="module", params=[7, 8])
def world(request: pytest.FixtureRequest) -> World:
    return World(seed=request.param)


def test_the_choice_is_within_two_per_cent_of_the_best(world: World) -> None:
    deals, offers = deals_of_world(world), offers_of_world(world)
    fees, truth = (offers[c].to_numpy(float) for c in ("fee_usd", "true_revenue_usd"))
    rule = BayesianRegression()
    rule.learn(features_of(deals), deals["log_return"].to_numpy())
    told = rule.joint(features_of(offers))
    scenarios = told.scenarios(200, np.random.default_rng(7)) * fees
    for limits in (Limits(budget_usd=5e6, most_loss_usd=5e5), Limits(max_deals=6), Limits()):
        best = choose(Problem.of(offers, truth, truth[None, :], limits))
        found = choose(Problem.of(offers, told.expected_return * fees, scenarios, limits))
        earned = float((truth - fees)[found.chosen].sum())
        assert earned >= LEAST_SHARE * best.expected_profit_usd


def test_finds_what_was_planted(world: World) -> None:
    deals = deals_of_world(world)
    rule = BayesianRegression()
    rule.learn(features_of(deals), deals["log_return"].to_numpy())
    effects = world.effects

    assert rule.weights["is_exclusive"] == pytest.approx(
        np.log1p(effects.exclusive_uplift), abs=0.1
    )
    assert rule.weights["lag_months"] == pytest.approx(
        np.log1p(-effects.delay_cost_per_month), abs=0.02
    )
    told = rule.joint(features_of(deals))
    assert np.sqrt(told.noise_variance) == pytest.approx(effects.deal_noise, abs=0.05)


def test_shuffled_returns_give_no_skill(world: World) -> None:
    deals = deals_of_world(world)
    shuffled = np.random.default_rng(0).permutation(deals["log_return"].to_numpy())
    edge = len(deals) * 2 // 3
    features = features_of(deals)
    errors = {}
    for rule in rules(7):
        rule.learn(features.iloc[:edge], shuffled[:edge])
        errors[rule.name] = float(
            np.abs(rule.joint(features.iloc[edge:]).mean - shuffled[edge:]).mean()
        )

    assert errors["Bayesian regression"] > 0.93 * errors["mean of all"]


def test_what_was_never_seen_is_told_with_less_certainty(world: World) -> None:
    deals, offers = deals_of_world(world), offers_of_world(world)
    unknown = offers.assign(
        score=np.nan, lag_days=np.nan, is_anime=None, region="Mars", licensor="Nobody",
        rights_window="hologram",
    )  # fmt: skip
    for rule in rules(7):
        rule.learn(features_of(deals), deals["log_return"].to_numpy())
        told = rule.joint(features_of(unknown))
        assert np.isfinite(told.expected_return).all()
        assert (told.variance > 0).all()


def test_scenarios_are_what_is_expected(world: World) -> None:
    deals, offers = deals_of_world(world), offers_of_world(world)
    for rule in rules(7):
        rule.learn(features_of(deals), deals["log_return"].to_numpy())
        told = rule.joint(features_of(offers))
        drawn = told.scenarios(4000, np.random.default_rng(1))
        low, high = told.bounds(0.8)
        assert np.allclose(drawn.mean(axis=0), told.expected_return, rtol=0.05)
        assert ((drawn >= low) & (drawn <= high)).mean() == pytest.approx(0.8, abs=0.03)


def test_a_kind_with_few_deals_is_told_by_all() -> None:
    deals = pd.DataFrame({"is_exclusive": [1.0] * 6 + [0.0] * 2, "region": ["A"] * 8})
    rule = MeanOfKind()
    rule.learn(deals, np.array([1.0] * 6 + [5.0] * 2))
    told = rule.joint(deals.iloc[[0, 7]])

    assert told.mean[0] == 1.0
    assert told.mean[1] == 2.0
