"""Which settings of a way of recommending do best on what came later, of one time or of several."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from reelhouse.ml.recommendations.blend import ndcg_each
from reelhouse.ml.recommendations.interactions import Floats, History, Split
from reelhouse.ml.recommendations.recipes import Recipe, Settings
from reelhouse.ml.recommendations.scorer import Scorer

_FIRST = (1, 3, 5, 10)
"""Titles that members are cut to, to try it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a scorer told of a split; it can be asked for that again in the scorer's place.

    Attributes:
        whole: scores for the members' histories, members by titles.
        few: scores for the beginnings of these.
        seconds: processor time of learning and scoring.
    """

    whole: Floats
    few: Floats
    seconds: float


@dataclass(frozen=True, slots=True)
class Trials:
    """Tries settings on splits, each once: a split may be the validation of several tests.

    Attributes:
        keeps: whether what was told is kept for the next test, which takes memory.
        kept: what was told, by split, recipe and setting; a split by its place among those seen.
        splits: those that were seen.
    """

    keeps: bool = False
    kept: dict[tuple[int, str, int], Told] = field(default_factory=dict)
    splits: list[Split] = field(default_factory=list)

    def told(self, recipe: Recipe, number: int, split: Split) -> Told:
        """What a recipe with one of its settings tells of a split."""
        if not self.keeps:
            return _tell(recipe, number, split)
        if not any(split is each for each in self.splits):
            self.splits.append(split)
        [place] = [p for p, each in enumerate(self.splits) if each is split]
        key = (place, recipe.name, number)
        if key not in self.kept:
            self.kept[key] = _tell(recipe, number, split)
        return self.kept[key]


@dataclass(frozen=True, slots=True)
class Tuned:
    """A recipe with the settings that did best on the validation part.

    Attributes:
        recipe: what was tuned.
        settings: the best.
        ndcg: its mean there.
        told: what it told of each split there.
        seconds: processor time that tuning took.
    """

    recipe: Recipe
    settings: Settings
    ndcg: float
    told: tuple[Told, ...]
    seconds: float

    def fit(self, known: History) -> Scorer:
        """Learn with the settings that did best."""
        return self.recipe.fit(known, **self.settings)


def tune(recipe: Recipe, validations: Sequence[Split], trials: Trials | None = None) -> Tuned:
    """Try a recipe's settings on the validation part and keep the best.

    Args:
        recipe: whose settings are tried.
        validations: one split or several; all their members count alike.
        trials: what has been tried before.

    Raises:
        ValueError: there is no setting to try.
    """
    trials = trials or Trials()
    best: tuple[float, Settings, tuple[Told, ...]] | None = None
    seconds = 0.0
    for number, settings in enumerate(recipe.grid):
        told = tuple(trials.told(recipe, number, split) for split in validations)
        seconds += sum(each.seconds for each in told)
        figures = [
            ndcg_each(each.whole, split) for each, split in zip(told, validations, strict=True)
        ]
        ndcg = float(np.concatenate(figures).mean())
        if best is None or ndcg > best[0]:
            best = (ndcg, settings, told)
    if best is None:
        raise ValueError(f"{recipe.name} has no settings to try")
    ndcg, chosen, kept = best
    return Tuned(recipe, chosen, ndcg, kept, seconds)


def _tell(recipe: Recipe, number: int, split: Split) -> Told:
    began = time.process_time()
    scorer = recipe.fit(split.known, **recipe.grid[number])
    whole = scorer.scores(split.history)
    few = scorer.scores(beginnings(split.history))
    return Told(whole, few, time.process_time() - began)


def beginnings(history: History) -> History:
    """The first titles of each member: one, three, five or ten, in turn."""
    kept = np.zeros(history.values.nnz, dtype=bool)
    for row in range(history.shape[0]):
        span = slice(history.values.indptr[row], history.values.indptr[row + 1])
        oldest = np.argsort(-history.ages.data[span], kind="stable")
        kept[span.start + oldest[: _FIRST[row % len(_FIRST)]]] = True
    members = np.repeat(np.arange(history.shape[0]), np.diff(history.values.indptr))[kept]
    where = (members, history.values.indices[kept])
    return History(
        sparse.csr_matrix((history.values.data[kept], where), shape=history.shape),
        sparse.csr_matrix((history.ages.data[kept], where), shape=history.shape),
        history.rows,
    )
