"""What all ways of recommending have in common."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from reelhouse.ml.recommendations.interactions import Floats, History, Matrix, Places


class Scorer(Protocol):
    """One way of recommending, learned."""

    def scores(self, history: History) -> Floats:
        """How much each title suits each member: members by titles; only their order counts."""
        ...


class Explaining(Scorer, Protocol):
    """One whose score is a sum over the titles that the member has watched."""

    def contributions(self, history: History, titles: Places) -> Floats:
        """What each watched title adds to the scores of some titles.

        Args:
            history: of one member.
            titles: places of the titles that are scored.

        Returns:
            Watched titles, in the order of the history, by titles scored; a column adds up to the
            score.
        """
        ...


def explains(scorer: Scorer) -> bool:
    """Whether a scorer can say which watched title a score is owed to."""
    return hasattr(scorer, "contributions")


def dense(matrix: Matrix) -> Floats:
    """A sparse or dense product as an array."""
    found: Floats = np.asarray(matrix.toarray() if hasattr(matrix, "toarray") else matrix)
    return found
