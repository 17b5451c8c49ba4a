"""How good lists of recommendations are: right, and also varied, new and not all the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.recommendations.interactions import Floats, Matrix, Places

K = 10
"""Length of the lists that are judged."""


def top_of(scores: Floats, barred: Matrix | None, k: int = K) -> Places:
    """The best titles of each member, best first; of equal ones the first.

    Args:
        scores: members by titles.
        barred: CSR of titles that may not be shown, above 0 where so.
        k: at most so many.

    Returns:
        Places of titles, members by k; -1 where there is none left.
    """
    rated = np.array(scores, dtype=np.float64)
    if barred is not None:
        rated[barred.nonzero()] = -np.inf
    k = min(k, rated.shape[1])
    # a whole sort would be slow; the k-th best is found first and ties are settled by place
    edge = -np.partition(-rated, k - 1, axis=1)[:, k - 1 : k]
    order = np.argsort(np.where(rated >= edge, -rated, np.inf), axis=1, kind="stable")[:, :k]
    found: Places = np.where(np.isfinite(np.take_along_axis(rated, order, 1)), order, -1)
    return found


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How right the lists were, one element for each member who watched something later.

    Attributes:
        ndcg: normalised discounted cumulative gain, of relevance 0 or 1, 0 to 1.
        average_precision: mean over all that is relevant of the precision at its place, 0 where it
            is not in the list.
        precision: share of the list that is relevant.
        recall: share of the relevant that is in the list.
    """

    ndcg: Floats
    average_precision: Floats
    precision: Floats
    recall: Floats


def accuracy(top: Places, relevant: Matrix) -> Accuracy:
    """Hold lists against what members watched later.

    Definitions of the Recommenders project (`python_evaluation`): binary relevance, MAP by the
    number of relevant titles, precision by k. Members without a relevant title are left out.

    Args:
        top: places of titles, members by k, -1 for none.
        relevant: CSR of members by titles, true where it was watched later.
    """
    counts = np.diff(relevant.indptr)
    asked = np.flatnonzero(counts)
    k = top.shape[1]
    lists, counts = top[asked], counts[asked]
    rows, places = relevant[asked].nonzero()
    wanted = rows.astype(np.int64) * relevant.shape[1] + places
    shown = np.arange(len(asked))[:, None] * relevant.shape[1] + lists
    hits = np.isin(shown, wanted) & (lists >= 0)
    discount = 1 / np.log2(np.arange(2, k + 2))
    ideal = np.concatenate([[0.0], np.cumsum(discount)])[np.minimum(counts, k)]
    so_far = np.cumsum(hits, axis=1) / np.arange(1, k + 1)
    return Accuracy(
        (hits * discount).sum(axis=1) / ideal,
        (hits * so_far).sum(axis=1) / counts,
        hits.sum(axis=1) / k,
        hits.sum(axis=1) / counts,
    )


def diversity(top: Places, features: NDArray[np.float32]) -> float:
    """How unlike the titles of one list are: 1 less the mean cosine of its pairs, mean of lists.

    Formula: intra-list distance, Ziegler et al., WWW 2005. NaN where no list has two titles.

    Args:
        top: places of titles, members by k, -1 for none.
        features: titles by features, each row of length 1 or 0.
    """
    found = []
    for row in top:
        titles = row[row >= 0]
        if len(titles) > 1:
            alike = features[titles] @ features[titles].T
            pairs = len(titles) * (len(titles) - 1)
            found.append(1 - float(alike.sum() - np.trace(alike)) / pairs)
    return float(np.mean(found)) if found else float("nan")


def novelty(top: Places, watched: Matrix) -> float:
    """How little known the titles shown are: mean of -log2 of the share of members who know one.

    Formula: mean self-information, Zhou et al., PNAS 107 (2010). A title that nobody has watched
    counts as watched by half a member. In bits; NaN where nothing is shown.
    """
    shown = top[top >= 0]
    if not len(shown):
        return float("nan")
    count = max(watched.shape[0], 1)
    share = np.maximum(np.asarray((watched > 0).sum(axis=0)).ravel(), 0.5) / count
    return float(np.mean(-np.log2(share[shown])))


def catalogue_coverage(top: Places, title_count: int) -> float:
    """Share of all titles that is in somebody's list, 0 to 1."""
    return len(np.unique(top[top >= 0])) / max(title_count, 1)
