"""Ways to find topics in counts of words."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.topics.bags import Bags

Floats = NDArray[np.float64]

TOP_WORDS = 6
"""Words that a topic is told by; short texts have no more in common."""


class Finder(Protocol):
    """What finds topics; it can be pickled."""

    name: str

    def learn(self, bags: Bags, count: int) -> None:
        """Find so many topics."""
        ...

    @property
    def weights(self) -> Floats:
        """Of each word in each topic, topics by words."""
        ...

    def strengths(self, counts: Any) -> Floats:
        """Of each topic in each text, texts by topics; all 0 where no word is known."""
        ...


class Factors:
    """Non-negative matrix factorisation of TF-IDF.

    Formula: Lee and Seung, Nature 401 (1999), started from a singular value decomposition.
    """

    name = "NMF on TF-IDF"

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.tfidf: Any = None
        self.model: Any = None

    def learn(self, bags: Bags, count: int) -> None:
        """Factorise."""
        from sklearn.decomposition import NMF
        from sklearn.feature_extraction.text import TfidfTransformer

        self.tfidf = TfidfTransformer(sublinear_tf=True)
        matrix = self.tfidf.fit_transform(bags.counts)
        self.model = NMF(count, init="nndsvda", random_state=self.seed, max_iter=400, tol=1e-3)
        self.model.fit(matrix)

    @property
    def weights(self) -> Floats:
        """Of each word in each topic."""
        return np.asarray(self.model.components_)

    def strengths(self, counts: Any) -> Floats:
        """Of each topic in each text."""
        found = self.model.transform(self.tfidf.transform(counts))
        # topics are of different length; what counts is what they add to a text
        return np.asarray(found * np.linalg.norm(self.weights, axis=1))


class Dirichlet:
    """Latent Dirichlet allocation: the model that most take without trying another.

    Formula: Blei, Ng and Jordan, JMLR 3 (2003), by online variational Bayes.
    """

    name = "LDA"

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.model: Any = None

    def learn(self, bags: Bags, count: int) -> None:
        """Fit."""
        from sklearn.decomposition import LatentDirichletAllocation

        self.model = LatentDirichletAllocation(
            count, random_state=self.seed, max_iter=15, learning_method="batch", n_jobs=1
        )
        self.model.fit(bags.counts)

    @property
    def weights(self) -> Floats:
        """Of each word in each topic, against how common the word is."""
        share = self.model.components_ / self.model.components_.sum(axis=1, keepdims=True)
        return np.asarray(share)

    def strengths(self, counts: Any) -> Floats:
        """Of each topic in each text."""
        found = np.asarray(self.model.transform(counts))
        return found * (np.asarray(counts.sum(axis=1)).ravel() > 0)[:, None]


class Clusters:
    """K-means on embeddings of a text's words, each cluster told by its class TF-IDF.

    Formula: Grootendorst, BERTopic, 2022, for the words of clusters.
    """

    name = "clusters of embeddings"

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.words: tuple[str, ...] = ()
        self.vectors: Floats = np.empty((0, 0))
        self.model: Any = None
        self._weights: Floats = np.empty((0, 0))

    def learn(self, bags: Bags, count: int) -> None:
        """Cluster."""
        from sklearn.cluster import KMeans

        from reelhouse.ml.embeddings import embed

        self.words = bags.words
        inverse = np.log(len(bags) / (1 + np.asarray((bags.counts > 0).sum(axis=0)).ravel()))
        self.vectors = np.asarray(embed(list(bags.words)), float) * np.maximum(inverse, 0)[:, None]
        placed = self._placed(bags.counts)
        self.model = KMeans(count, n_init=3, random_state=self.seed).fit(placed)
        of_class = np.zeros((count, len(bags.words)))
        for number in range(count):
            rows = np.flatnonzero(self.model.labels_ == number)
            if len(rows):
                of_class[number] = np.asarray(bags.counts[rows].sum(axis=0)).ravel()
        share = of_class / np.maximum(1, of_class.sum(axis=1, keepdims=True))
        mean = of_class.sum() / count
        self._weights = share * np.log(1 + mean / np.maximum(1, of_class.sum(axis=0)))

    @property
    def weights(self) -> Floats:
        """Of each word in each topic."""
        return self._weights

    def strengths(self, counts: Any) -> Floats:
        """Nearness to the middle of each cluster."""
        placed = self._placed(counts)
        near = np.clip(placed @ self.model.cluster_centers_.T, 0, None) ** 4
        return np.asarray(near)

    def _placed(self, counts: Any) -> Floats:
        placed = np.asarray(counts @ self.vectors)
        lengths = np.linalg.norm(placed, axis=1, keepdims=True)
        found = np.divide(placed, lengths, out=np.zeros_like(placed), where=lengths > 0)
        return np.asarray(found)


class Frequent:
    """The naive rule: the most frequent words in turn, as a list of topics without any model."""

    name = "frequent words"

    def __init__(self) -> None:
        self._weights: Floats = np.empty((0, 0))

    def learn(self, bags: Bags, count: int) -> None:
        """Deal out words by frequency, one to each topic in turn."""
        total = np.asarray(bags.counts.sum(axis=0)).ravel()
        order = np.argsort(-total, kind="stable")
        self._weights = np.zeros((count, len(bags.words)))
        for rank, word in enumerate(order):
            self._weights[rank % count, word] = total[word]

    @property
    def weights(self) -> Floats:
        """Of each word in each topic."""
        return self._weights

    def strengths(self, counts: Any) -> Floats:
        """Words of each topic in each text."""
        return np.asarray(counts @ (self._weights > 0).T.astype(float))


def finders(seed: int) -> list[Finder]:
    """All that compete, naive ones first."""
    return [Frequent(), Dirichlet(seed), Factors(seed), Clusters(seed)]


NAIVE = ("frequent words", "LDA")


def top_words(weights: Floats, words: tuple[str, ...], count: int = TOP_WORDS) -> list[list[str]]:
    """The words with the most weight in each topic; words without any are left out."""
    found = []
    for row in weights:
        order = np.argsort(-row, kind="stable")[:count]
        found.append([words[place] for place in order if row[place] > 0])
    return found
