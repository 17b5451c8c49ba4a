"""What most members watch, of all times or lately: the rule that every model has to beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reelhouse.ml.recommendations.interactions import Floats, History, Weighting


@dataclass(frozen=True, slots=True)
class Popularity:
    """The same for everybody.

    Attributes:
        levels: of each title: members who watched it, older ones counting less where they fade.
    """

    levels: Floats

    def scores(self, history: History) -> Floats:
        """Members by titles, all rows alike."""
        return np.tile(self.levels, (history.shape[0], 1))


def fit_popularity(known: History, *, half_life_days: float | None = None) -> Popularity:
    """Count the members who watched each title.

    Args:
        known: what members have watched.
        half_life_days: a member counts half after so many days; fully for ever by default.
    """
    weights = known.weights(Weighting(0.0, half_life_days))
    return Popularity(np.asarray(weights.sum(axis=0), dtype=np.float64).ravel())
