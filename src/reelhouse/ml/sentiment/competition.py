"""Which judge of sentiment is right most often on texts that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.card import CalibrationBin, Candidate, Estimate, Metric, choose_champion
from reelhouse.ml.evaluation import advantage, auc, bootstrap, calibration_bins
from reelhouse.ml.sentiment.model import SentimentModel
from reelhouse.ml.sentiment.scorers import Blend, Judge, Labels, Lexicon, judges

ACCURACY = Metric("accuracy", higher_is_better=True)
TEST_SHARE = 0.25
CALIBRATION_SHARE = 0.15
BLENDED = ("words and letters", "naive Bayes regression", "embeddings", "VADER")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Competition:
    """What came of it.

    Attributes:
        candidates: with accuracy and AUC on the test texts.
        champion: name of the one that answers.
        advantage: by how much the best model's accuracy is above VADER's.
        calibration: of the champion on the test texts.
        model: the champion, learned from all texts.
        train_count: texts learned from in the test.
        test_count: texts tested on.
    """

    candidates: tuple[Candidate, ...]
    champion: str
    advantage: Estimate
    calibration: tuple[CalibrationBin, ...]
    model: SentimentModel
    train_count: int
    test_count: int


def compete(texts: Sequence[str], is_kind: Labels, *, seed: int, draws: int) -> Competition:
    """Let all judges learn from one part of the texts and test them on another.

    The texts have no dates, so that the parts are drawn; no text may stand there twice.

    Args:
        texts: English, each once.
        is_kind: what somebody called each.
        seed: of the draw of parts, of the models and of the bootstrap.
        draws: bootstrap samples of each interval.
    """
    all_texts = np.asarray(texts, dtype=object)
    order = np.random.default_rng(seed).permutation(len(all_texts))
    edges = np.array([TEST_SHARE, TEST_SHARE + CALIBRATION_SHARE]) * len(order)
    test, calibrate, train = np.split(order, edges.astype(int))
    learned = learn_all(all_texts[train].tolist(), is_kind[train], seed)
    margins = {judge.name: judge.margins(all_texts[test].tolist()) for judge in learned}
    candidates = [
        rated(judge.name, margins[judge.name], is_kind[test], seed=seed, draws=draws)
        for judge in learned
    ]
    wrong = {name: ((each > 0) != is_kind[test]).astype(float) for name, each in margins.items()}
    models = [c for c in candidates if not c.is_naive]
    best = max(models, key=lambda c: c.scores[ACCURACY.name].value)
    lead = advantage(wrong[best.name], wrong[Lexicon.name], draws=draws, seed=seed)
    is_earned = lead.low is not None and lead.low > 0
    champion = choose_champion(candidates, ACCURACY, is_earned=is_earned).name
    judge = next(each for each in learned if each.name == champion)
    tried = SentimentModel.calibrated(
        judge, all_texts[calibrate].tolist(), is_kind[calibrate], seed=seed
    )
    probabilities = tried.probabilities(all_texts[test].tolist())
    judge.learn(all_texts.tolist(), is_kind)
    return Competition(
        candidates=tuple(candidates),
        champion=champion,
        advantage=lead,
        calibration=calibration_bins(is_kind[test], probabilities),
        model=SentimentModel(judge, tried.slope, tried.intercept),
        train_count=len(train),
        test_count=len(test),
    )


def learn_all(texts: Sequence[str], is_kind: Labels, seed: int) -> list[Judge]:
    """All judges, learned from the same texts; the blend is of those that have learned."""
    learned = judges(seed)
    for judge in learned:
        judge.learn(texts, is_kind)
    return [*learned, Blend([judge for judge in learned if judge.name in BLENDED])]


def rated(name: str, margins: Floats, is_kind: Labels, *, seed: int, draws: int) -> Candidate:
    """A candidate with its figures on texts that it has not seen."""

    def accuracy(margin: Floats, kind: Labels) -> float:
        return float(((margin > 0) == kind).mean())

    def ranks(margin: Floats, kind: Labels) -> float:
        return auc(kind, margin)

    scores = {
        ACCURACY.name: bootstrap(accuracy, margins, is_kind, draws=draws, seed=seed),
        "AUC": bootstrap(ranks, margins, is_kind, draws=min(draws, 200), seed=seed),
    }
    return Candidate(name, scores, is_naive=name == Lexicon.name)
