"""Let ways of recommending compete: tuned on one part, put together, judged on what came later."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from reelhouse.ml.recommendations.blend import Blend, choose_weights, ndcg_each, standardised
from reelhouse.ml.recommendations.content import Features, Newcomers, fit_newcomers
from reelhouse.ml.recommendations.interactions import Floats, History, Split
from reelhouse.ml.recommendations.metrics import (
    Accuracy,
    accuracy,
    catalogue_coverage,
    diversity,
    novelty,
    top_of,
)
from reelhouse.ml.recommendations.popularity import fit_popularity
from reelhouse.ml.recommendations.recipes import HYBRID, Recipe
from reelhouse.ml.recommendations.scorer import Scorer
from reelhouse.ml.recommendations.tuning import Trials, Tuned, beginnings, tune

BELIEVED_AFTER = (0.0, 1.0, 5.0, 20.0)
"""Members after which a new title's own score counts half, that are tried."""
SETTLED_AFTER = (0, 5, 10, 15)
"""Titles from which on a member's own taste alone counts, that are tried."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Stands for a scorer that has told already."""

    told: Floats

    def scores(self, history: History) -> Floats:
        """What was told, whoever asks."""
        return self.told


@dataclass(frozen=True, slots=True)
class Plan:
    """How the parts are put together.

    Attributes:
        parts: tuned recipes with a weight above 0.
        weights: of each; they add up to 1.
        believed_after: members after which a new title's own score counts half.
        settled_after: titles from which on a member's own taste alone counts.
    """

    parts: tuple[Tuned, ...]
    weights: tuple[float, ...]
    believed_after: float
    settled_after: int = 0

    def fit(self, known: History, features: Features | None) -> Blend:
        """Learn all parts."""
        return self.join(
            {part.recipe.name: part.fit(known) for part in self.parts}, known, features
        )

    def join(self, fitted: dict[str, Scorer], known: History, features: Features | None) -> Blend:
        """Put together parts that were learned already, by name of the recipe."""
        names = tuple(part.recipe.name for part in self.parts)
        scorers = tuple(fitted[name] for name in names)
        popular = fit_popularity(known).levels
        newcomers = self.newcomers(known, features)
        return Blend(names, scorers, self.weights, newcomers, popular, self.settled_after)

    def newcomers(self, known: History, features: Features | None) -> Newcomers | None:
        """What settles scores of new titles; None where nothing is known of titles."""
        if features is None:
            return None
        return fit_newcomers(known, features, believed_after=self.believed_after)


@dataclass(frozen=True, slots=True)
class Judged:
    """How a candidate did on the test part.

    Attributes:
        name: of the candidate.
        accuracy: by member.
        diversity: of its lists, 0 to 1.
        novelty: of what it shows, in bits.
        coverage: share of the titles that it shows to anybody.
        seconds: processor time of tuning, learning and scoring.
    """

    name: str
    accuracy: Accuracy
    diversity: float
    novelty: float
    coverage: float
    seconds: float


def plan(tuned: Sequence[Tuned], validations: Sequence[Split], features: Features | None) -> Plan:
    """Find the mixture that ranks best on the validation part, all splits of it together.

    Raises:
        ValueError: no recipe may be a part.
    """
    parts = [each for each in tuned if each.recipe.is_blended]
    if not parts:
        raise ValueError("there is nothing to put together")
    scored = [np.vstack([standardised(each.whole) for each in part.told]) for part in parts]
    seen = sparse.vstack([split.seen for split in validations], format="csr")
    relevant = sparse.vstack([split.relevant for split in validations], format="csr")
    weights = choose_weights(scored, seen, relevant)
    chosen = [(p, w) for p, w in zip(parts, weights, strict=True) if w > 0]
    trials = [
        Plan(tuple(p for p, _ in chosen), tuple(w for _, w in chosen), believed_after)
        for believed_after in (BELIEVED_AFTER if features is not None else (0.0,))
    ]
    whole = [split.history for split in validations]
    told = {p.recipe.name: [each.whole for each in p.told] for p, _ in chosen}
    found = _best(trials, told, whole, validations, features)
    # how long popularity helps members who are new, on histories cut to their first titles
    trials = [replace(found, settled_after=count) for count in SETTLED_AFTER]
    few = [beginnings(split.history) for split in validations]
    told = {p.recipe.name: [each.few for each in p.told] for p, _ in chosen}
    return _best(trials, told, few, validations, features)


def _best(
    trials: Sequence[Plan], told: Mapping[str, Sequence[Floats]], histories: Sequence[History],
    validations: Sequence[Split], features: Features | None,
) -> Plan:  # fmt: skip
    """The plan whose lists are best, from what its parts told of some histories."""
    figures = []
    for trial in trials:
        each = []
        for place, (split, history) in enumerate(zip(validations, histories, strict=True)):
            parts: dict[str, Scorer] = {name: Fixed(scores[place]) for name, scores in told.items()}
            scores = trial.join(parts, split.known, features).scores(history)
            each.append(ndcg_each(scores, split))
        figures.append(float(np.concatenate(each).mean()))
    return trials[int(np.argmax(figures))]


def judge(name: str, scorer: Scorer, test: Split, features: Features | None) -> Judged:
    """Hold a candidate's lists of unseen titles against what members watched later."""
    began = time.process_time()
    top = top_of(scorer.scores(test.history), test.seen)
    spent = time.process_time() - began
    return Judged(
        name,
        accuracy(top, test.relevant),
        diversity(top, features) if features is not None else float("nan"),
        novelty(top, test.known.values),
        catalogue_coverage(top, test.known.shape[1]),
        spent,
    )


@dataclass(frozen=True, slots=True)
class Competition:
    """What came of it.

    Attributes:
        tuned: every recipe with its best settings.
        plan: how the hybrid is made.
        judged: every candidate on the test part, the hybrid last.
    """

    tuned: tuple[Tuned, ...]
    plan: Plan
    judged: tuple[Judged, ...]

    def of(self, name: str) -> Judged:
        """A candidate by name.

        Raises:
            KeyError: there is none.
        """
        return {each.name: each for each in self.judged}[name]


def compete(
    recipes: Sequence[Recipe], validations: Sequence[Split], test: Split,
    features: Features | None, trials: Trials | None = None,
) -> Competition:  # fmt: skip
    """Tune on the validation part, learn again from all that is known, judge on the test part.

    Args:
        recipes: that compete.
        validations: one split or several, all within what the test may know.
        test: what is never looked at before the end.
        features: of titles; None where nothing is known of them.
        trials: what was tried on these validations before.
    """
    tuned = tuple(tune(recipe, validations, trials) for recipe in recipes)
    began = time.process_time()
    mixture = plan(tuned, validations, features)
    planning = time.process_time() - began
    fitted: dict[str, Scorer] = {}
    judged = []
    for each in tuned:
        began = time.process_time()
        fitted[each.recipe.name] = each.fit(test.known)
        fitting = time.process_time() - began
        found = judge(each.recipe.name, fitted[each.recipe.name], test, features)
        judged.append(_with_seconds(found, each.seconds + fitting))
    hybrid = judge(HYBRID, mixture.join(fitted, test.known, features), test, features)
    parts = {part.recipe.name for part in mixture.parts}
    # all were tuned to be chosen from; those that were left out cost no learning
    before = sum(each.seconds for each in tuned if each.recipe.is_blended) + planning
    learning = sum(
        each.seconds - part.seconds
        for each, part in zip(judged, tuned, strict=True)
        if each.name in parts
    )
    judged.append(_with_seconds(hybrid, before + learning))
    return Competition(tuned, mixture, tuple(judged))


def _with_seconds(judged: Judged, more: float) -> Judged:
    return Judged(
        judged.name,
        judged.accuracy,
        judged.diversity,
        judged.novelty,
        judged.coverage,
        judged.seconds + more,
    )
