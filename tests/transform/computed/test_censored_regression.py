from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import norm

from reelhouse.transform.computed.censored_regression import (
    CensoredFit,
    Floats,
    NotIdentified,
    fit_censored,
)

Panel = tuple[Floats, NDArray[np.bool_], Floats, NDArray[np.int64]]


def falling_lists(seed: int, groups: int = 40, weeks: int = 20, noise: float = 0.3) -> Panel:
    """Outcomes that fall by 0.2 a week from levels of their own, seen while above 0."""
    rng = np.random.default_rng(seed)
    age = np.tile(np.arange(weeks, dtype=float), groups)
    group = np.repeat(np.arange(groups), weeks)
    level = rng.uniform(1.0, 3.0, groups)
    outcome = level[group] - 0.2 * age + noise * rng.standard_normal(len(age))
    is_below = (outcome < 0) & (age > 0)
    return np.where(is_below, 0.0, outcome), is_below, age[:, None], group


def test_slope_and_noise_are_found_though_low_outcomes_are_not_seen() -> None:
    outcome, is_below, age, group = falling_lists(1, groups=300)
    assert 0.3 < is_below.mean() < 0.7

    fit = fit_censored(outcome, is_below, age, group)
    seen = fit_censored(outcome[~is_below], is_below[~is_below], age[~is_below], group[~is_below])

    error = float(np.sqrt(fit.covariance[0, 0]))
    assert abs(fit.coefficients[0] + 0.2) < 3 * error < 0.01
    assert fit.residual_sd == pytest.approx(0.3, rel=0.1)
    assert fit.group_count == 300
    assert abs(seen.coefficients[0] + 0.2) > 3 * error


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_greatest_likelihood(seed: int) -> None:
    outcome, is_below, age, group = falling_lists(seed, groups=5, weeks=12)

    def unlikely(values: Floats) -> float:
        slope, log_spread, effects = values[0], values[1], values[2:]
        distance = outcome - slope * age[:, 0] - effects[group]
        spread = np.exp(log_spread)
        return -float(
            norm.logpdf(distance[~is_below], scale=spread).sum()
            + norm.logcdf(distance[is_below], scale=spread).sum()
        )

    start = np.concatenate([[-0.1, -1.0], np.full(5, 2.0)])
    best = minimize(unlikely, start, method="BFGS", options={"gtol": 1e-6})
    fit = fit_censored(outcome, is_below, age, group)

    assert fit.coefficients[0] == pytest.approx(best.x[0], abs=1e-4)
    assert fit.residual_sd == pytest.approx(np.exp(best.x[1]), abs=1e-4)


def test_without_censored_rows_it_is_least_squares() -> None:
    outcome, _, age, group = falling_lists(4)
    dummies = (group[:, None] == np.arange(group.max() + 1)).astype(float)
    expected = np.linalg.lstsq(np.column_stack([age, dummies]), outcome)[0]

    fit = fit_censored(outcome, np.zeros(len(outcome), bool), age, group)

    assert fit.coefficients[0] == pytest.approx(expected[0], abs=1e-9)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    held = 0
    for seed in range(100):
        fit = fit_censored(*falling_lists(seed, groups=20, weeks=12))
        held += abs(fit.coefficients[0] + 0.2) < 1.96 * np.sqrt(fit.covariance[0, 0])

    assert 85 <= held <= 100


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(-50, 50), st.floats(0.01, 100))
def test_levels_and_units_of_the_outcome_do_not_matter(
    seed: int, shift: float, scale: float
) -> None:
    outcome, is_below, age, group = falling_lists(seed, groups=8, weeks=10)
    fit = fit_censored(outcome, is_below, age, group)
    moved = fit_censored(outcome * scale + shift * group, is_below, age, group)

    assert moved.coefficients[0] / scale == pytest.approx(fit.coefficients[0], abs=1e-5)
    assert moved.residual_sd / scale == pytest.approx(fit.residual_sd, abs=1e-5)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    outcome, is_below, age, group = falling_lists(seed, groups=8, weeks=10)
    order = np.random.default_rng(seed).permutation(len(outcome))
    plain = fit_censored(outcome, is_below, age, group)
    mixed: CensoredFit = fit_censored(outcome[order], is_below[order], age[order], group[order])

    assert mixed.coefficients == pytest.approx(plain.coefficients, abs=1e-6)
    assert mixed.covariance == pytest.approx(plain.covariance, rel=1e-3)


def test_what_the_rows_do_not_tell_is_said() -> None:
    outcome, is_below, age, group = falling_lists(1)
    with pytest.raises(NotIdentified, match="do not vary"):
        fit_censored(outcome, is_below, np.column_stack([age, 2 * age]), group)
    with pytest.raises(NotIdentified, match="do not vary"):
        fit_censored(outcome, is_below, group[:, None].astype(float), group)
    with pytest.raises(NotIdentified, match="no outcome that is seen"):
        fit_censored(outcome, is_below | (group == 3), age, group)
    with pytest.raises(NotIdentified, match="too few"):
        fit_censored(outcome[::20], is_below[::20], age[::20], group[::20])
