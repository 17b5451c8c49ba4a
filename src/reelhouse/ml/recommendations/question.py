"""What will each member watch next?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reelhouse.ml.card import (
    Candidate,
    Card,
    Estimate,
    Feature,
    Metric,
    best,
    choose_champion,
)  # fmt: skip
from reelhouse.ml.evaluation import advantage, bootstrap
from reelhouse.ml.question import Context, Learned, NotEnough, Question
from reelhouse.ml.recommendations import neural
from reelhouse.ml.recommendations.competition import Competition, Judged, compete
from reelhouse.ml.recommendations.content import Features, Featuriser
from reelhouse.ml.recommendations.histories import history_features
from reelhouse.ml.recommendations.interactions import (
    ONCE,
    History,
    Interactions,
    Split,
    Weighting,
    split_by_day,
    split_of,
)
from reelhouse.ml.recommendations.keeping import recommender_of
from reelhouse.ml.recommendations.metrics import K
from reelhouse.ml.recommendations.new_errors import TEST_DAYS, asked, errors_of
from reelhouse.ml.recommendations.reading import (
    READS,
    Viewing,
    read_interactions,
    read_viewing,
    service_titles,
)
from reelhouse.ml.recommendations.recipes import (
    EASE,
    HYBRID,
    POPULARITY,
    RECENT_POPULARITY,
    Recipe,
    recipes,
)
from reelhouse.ml.recommendations.tuning import Tuned
from reelhouse.ml.tables import Tables
from reelhouse.settings.models import ModelSettings

if TYPE_CHECKING:
    from reelhouse.ml.new_errors import NewErrors
    from reelhouse.ml.store import Version

ASKS = "What will each member watch next, and which titles are like a title?"
METRIC = Metric(f"nDCG@{K}", higher_is_better=True)

LEAST_MEMBERS = 50
LEAST_TITLES = 20
LEAST_DAYS = 4 * TEST_DAYS
LEAST_ASKED = 30

RULES = (POPULARITY, RECENT_POPULARITY)
"""What a model has to beat."""

FADING = (14.0, 60.0, 180.0)
WEIGHTINGS = (ONCE, Weighting(0.0, 180.0))

_FEATURES = (
    Feature("watched", "titles that the member has watched", "up to the day before"),
    Feature("when", "how long ago, where newer ones count more", "up to the day before"),
    Feature("others", "what other members have watched", "up to the day before"),
    Feature("text", "name of the title and its genres, as a vector", "when it is announced"),
    Feature("genres", "genres and kind of the title", "when it is announced"),
    Feature("people", "its first twelve people by billing, directors and writers", "by release"),
)
_LIMITS = (
    "Only members who agree both to being counted and to recommendations are learned from; all "
    "others, and members without a session, get what is popular lately.",
    "It is judged on titles that members found by themselves: that they would have watched what "
    "they were shown is not known, and lists that differ from what is usual look worse than they "
    "are.",
    "The best of several models answers only where its lead holds as that of the best of so many: "
    "by an interval that is wider than the one shown.",
    "Scores are comparable within one list only; they are no probabilities.",
    "What a member watched counts as liked, however little of it was watched.",
)


def learn(tables: Tables, context: Context) -> Learned:
    """Let ways of recommending compete on the last weeks; the best is learned again from all."""
    viewing = read_viewing(tables)
    everything = viewing.interactions
    require_enough(everything)
    features, featuriser = _features(viewing)
    validation, test = splits(everything, context.settings.seed)
    if test.history.shape[0] < LEAST_ASKED or validation.history.shape[0] < LEAST_ASKED:
        raise NotEnough(
            f"{test.history.shape[0]} members watched something new in the last {TEST_DAYS} days "
            f"and {validation.history.shape[0]} in those before",
            advice=f"At least {LEAST_ASKED} are needed in both to judge recommendations.",
        )
    competing = recipes(
        features=features,
        weightings=WEIGHTINGS,
        members=everything.member_count,
        fading=FADING,
        seed=context.settings.seed,
    )
    competing += _neural(context.settings)
    found = compete(competing, [validation], test, features)
    listed = [_candidate(each, found, context.settings) for each in found.judged]
    listed += _untried(context.settings)
    model = best([c for c in listed if not c.is_naive], METRIC)
    rule = best([c for c in listed if c.is_naive], METRIC)
    if model is None or rule is None:
        raise NotEnough("no way of recommending could be judged")
    ahead = _ahead(found, model.name, rule.name, context.settings)
    is_earned = _is_earned(found, model.name, rule.name, context.settings)
    champion = choose_champion(listed, METRIC, is_earned=is_earned).name
    kept = recommender_of(champion, found, viewing, features, featuriser)
    first, last = (
        np.datetime64("1970-01-01") + int(day)
        for day in (everything.days.min(), everything.days.max())
    )
    known = test.known
    return Learned(
        kept,
        Card(
            asks=ASKS,
            target=f"the titles that a member watches for the first time in the next {TEST_DAYS} "
            f"days, {K} in order of how likely",
            decision="any day, from what was watched up to the day before",
            metric=METRIC,
            candidates=tuple(listed),
            champion=champion,
            advantage=ahead,
            trained_on=f"{everything.member_count:,} members and {everything.title_count:,} titles "
            f"from {first} to {last}",
            tested_on=f"{test.history.shape[0]:,} members who watched something new in the "
            f"{TEST_DAYS} days up to {last}, from what was known before; settings and weights "
            f"were chosen on the {TEST_DAYS} days before these",
            train_count=int(known.values.nnz),
            test_count=int(test.relevant.nnz),
            features=_FEATURES,
            limits=_LIMITS,
            parameters=_parameters(found),
            learned_until=str(last),
        ),
        history_features(everything),
    )


def require_enough(everything: Interactions) -> None:
    """Make sure that there are members, titles and weeks.

    Raises:
        NotEnough: too few of either.
    """
    members = len(np.unique(everything.members))
    titles = len(np.unique(everything.titles))
    span = float(np.ptp(everything.days)) + 1 if len(everything) else 0.0
    if members < LEAST_MEMBERS or titles < LEAST_TITLES or span < LEAST_DAYS:
        raise NotEnough(
            f"{members} members who agree to recommendations watched {titles} titles "
            f"over {span:.0f} days",
            advice=f"At least {LEAST_MEMBERS} members, {LEAST_TITLES} titles and {LEAST_DAYS} days "
            "are needed.",
        )


def splits(everything: Interactions, seed: int) -> tuple[Split, Split]:
    """The last weeks as test, those before as validation, each with what was known before it."""
    end = float(everything.days.max()) + 1
    before, after = split_by_day(everything, end - TEST_DAYS)
    earlier, between = split_by_day(before, end - 2 * TEST_DAYS)
    test = split_of(before, after, end - TEST_DAYS)
    validation = split_of(earlier, between, end - 2 * TEST_DAYS)
    return asked(validation, seed), asked(test, seed)


def _features(viewing: Viewing) -> tuple[Features, Featuriser]:
    about = [title.about for title in viewing.titles]
    featuriser = Featuriser.fit(about)
    return featuriser.vectors(about), featuriser


def _neural(settings: ModelSettings) -> list[Recipe]:
    if not settings.recommend_with_neural or not neural.is_installed():
        return []
    return [Recipe(neural.NAME, _fit_neural, ({"seed": settings.seed},))]


def _fit_neural(known: History, *, seed: int) -> neural.NeuralScorer:
    return neural.fit_neural(known, seed=seed)


def _untried(settings: ModelSettings) -> list[Candidate]:
    if settings.recommend_with_neural and not neural.is_installed():
        note = "not tried: torch is not installed (`pip install 'reelhouse[neural]'`)"
        return [Candidate(neural.NAME, {}, note=note)]
    return []


def _candidate(judged: Judged, found: Competition, settings: ModelSettings) -> Candidate:
    right = judged.accuracy
    told = {
        METRIC.name: right.ndcg,
        "MAP": right.average_precision,
        f"precision@{K}": right.precision,
        f"recall@{K}": right.recall,
    }
    draws, seed = settings.bootstrap_draws, settings.seed
    scores = {n: bootstrap(np.mean, each, draws=draws, seed=seed) for n, each in told.items()}
    scores["diversity"] = Estimate(judged.diversity)
    scores["novelty bits"] = Estimate(judged.novelty)
    scores["catalogue coverage"] = Estimate(judged.coverage)
    return Candidate(judged.name, scores, judged.name in RULES, _note(judged, found))


def _note(judged: Judged, found: Competition) -> str:
    if judged.name == HYBRID:
        parts = zip(found.plan.parts, found.plan.weights, strict=True)
        return ", ".join(f"{part.recipe.name} {weight:.2f}" for part, weight in parts)
    tuned = next(each for each in found.tuned if each.recipe.name == judged.name)
    return _in_words(tuned)


def _in_words(tuned: Tuned) -> str:
    said = []
    for name, value in tuned.settings.items():
        if isinstance(value, Weighting):
            if value.half_life_days is not None:
                said.append(f"watched {value.half_life_days:g} days ago counts half")
        else:
            said.append(f"{name} {value:g}")
    return ", ".join(said)


def _ahead(
    found: Competition, model: str, rule: str, settings: ModelSettings, level: float = 0.95
) -> Estimate:
    one, other = found.of(model).accuracy.ndcg, found.of(rule).accuracy.ndcg
    return advantage(-one, -other, draws=settings.bootstrap_draws, seed=settings.seed, level=level)


def _is_earned(found: Competition, model: str, rule: str, settings: ModelSettings) -> bool:
    """Whether the best of several models leads by more than the best of as many would by chance.

    The interval is widened by their number (Bonferroni; Dunn, JASA 56, 1961).
    """
    models = sum(each.name not in RULES for each in found.judged)
    low = _ahead(found, model, rule, settings, 1 - 0.05 / models).low
    return low is not None and low > 0


def _parameters(found: Competition) -> dict[str, object]:
    return {
        "weights": {
            part.recipe.name: weight
            for part, weight in zip(found.plan.parts, found.plan.weights, strict=True)
        },
        "believed_after": found.plan.believed_after,
        "settled_after": found.plan.settled_after,
        "settings": {each.recipe.name: _in_words(each) for each in found.tuned},
        "peer": EASE,
    }


def inputs(tables: Tables, context: Context) -> pd.DataFrame:
    """The histories of the members who would be served now."""
    interactions, _ = read_interactions(tables, service_titles(tables))
    return history_features(interactions)


def errors(tables: Tables, version: Version, context: Context) -> tuple[NewErrors, ...]:
    """Accuracy (nDCG) of lists of the newest weeks."""
    return (errors_of(tables, version, context.settings),)


QUESTION = Question("recommendations", ASKS, READS, learn, inputs, errors)
