"""Find the topics of one corpus: how many, by which model, and how good they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.card import Candidate, Estimate, Metric, choose_champion
from reelhouse.ml.topics.bags import Bags, bags_of, by_time
from reelhouse.ml.topics.coherence import (
    coherence_lead,
    coherences,
    matched_stability,
    stability,
)
from reelhouse.ml.topics.models import NAIVE, Factors, Finder, finders, top_words

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

COHERENCE = Metric("coherence (NPMI)", higher_is_better=True)
COUNTS = (4, 5, 6, 7, 8, 10, 12, 16)
"""Numbers of topics that are tried."""

AS_STABLE = 0.02
"""A finer number is taken where it is about as stable as the most stable one."""
TRAIN_SHARE = 0.6
LEAST_TEXTS = 150
LEAST_STABILITY = 0.55
"""Share of words that come again below which topics are chance."""

SUBSAMPLES = 8
SUBSAMPLE_SHARE = 0.8

LABEL_WORDS = 3
TEST_DRAWS = 200


@dataclass(frozen=True, slots=True)
class TopicModel:
    """The topics of one corpus.

    Attributes:
        finder: what tells how strong each is in a text.
        words: the vocabulary.
        top: the most telling words of each.
        coherence: of each, on texts not learned from.
        stability: of each, how many of its words come again in halves of the texts, 0 to 1.
    """

    finder: Finder
    words: tuple[str, ...]
    top: tuple[tuple[str, ...], ...]
    coherence: tuple[float, ...]
    stability: tuple[float, ...]

    @property
    def labels(self) -> list[str]:
        """The three most telling words of each."""
        return [", ".join(words[:LABEL_WORDS]) for words in self.top]

    def assign(self, terms: pd.DataFrame) -> pd.DataFrame:
        """The main topic of each text.

        Args:
            terms: rows of `fact_text_term`.

        Returns:
            text_kind, platform, text_id, written_date, topic (from 0 on), strength_rate; texts that
            speak of no topic are left out.
        """
        bags = bags_of(terms, self.words)
        strengths = self.finder.strengths(bags.counts) if len(bags) else np.zeros((0, 1))
        total = strengths.sum(axis=1)
        rows = bags.texts.assign(
            topic=strengths.argmax(axis=1),
            strength_rate=strengths.max(axis=1) / np.where(total > 0, total, 1),
        )
        spoken: pd.DataFrame = rows[total > 1e-12].reset_index(drop=True)
        return spoken


@dataclass(frozen=True, slots=True)
class Found:
    """What came of learning one corpus.

    Attributes:
        model: the topics.
        candidates: with coherence on later texts.
        champion: name of the one that answers.
        advantage: of the best model over the best naive one.
        train_count: texts learned from in the test.
        test_count: later texts.
        stability_by_count: how many words come again, by number of topics.
    """

    model: TopicModel
    candidates: tuple[Candidate, ...]
    champion: str
    advantage: Estimate
    train_count: int
    test_count: int
    stability_by_count: dict[int, float]


def find_topics(terms: pd.DataFrame, *, seed: int) -> Found | None:
    """Find the topics of a corpus; None where none is stable.

    The number is the highest of those whose words come again most in samples of the earlier texts;
    candidates find so many there, and are compared by coherence on the later ones.

    Args:
        terms: rows of `fact_text_term` of the corpus.
        seed: of halves, models and bootstrap.
    """
    bags = bags_of(terms)
    train, test = by_time(bags, TRAIN_SHARE, seed)
    runs = {count: _runs(train, count, seed) for count in COUNTS if count * 10 <= len(train)}
    told = {
        count: float(np.mean([stability(whole, part) for part in parts]))
        for count, (whole, parts) in runs.items()
    }
    if not told or max(told.values()) < LEAST_STABILITY:
        return None
    count = max(each for each in told if told[each] >= max(told.values()) - AS_STABLE)
    learned: dict[str, list[list[str]]] = {}
    for finder in finders(seed):
        finder.learn(train, count)
        learned[finder.name] = top_words(finder.weights, train.words)
    candidates, lead = _compare(learned, test, seed)
    is_earned = lead.low is not None and lead.low > 0
    champion = choose_champion(list(candidates), COHERENCE, is_earned=is_earned).name
    finder = next(each for each in finders(seed) if each.name == champion)
    finder.learn(bags, count)
    top = top_words(finder.weights, bags.words)
    again = []
    for half in bags.halves(seed):
        other = next(each for each in finders(seed) if each.name == champion)
        other.learn(half, count)
        again.append(top_words(other.weights, half.words))
    model = TopicModel(
        finder,
        bags.words,
        tuple(tuple(words) for words in top),
        tuple(float(each) for each in coherences(top, test)),
        tuple(float(each) for each in matched_stability(top, again)),
    )
    return Found(model, candidates, champion, lead, len(train), len(test), told)


def _runs(bags: Bags, count: int, seed: int) -> tuple[list[list[str]], list[list[list[str]]]]:
    """Top words found in all texts, and in some samples of them."""
    rng = np.random.default_rng(seed)
    size = int(SUBSAMPLE_SHARE * len(bags))
    parts = [
        bags.part(np.sort(rng.choice(len(bags), size, replace=False))) for _ in range(SUBSAMPLES)
    ]
    return _top(bags, count, seed), [_top(part, count, seed) for part in parts]


def _top(bags: Bags, count: int, seed: int) -> list[list[str]]:
    finder = Factors(seed)
    finder.learn(bags, count)
    return top_words(finder.weights, bags.words)


def _compare(
    learned: dict[str, list[list[str]]], test: Bags, seed: int
) -> tuple[tuple[Candidate, ...], Estimate]:
    """Each candidate's coherence, and the lead of the best model over the best naive one."""
    mean = {name: float(np.mean(coherences(top, test))) for name, top in learned.items()}
    naive = max(NAIVE, key=lambda name: mean[name])
    best = max((name for name in learned if name not in NAIVE), key=lambda name: mean[name])
    draws: dict[str, Any] = {"draws": TEST_DRAWS, "seed": seed}
    told = {
        name: coherence_lead(top, learned[naive], test, **draws) for name, top in learned.items()
    }
    candidates = tuple(
        Candidate(name, {COHERENCE.name: own}, is_naive=name in NAIVE)
        for name, (own, _) in told.items()
    )
    return candidates, told[best][1]


def corpora(terms: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Rows of `fact_text_term` by corpus."""
    is_title = terms["text_kind"] == "title"
    return {"titles": terms[is_title], "talk": terms[~is_title]}


def text_count(terms: pd.DataFrame) -> int:
    """Texts that have a word."""
    return len(terms.drop_duplicates(["text_kind", "platform", "text_id"]))
