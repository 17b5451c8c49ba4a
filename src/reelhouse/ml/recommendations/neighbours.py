"""Titles that the same members watch, and members who watch the same titles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from reelhouse.ml.recommendations.interactions import (
    ONCE,
    Floats,
    History,
    Matrix,
    Places,
    Weighting,
)
from reelhouse.ml.recommendations.scorer import dense

Dense = TypeVar("Dense", Floats, NDArray[np.float32])


@dataclass(frozen=True, slots=True)
class ItemNeighbours:
    """Scores a title by how like it the watched ones are.

    Attributes:
        alike: similarity of titles by titles, of each column the nearest only.
        weighting: of the history.
    """

    alike: Floats
    weighting: Weighting

    def scores(self, history: History) -> Floats:
        """Sum of similarities to what was watched."""
        return dense(history.weights(self.weighting) @ self.alike)

    def contributions(self, history: History, titles: Places) -> Floats:
        """What each watched title adds."""
        weights = history.weights(self.weighting)
        found: Floats = weights.data[:, None] * self.alike[np.ix_(weights.indices, titles)]
        return found


def cosine_of_titles(weights: Matrix, shrink: float) -> Floats:
    """Cosine of the members who watched each title, shrunk where few did; diagonal 0.

    Formula: Sarwar et al., WWW 2001, with a constant added to the denominator as Bell and Koren
    (ICDM 2007) do.
    """
    return _cosine(weights.T.tocsr(), shrink)


def _cosine(rows: Matrix, shrink: float) -> Floats:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    alike = dense(rows @ rows.T) / np.maximum(np.outer(lengths, lengths) + shrink, 1e-12)
    np.fill_diagonal(alike, 0.0)
    return alike


def nearest(alike: Dense, count: int, *, axis: int) -> Dense:
    """The highest `count` of each row (axis 1) or column (axis 0); the rest becomes 0."""
    size = alike.shape[axis]
    if count >= size:
        return alike
    edge = np.partition(alike, size - count, axis=axis).take([size - count], axis=axis)
    return np.where(alike >= edge, alike, alike.dtype.type(0))


def fit_item_neighbours(
    known: History, *, neighbours: int, shrink: float, weighting: Weighting = ONCE
) -> ItemNeighbours:
    """Learn which titles are watched by the same members.

    Args:
        known: what members have watched.
        neighbours: how many of each title count.
        shrink: members that a pair must share, about, to be believed.
        weighting: of what was watched.
    """
    alike = cosine_of_titles(known.weights(weighting), shrink)
    return ItemNeighbours(nearest(alike, neighbours, axis=0), weighting)


@dataclass(frozen=True, slots=True)
class UserNeighbours:
    """Scores a title by how like the member those are who watched it.

    Attributes:
        members: CSR of what those learned from have watched.
        by_title: the same turned round.
        lengths: of the members' rows.
        neighbours: how many count.
        power: of their similarity: higher ones trust the nearest more.
        shrink: added to the denominator of the cosine.
        weighting: of the history.
    """

    members: Matrix
    by_title: Matrix
    lengths: Floats
    neighbours: int
    power: float
    shrink: float
    weighting: Weighting

    def scores(self, history: History) -> Floats:
        """Sum over the nearest members of their similarity, for the titles they watched."""
        rows = history.weights(self.weighting)
        lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        alike = dense(rows @ self.by_title)
        alike /= np.maximum(np.outer(lengths, self.lengths) + self.shrink, 1e-12)
        own = np.flatnonzero(history.rows >= 0)
        alike[own, history.rows[own]] = 0.0
        near = sparse.csr_matrix(nearest(alike, self.neighbours, axis=1) ** self.power)
        return dense(near @ self.members)


def fit_user_neighbours(
    known: History, *, neighbours: int, power: float, shrink: float,
    weighting: Weighting = ONCE,
) -> UserNeighbours:  # fmt: skip
    """Keep what members have watched, to be compared with whoever asks.

    Args:
        known: what members have watched.
        neighbours: how many count.
        power: of their similarity.
        shrink: titles that two must share, about, to be believed alike.
        weighting: of what was watched.
    """
    members = known.weights(weighting)
    lengths = np.sqrt(np.asarray(members.multiply(members).sum(axis=1)).ravel())
    by_title = members.T.tocsr()
    return UserNeighbours(members, by_title, lengths, neighbours, power, shrink, weighting)
