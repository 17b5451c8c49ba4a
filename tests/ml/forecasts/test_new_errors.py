"""Forecasts held against the weeks that came after the model learned."""

from __future__ import annotations

import numpy as np
import pytest

from reelhouse.ml.card import Estimate, Metric
from reelhouse.ml.forecasts.learning import Trial, settle, try_panel
from reelhouse.ml.forecasts.local import LAST_VALUE
from reelhouse.ml.forecasts.model import KindModel
from reelhouse.ml.forecasts.new_errors import Pairs, errors_of
from reelhouse.ml.new_errors import NewErrors, compare, difference, weighted_mean
from tests.ml.forecasts.panels import panel_of, steady

MASE = Metric("MASE category_week", higher_is_better=False)
KNOWN, LATER = 120, 26


@pytest.fixture(scope="module")
def series() -> np.ndarray:
    return steady(count=KNOWN + LATER, seed=4)


@pytest.fixture(scope="module")
def trial(series: np.ndarray) -> Trial:
    return try_panel(panel_of(series[:, :KNOWN]), seed=1, threads=1)


@pytest.fixture(scope="module")
def learned(trial: Trial) -> KindModel:
    return settle(trial, only_naive=False)


def held(series: np.ndarray, learned: KindModel) -> NewErrors:
    new = series.shape[1] - KNOWN
    nothing = NewErrors(MASE, Estimate(9.0), "weeks", new, 16)
    return errors_of(panel_of(series), learned, LAST_VALUE, nothing, draws=200, seed=1, threads=1)


def test_series_that_go_on_as_before_are_told_as_promised(
    series: np.ndarray, learned: KindModel
) -> None:
    new = held(series, learned)
    found = compare(new, draws=200, seed=1)

    assert found is not None
    assert not found.is_worse
    assert new.count == LATER
    # what is promised is the mean of all that was told of earlier weeks as far ahead
    assert new.promised.value == pytest.approx(np.nanmean(learned.errors, axis=0).mean(), rel=0.01)
    assert found.lead is not None
    assert found.lead.value > 0


def test_series_that_turn_wild_are_worse_with_figures(
    series: np.ndarray, learned: KindModel
) -> None:
    wild = series.copy()
    rng = np.random.default_rng(3)
    wild[:, KNOWN:] *= np.exp(rng.normal(0, 1.2, (len(wild), LATER)))

    found = compare(held(wild, learned), draws=200, seed=1)

    assert found is not None
    assert found.is_worse
    assert found.figure.value > 1.5 * (found.figure.value - found.worse_by.value)


def test_only_as_far_ahead_as_is_known_is_compared(series: np.ndarray, learned: KindModel) -> None:
    new = held(series[:, : KNOWN + 1], learned)

    # one week is known: one ahead from the last week learned from
    assert len(new.figures) == 1
    one_ahead = np.nanmean(learned.errors[:, 0])
    assert new.promised.value == pytest.approx(one_ahead)
    assert compare(new, draws=200, seed=1) is None


def test_a_series_that_was_not_learned_is_not_counted(series: np.ndarray, trial: Trial) -> None:
    learned = settle(trial, only_naive=True)
    more = np.vstack([series, series[:1] * np.exp(np.linspace(0, 5, series.shape[1]))])

    assert held(more, learned).figures == pytest.approx(held(series, learned).figures)


def test_forecasts_that_miss_alike_for_weeks_are_seldom_called_worse_by_chance() -> None:
    # errors by origin and horizon of forecasts of random walks, whose shocks are half common
    def missed(rng: np.random.Generator, weeks: int) -> np.ndarray:
        shocks = rng.normal(size=(4, weeks + 8)) + rng.normal(size=(1, weeks + 8))
        walk = np.cumsum(shocks, axis=1)
        ahead = [np.abs(walk[:, h : h + weeks] - walk[:, :weeks]).mean(axis=0) for h in range(1, 9)]
        return np.stack(ahead, axis=1)

    def told(errors: np.ndarray, in_blocks: bool) -> Estimate:
        pairs = Pairs.of(errors, np.isfinite(errors))
        groups = pairs.blocks if in_blocks else None
        return weighted_mean(pairs.values, pairs.weights, groups, draws=100, seed=1)

    rng = np.random.default_rng(2)
    alarms = {True: 0, False: 0}
    for _ in range(60):
        card, now = missed(rng, 26), missed(rng, 26)
        origin, horizon = np.indices(now.shape)
        now[origin + horizon >= 26] = np.nan  # not known yet
        for in_blocks in alarms:
            found = difference(told(now, in_blocks), told(card, in_blocks))
            alarms[in_blocks] += (found.low or 0) > 0

    # the worst case: series without a level to come back to
    assert alarms[True] <= 9
    assert alarms[False] >= 2 * alarms[True]
