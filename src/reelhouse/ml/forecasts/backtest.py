"""How candidates did at past origins, and which of them each series would have been given."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.forecasts.intervals import Spread, measure_spread
from reelhouse.ml.forecasts.local import (
    LAST_VALUE,
    LOCAL,
    MEAN,
    NAIVE,
    SEASONAL,
    STATISTICAL,
    local_forecasts,
)
from reelhouse.ml.forecasts.panel import Panel
from reelhouse.ml.forecasts.pooled import POOLED, pooled_forecasts

Floats = NDArray[np.float64]

MEDIAN = "median of models"
"""Of the statistical and the pooled ones."""
BLEND = "mean of pooled models"
"""Geometric mean of the regression and LightGBM."""
NAMES = (LAST_VALUE, SEASONAL, MEAN, *STATISTICAL, *POOLED, MEDIAN, BLEND)
"""Candidates that compete without being asked for; Prophet is one on request."""
CHOSEN = "chosen per series"

_SHARED_ORIGINS = 26
"""A candidate's error over all series weighs as much as so many origins of a series' own."""
_LEAST_ORIGINS = 3


@dataclass(frozen=True)
class Backtest:
    """Forecasts at past origins beside what came.

    Attributes:
        panel: the series.
        origins: how many periods were known at each, ascending.
        forecasts: by candidate, series × origins × horizon; NaN where it had no answer.
        actual: what came, of the same shape; NaN where it is not known yet.
        scale: of each series: mean absolute change from period to period before the first origin,
            in units of the measure. Errors divided by it are MASE's.
    """

    panel: Panel
    origins: tuple[int, ...]
    forecasts: dict[str, Floats]
    actual: Floats
    scale: Floats

    def scaled_errors(self, name: str) -> Floats:
        """Absolute errors of a candidate in units of the series' scale."""
        return np.asarray(np.abs(self.forecasts[name] - self.actual) / self.scale[:, None, None])

    def mase(self, name: str, first: int = 0) -> Floats:
        """Mean absolute scaled error of each series, over origins from `first` on.

        Every horizon weighs the same. Formula: Hyndman and Koehler, Int. J. Forecasting 22 (2006),
        with the one-step naive forecast before the first origin as the scale; NaN where nothing
        can be compared.
        """
        return _mean_over_horizons(self.scaled_errors(name)[:, first:])


@dataclass(frozen=True)
class Rolling:
    """What would have been told at each origin, with what was known there.

    Attributes:
        chosen: series × origins: the candidate; empty before there was anything to choose by.
        values: series × origins × horizon.
        bounds: by level, low and high, each of the shape of values; NaN before enough was known.
    """

    chosen: NDArray[np.str_]
    values: Floats
    bounds: dict[float, tuple[Floats, Floats]]


LEVELS = (0.8, 0.95)


def past_origins(panel: Panel) -> tuple[int, ...]:
    """The origins that a kind's series are tried at: the latest ones with an outcome."""
    last = panel.values.shape[1] - 1
    first = max(panel.kind.least_train, last - panel.kind.origins + 1)
    return tuple(range(first, last + 1))


def run_backtest(
    panel: Panel, origins: Sequence[int], *, seed: int, threads: int,
    names: Collection[str] | None = None,
) -> Backtest:  # fmt: skip
    """Let candidates forecast from every origin.

    Args:
        panel: series, at least one.
        origins: how many periods are known, ascending.
        seed: of what draws.
        threads: that a model may take.
        names: candidates; all but Prophet by default.
    """
    forecasts = forecast_all(panel, origins, seed=seed, threads=threads, names=names)
    actual = known_outcomes(panel, origins)
    before = panel.values[:, : origins[0]]
    steps = np.abs(np.diff(before, axis=1))
    usable = np.sum(~np.isnan(steps), axis=1) >= 4
    scale = np.full(len(panel.keys), np.nan)
    scale[usable] = np.nanmean(steps[usable], axis=1)
    scale[scale <= 0] = np.nan
    return Backtest(panel, tuple(origins), forecasts, actual, scale)


def known_outcomes(panel: Panel, origins: Sequence[int]) -> Floats:
    """What came after each origin, series × origins × horizon; NaN where it is not known yet."""
    horizon, length = panel.kind.horizon, panel.values.shape[1]
    actual = np.full((len(panel.keys), len(origins), horizon), np.nan)
    for number, origin in enumerate(origins):
        known = min(horizon, length - origin)
        actual[:, number, :known] = panel.values[:, origin : origin + known]
    return actual


def forecast_all(
    panel: Panel, origins: Sequence[int], *, seed: int, threads: int,
    names: Collection[str] | None = None,
) -> dict[str, Floats]:  # fmt: skip
    """Candidates at some origins, combined ones among them.

    Args:
        panel: series.
        origins: how many periods are known, ascending.
        seed: of what draws.
        threads: that a model may take.
        names: those that are needed; all but Prophet by default.
    """
    wanted = set(NAMES if names is None else names)
    if MEDIAN in wanted:
        wanted |= {*STATISTICAL, *POOLED}
    if BLEND in wanted:
        wanted |= set(POOLED)
    found = local_forecasts(panel, origins, [name for name in LOCAL if name in wanted])
    pooled = [name for name in POOLED if name in wanted]
    found |= pooled_forecasts(panel, origins, seed=seed, threads=threads, names=pooled)
    if MEDIAN in wanted:
        found[MEDIAN] = _median([found[name] for name in (*STATISTICAL, *POOLED)])
    if BLEND in wanted:
        found[BLEND] = np.sqrt(found[POOLED[0]] * found[POOLED[1]])
    return found


def _median(parts: list[Floats]) -> Floats:
    stacked = np.stack(parts)
    there = ~np.isnan(stacked).all(axis=0)
    middle = np.full(stacked.shape[1:], np.nan)
    middle[there] = np.nanmedian(stacked[:, there], axis=0)
    return middle


def choose(
    backtest: Backtest, upto: int | None = None, names: Sequence[str] | None = None
) -> tuple[str, ...]:
    """The candidate that each series is given, by what was known after some periods.

    A series' own errors decide together with those over all series of the kind, which count as
    much as 26 origins: with a year of origins, the own ones lead. A model that was not better than
    a naive rule on the series itself is not taken.

    Args:
        backtest: how candidates did.
        upto: periods known; all by default. Errors of later periods are not looked at.
        names: candidates to choose among; all by default.

    Returns:
        A name for each series; the last value where nothing could be compared yet.
    """
    among = list(names or backtest.forecasts)
    among.sort(key=lambda name: name not in NAIVE)
    scores = np.full((len(among), len(backtest.panel.keys)), np.inf)
    naive = np.full(len(backtest.panel.keys), np.inf)
    seen = _is_known(backtest, upto)
    counts = np.sum(seen[:, 0])
    for place, name in enumerate(among):
        errors = np.where(seen[None], backtest.scaled_errors(name), np.nan)
        if _is_partial(errors, backtest, seen):
            continue
        own = _mean_over_horizons(errors)
        shared = np.nanmean(own) if np.any(~np.isnan(own)) else np.inf
        own = np.where(np.isnan(own), shared, own)
        if name in NAIVE:
            naive = np.minimum(naive, own)
        weight = counts / (counts + _SHARED_ORIGINS)
        if np.isfinite(shared):
            scores[place] = weight * own + (1 - weight) * shared
            if name not in NAIVE:
                scores[place, own >= naive] = np.inf
    if counts < _LEAST_ORIGINS:
        return tuple([among[0]] * len(backtest.panel.keys))
    return tuple(among[place] for place in np.argmin(scores, axis=0))


def _is_known(backtest: Backtest, upto: int | None) -> NDArray[np.bool_]:
    ends = np.array(backtest.origins)[:, None] + np.arange(1, backtest.panel.kind.horizon + 1)
    return ends <= (backtest.panel.values.shape[1] if upto is None else upto)


def _is_partial(errors: Floats, backtest: Backtest, seen: NDArray[np.bool_]) -> bool:
    """Whether a candidate had no answer for much of what others answered."""
    wanted = seen[None] & ~np.isnan(backtest.actual) & ~np.isnan(backtest.scale)[:, None, None]
    answered = int(np.sum(~np.isnan(errors)))
    return answered < 0.95 * int(wanted.sum())


def mean_over_series(errors: Floats) -> Floats:
    """Mean over series of errors by series, origin and horizon; NaN where none has one."""
    counts = np.sum(~np.isnan(errors), axis=0)
    return np.where(counts > 0, np.nansum(errors, axis=0) / np.maximum(counts, 1), np.nan)


def _mean_over_horizons(errors: Floats) -> Floats:
    """Mean over origins of each horizon, then over the horizons that have any."""
    counts = np.sum(~np.isnan(errors), axis=1)
    sums = np.nansum(errors, axis=1)
    by_horizon = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    there = ~np.isnan(by_horizon)
    total = np.where(there, by_horizon, 0.0).sum(axis=1)
    return np.where(there.any(axis=1), total / np.maximum(there.sum(axis=1), 1), np.nan)


def roll(backtest: Backtest, names: Sequence[str] | None = None) -> Rolling:
    """Go through the origins as they came, choosing and measuring with what was known at each.

    Args:
        backtest: how candidates did.
        names: candidates to choose among; all by default.
    """
    shape = backtest.actual.shape
    values = np.full(shape, np.nan)
    chosen = np.full(shape[:2], "", dtype=object)
    bounds = {level: (np.full(shape, np.nan), np.full(shape, np.nan)) for level in LEVELS}
    for number, origin in enumerate(backtest.origins):
        picked = choose(backtest, origin, names)
        chosen[:, number] = picked
        told = picks(backtest, picked)[:, number]
        values[:, number] = told
        spread = spread_of(backtest, picked, origin)
        for level, (low, high) in bounds.items():
            low[:, number], high[:, number] = spread.bounds(told, level)
    return Rolling(chosen.astype(str), values, bounds)


def picks(backtest: Backtest, picked: Sequence[str]) -> Floats:
    """Forecasts of the candidate that each series is given, at all origins."""
    return np.stack([backtest.forecasts[name][place] for place, name in enumerate(picked)])


def spread_of(backtest: Backtest, picked: Sequence[str], upto: int | None = None) -> Spread:
    """How far outcomes were from the forecasts chosen, as known after some periods."""
    floors = backtest.panel.floors[:, None, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        missed = np.log(backtest.actual + floors) - np.log(picks(backtest, picked) + floors)
    missed = np.where(_is_known(backtest, upto)[None] & np.isfinite(missed), missed, np.nan)
    return measure_spread(missed, backtest.panel.floors)
