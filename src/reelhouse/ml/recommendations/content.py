"""What titles are about: text, genres and people, so that one nobody has watched yet is placed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from reelhouse.ml.embeddings import embed
from reelhouse.ml.recommendations.interactions import (
    ONCE,
    Floats,
    History,
    Matrix,
    Places,
    Weighting,
)
from reelhouse.ml.recommendations.neighbours import nearest
from reelhouse.ml.recommendations.scorer import dense

Features = NDArray[np.float32]
_PEOPLE_DIMENSIONS = 64
_LENT = 0.25

SHARES = (0.3, 0.5, 0.2)
"""What text, genres and people count: of invented names little, so that genres count most."""


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a title before anybody has watched it.

    Attributes:
        text: name and what else describes it, in words.
        genres: its genres, and its kind such as `kind: movie`.
        people: ids of its cast and crew.
    """

    text: str
    genres: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Featuriser:
    """Turns what is known of titles into vectors, also of titles that came later.

    Attributes:
        genres: weight of each, higher where it is rare.
        shares: of the squared length that text, genres and people make up.
    """

    genres: dict[str, float]
    shares: tuple[float, float, float]

    @classmethod
    def fit(cls, titles: Sequence[About], shares: tuple[float, float, float] = SHARES) -> Self:
        """Weigh genres by how rare they are among these titles (inverse document frequency)."""
        counts: dict[str, int] = {}
        for title in titles:
            for genre in set(title.genres):
                counts[genre] = counts.get(genre, 0) + 1
        weights = {
            genre: float(np.log((1 + len(titles)) / (1 + count)) + 1)
            for genre, count in sorted(counts.items())
        }
        return cls(weights, shares)

    def vectors(self, titles: Sequence[About]) -> Features:
        """A vector of length 1 for each title; 0 throughout where nothing is known.

        A part that is not known, such as people, leaves its share to the others. Genres that were
        not there when weights were learned count nothing.
        """
        places = {genre: place for place, genre in enumerate(self.genres)}
        genres = np.zeros((len(titles), max(len(places), 1)), np.float32)
        people = np.zeros((len(titles), _PEOPLE_DIMENSIONS), np.float32)
        for row, title in enumerate(titles):
            for genre in title.genres:
                if genre in places:
                    genres[row, places[genre]] = self.genres[genre]
            for person in title.people:
                people[row] += _person(person)
        parts = [embed([title.text for title in titles]), genres, people]
        joined = np.hstack(
            [_unit(part) * np.sqrt(share) for part, share in zip(parts, self.shares, strict=True)]
        )
        return _unit(joined.astype(np.float32))


def _person(person: str) -> Features:
    """A direction of its own for each person: nearly at right angles to all others."""
    seed = int.from_bytes(person.encode()[:64].ljust(8, b"\0"), "little")
    drawn = np.random.default_rng(seed).normal(size=_PEOPLE_DIMENSIONS)
    return drawn.astype(np.float32)


def _unit(rows: Features) -> Features:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: Features = (rows / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)
    return found


@dataclass(frozen=True, slots=True)
class ContentScorer:
    """Scores a title by how like it the watched ones are in what they are about.

    Attributes:
        alike: similarity of titles by titles, of each column the nearest only; diagonal 0.
        weighting: of the history.
    """

    alike: Features
    weighting: Weighting

    def scores(self, history: History) -> Floats:
        """Mean similarity to what was watched."""
        return dense(self._shares(history) @ self.alike)

    def contributions(self, history: History, titles: Places) -> Floats:
        """What each watched title adds."""
        shares = self._shares(history)
        found: Floats = shares.data[:, None] * self.alike[np.ix_(shares.indices, titles)]
        return found

    def _shares(self, history: History) -> Matrix:
        """What each watched title counts in the mean, in the order of the history."""
        weights = history.weights(self.weighting)
        totals = np.maximum(np.asarray(weights.sum(axis=1)).ravel(), 1e-12)
        weights.data = weights.data / np.repeat(totals, np.diff(weights.indptr))
        return weights


def fit_content(
    features: Features, *, neighbours: int, weighting: Weighting = ONCE
) -> ContentScorer:
    """Compare titles by what they are about.

    Args:
        features: titles by features, each row of length 1 or 0.
        neighbours: how many of each title count.
        weighting: of what was watched.
    """
    return ContentScorer(nearest(similarity(features), neighbours, axis=0), weighting)


def similarity(features: Features) -> Features:
    """Cosine of titles by titles, 0 where negative and on the diagonal."""
    alike: Features = np.maximum(features @ features.T, 0.0)
    np.fill_diagonal(alike, 0.0)
    return alike


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Places titles that few have watched yet among those that are like them.

    Attributes:
        trust: of each title, 0 to 1: how far its own score is believed.
        lent: share of the others' score that it gets, 0 to 1.
        borrowed: CSR of titles scored by titles they borrow from; a row adds up to 1, or to 0
            where nothing is like it.
    """

    trust: Floats
    lent: float
    borrowed: sparse.csr_matrix

    def settle(self, scores: Floats) -> Floats:
        """Scores in which a new title has mostly the mean of those that are like it."""
        likely = dense(self.borrowed @ scores.T).T
        found: Floats = self.trust * scores + self.lent * (1 - self.trust) * likely
        return found

    def settle_some(self, score: Callable[[Places], Floats], titles: Places) -> Floats:
        """The same for some titles only.

        Args:
            score: gives the scores of any titles, a column each.
            titles: places of those that are wanted.
        """
        rows = self.borrowed[titles]
        needed = np.union1d(titles, rows.indices)
        scores = score(needed)
        own = scores[:, np.searchsorted(needed, titles)]
        likely = dense(rows[:, needed] @ scores.T).T
        found: Floats = self.trust[titles] * own + self.lent * (1 - self.trust[titles]) * likely
        return found


def fit_newcomers(
    known: History, features: Features, *, believed_after: float, neighbours: int = 20
) -> Newcomers:
    """Learn which titles are new and from which they borrow.

    Args:
        known: what members have watched.
        features: titles by features.
        believed_after: with so many members a title's own score counts half; with 0 only titles
            that nobody has watched borrow, and a quarter only, so that they rarely come first.
        neighbours: from how many watched titles it borrows.
    """
    counts = np.asarray((known.values > 0).sum(axis=0), dtype=np.float64).ravel()
    trust = counts / np.maximum(counts + believed_after, 1e-12)
    lent = 1.0 if believed_after > 0 else _LENT
    # who is new itself has nothing to lend
    alike = np.square(np.square(similarity(features))) * np.sqrt(counts).astype(np.float32)
    alike = nearest(alike, neighbours, axis=1)
    totals = alike.sum(axis=1, keepdims=True)
    trust = np.where(totals.ravel() > 0, trust, 1.0)
    return Newcomers(trust, lent, sparse.csr_matrix(alike / np.where(totals > 0, totals, 1.0)))
