from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.ml.forecasts.intervals import LEAST_MISSES, conformal_bounds, measure_spread


@given(st.lists(st.floats(-5, 5), min_size=45, max_size=200), st.sampled_from([0.5, 0.8, 0.95]))
def test_bounds_hold_at_least_the_level_of_what_they_are_made_of(
    misses: list[float], level: float
) -> None:
    ordered = np.sort(misses)
    low, high = conformal_bounds(ordered, level)

    assert low <= high
    assert np.mean((ordered >= low) & (ordered <= high)) >= level


def test_too_few_misses_give_no_interval() -> None:
    few = np.sort(np.random.default_rng(1).normal(size=LEAST_MISSES - 1))
    some = np.sort(np.random.default_rng(1).normal(size=30))

    assert np.isnan(conformal_bounds(few, 0.8)).all()
    assert not np.isnan(conformal_bounds(some, 0.8)).any()
    assert np.isnan(conformal_bounds(some, 0.95)).all()


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_coverage_is_as_told_where_misses_are_exchangeable(level: float) -> None:
    rng = np.random.default_rng(3)
    widths = np.array([0.1, 0.4, 1.0])[:, None, None]
    missed = widths * rng.standard_normal((3, 80, 2))
    spread = measure_spread(missed, np.zeros(3))
    later = np.exp(widths * rng.standard_normal((3, 2000, 2)))
    low, high = spread.bounds(np.ones((3, 2)), level)
    inside = (later >= low[:, None]) & (later <= high[:, None])

    assert inside.mean() == pytest.approx(level, abs=0.04)
    # a calm series has narrow intervals and a wild one wide ones, each with its own coverage
    assert inside.mean(axis=(1, 2)) == pytest.approx([level] * 3, abs=0.1)
    assert spread.widths[0] < spread.widths[1] < spread.widths[2]


def test_unknown_misses_are_not_misses() -> None:
    missed = np.full((2, 30, 2), np.nan)
    missed[:, :, 0] = 0.2
    spread = measure_spread(missed, np.zeros(2))
    low, _ = spread.bounds(np.ones((2, 2)), 0.8)

    assert np.isnan(low[:, 1]).all()
    assert not np.isnan(low[:, 0]).any()
