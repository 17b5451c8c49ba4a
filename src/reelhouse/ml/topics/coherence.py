"""How good topics are: whether their words stand together, and whether they come again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.card import Estimate
from reelhouse.ml.topics.bags import Bags

Floats = NDArray[np.float64]
Topics = Sequence[Sequence[str]]


def coherences(topics: Topics, bags: Bags) -> Floats:
    """Mean normalised pointwise mutual information of the words of each topic, -1 to 1.

    Formula: Bouma, GSCL 2009; Lau, Newman and Baldwin, EACL 2014; over whole texts. Words that
    never stand together count -1.

    Args:
        topics: the telling words of each.
        bags: texts to look into, at best others than those learned from.
    """
    presence, columns = _presence(topics, bags)
    return _coherences(topics, presence, columns)


def coherence_lead(
    topics: Topics, others: Topics, bags: Bags, *, draws: int, seed: int
) -> tuple[Estimate, Estimate]:
    """Mean coherence of topics, and by how much it is above that of others, over drawn texts.

    Returns:
        Mean with its interval, and lead with its interval, on the same texts.
    """
    presence, columns = _presence([*topics, *others], bags)
    rng = np.random.default_rng(seed)
    whole = (_mean(topics, presence, columns), _mean(others, presence, columns))
    drawn = []
    for _ in range(draws):
        rows = presence[rng.integers(0, len(presence), len(presence))]
        drawn.append((_mean(topics, rows, columns), _mean(others, rows, columns)))
    own, rest = np.array(drawn).T
    return _around(whole[0], own), _around(whole[0] - whole[1], own - rest)


def _around(value: float, drawn: Floats) -> Estimate:
    """Percentiles of the draws, moved to the value: rare pairs vanish from drawn texts."""
    low, high = np.percentile(drawn - drawn.mean(), [2.5, 97.5])
    return Estimate(value, float(value + low), float(value + high))


def stability(one: Topics, other: Topics) -> float:
    """How many words two runs share, matched topic by topic, 0 to 1.

    Formula: mean Jaccard index after the best matching; Greene, O'Callaghan and Cunningham, ECML
    2014.
    """
    from scipy.optimize import linear_sum_assignment

    shared = np.array([[_jaccard(a, b) for b in other] for a in one])
    rows, columns = linear_sum_assignment(-shared)
    return float(shared[rows, columns].sum() / max(len(one), len(other)))


def matched_stability(topics: Topics, again: Sequence[Topics]) -> Floats:
    """For each topic the mean share of its words that came again in the topic most like it."""
    return np.array(
        [
            float(np.mean([max((_jaccard(own, b) for b in run), default=0.0) for run in again]))
            for own in topics
        ]
    )


def _jaccard(one: Sequence[str], other: Sequence[str]) -> float:
    both = set(one) & set(other)
    return len(both) / max(1, len(set(one) | set(other)))


def _presence(topics: Topics, bags: Bags) -> tuple[Floats, dict[str, int]]:
    place = {word: number for number, word in enumerate(bags.words)}
    words = sorted({word for topic in topics for word in topic if word in place})
    dense = bags.counts[:, [place[word] for word in words]].toarray() > 0
    return dense.astype(float), {word: number for number, word in enumerate(words)}


def _mean(topics: Topics, presence: Floats, columns: dict[str, int]) -> float:
    return float(_coherences(topics, presence, columns).mean())


def _coherences(topics: Topics, presence: Floats, columns: dict[str, int]) -> Floats:
    count = max(1, len(presence))
    together = presence.T @ presence / count
    alone = np.diag(together)
    with np.errstate(divide="ignore", invalid="ignore"):
        mutual = np.log(together / np.outer(alone, alone)) / -np.log(together)
    mutual = np.where(together >= 1, 1.0, np.where(together > 0, mutual, -1.0))
    found = []
    for topic in topics:
        rows = [columns.get(word) for word in topic]
        pairs = [
            -1.0 if a is None or b is None else float(mutual[a, b])
            for i, a in enumerate(rows)
            for b in rows[i + 1 :]
        ]
        found.append(float(np.mean(pairs)) if pairs else -1.0)
    return np.array(found)
