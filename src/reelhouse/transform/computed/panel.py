"""Regression on a panel: what moves an outcome, with what units and periods share held fixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from reelhouse.transform.computed.cluster_errors import cluster_errors

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

_PRECISION = 1e-10
_MOST_SWEEPS = 1_000


@dataclass(frozen=True)
class PanelFit:
    """What a panel regression found.

    Attributes:
        effects: of each regressor, in units of the outcome; not a number where it does not move
            apart from the others within units and periods.
        standard_errors: of the effects, of the same shape; not a number as well where one cluster
            alone tells the effect.
        freedom: degrees of freedom of the standard errors: how many clusters an effect rests on,
            less one, each counted by what it tells.
        lower: ends of the 95 % intervals.
        upper: ends of the 95 % intervals.
        rows: that were used; those alone in their unit or period tell nothing.
        clusters: within which errors may hang together.
    """

    effects: Floats
    standard_errors: Floats
    freedom: Floats
    lower: Floats
    upper: Floats
    rows: int
    clusters: int


def fit_panel(
    outcome: Floats, regressors: Floats, fixed: Sequence[Codes], clusters: Codes
) -> PanelFit:
    """Least squares with fixed effects and standard errors by cluster.

    Fixed effects are taken out by means within groups, by turns until nothing changes (the
    Frisch-Waugh-Lovell theorem; Guimaraes and Portugal 2010). For errors and intervals see
    `cluster_errors`: they hold where an effect rests on few of many clusters.

    Args:
        outcome: shape (n,).
        regressors: shape (n, k).
        fixed: group of each row for each fixed effect, shape (n,) each.
        clusters: cluster of each row, shape (n,).

    Raises:
        ValueError: a value is not finite.
    """
    if not (np.isfinite(outcome).all() and np.isfinite(regressors).all()):
        raise ValueError("a panel regression needs numbers in every row")
    kept = _told_apart(fixed)
    groups = [np.unique(codes[kept], return_inverse=True)[1] for codes in fixed]
    cluster = np.unique(clusters[kept], return_inverse=True)[1]
    n, k, count = int(kept.sum()), regressors.shape[1], int(cluster.max(initial=-1)) + 1
    data = within(np.column_stack([outcome[kept], regressors[kept]]), groups)
    y, x = data[:, 0], data[:, 1:]
    spread = np.sqrt((regressors[kept] ** 2).sum(axis=0)) if n else np.zeros(k)
    moves = _independent(x, spread)
    effects, errors, freedom = (np.full(k, np.nan) for _ in range(3))
    free = n - int(moves.sum()) - sum(int(g.max(initial=-1)) + 1 for g in groups)
    if moves.any() and count > 1 and free > 0:
        x = x[:, moves]
        effects[moves] = np.linalg.solve(x.T @ x, x.T @ y)
        errors[moves], freedom[moves] = cluster_errors(x, y - x @ effects[moves], groups, cluster)
    reach = errors * stats.t.ppf(0.975, freedom)
    return PanelFit(effects, errors, freedom, effects - reach, effects + reach, n, count)


def within(data: Floats, groups: Sequence[Codes]) -> Floats:
    """Data without what is constant within groups.

    Args:
        data: shape (n, k).
        groups: group of each row, from 0 without gaps, for each kind of group; shape (n,) each.

    Returns:
        Shape (n, k); the mean within every group is 0.
    """
    rest = data.astype(np.float64, copy=True)
    scale = np.abs(rest).max(initial=1.0)
    for _ in range(_MOST_SWEEPS):
        moved = 0.0
        for codes in groups:
            sizes = np.bincount(codes)
            for column in range(rest.shape[1]):
                means = np.bincount(codes, rest[:, column]) / sizes
                rest[:, column] -= means[codes]
                moved = max(moved, float(np.abs(means).max(initial=0.0)))
        if moved <= _PRECISION * scale:
            break
    return rest


def _told_apart(fixed: Sequence[Codes]) -> NDArray[np.bool_]:
    """Rows that are not alone in any of their groups, which alone would fit them without error."""
    kept = np.ones(len(fixed[0]), dtype=bool)
    while True:
        before = int(kept.sum())
        for codes in fixed:
            _, place, sizes = np.unique(codes[kept], return_inverse=True, return_counts=True)
            kept[np.flatnonzero(kept)[sizes[place] < 2]] = False
        if int(kept.sum()) == before:
            return kept


def _independent(x: Floats, spread: Floats) -> NDArray[np.bool_]:
    """Which columns are left that are no combination of those before them."""
    chosen = np.zeros(x.shape[1], dtype=bool)
    for column in range(x.shape[1]):
        others = x[:, chosen]
        own = x[:, column]
        if others.shape[1]:
            own = own - others @ np.linalg.lstsq(others, own, rcond=None)[0]
        chosen[column] = bool(np.linalg.norm(own) > 1e-6 * max(float(spread[column]), 1e-300))
    return chosen
