"""Linear autoencoders in closed form: what was watched predicts itself, no title by itself."""

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
from reelhouse.ml.recommendations.scorer import dense

MOST_TITLES = 2_500
"""Titles between which weights are learned: the time to do so grows with the third power."""


@dataclass(frozen=True, slots=True)
class TitleAutoencoder:
    """Scores a title by a weighted sum over what was watched.

    Attributes:
        weights: titles watched by titles scored, 0 on the diagonal.
        weighting: of the history.
    """

    weights: Floats
    weighting: Weighting

    def scores(self, history: History) -> Floats:
        """Weighted sums over what was watched."""
        return dense(history.weights(self.weighting) @ self.weights)

    def contributions(self, history: History, titles: Places) -> Floats:
        """What each watched title adds."""
        watched = history.weights(self.weighting)
        found: Floats = watched.data[:, None] * self.weights[np.ix_(watched.indices, titles)]
        return found


def fit_title_autoencoder(
    known: History, *, l2: float, dropout: float = 0.0, weighting: Weighting = ONCE,
    most_titles: int = MOST_TITLES,
) -> TitleAutoencoder:  # fmt: skip
    """Learn weights between titles.

    Without dropout it is EASE (Steck, WWW 2019): B = I - P / diag(P) with P = (XᵀX + l2·I)⁻¹. With
    it, EDLAE (Steck, NeurIPS 2020): learned as though each watched title had been hidden with
    that probability, for which the expected loss adds dropout / (1 - dropout) · diag(XᵀX) to l2.

    Args:
        known: what members have watched.
        l2: ridge penalty, above 0.
        dropout: 0 to below 1.
        weighting: of what was watched.
        most_titles: weights are learned between so many titles, those that most have watched; the
            others have none.

    Raises:
        ValueError: `l2` or `dropout` is out of range.
    """
    by_title = known.weights(weighting).T.tocsr()
    titles = by_title.shape[0]
    chosen = np.sort(np.argsort(-np.diff(by_title.indptr), kind="stable")[:most_titles])
    inverse = _inverse(by_title[chosen], l2, dropout)
    learned = -inverse / np.diag(inverse)
    np.fill_diagonal(learned, 0.0)
    if len(chosen) == titles:
        return TitleAutoencoder(learned, weighting)
    weights = np.zeros((titles, titles))
    weights[np.ix_(chosen, chosen)] = learned
    return TitleAutoencoder(weights, weighting)


@dataclass(frozen=True, slots=True)
class MemberAutoencoder:
    """Scores a title by a weighted sum over the other members who watched it.

    The weights of members follow from what they share with who asks, so that all of it is one
    matrix between titles. A member learned from is taken out again (block inversion), as though it
    had not been there, which takes one direction out of that matrix.

    Attributes:
        weights: titles watched by titles scored: Xᵀ (XXᵀ + penalty)⁻¹ X.
        own: members learned from by titles: what each of them brings into the weights, scaled so
            that they lose the outer product of its row with itself.
        weighting: of the history.
    """

    weights: Floats
    own: Floats
    weighting: Weighting

    def scores(self, history: History) -> Floats:
        """Weighted sums over other members."""
        watched = history.weights(self.weighting)
        found = dense(watched @ self.weights)
        learned = np.flatnonzero(history.rows >= 0)
        own = self.own[history.rows[learned]]
        shares = np.asarray(watched[learned].multiply(own).sum(axis=1))
        found[learned] -= shares.reshape(-1, 1) * own
        return found

    def contributions(self, history: History, titles: Places) -> Floats:
        """What each watched title adds."""
        watched = history.weights(self.weighting)
        weights = self.weights[np.ix_(watched.indices, titles)]
        [row] = history.rows
        if row >= 0:
            weights = weights - np.outer(self.own[row, watched.indices], self.own[row, titles])
        found: Floats = watched.data[:, None] * weights
        return found


def fit_member_autoencoder(
    known: History, *, l2: float, dropout: float = 0.0, weighting: Weighting = ONCE
) -> MemberAutoencoder:
    """Learn weights between members: the same closed form, of the matrix turned round.

    Args:
        known: what members have watched.
        l2: ridge penalty, above 0.
        dropout: 0 to below 1.
        weighting: of what was watched.

    Raises:
        ValueError: `l2` or `dropout` is out of range.
    """
    members = known.weights(weighting)
    inverse = _inverse(members, l2, dropout)
    reached = dense(members.T @ inverse).T
    own = reached / np.sqrt(np.diag(inverse))[:, None]
    return MemberAutoencoder(dense(members.T @ reached), own, weighting)


def _inverse(rows: Matrix, l2: float, dropout: float) -> Floats:
    from scipy.linalg import cho_factor, cho_solve

    if l2 <= 0 or not 0 <= dropout < 1:
        raise ValueError(f"l2 {l2} must be above 0 and dropout {dropout} within 0 and 1")
    gram = dense(rows @ rows.T)
    diagonal = np.diag(gram).copy()
    gram[np.diag_indices_from(gram)] += l2 + dropout / (1 - dropout) * diagonal
    factor = cho_factor(gram, lower=True, overwrite_a=True)
    found = cho_solve(factor, np.eye(len(gram)), overwrite_b=True)
    # row by row, else every product with it would copy it first
    return np.ascontiguousarray(found, dtype=np.float64)
