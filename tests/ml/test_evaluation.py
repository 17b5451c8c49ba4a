from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelhouse.ml.evaluation import (
    advantage,
    auc,
    bootstrap,
    brier_score,
    calibration_bins,
    calibration_error,
    coverage,
    expanded_level,
    folds_by_time,
    log_losses,
    share_of,
)

cases = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 20).map(lambda n: n / 20)), min_size=2, max_size=60
)


@given(cases)
def test_auc_is_the_share_of_pairs_in_the_right_order(told: list[tuple[int, float]]) -> None:
    ones = [score for outcome, score in told if outcome]
    zeros = [score for outcome, score in told if not outcome]
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a in ones for b in zeros]

    found = auc([o for o, _ in told], [s for _, s in told])

    if pairs:
        assert found == pytest.approx(np.mean(pairs))
    else:
        assert np.isnan(found)


@given(cases, st.integers(1, 12))
def test_bins_hold_every_case_once(told: list[tuple[int, float]], bins: int) -> None:
    outcomes, probabilities = [o for o, _ in told], [p for _, p in told]

    found = calibration_bins(outcomes, probabilities, bins)

    assert sum(b.count for b in found) == len(told)
    assert sum(b.count * b.observed_rate for b in found) == pytest.approx(sum(outcomes))
    assert sum(b.count * b.predicted_rate for b in found) == pytest.approx(sum(probabilities))
    assert len(found) <= bins


def test_what_is_told_as_it_comes_true_has_little_error_and_the_opposite_much() -> None:
    rng = np.random.default_rng(1)
    told = rng.uniform(size=20_000)
    outcomes = rng.uniform(size=20_000) < told

    assert calibration_error(outcomes, told) < 0.02
    assert calibration_error(outcomes, 1 - told) > 0.4
    assert brier_score(outcomes, told) < brier_score(outcomes, np.full(20_000, 0.5))


def test_certainty_that_fails_costs_much_and_not_everything() -> None:
    losses = log_losses([1, 0], [0.0, 0.0])

    assert losses[0] > 10
    assert np.isfinite(losses).all()
    assert losses[1] < 1e-5


def test_the_interval_holds_the_mean_as_often_as_it_says() -> None:
    rng = np.random.default_rng(2)
    held = 0
    for seed in range(200):
        found = bootstrap(np.mean, rng.normal(3, 1, 60), draws=200, seed=seed)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 3 <= found.high

    assert 0.88 <= held / 200 <= 0.99


def test_groups_are_drawn_as_a_whole() -> None:
    groups = np.repeat(np.arange(10), 50)
    values = np.repeat(np.random.default_rng(3).normal(size=10), 50)

    alone = bootstrap(np.mean, values, draws=300, seed=1)
    together = bootstrap(np.mean, values, draws=300, seed=1, groups=groups)

    assert alone.low is not None
    assert alone.high is not None
    assert together.low is not None
    assert together.high is not None
    assert together.high - together.low > 3 * (alone.high - alone.low)


def test_a_figure_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no cases"):
        bootstrap(np.mean, [], draws=100, seed=1)


def test_a_lead_has_the_right_sign() -> None:
    lead = advantage([0.1, 0.2, 0.1] * 20, [0.3, 0.3, 0.2] * 20, draws=200, seed=1)

    assert lead.value == pytest.approx(0.4 / 3)
    assert lead.low is not None
    assert lead.low > 0


def test_coverage_counts_the_bounds() -> None:
    found = coverage([1, 2, 3, 4], [1, 0, 4, 0], [1, 1, 5, 9], 0.8)

    assert (found.nominal_rate, found.measured_rate, found.count) == (0.8, 0.5, 4)


@settings(max_examples=50)
@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=80),
    st.lists(st.integers(0, 400), min_size=1, max_size=5, unique=True),
)
def test_folds_never_learn_from_what_they_are_tested_on(days: list[int], cuts: list[int]) -> None:
    origin = date(2024, 1, 1)
    when = [origin + timedelta(day) for day in days]
    edges = [origin + timedelta(cut) for cut in sorted(cuts)]

    tested: list[int] = []
    for fold in folds_by_time(when, edges):
        assert max(when[i] for i in fold.train) <= fold.until
        assert min(when[i] for i in fold.test) > fold.until
        tested += fold.test.tolist()

    assert len(tested) == len(set(tested))


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_has_the_interval_that_statsmodels_gives(counts: tuple[int, int]) -> None:
    from statsmodels.stats.proportion import proportion_confint

    told = share_of(*counts)

    assert told.value == counts[0] / counts[1]
    low, high = proportion_confint(*counts, method="wilson")
    assert [told.low, told.high] == pytest.approx([low, high], abs=1e-6)


def test_a_wider_interval_holds_a_narrower_one() -> None:
    values = np.random.default_rng(1).normal(size=50)
    told = [
        advantage(-values, np.zeros(50), draws=300, seed=1, level=level) for level in (0.8, 0.99)
    ]

    [(low, high), (lowest, highest)] = [(each.low or 0.0, each.high or 0.0) for each in told]
    assert lowest < low < high < highest


def test_intervals_of_few_groups_are_wider_and_of_many_as_they_were() -> None:
    assert expanded_level(1_000_000) == pytest.approx(0.95, abs=1e-4)
    # sqrt(10 / 9) times Student's 2.262 of 9 degrees, as a normal quantile
    assert expanded_level(10) == pytest.approx(0.98289, abs=1e-4)
    assert 0.99 < expanded_level(5) < expanded_level(3) < 1
