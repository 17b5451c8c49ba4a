"""Generalised least squares where every run has a level and a slope of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

_STEPS = 6
_LEAST_VARIANCE = 1e-6


@dataclass(frozen=True)
class Variances:
    """What chance adds, as variances.

    Attributes:
        level: of the runs' levels.
        slope: of the runs' slopes, in a unit of time.
        noise: of rows, by their source: shape (sources,).
    """

    level: float
    slope: float
    noise: Floats


@dataclass(frozen=True)
class Rows:
    """What is fitted. All arrays have one entry a row.

    Attributes:
        outcome: what is explained.
        design: columns that explain it: shape (rows, columns).
        run: code of the run, from 0 without gaps.
        time: when, for the slope of the run; 0 where levels are told.
        source: code of where the row is from; each has a noise of its own.
    """

    outcome: Floats
    design: Floats
    run: Codes
    time: Floats
    source: Codes


@dataclass(frozen=True)
class RunFit:
    """Coefficients, and what is known of each run.

    Attributes:
        coefficients: of the columns.
        level: of each run, as far as it is known.
        slope: of each run, as far as it is known.
        variances: as estimated.
    """

    coefficients: Floats
    level: Floats
    slope: Floats
    variances: Variances


def fit_runs(rows: Rows, start: Variances) -> RunFit:
    """Fit columns, with a random level and a random slope for each run (Laird and Ware 1982).

    Variances are estimated by the EM algorithm, a few steps of it from `start`: whoever fits
    again with what comes out goes on from there.

    Args:
        rows: what is fitted.
        start: variances to begin with.
    """
    variances = start
    for _ in range(_STEPS):
        parts = _Parts.of(rows, variances)
        matrix, vector = parts.normal(slice(None))
        coefficients = inverse(matrix) @ vector
        rest = rows.outcome - _apply(rows.design, coefficients)
        known = np.einsum("jab,jb->ja", parts.spread, parts.sums(rest[:, None])[:, :, 0])
        noise = rest - known[rows.run, 0] - known[rows.run, 1] * rows.time
        spread = parts.spread[rows.run]
        unsure = spread[:, 0, 0] + 2 * rows.time * spread[:, 0, 1] + rows.time**2 * spread[:, 1, 1]
        counts = np.bincount(rows.source, minlength=len(variances.noise))
        squares = np.bincount(rows.source, noise**2 + unsure, len(variances.noise))
        moments = np.mean(known**2 + parts.spread[:, (0, 1), (0, 1)], axis=0)
        variances = Variances(
            level=max(_LEAST_VARIANCE, float(moments[0])),
            slope=max(_LEAST_VARIANCE, float(moments[1])),
            noise=np.where(counts > 0, squares / np.maximum(counts, 1), variances.noise),
        )
    return RunFit(coefficients, known[:, 0], known[:, 1], variances)


def jackknife(rows: Rows, fit: RunFit, groups: Codes) -> Floats:
    """Covariance of the coefficients from what leaving out each group changes.

    It holds with few groups and whatever connects the rows of one (CR3 of MacKinnon and White
    1985, for groups).

    Args:
        rows: what was fitted.
        fit: its result.
        groups: code of the group of each row; all rows of a run are in one group.
    """
    parts = _Parts.of(rows, fit.variances)
    matrix, vector = parts.normal(slice(None))
    whole = inverse(matrix) @ vector
    covariance = np.zeros_like(matrix)
    order = np.argsort(groups, kind="stable")
    for chosen in np.split(order, np.cumsum(np.bincount(groups))[:-1]):
        if not len(chosen):
            continue
        own_matrix, own_vector = parts.normal(chosen)
        # what one group alone carries cannot be told without it, and does not change then
        change = inverse(matrix - own_matrix) @ (
            vector - own_vector - (matrix - own_matrix) @ whole
        )
        covariance += np.outer(change, change)
    return covariance


def inverse(matrix: Floats) -> Floats:
    """Inverse of a symmetric matrix where it has one, 0 elsewhere."""
    scale = np.sqrt(np.maximum(np.diag(matrix), 1e-300))
    values, vectors = np.linalg.eigh(matrix / scale[:, None] / scale)
    is_known = values > 1e-9 * values.max()
    known = vectors[:, is_known] / scale[:, None]
    return np.asarray((known / values[is_known]) @ known.T, dtype=np.float64)


@dataclass(frozen=True)
class _Parts:
    """Sums over the rows of each run, by which the inverse of a run's covariance is applied.

    A run's covariance is R + Z D Z', with R the noise of its rows and D that of level and slope;
    its inverse is R⁻¹ - R⁻¹ Z (D⁻¹ + Z' R⁻¹ Z)⁻¹ Z' R⁻¹ (Woodbury), and the bracket, inverted, is
    what remains unsure of level and slope.
    """

    rows: Rows
    weight: Floats
    spread: Floats

    @classmethod
    def of(cls, rows: Rows, variances: Variances) -> _Parts:
        weight = 1 / variances.noise[rows.source]
        count = int(rows.run.max()) + 1
        moments = [np.bincount(rows.run, weight * rows.time**power, count) for power in range(3)]
        level = moments[0] + 1 / variances.level
        slope = moments[2] + 1 / variances.slope
        area = level * slope - moments[1] ** 2
        spread = np.array([[slope, -moments[1]], [-moments[1], level]]) / area
        return cls(rows, weight, np.moveaxis(spread, 2, 0))

    def sums(self, columns: Floats, chosen: slice | Codes = slice(None)) -> Floats:
        """Weighted sums over each run, of columns and of columns times time: (runs, 2, columns)."""
        run, time = self.rows.run[chosen], self.rows.time[chosen]
        weighted = self.weight[chosen][:, None] * columns
        first = int(run.min()) if len(run) else 0
        count = int(run.max()) - first + 1
        summed = [
            [np.bincount(run - first, column, count) for column in (part * weighted.T)]
            for part in (np.ones_like(time), time)
        ]
        return np.moveaxis(np.array(summed), 2, 0)

    def normal(self, chosen: slice | Codes) -> tuple[Floats, Floats]:
        """What rows add to the normal equations; whole runs only."""
        design, outcome = self.rows.design[chosen], self.rows.outcome[chosen]
        run = self.rows.run[chosen]
        both = np.column_stack([design, outcome])
        sums = self.sums(both, chosen)
        first = int(run.min())
        spread = self.spread[first : first + len(sums)]
        products = _products(both * self.weight[chosen][:, None], both)
        taken = np.einsum("jab,jbk->jak", spread, sums).reshape(-1, both.shape[1])
        products -= _products(sums.reshape(-1, both.shape[1]), taken)
        return products[:-1, :-1], products[:-1, -1]


# einsum and not @: for tall matrices the latter starts threads, which wait for each other on a
# busy machine
def _products(left: Floats, right: Floats) -> Floats:
    return np.asarray(np.einsum("ij,ik->jk", left, right), dtype=np.float64)


def _apply(matrix: Floats, vector: Floats) -> Floats:
    return np.asarray(np.einsum("ij,j->i", matrix, vector), dtype=np.float64)
