"""A regression with fixed effects of groups, where low outcomes are only known to be low."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

Floats = NDArray[np.float64]

_TOLERANCE = 1e-8
_STEPS = 1000
_SMALLEST = 1e-9  # share of a regressor's variation that the others leave to it, at least


_LEAST_SPREAD = 1e-6  # where the regressors explain everything


class NotIdentified(ValueError):
    """The rows do not tell the coefficients."""


@dataclass(frozen=True, slots=True)
class CensoredFit:
    """What a regression found.

    Attributes:
        coefficients: one for each regressor, in units of the outcome.
        covariance: of the coefficients, robust to dependence within groups.
        residual_sd: standard deviation of what the regressors do not explain.
        group_count: groups that were used.
    """

    coefficients: Floats
    covariance: Floats
    residual_sd: float
    group_count: int


def fit_censored(
    outcome: Floats, is_below: NDArray[np.bool_], regressors: Floats, groups: NDArray[np.int64]
) -> CensoredFit:
    """Fit `outcome = regressors · coefficients + effect of the group + normal noise`.

    The Tobit model: where an outcome is not seen, it is known to lie below a limit, and the row
    counts with the probability of that (Tobin 1958, Econometrica 26). Fixed effects of groups
    leave the slopes of this model nearly unbiased, but the noise a little too small (Greene 2004,
    Econometric Reviews 23). Slopes and effects take Newton steps, the noise those of the EM
    algorithm. Standard errors are the sandwich over groups, with the noise taken as known.

    Args:
        outcome: n values; where `is_below`, the limit that the true value is below.
        is_below: n flags.
        regressors: n × k, without a constant; each has to vary within groups.
        groups: n group numbers from 0, every one of them with an outcome that is seen.

    Returns:
        The fit; coefficients in the order of the regressors.

    Raises:
        NotIdentified: a group has no outcome that is seen, fewer outcomes are seen than there are
            coefficients and groups, the regressors do not vary within groups independently of each
            other, or the steps do not end.
    """
    count = int(groups.max()) + 1
    if np.bincount(groups[~is_below], minlength=count).min() == 0:
        raise NotIdentified("a group has no outcome that is seen")
    if np.sum(~is_below) <= count + regressors.shape[1]:
        raise NotIdentified("too few outcomes are seen")
    within = _Within(groups, count)
    # least squares over what is seen, to begin with
    seen = np.where(is_below, 0.0, 1.0)
    step = _step(within, regressors, outcome * seen, seen)
    slopes, effects = step.slopes, step.effects
    rest = (outcome - _product(regressors, slopes) - effects[groups])[~is_below]
    spread = max(float(np.std(rest)), _LEAST_SPREAD)
    for _ in range(_STEPS):
        expected = _product(regressors, slopes) + effects[groups]
        residual, weight, variance = _expectations(outcome - expected, is_below, spread)
        step = _step(within, regressors, residual, weight)
        slopes, effects = slopes + step.slopes, effects + step.effects
        earlier = spread
        spread = max(float(np.sqrt((np.sum(residual**2) + variance) / len(outcome))), _LEAST_SPREAD)
        if max(np.abs(step.slopes).max(), abs(spread - earlier)) < _TOLERANCE:
            break
    else:
        raise NotIdentified("the estimate does not settle")
    scores = within.sums(step.varied * residual[:, None])
    bread = np.linalg.inv(step.information)
    correction = count / max(count - 1, 1)
    covariance = correction * bread @ (scores.T @ scores) @ bread
    return CensoredFit(slopes, covariance, spread, count)


@dataclass(frozen=True, slots=True)
class _Within:
    """Sums and weighted means by group."""

    groups: NDArray[np.int64]
    count: int

    def sums(self, columns: Floats) -> Floats:
        return np.stack(
            [np.bincount(self.groups, column, self.count) for column in columns.T], axis=1
        )

    def demeaned(self, columns: Floats, weight: Floats) -> Floats:
        total = np.bincount(self.groups, weight, self.count)
        means = self.sums(columns * weight[:, None]) / total[:, None]
        return np.asarray(columns - means[self.groups])

    def mean_step(self, residual: Floats, moved: Floats, weight: Floats) -> Floats:
        """What the effects of groups move by when the slopes have moved the expectation."""
        rest = np.bincount(self.groups, residual - weight * moved, self.count)
        return np.asarray(rest / np.bincount(self.groups, weight, self.count))


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of Newton: what slopes and effects move by, and what it was computed from."""

    slopes: Floats
    effects: Floats
    varied: Floats
    information: Floats


def _step(within: _Within, regressors: Floats, residual: Floats, weight: Floats) -> _Step:
    varied = within.demeaned(regressors, weight)
    information = _product(varied.T, varied * weight[:, None])
    if _is_singular(information, regressors):
        raise NotIdentified("the regressors do not vary independently within groups")
    slopes = np.asarray(np.linalg.solve(information, _product(varied.T, residual)), np.float64)
    effects = within.mean_step(residual, _product(regressors, slopes), weight)
    return _Step(slopes, effects, varied, information)


def _product(left: Floats, right: Floats) -> Floats:
    """The matrix product on one thread; those of BLAS wait for each other where others compute."""
    return np.asarray(np.einsum("ij,j...->i...", left, right))


def _is_singular(information: Floats, regressors: Floats) -> bool:
    """Whether a regressor does not vary within groups, or is made of others, in whatever units."""
    scale = np.sqrt(np.diag(information))
    if np.any(scale <= _SMALLEST * np.linalg.norm(regressors, axis=0)):
        return True
    return bool(np.linalg.eigvalsh(information / np.outer(scale, scale))[0] < _SMALLEST)


def _expectations(
    distance: Floats, is_below: NDArray[np.bool_], spread: float
) -> tuple[Floats, Floats, float]:
    """Expected residuals, the curvature of each row's likelihood, and variance that is not seen.

    Args:
        distance: outcome or limit minus its expectation.
        is_below: rows of which only the limit is known.
        spread: standard deviation of the noise.
    """
    limit = distance[is_below] / spread
    # density over distribution function, by logarithms: both vanish far below
    hazard = np.exp(-0.5 * limit**2 - 0.5 * np.log(2 * np.pi) - log_ndtr(limit))
    residual = np.array(distance, dtype=np.float64)
    weight = np.ones(len(distance))
    residual[is_below] = -spread * hazard
    weight[is_below] = hazard * (limit + hazard)
    return residual, weight, float(spread**2 * np.sum(1 - weight[is_below]))
