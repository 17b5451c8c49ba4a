"""Let ways of recommending compete: tuned on one part, put together, judged on what came later."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from reelhouse.ml.recommendations.blend import Blend, choose_weights, ndcg_of, standardised
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
from reelhouse.ml.recommendations.recipes import HYBRID, Recipe, Settings
from reelhouse.ml.recommendations.scorer import Scorer

BELIEVED_AFTER = (0.0, 1.0, 5.0, 20.0)
"""Members after which a new title's own score counts half, that are tried."""
SETTLED_AFTER = (0, 5, 10, 15)
"""Titles from which on a member's own taste alone counts, that are tried."""
_FIRST = (1, 3, 5, 10)
"""Titles that members are cut to, to try it."""


@dataclass(frozen=True, slots=True)
class Tuned:
    """A recipe with the settings that did best on the validation part.

    Attributes:
        recipe: what was tuned.
        settings: the best.
        ndcg: its mean there.
        scores: its scores there, members by titles.
        scorer: what gave them.
        seconds: processor time that tuning took.
    """

    recipe: Recipe
    settings: Settings
    ndcg: float
    scores: Floats
    scorer: Scorer
    seconds: float

    def fit(self, known: History) -> Scorer:
        """Learn with the settings that did best."""
        return self.recipe.fit(known, **self.settings)


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


def tune(recipe: Recipe, validation: Split) -> Tuned:
    """Try a recipe's settings on the validation part and keep the best."""
    began = time.process_time()
    best: tuple[float, Settings, Floats, Scorer] | None = None
    for settings in recipe.grid:
        scorer = recipe.fit(validation.known, **settings)
        scores = scorer.scores(validation.history)
        ndcg = ndcg_of(scores, validation)
        if best is None or ndcg > best[0]:
            best = (ndcg, settings, scores, scorer)
    if best is None:
        raise ValueError(f"{recipe.name} has no settings to try")
    ndcg, chosen, scores, scorer = best
    return Tuned(recipe, chosen, ndcg, scores, scorer, time.process_time() - began)


def plan(tuned: Sequence[Tuned], validation: Split, features: Features | None) -> Plan:
    """Find the mixture that ranks best on the validation part."""
    parts = [each for each in tuned if each.recipe.is_blended]
    if not parts:
        raise ValueError("there is nothing to put together")
    scored = [standardised(part.scores) for part in parts]
    weights = choose_weights(scored, validation.seen, validation.relevant)
    chosen = [(p, w) for p, w in zip(parts, weights, strict=True) if w > 0]
    best: tuple[float, Plan] | None = None
    for believed_after in BELIEVED_AFTER if features is not None else (0.0,):
        trial = Plan(tuple(p for p, _ in chosen), tuple(w for _, w in chosen), believed_after)
        newcomers = trial.newcomers(validation.known, features)
        mixed = np.zeros_like(scored[0])
        for part, weight in chosen:
            settled = part.scores if newcomers is None else newcomers.settle(part.scores)
            mixed += weight * standardised(settled)
        ndcg = ndcg_of(mixed, validation)
        if best is None or ndcg > best[0]:
            best = (ndcg, trial)
    return _for_beginners(best[1] if best else trial, validation, features)


def _for_beginners(found: Plan, validation: Split, features: Features | None) -> Plan:
    """Find out how long popularity helps members who are new, on histories cut to their first."""
    few = beginnings(validation.history)
    fitted = {part.recipe.name: part.scorer for part in found.parts}
    best: tuple[float, Plan] | None = None
    for settled_after in SETTLED_AFTER:
        trial = replace(found, settled_after=settled_after)
        scores = trial.join(fitted, validation.known, features).scores(few)
        ndcg = ndcg_of(scores, validation)
        if best is None or ndcg > best[0]:
            best = (ndcg, trial)
    return best[1] if best else found


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
    recipes: Sequence[Recipe], validation: Split, test: Split, features: Features | None
) -> Competition:
    """Tune on the validation part, learn again from all that is known, judge on the test part.

    Args:
        recipes: that compete.
        validation: within what the test may know.
        test: what is never looked at before the end.
        features: of titles; None where nothing is known of them.
    """
    tuned = tuple(tune(recipe, validation) for recipe in recipes)
    began = time.process_time()
    mixture = plan(tuned, validation, features)
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
