"""Estimates of many segments at once, each drawn to what is usual by how little is known of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_GRID = 200


@dataclass(frozen=True, slots=True)
class Posterior:
    """Normal estimates.

    Attributes:
        mean: of each.
        deviation: standard deviation of each.
    """

    mean: Floats
    deviation: Floats

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Central interval of each."""
        from scipy.stats import norm

        reach = norm.ppf(0.5 + level / 2) * self.deviation
        return self.mean - reach, self.mean + reach

    @property
    def positive(self) -> Floats:
        """Probability of each to be above 0."""
        from scipy.stats import norm

        spread = np.maximum(self.deviation, 1e-12)
        return np.asarray(norm.cdf(self.mean / spread))


def spread_between(values: Floats, errors: Floats, centre: Floats | float = 0.0) -> float:
    """Variance of what is true around the centre, beyond the errors of the estimates.

    The posterior mean with a flat prior on the standard deviation: never 0, so that estimates that
    happen to agree are not taken for equal.

    Formula: Gelman, Prior distributions for variance parameters in hierarchical models, Bayesian
    Analysis 1 (2006), on a grid.

    Args:
        values: estimates; those that are not known are NaN.
        errors: their standard errors.
        centre: what is usual.
    """
    known = np.isfinite(values) & np.isfinite(errors)
    if known.sum() < 2:
        return 0.0
    middle = np.broadcast_to(np.asarray(centre, float), values.shape)[known]
    squares, noise = (values[known] - middle) ** 2, np.maximum(errors[known], 1e-9) ** 2
    grid = np.linspace(0, 3 * np.sqrt(squares.mean()) + 1e-9, _GRID)[:, None] ** 2
    fit = -0.5 * (np.log(grid + noise) + squares / (grid + noise)).sum(axis=1)
    weight = np.exp(fit - fit.max())
    return float((weight * grid[:, 0]).sum() / weight.sum())


def shrink(
    values: Floats, errors: Floats, variance: float, centre: Floats | float = 0.0
) -> Posterior:
    """Draw estimates to a centre, more so the less sure they are.

    Args:
        values: estimates.
        errors: their standard errors.
        variance: of what is true around the centre; see `spread_between`.
        centre: what is usual.

    Formula: empirical Bayes; Efron and Morris, JASA 70 (1975).
    """
    middle = np.broadcast_to(np.asarray(centre, float), values.shape)
    known = np.isfinite(values) & np.isfinite(errors)
    weight = np.where(known, variance / np.maximum(variance + errors**2, 1e-12), 0.0)
    mean = middle + weight * np.where(known, values - middle, 0.0)
    return Posterior(np.asarray(mean), np.sqrt((1 - weight) * variance + 1e-12))
