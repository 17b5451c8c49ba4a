"""Sentiment by a lexicon that can be read: VADER."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray


def lexicon_sentiments(texts: Sequence[str]) -> NDArray[np.float64]:
    """VADER's compound scores of English texts, -1 to 1; 0 where the lexicon knows no word.

    Hutto and Gilbert (2014), "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of
    Social Media Text".
    """
    analyser = _analyser()
    return np.array([analyser.polarity_scores(text)["compound"] for text in texts], float)


@cache
def _analyser() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()
