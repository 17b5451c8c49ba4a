"""What judges the sentiment of texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.sentiment.lexicon import lexicon_sentiments
from reelhouse.ml.sentiment.scorers import Judge, Labels

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SentimentModel:
    """A judge whose margins are told as probabilities.

    Attributes:
        judge: what gives margins.
        slope: of the log odds by the margin.
        intercept: log odds at a margin of 0.

    Formula: Platt, Probabilistic Outputs for Support Vector Machines, 1999.
    """

    judge: Judge
    slope: float
    intercept: float

    @classmethod
    def calibrated(cls, judge: Judge, texts: Sequence[str], is_kind: Labels, *, seed: int) -> Self:
        """Learn slope and intercept from texts that the judge has not learned from."""
        from sklearn.linear_model import LogisticRegression

        fitted = LogisticRegression(C=1e3, random_state=seed)
        fitted.fit(judge.margins(texts)[:, None], is_kind)
        return cls(judge, float(fitted.coef_[0, 0]), float(fitted.intercept_[0]))

    @property
    def name(self) -> str:
        """Of the judge."""
        return self.judge.name

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Probability of each English text to be kind, 0 to 1."""
        if not len(texts):
            return np.empty(0)
        odds = self.slope * self.judge.margins(texts) + self.intercept
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))))

    def sentiments(self, texts: Sequence[str]) -> Floats:
        """Sentiment of each English text, -1 (surely unkind) to 1 (surely kind)."""
        return 2 * self.probabilities(texts) - 1


@dataclass(frozen=True, slots=True)
class LexiconModel:
    """VADER as it is, where nothing was labelled or nothing learned is better."""

    name: str = "VADER"

    def sentiments(self, texts: Sequence[str]) -> Floats:
        """VADER's compound scores, -1 to 1."""
        return lexicon_sentiments(texts)
