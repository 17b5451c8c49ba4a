"""What may be true of several things in one measure, drawn together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Figure = tuple[float, float, float]
"""A value with the bounds of its 95 % interval."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One measure of several things; more is ahead.

    Attributes:
        name: of the measure.
        unit: of the values.
        says: what it is.
        names: of the things.
        value: of each; NaN where it is not known.
        drawn: draws by things; draws of one row belong together.
    """

    name: str
    unit: str
    says: str
    names: tuple[str, ...]
    value: Floats
    drawn: Floats

    def figure(self, name: str) -> Figure | None:
        """Value and interval of one; None where it is not known."""
        if name not in self.names:
            return None
        place = self.names.index(name)
        value, drawn = float(self.value[place]), self.drawn[:, place]
        if not np.isfinite(value) or not np.isfinite(drawn).all():
            return None
        low, high = np.percentile(drawn, [2.5, 97.5])
        return value, float(low), float(high)

    def ahead(self, a: str, b: str) -> float:
        """Probability that one is ahead of another; draws that tie count half."""
        first, second = (self.drawn[:, self.names.index(name)] for name in (a, b))
        return float(((first > second) + 0.5 * (first == second)).mean())


def normal_sample(
    name: str, unit: str, says: str, names: tuple[str, ...], value: Floats, error: Floats, *,
    draws: int, seed: int,
) -> Sample:  # fmt: skip
    """A measure whose errors are normal and independent; NaN where value or error is."""
    rng = np.random.default_rng(seed)
    drawn = value + error * rng.standard_normal((draws, len(value)))
    return Sample(name, unit, says, names, np.where(np.isfinite(error), value, np.nan), drawn)


def weighted_mean_sample(
    name: str, unit: str, says: str, names: tuple[str, ...], values: Floats, weights: Floats, *,
    least: int, draws: int, seed: int,
) -> Sample:  # fmt: skip
    """Means of one value a case, weighted by what belongs to each thing, over cases drawn anew.

    The Bayesian bootstrap (Rubin, Annals of Statistics 9, 1981): cases are weighed by exponential
    draws, the same for all things, so that what two share counts for both at once.

    Args:
        name: of the measure.
        unit: of the values.
        says: what it is.
        names: of the things.
        values: of each case.
        weights: cases by things.
        least: cases that a thing must have to be told.
        draws: samples.
        seed: of the draws.
    """
    rng = np.random.default_rng(seed)
    total = weights.sum(axis=0)
    enough = (weights > 0).sum(axis=0) >= least
    drawn_weights = rng.exponential(size=(draws, len(values)))
    below = drawn_weights @ weights
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(enough, values @ weights / total, np.nan)
        drawn = np.where(enough, (drawn_weights * values) @ weights / below, np.nan)
        # the bootstrap falls short where cases are few: their spread is around their own mean
        count = (weights > 0).sum(axis=0)
        drawn = value + (drawn - value) * np.sqrt((count + 1) / np.maximum(count - 1, 1))
    return Sample(name, unit, says, names, np.asarray(value), np.asarray(drawn))
