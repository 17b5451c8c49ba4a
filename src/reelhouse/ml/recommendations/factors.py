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
        titles: factors, titles by dimensions, in the basis in which their gram is diagonal.
        gram: that diagonal, times the weight of what was not watched.
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
        factors = _solved(
            history.weights(self.weighting), self.titles, self.gram, self.unwatched, self.penalty
        )
        found: Floats = factors @ self.titles.T
        return found

    def contributions(self, history: History, titles: Places) -> Floats:
        """What each watched title adds.

        Formula: Hu, Koren and Volinsky, ICDM 2008, section 5.
        """
        watched = history.weights(self.weighting)
        near = self.titles[watched.indices]
        system = (near.T * watched.data) @ near
        system[np.diag_indices_from(system)] += self.gram + self.penalty * (
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
    titles = rng.normal(0, scale, (by_member.shape[1], dimensions))
    for _ in range(sweeps):
        members = _solved(by_member, *_turned(titles, unwatched), unwatched, penalty)
        titles = _solved(by_title, *_turned(members, unwatched), unwatched, penalty)
    turned, gram = _turned(titles, unwatched)
    return ImplicitFactors(turned, gram, unwatched, penalty, weighting)


def _turned(factors: Floats, unwatched: float) -> tuple[Floats, Floats]:
    """Factors in the basis in which their gram is diagonal, and that diagonal, weighted."""
    values, basis = np.linalg.eigh(unwatched * (factors.T @ factors))
    return factors @ basis, np.maximum(values, 0.0)


def _solved(rows: Matrix, other: Floats, gram: Floats, unwatched: float, penalty: float) -> Floats:
    """The best factors of each row, those of the other side and their diagonal gram given.

    A row with fewer entries than there are dimensions takes a system of its own size (Woodbury's
    identity).
    """
    found = np.zeros((rows.shape[0], other.shape[1]))
    diagonal = np.diag_indices(other.shape[1])
    for row in range(rows.shape[0]):
        span = slice(rows.indptr[row], rows.indptr[row + 1])
        weights = rows.data[span]
        near = other[rows.indices[span]]
        own = gram + penalty * (len(weights) + unwatched * len(other))
        if len(weights) < len(own):
            scaled = near / own
            system = scaled @ near.T
            system[np.diag_indices(len(weights))] += 1 / weights
            found[row] = np.linalg.solve(system, np.ones(len(weights))) @ scaled
        else:
            system = (near.T * weights) @ near
            system[diagonal] += own
            found[row] = np.linalg.solve(system, weights @ near)
    return found
