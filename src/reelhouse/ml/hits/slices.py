"""Which years are learned from, calibrated on and tested on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHARE = 0.2
_LEAST_SLICE = 100


@dataclass(frozen=True, slots=True)
class Slices:
    """Rows by time: learned from, calibrated on, tested on. No year is in two of them."""

    train: NDArray[np.int64]
    calibrate: NDArray[np.int64]
    test: NDArray[np.int64]


def split(years: NDArray[np.int64], test_from: int | None = None) -> Slices:
    """Whole years from the end: a fifth to test on, of the rest a fifth to calibrate on.

    Args:
        years: of release, ascending.
        test_from: first year of the test.
    """
    first_test = test_from or _first_year(years, SHARE)
    before = years[years < first_test]
    first_calibrated = _first_year(before, SHARE) if len(before) else first_test
    return Slices(
        np.flatnonzero(years < first_calibrated),
        np.flatnonzero((years >= first_calibrated) & (years < first_test)),
        np.flatnonzero(years >= first_test),
    )


def _first_year(years: NDArray[np.int64], share: float) -> int:
    """The latest year from which on there are enough titles."""
    wanted = min(max(int(len(years) * share), _LEAST_SLICE), len(years))
    return int(years[len(years) - wanted])
