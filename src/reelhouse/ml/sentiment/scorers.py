"""Ways to tell kind texts from unkind ones; each gives margins, above 0 where kind is likelier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.sentiment.lexicon import lexicon_sentiments

Floats = NDArray[np.float64]
Labels = NDArray[np.bool_]

_WORD = r"(?u)\b\w[\w']*\b"


class Judge(Protocol):
    """What tells kind from unkind; it can be pickled."""

    name: str

    def learn(self, texts: Sequence[str], is_kind: Labels) -> None:
        """Learn from labelled texts."""
        ...

    def margins(self, texts: Sequence[str]) -> Floats:
        """How clearly each text is kind (above 0) or unkind (below)."""
        ...


class Lexicon:
    """VADER, with the cut between kind and unkind where it is right most often."""

    name = "VADER"

    def __init__(self) -> None:
        self.cut = 0.0

    def learn(self, texts: Sequence[str], is_kind: Labels) -> None:
        """Find the cut."""
        scores = lexicon_sentiments(texts)
        cuts = np.quantile(scores, np.linspace(0.05, 0.95, 91))
        right = [float(((scores > cut) == is_kind).mean()) for cut in cuts]
        self.cut = float(cuts[int(np.argmax(right))])

    def margins(self, texts: Sequence[str]) -> Floats:
        """Distance from the cut."""
        return lexicon_sentiments(texts) - self.cut


class Words:
    """Logistic regression on TF-IDF of words and pairs, and of letters within words."""

    def __init__(self, *, with_letters: bool = True, seed: int = 0) -> None:
        self.name = "words and letters" if with_letters else "words"
        self.with_letters = with_letters
        self.seed = seed
        self.features: Any = None
        self.model: Any = None

    def learn(self, texts: Sequence[str], is_kind: Labels) -> None:
        """Count words and letters, then weigh them."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_union

        parts = [TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=_WORD)]
        if self.with_letters:
            parts.append(
                TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=3)
            )
        self.features = make_union(*parts)
        counted = self.features.fit_transform(texts)
        self.model = LogisticRegression(solver="liblinear", random_state=self.seed)
        self.model.fit(counted, is_kind)

    def margins(self, texts: Sequence[str]) -> Floats:
        """Log odds."""
        return np.asarray(self.model.decision_function(self.features.transform(texts)))


class NaiveBayesRegression:
    """Logistic regression on words and pairs, weighed by their naive Bayes log ratios.

    Formula: Wang and Manning, Baselines and Bigrams, ACL 2012 (NB-SVM, here with logistic loss).
    """

    name = "naive Bayes regression"

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self.features: Any = None
        self.model: Any = None
        self.ratios: Floats = np.empty(0)

    def learn(self, texts: Sequence[str], is_kind: Labels) -> None:
        """Count words on either side, then weigh them."""
        from sklearn.feature_extraction.text import CountVectorizer
        from sklearn.linear_model import LogisticRegression

        self.features = CountVectorizer(ngram_range=(1, 2), binary=True, token_pattern=_WORD)
        counted = self.features.fit_transform(texts)
        kind, unkind = (
            1 + np.asarray(counted[side].sum(axis=0), float).ravel() for side in (is_kind, ~is_kind)
        )
        self.ratios = np.log((kind / kind.sum()) / (unkind / unkind.sum()))
        self.model = LogisticRegression(solver="liblinear", random_state=self.seed)
        self.model.fit(counted.multiply(self.ratios).tocsr(), is_kind)

    def margins(self, texts: Sequence[str]) -> Floats:
        """Log odds."""
        counted = self.features.transform(texts).multiply(self.ratios).tocsr()
        return np.asarray(self.model.decision_function(counted))


class Meaning:
    """Logistic regression on embeddings."""

    name = "embeddings"

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self.model: Any = None

    def learn(self, texts: Sequence[str], is_kind: Labels) -> None:
        """Weigh the dimensions."""
        from sklearn.linear_model import LogisticRegression

        from reelhouse.ml.embeddings import embed

        self.model = LogisticRegression(C=10.0, max_iter=500, random_state=self.seed)
        self.model.fit(embed(texts), is_kind)

    def margins(self, texts: Sequence[str]) -> Floats:
        """Log odds."""
        from reelhouse.ml.embeddings import embed

        return np.asarray(self.model.decision_function(embed(texts)))


class Blend:
    """The sum of what several judges say."""

    name = "blend"

    def __init__(self, judges: Sequence[Judge]) -> None:
        self.judges = tuple(judges)

    def learn(self, texts: Sequence[str], is_kind: Labels) -> None:
        """Let each learn that has not."""
        for judge in self.judges:
            judge.learn(texts, is_kind)

    def margins(self, texts: Sequence[str]) -> Floats:
        """Sum of margins."""
        return np.asarray(np.sum([judge.margins(texts) for judge in self.judges], axis=0))


def judges(seed: int) -> list[Judge]:
    """All that compete, the lexicon first; the blend is of the others."""
    return [
        Lexicon(),
        Words(with_letters=False, seed=seed),
        Words(seed=seed),
        NaiveBayesRegression(seed),
        Meaning(seed),
    ]
