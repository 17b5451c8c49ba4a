"""Whether what is predicted now still looks like what was learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

_BINS = 10
_FLOOR = 0.5  # cases that an empty bin counts as: none at all would make the index infinite
_ALMOST_NEVER = 0.001  # a model has dozens of features, and every build compares them all
_MOST_TIMES = 12


@dataclass(frozen=True, slots=True)
class Shift:
    """How far the values of a feature are from others.

    Attributes:
        index: `stability_index`.
        chance: the index that two samples of the same distribution, of these sizes, exceed once in
            a thousand times; NaN where either is empty.
    """

    index: float
    chance: float

    def is_far(self, alarm: float, usual: float = 0.0) -> bool:
        """Whether it is more than chance, and by the alarm more than is usual."""
        return self.index > max(alarm, self.chance) + usual


def shift(learned: pd.Series, current: pd.Series) -> Shift:
    """How far the values of now are from others, and how far chance alone goes.

    Between samples of n and m cases of one distribution the index is about (1/n + 1/m) times a
    chi-square of one degree less than there are bins.

    Formula: Yurdakul and Naranjo, Journal of Risk Model Validation 14 (2020).
    """
    from scipy.special import chdtri

    if not len(learned) or not len(current):
        return Shift(float("nan"), float("nan"))
    then, now = _counts(learned, current)
    chi_square = float(chdtri(max(len(then) - 1, 1), _ALMOST_NEVER))
    chance = (1 / len(learned) + 1 / len(current)) * chi_square
    return Shift(_index(then, now), chance)


def usual_shifts(times: Sequence[pd.DataFrame], learned: pd.DataFrame) -> dict[str, float]:
    """How far single times that were learned from were from all of them, by feature.

    What holds for all cases of a time alike, such as how long ago a price rose, is never
    distributed as over all times: only what is farther than any of those is new.

    Args:
        times: features of the cases of each, two times or more; of fewer nothing is usual.
        learned: those that drift is measured against.
    """
    if len(times) < 2:
        return {}
    return {
        str(name): max(stability_index(learned[name], time[name]) for time in times)
        for name in learned.columns
    }


def latest_times(cases: pd.DataFrame, size: int) -> list[pd.DataFrame]:
    """Cases in windows of a size, from the newest back, each half a window before the last.

    Args:
        cases: in order of time.
        size: cases of a window, as many as are asked about at a time.
    """
    step = max(size // 2, 1)
    ends = range(len(cases), max(size, 1) - 1, -step)[:_MOST_TIMES] if size else ()
    return [cases.iloc[end - size : end] for end in ends]


def stability_index(learned: pd.Series, current: pd.Series) -> float:
    """Population stability index between the values learned from and those of now.

    Σ (now - then) · ln(now / then) over the shares of bins: tenths of the values learned from for
    numbers, each value for words, and one bin for what is missing. A bin that is empty on one side
    counts as half a case there. 0 is the same distribution; by custom below 0.1 is little and above
    0.25 is much.

    Formula: Siddiqi, Credit Risk Scorecards, 2006.

    Args:
        learned: values learned from.
        current: values of now.

    Returns:
        The index, 0 or more; NaN where either side is empty.
    """
    if not len(learned) or not len(current):
        return float("nan")
    return _index(*_counts(learned, current))


def _index(then: NDArray[np.float64], now: NDArray[np.float64]) -> float:
    then, now = (np.maximum(side, _FLOOR) / side.sum() for side in (then, now))
    return float(np.sum((now - then) * np.log(now / then)))


def _counts(
    learned: pd.Series, current: pd.Series
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    from pandas.api.types import is_numeric_dtype

    if is_numeric_dtype(learned) and is_numeric_dtype(current):
        known = learned.dropna().to_numpy(float)
        tenths = np.arange(1, _BINS) / _BINS
        inner = np.unique(np.quantile(known, tenths)) if len(known) else np.empty(0)
        sides = [
            np.append(
                np.bincount(
                    np.searchsorted(inner, side.dropna().to_numpy(float)), minlength=len(inner) + 1
                ),
                side.isna().sum(),
            )
            for side in (learned, current)
        ]
    else:
        words = [side.astype("string").fillna("") for side in (learned, current)]
        values = sorted(set(words[0]) | set(words[1]))
        sides = [side.value_counts().reindex(values, fill_value=0).to_numpy() for side in words]
    then, now = (np.asarray(side, dtype=np.float64) for side in sides)
    return then[(then > 0) | (now > 0)], now[(then > 0) | (now > 0)]
