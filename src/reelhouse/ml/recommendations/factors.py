"""Implicit matrix factorisation by alternating least squares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reelhouse.ml.recommendations.interactions import (
    ONCE,
    Floats,
    History,
    Matrix,
    Places,
    Weighting,
)


@dataclass(frozen=True, slots=True)
class ImplicitFactors:
    """Scores a title by its factors and those of the member, which are solved for when asked.

    Attributes:
        titles: factors, titles by dimensions.
        gram: of the factors, times the weight of what was not watched.
        unwatched: weight of a title that was not watched; one that was has 1.
        penalty: of a member's factors by what it has watched.
        weighting: of the history.
    """

    titles: Floats
    gram: Floats
    unwatched: float
    penalty: float
    weighting: Weighting

    def scores(self, history: History) -> Floats:
        """Products of factors; members without history have 0 throughout."""
        factors = np.zeros((history.shape[0], self.titles.shape[1]))
        _solve(
            factors, self.titles, history.weights(self.weighting), self.gram, self.unwatched,
            self.penalty,
        )  # fmt: skip
        found: Floats = factors @ self.titles.T
        return found

    def contributions(self, history: History, titles: Places) -> Floats:
        """What each watched title adds.

        Formula: Hu, Koren and Volinsky, ICDM 2008, section 5.
        """
        watched = history.weights(self.weighting)
        near = self.titles[watched.indices]
        system = self.gram + (near.T * watched.data) @ near
        system[np.diag_indices_from(system)] += self.penalty * (
            len(watched.data) + self.unwatched * len(self.titles)
        )
        solved = np.linalg.solve(system, self.titles[titles].T)
        found: Floats = (near * watched.data[:, None]) @ solved
        return found


def fit_factors(
    known: History, *, dimensions: int, unwatched: float, penalty: float, sweeps: int = 8,
    seed: int = 0, weighting: Weighting = ONCE,
) -> ImplicitFactors:  # fmt: skip
    """Learn factors of titles.

    Watched titles should score 1 and all others 0, the latter with a lower weight; the penalty of a
    row grows with what it has watched.

    Formula: Hu, Koren and Volinsky, ICDM 2008, with the objective and the scaled penalty of Rendle
    et al., Revisiting the Performance of iALS, RecSys 2022.

    Args:
        known: what members have watched.
        dimensions: of the factors.
        unwatched: weight of a title that was not watched, above 0.
        penalty: ridge penalty by weight of a row, above 0.
        sweeps: how often both sides are solved for.
        seed: where the factors begin.
        weighting: of what was watched.

    Raises:
        ValueError: a parameter is not above 0.
    """
    if min(dimensions, unwatched, penalty, sweeps) <= 0:
        raise ValueError("dimensions, weight, penalty and sweeps must be above 0")
    by_member = known.weights(weighting)
    by_title = by_member.T.tocsr()
    rng = np.random.default_rng(seed)
    scale = 0.1 / np.sqrt(dimensions)
    members = rng.normal(0, scale, (by_member.shape[0], dimensions))
    titles = rng.normal(0, scale, (by_member.shape[1], dimensions))
    for _ in range(sweeps):
        gram = unwatched * (titles.T @ titles)
        _solve(members, titles, by_member, gram, unwatched, penalty)
        gram = unwatched * (members.T @ members)
        _solve(titles, members, by_title, gram, unwatched, penalty)
    gram = unwatched * (titles.T @ titles)
    return ImplicitFactors(titles, gram, unwatched, penalty, weighting)


def _solve(
    target: Floats, other: Floats, rows: Matrix, gram: Floats, unwatched: float, penalty: float
) -> None:
    """Put the best factors of each row into `target`, the other side's given.

    In the basis in which the gram is diagonal, a row with fewer entries than there are dimensions
    takes a system of its own size (Woodbury's identity).
    """
    values, basis = np.linalg.eigh(gram)
    values = np.maximum(values, 0.0)
    turned = other @ basis
    diagonal = np.diag_indices(other.shape[1])
    for row in range(rows.shape[0]):
        span = slice(rows.indptr[row], rows.indptr[row + 1])
        weights = rows.data[span]
        near = turned[rows.indices[span]]
        own = values + penalty * (len(weights) + unwatched * len(other))
        if len(weights) < len(own):
            scaled = near / own
            system = scaled @ near.T
            system[np.diag_indices(len(weights))] += 1 / weights
            target[row] = np.linalg.solve(system, np.ones(len(weights))) @ scaled
        else:
            system = (near.T * weights) @ near
            system[diagonal] += own
            target[row] = np.linalg.solve(system, weights @ near)
    target[:] = target @ basis.T
