"""Whether what is predicted now still looks like what was learned from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

_BINS = 10
_FLOOR = 1e-4  # a share of none would make the index infinite


def stability_index(learned: pd.Series, current: pd.Series) -> float:
    """Population stability index between the values learned from and those of now.

    Σ (now - then) · ln(now / then) over the shares of bins: tenths of the values learned from for
    numbers, each value for words, and one bin for what is missing. 0 is the same distribution; by
    custom below 0.1 is little and above 0.25 is much.

    Formula: Siddiqi, Credit Risk Scorecards, 2006.

    Args:
        learned: values learned from.
        current: values of now.

    Returns:
        The index, 0 or more; NaN where either side is empty.
    """
    if not len(learned) or not len(current):
        return float("nan")
    then, now = _shares(learned, current)
    then, now = np.maximum(then, _FLOOR), np.maximum(now, _FLOOR)
    return float(np.sum((now - then) * np.log(now / then)))


def _shares(
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
    then, now = (side / side.sum() for side in sides)
    return then, now
