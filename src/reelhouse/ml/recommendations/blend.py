"""Several ways of recommending in one: their scores on a common scale, weighted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from reelhouse.ml.recommendations.content import Newcomers
from reelhouse.ml.recommendations.interactions import Floats, History, Matrix, Places, Split
from reelhouse.ml.recommendations.metrics import K, accuracy, top_of
from reelhouse.ml.recommendations.scorer import Explaining, Scorer, explains

LEAST_WEIGHT = 0.04
"""A part that counts less is left out."""
NEARLY_AS_GOOD = 0.95
"""Share of the best part's nDCG from which on a part is believed to help."""


def standardised(scores: Floats) -> Floats:
    """Each member's scores with mean 0 and standard deviation 1; 0 where all are equal."""
    middle = scores.mean(axis=1, keepdims=True)
    spread = scores.std(axis=1, keepdims=True)
    near_zero = spread <= 1e-12 * np.maximum(np.abs(middle), 1e-30)
    found: Floats = np.where(near_zero, 0.0, (scores - middle) / np.where(near_zero, 1.0, spread))
    return found


@dataclass(frozen=True, slots=True)
class Blend:
    """A weighted sum of standardised scores.

    Attributes:
        names: of the parts.
        scorers: the parts.
        weights: of each part; they add up to 1.
        newcomers: settles scores of new titles before they are compared; None to believe all.
        popular: how popular each title is; None where that does not count.
        settled_after: with fewer titles in a history popularity counts too, the more the fewer.
    """

    names: tuple[str, ...]
    scorers: tuple[Scorer, ...]
    weights: tuple[float, ...]
    newcomers: Newcomers | None = None
    popular: Floats | None = None
    settled_after: int = 0

    def scores(self, history: History) -> Floats:
        """The weighted sum."""
        total = np.zeros(history.shape)
        for scorer, weight in zip(self.scorers, self.weights, strict=True):
            total += weight * standardised(settled(scorer, history, self.newcomers))
        share = self._own_share(history)
        if self.popular is not None and (share < 1).any():
            total = share * total + (1 - share) * standardised(self.popular[None, :])
        return total

    def _own_share(self, history: History) -> Floats:
        """What the own taste of each member counts, 0 to 1: a column."""
        counts = np.diff(history.values.indptr).astype(np.float64)
        found: Floats = np.minimum(counts / max(self.settled_after, 1), 1.0)[:, None]
        return found if self.settled_after else np.ones_like(found)

    def contributions(self, history: History, titles: Places) -> Floats:
        """What each watched title adds through the parts that can tell.

        Parts are scaled as in the sum. The shift to mean 0 belongs to no title and is left out, so
        do parts that do not add up over what was watched.
        """
        total = np.zeros((history.values.nnz, len(titles)))
        for scorer, weight in zip(self.scorers, self.weights, strict=True):
            if not explains(scorer):
                continue
            spread = float(settled(scorer, history, self.newcomers)[0].std())
            if spread > 0:
                added = partial(contributions_of, scorer, history)
                newcomers = self.newcomers
                total += (weight / spread) * (
                    newcomers.settle_some(added, titles) if newcomers else added(titles)
                )
        return total


def settled(scorer: Scorer, history: History, newcomers: Newcomers | None) -> Floats:
    """Scores in which titles that are new borrow from those that are like them."""
    scores = scorer.scores(history)
    return scores if newcomers is None else newcomers.settle(scores)


def contributions_of(scorer: Scorer, history: History, titles: Places) -> Floats:
    """What each watched title adds to scores; 0 where the scorer cannot tell."""
    if not explains(scorer):
        return np.zeros((history.values.nnz, len(titles)))
    explaining: Explaining = scorer  # type: ignore[assignment]
    return explaining.contributions(history, titles)


def ndcg_each(scores: Floats, split: Split, k: int = K) -> Floats:
    """The nDCG of the best unseen titles, of each member who watched something later."""
    return accuracy(top_of(scores, split.seen, k), split.relevant).ndcg


def choose_weights(
    scored: Sequence[Floats], seen: Matrix, relevant: Matrix, *, k: int = K, rounds: int = 8,
    halves: int = 4, seed: int = 0,
) -> tuple[float, ...]:  # fmt: skip
    """Find weights that rank best what members watched later.

    Parts are added one at a time, with repetition, each time the one that helps most, and the best
    mixture on the way is taken; this is done on several halves of the members, so that chance
    decides less, and the mean of the weights counts (Caruana et al., Ensemble Selection from
    Libraries of Models, ICML 2004). Half of the weight is then shared equally among the parts that
    are nearly as good as the best alone: weights that were fitted on few cases are better shrunk
    to equal ones (Clemen, International Journal of Forecasting 5, 1989).

    Args:
        scored: standardised scores of each part, members by titles.
        seen: CSR of what may not be shown.
        relevant: CSR of what was watched later.
        k: length of the lists.
        rounds: parts added at most.
        halves: on how many halves of the members.
        seed: of the halves.

    Returns:
        A weight for each part; they add up to 1.
    """
    rng = np.random.default_rng(seed)
    members = len(scored[0])
    found = []
    for _ in range(halves):
        half = np.sort(rng.permutation(members)[: max(members // 2, min(members, 20))])
        parts = [part[half] for part in scored]
        found.append(_selected(parts, seen[half], relevant[half], k, rounds))
    alone = np.array([_ndcg(part, seen, relevant, k) for part in scored])
    good = alone >= NEARLY_AS_GOOD * alone.max()
    weights = (np.mean(found, axis=0) + good / good.sum()) / 2
    weights[weights < LEAST_WEIGHT] = 0.0
    return tuple(float(weight) for weight in weights / weights.sum())


def _ndcg(scores: Floats, seen: Matrix, relevant: Matrix, k: int) -> float:
    found = accuracy(top_of(scores, seen, k), relevant).ndcg
    return float(found.mean()) if len(found) else 0.0


def _selected(
    scored: Sequence[Floats], seen: Matrix, relevant: Matrix, k: int, rounds: int
) -> Floats:
    """Weights by forward selection."""
    counts = np.zeros(len(scored))
    total = np.zeros_like(scored[0])
    best, best_counts = -1.0, counts
    for _ in range(rounds):
        tried = [_ndcg(total + part, seen, relevant, k) for part in scored]
        chosen = int(np.argmax(tried))
        counts = counts + (np.arange(len(scored)) == chosen)
        total = total + scored[chosen]
        if tried[chosen] > best + 1e-6:
            best, best_counts = tried[chosen], counts
        elif counts.sum() > best_counts.sum() + 1:
            break
    found: Floats = best_counts / best_counts.sum()
    return found
