"""Estimates of many segments at once, each drawn to what is usual by how little is known of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


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

    Formula: DerSimonian and Laird, Controlled Clinical Trials 7 (1986), with a known centre.
    """
    known = np.isfinite(values) & np.isfinite(errors) & (errors > 0)
    if known.sum() < 2:
        return 0.0
    middle = np.broadcast_to(np.asarray(centre, float), values.shape)[known]
    weights = 1 / errors[known] ** 2
    excess = (weights * (values[known] - middle) ** 2).sum() - known.sum()
    return float(max(0.0, excess / weights.sum()))


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
