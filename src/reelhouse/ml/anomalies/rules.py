"""Which rows are odd, and how odd: rules over robust deviations, and an isolation forest."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RAW = "three standard deviations"
LARGEST = "largest deviation"
FOREST = "isolation forest"
CONFIRMED = "deviation, confirmed"
NAMES = (RAW, CONFIRMED, LARGEST, FOREST)

_TREES = 100
_LARGEST_FITTED = 20_000
_CONFIRMING = 0.6


def confirmed(z: Floats, subjects: NDArray[Any], oddness: Floats) -> Floats:
    """The largest deviation of each row, smaller where nothing else confirms it.

    One measure once is easily chance among many. A row counts in full where another measure or the
    observation before or after it deviates as well (by six tenths as much), or where the forest
    finds the row as a whole among the oddest thousandth; otherwise by five sixths.

    Args:
        z: rows × measures, robust deviations by subject and date; NaN where nothing can be said.
        subjects: of each row.
        oddness: the forest's, 0 to 1: share of rows learned from that are less odd.
    """
    size = np.nan_to_num(np.abs(z))
    largest = size.max(axis=1, initial=0.0)
    wanted = _CONFIRMING * largest
    others = np.sort(size, axis=1)[:, -2] >= wanted if size.shape[1] > 1 else np.zeros(len(z), bool)
    place = size.argmax(axis=1) if len(z) else np.zeros(0, int)
    signed = np.nan_to_num(z)[np.arange(len(z)), place]
    beside = np.zeros(len(z), bool)
    for shift in (-1, 1):
        near = np.roll(np.nan_to_num(z), shift, axis=0)[np.arange(len(z)), place]
        same = np.roll(subjects, shift) == subjects
        if len(z):
            same[-1 if shift == -1 else 0] = False
        beside |= same & (np.abs(near) >= wanted) & (np.sign(near) == np.sign(signed))
    is_sure = others | beside | (oddness >= 0.999)
    return np.asarray(np.where(is_sure, largest, largest * 5 / 6))


class Forest:
    """An isolation forest over the deviations of a kind's rows.

    Formula: Liu, Ting and Zhou, Isolation forest, ICDM 2008.

    Args:
        z: rows × measures to learn from.
        seed: of the trees.
        threads: that it may take.
    """

    def __init__(self, z: Floats, seed: int, threads: int) -> None:
        from sklearn.ensemble import IsolationForest

        rng = np.random.default_rng(seed)
        taken = z[~np.isnan(z).all(axis=1)]
        if len(taken) > _LARGEST_FITTED:
            taken = taken[rng.choice(len(taken), _LARGEST_FITTED, replace=False)]
        self.model = IsolationForest(n_estimators=_TREES, random_state=seed, n_jobs=threads)
        self.model.fit(np.nan_to_num(taken))
        self.learned = np.sort(-self.model.score_samples(np.nan_to_num(taken)))

    def oddness(self, z: Floats) -> Floats:
        """Share of the rows learned from that are less odd, 0 to 1."""
        if not len(z):
            return np.zeros(0)
        # what deviates little in every measure is not odd, and most rows are such
        found = np.zeros(len(z))
        some = np.nan_to_num(np.abs(z)).max(axis=1) >= 2
        if some.any():
            scores = -self.model.score_samples(np.nan_to_num(z[some]))
            found[some] = np.searchsorted(self.learned, scores) / len(self.learned)
        return found


def raw_scores(actual: Floats, subjects: NDArray[Any]) -> Floats:
    """The naive rule: standard deviations from the subject's mean, the largest of all measures.

    Args:
        actual: rows × measures, by subject.
        subjects: of each row.
    """
    score = np.zeros(len(actual))
    _, codes = np.unique(subjects, return_inverse=True)
    for place in range(actual.shape[1]):
        values = actual[:, place]
        seen = ~np.isnan(values)
        counts = np.maximum(np.bincount(codes[seen], minlength=codes.max(initial=0) + 1), 1)
        mean = np.bincount(codes[seen], values[seen], len(counts)) / counts
        off = np.where(seen, values - mean[codes], 0.0)
        sd = np.sqrt(np.bincount(codes, off**2, len(counts)) / counts)[codes]
        score = np.maximum(score, np.abs(off) / np.where(sd > 0, sd, np.inf))
    return score
