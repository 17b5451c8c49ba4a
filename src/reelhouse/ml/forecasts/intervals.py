"""Intervals from how far forecasts were off before, without assuming how errors are spread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST_MISSES = 20
"""Misses without which no 80 % interval is told; 40 for one of 95 %."""
_SHARED = 5.0  # the misses of all series count as much as so many of a series' own


@dataclass(frozen=True, slots=True)
class Spread:
    """How far outcomes were from forecasts, in logarithms.

    Attributes:
        widths: of each series: how far it is usually off one period ahead.
        floors: of each series: what is added before logarithms.
        misses: for each horizon the sorted misses of all series, each by its series' width.
    """

    widths: Floats
    floors: Floats
    misses: tuple[Floats, ...]

    def bounds(self, values: Floats, level: float) -> tuple[Floats, Floats]:
        """Lower and upper bounds of forecasts.

        Args:
            values: series × horizon.
            level: share of outcomes that they shall hold, 0 to 1.

        Returns:
            Two arrays of the same shape; NaN where too few misses were seen.
        """
        low, high = np.full(values.shape, np.nan), np.full(values.shape, np.nan)
        logs = np.log(np.maximum(values + self.floors[:, None], 1e-9))
        for step, misses in enumerate(self.misses):
            down, up = conformal_bounds(misses, level)
            low[:, step] = np.exp(logs[:, step] + down * self.widths) - self.floors
            high[:, step] = np.exp(logs[:, step] + up * self.widths) - self.floors
        return np.maximum(low, 0.0), np.maximum(high, 0.0)


def measure_spread(missed: Floats, floors: Floats) -> Spread:
    """Measure misses of forecasts.

    Series of a kind share the shape of their misses and differ in width: the misses of each are
    divided by its own width, a mean absolute miss shrunk towards that of all series, and pooled.

    Args:
        missed: logarithm of outcome by forecast, series × origins × horizon; NaN where unknown.
        floors: of each series.
    """
    near = np.abs(missed[:, :, 0])
    counts = np.sum(~np.isnan(near), axis=1)
    total = np.nansum(near)
    shared = total / max(int(counts.sum()), 1)
    widths = (np.nansum(near, axis=1) + _SHARED * shared) / (counts + _SHARED)
    widths = np.maximum(widths, 1e-6)
    relative = missed / widths[:, None, None]
    flat = [relative[:, :, step].ravel() for step in range(missed.shape[2])]
    return Spread(widths, floors, tuple(np.sort(each[~np.isnan(each)]) for each in flat))


def conformal_bounds(misses: Floats, level: float) -> tuple[float, float]:
    """What a miss lies between with a probability of `level`, given earlier ones.

    The ⌈(n + 1)(1 + level) / 2⌉-th of n sorted misses and its mirror, so that the next one lies
    between both with at least the probability, if misses come in any order equally likely. Those
    of a series over time do not quite, so that coverage has to be measured.

    Formula: split conformal prediction, Lei et al., JASA 113 (2018), a quantile for each side.

    Args:
        misses: sorted.
        level: 0 to 1.

    Returns:
        Low and high; NaN where there are fewer than 20 misses, or too few for the level.
    """
    count = len(misses)
    rank = int(np.ceil((count + 1) * (1 + level) / 2))
    if count < LEAST_MISSES or rank > count:
        return float("nan"), float("nan")
    return float(misses[count - rank]), float(misses[rank - 1])
