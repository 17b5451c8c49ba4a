"""Standard errors of a panel regression whose noise hangs together within clusters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

_NOTHING = 1e-8
_WHOLE = 0.99


def cluster_errors(
    x: Floats, residuals: Floats, groups: Sequence[Codes], clusters: Codes
) -> tuple[Floats, Floats]:
    """Standard errors of coefficients, and the degrees of freedom of each.

    Errors by cluster with the t distribution of as many degrees of freedom as there are clusters
    hold where all clusters tell about as much as each other. A coefficient that rests on a few of
    them is less sure than that. So residuals of a cluster are set right by what the fit took from
    them (CR2 of Bell and McCaffrey 2002), and the degrees of freedom are Satterthwaite's: those of
    the chi-squared distribution that has mean and variance of the squared error, were noise
    independent (Imbens and Kolesár 2016, "Robust Standard Errors in Small Samples"). Fixed
    effects count as the columns that they are (Pustejovsky and Tipton 2018).

    Args:
        x: regressors without what the groups explain, of full rank: shape (n, k).
        residuals: of the fit, shape (n,).
        groups: of each fixed effect, from 0 without gaps, shape (n,) each; at least one.
        clusters: of each row, from 0 without gaps, shape (n,).

    Returns:
        Standard errors and degrees of freedom, shape (k,) each; not a number where a cluster alone
        tells the coefficient, which no other bears out.
    """
    first, basis = groups[0], np.hstack([_other_groups(groups), _orthonormal(x)])
    sizes = np.bincount(first).astype(np.float64)
    pull = x @ np.linalg.inv(x.T @ x)
    members = np.split(np.argsort(clusters, kind="stable"), np.cumsum(np.bincount(clusters))[:-1])
    weights = np.zeros_like(pull)
    for rows in members:
        same = first[rows][:, None] == first[rows][None, :]
        left = np.eye(len(rows)) - same / sizes[first[rows]] - basis[rows] @ basis[rows].T
        weights[rows] = _inverse_root(left) @ pull[rows]
    scores = np.array([residuals[rows] @ weights[rows] for rows in members])
    errors = np.sqrt((scores**2).sum(axis=0))
    by_first = sparse.csr_matrix((1 / np.sqrt(sizes[first]), (np.arange(len(x)), first)))
    freedom = np.full(len(errors), np.nan)
    for place, (weight, own) in enumerate(zip(weights.T, pull.T, strict=True)):
        spread = sparse.csr_matrix((weight, (clusters, np.arange(len(weight)))))
        expected = _expected_products(spread, basis, by_first)
        # with independent noise the mean of the squared error is right, but for what is not seen
        if np.trace(expected) > _WHOLE * (own @ own):
            freedom[place] = np.trace(expected) ** 2 / (expected**2).sum()
    return np.where(np.isnan(freedom), np.nan, errors), freedom


def _expected_products(
    spread: sparse.csr_matrix, basis: Floats, by_first: sparse.csr_matrix
) -> Floats:
    """Expected products of the clusters' weighted sums of residuals, for noise of variance 1."""
    of_basis, of_first = spread @ basis, spread @ by_first
    own = (spread @ spread.T - of_first @ of_first.T).toarray()
    return np.asarray(own - of_basis @ of_basis.T, dtype=np.float64)


def _other_groups(groups: Sequence[Codes]) -> Floats:
    """Orthonormal columns that span all fixed effects but for what the first spans."""
    first, *others = groups
    columns = np.hstack([np.empty((len(first), 0))] + [np.eye(g.max() + 1)[g] for g in others])
    sums = np.zeros((int(first.max()) + 1, columns.shape[1]))
    np.add.at(sums, first, columns)
    return _orthonormal(columns - (sums / np.bincount(first)[:, None])[first])


def _orthonormal(columns: Floats) -> Floats:
    """Orthonormal columns that span the same."""
    size = np.sqrt((columns**2).sum(axis=0))
    columns = columns[:, size > _NOTHING] / size[size > _NOTHING]
    values, vectors = np.linalg.eigh(columns.T @ columns)
    is_there = values > _NOTHING
    return np.asarray(columns @ (vectors[:, is_there] / np.sqrt(values[is_there])))


def _inverse_root(matrix: Floats) -> Floats:
    """Inverse of the square root of a symmetric matrix, 0 where the matrix is."""
    values, vectors = np.linalg.eigh(matrix)
    is_there = values > _NOTHING
    return np.asarray((vectors[:, is_there] / np.sqrt(values[is_there])) @ vectors[:, is_there].T)
