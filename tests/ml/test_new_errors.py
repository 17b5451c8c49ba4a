"""What is new against what was promised: noise is no change, a change is found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.ml.card import Estimate, Metric
from reelhouse.ml.evaluation import bootstrap
from reelhouse.ml.names import question_names
from reelhouse.ml.new_errors import NewErrors, compare, difference
from reelhouse.ml.question import question
from reelhouse.transform.lineage import parents

LOSS = Metric("loss", higher_is_better=False)
SCORE = Metric("score", higher_is_better=True)
WITHOUT = {"anomalies", "licensing_choice", "opportunities", "segments", "sentiment", "topics"}
"""Questions of which nothing comes true; docs/models/index.md says why."""


def new(
    figures: np.ndarray, promised: Estimate, metric: Metric = LOSS, **more: object
) -> NewErrors:
    told = {"counted": "cases", "count": len(figures), "needed": 20, "figures": figures, **more}
    return NewErrors(metric, promised, **told)  # type: ignore[arg-type]


def test_what_stays_as_it_was_is_hardly_ever_called_worse_though_cards_are_noisy() -> None:
    rng = np.random.default_rng(5)
    alarms = 0
    for _ in range(150):
        card = bootstrap(np.mean, rng.exponential(1, 60), draws=200, seed=1)
        found = compare(new(rng.exponential(1, 400), card), draws=200, seed=2)
        assert found is not None
        alarms += found.is_worse

    # 2.5 % of each are told beyond their intervals; skewed losses of few cases somewhat more
    assert alarms <= 12


def test_a_loss_that_doubles_is_worse_and_says_by_how_much() -> None:
    rng = np.random.default_rng(5)
    card = bootstrap(np.mean, rng.exponential(1, 200), draws=300, seed=1)

    figures, by_rule = rng.exponential(2, 200), rng.exponential(1.5, 200)

    found = compare(new(figures, card, naive="rule", naive_figures=by_rule), draws=300, seed=2)

    assert found is not None
    assert found.is_worse
    assert found.figure.value == pytest.approx(figures.mean())
    assert found.worse_by.value == pytest.approx(figures.mean() - card.value)
    assert found.naive is not None
    assert found.naive.value == pytest.approx(by_rule.mean())
    assert found.lead is not None
    assert found.lead.value == pytest.approx(by_rule.mean() - figures.mean())
    assert (found.lead.high or 0) < 0.5


def test_of_scores_less_is_worse() -> None:
    card = Estimate(0.5, 0.45, 0.55)
    rng = np.random.default_rng(1)

    worse = compare(new(rng.uniform(0, 0.5, 300), card, SCORE), draws=200, seed=1)
    better = compare(new(rng.uniform(0.4, 1, 300), card, SCORE), draws=200, seed=1)

    assert worse is not None
    assert worse.is_worse
    assert better is not None
    assert not better.is_worse


def test_of_nothing_and_of_few_nothing_is_told() -> None:
    card = Estimate(0.1)

    assert compare(new(np.empty(0), card), draws=200, seed=1) is None
    assert compare(new(np.full(19, 9.0), card), draws=200, seed=1) is None
    assert compare(new(np.full(20, 9.0), card), draws=200, seed=1) is not None


def test_cases_of_one_member_are_one_case() -> None:
    rng = np.random.default_rng(2)
    by_member = rng.exponential(1, 25).repeat(40)
    card = Estimate(0.7, 0.6, 0.8)

    one_by_one = compare(new(by_member, card), draws=300, seed=1)
    as_members = compare(new(by_member, card, groups=np.arange(25).repeat(40)), draws=300, seed=1)

    assert one_by_one is not None
    assert as_members is not None
    assert (as_members.figure.low or 0) < (one_by_one.figure.low or 0)


SIDES = st.floats(0.01, 5)


@given(value=st.floats(-9, 9), other=st.floats(-9, 9), sides=st.tuples(SIDES, SIDES, SIDES, SIDES))
def test_the_noise_of_both_is_in_a_difference(
    value: float, other: float, sides: tuple[float, float, float, float]
) -> None:
    one = Estimate(value, value - sides[0], value + sides[1])
    exact = difference(one, Estimate(other))
    noisy = difference(one, Estimate(other, other - sides[2], other + sides[3]))

    assert exact.value == noisy.value == value - other
    assert exact.low == pytest.approx(value - sides[0] - other)
    assert noisy.low is not None
    assert noisy.high is not None
    assert noisy.value - noisy.low == pytest.approx(np.hypot(sides[0], sides[3]))
    assert noisy.high - noisy.value == pytest.approx(np.hypot(sides[1], sides[2]))


def test_every_question_says_what_came_true_or_that_nothing_does() -> None:
    silent = {name for name in question_names() if question(name).errors is None}

    assert silent == WITHOUT


def test_a_build_whose_only_news_are_outcomes_measures_errors_anew() -> None:
    read = {
        table
        for each in map(question, question_names())
        if each.errors is not None
        for table in each.reads
    }

    assert read <= parents()["mart_model_error"]
