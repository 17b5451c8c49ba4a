"""Candidates on planted tastes: the hybrid finds them, and finds nothing where there are none."""

from __future__ import annotations

import numpy as np
import pytest

from reelhouse.ml.evaluation import advantage
from reelhouse.ml.recommendations.blend import ndcg_each
from reelhouse.ml.recommendations.competition import (
    SETTLED_AFTER,
    Competition,
    compete,
    plan,
)
from reelhouse.ml.recommendations.content import Featuriser
from reelhouse.ml.recommendations.interactions import (
    ONCE,
    History,
    Interactions,
    split_at_random,
    split_of,
)
from reelhouse.ml.recommendations.popularity import fit_popularity
from reelhouse.ml.recommendations.recipes import (
    EASE,
    HYBRID,
    MOST_MEMBERS_COMPARED,
    POPULARITY,
    Recipe,
    recipes,
)
from reelhouse.ml.recommendations.scorer import Scorer
from reelhouse.ml.recommendations.tuning import Trials, beginnings, tune
from tests.ml.recommendations.viewers import GROUPS, about, history, planted, shuffled

FEATURES = Featuriser.fit(about()).vectors(about())


def competition(everything: Interactions) -> Competition:
    known, later = split_at_random(everything, 0.75, 1)
    inner, held_out = split_at_random(known, 0.75, 2)
    competing = recipes(
        features=FEATURES, weightings=(ONCE,), members=everything.member_count, fading=(60.0,)
    )
    return compete(competing, [split_of(inner, held_out)], split_of(known, later), FEATURES)


@pytest.fixture(scope="module")
def found() -> Competition:
    return competition(planted())


def ndcg(found: Competition, name: str) -> np.ndarray:
    return found.of(name).accuracy.ndcg


def test_all_ways_compete_and_are_judged(found: Competition) -> None:
    assert {each.name for each in found.judged} == {
        POPULARITY, "recent popularity", "item neighbours", "user neighbours", EASE,
        "denoising autoencoder", "autoencoder of members", "implicit factors", "content", HYBRID,
    }  # fmt: skip
    for each in found.judged:
        assert 0 <= each.diversity <= 1
        assert each.novelty > 0
        assert 0 < each.coverage <= 1


def test_planted_tastes_are_found(found: Competition) -> None:
    ahead = advantage(-ndcg(found, HYBRID), -ndcg(found, POPULARITY), draws=300, seed=1)

    assert ahead.low is not None
    assert ahead.low > 0.1
    assert ndcg(found, HYBRID).mean() > 0.95 * max(ndcg(found, e.name).mean() for e in found.judged)


def test_the_best_titles_are_of_the_members_group(found: Competition) -> None:
    known = planted().history()
    scores = found.plan.fit(known, FEATURES).scores(known)
    best = np.argsort(-scores, axis=1)[:, :5]

    assert (best % GROUPS == np.arange(160)[:, None] % GROUPS).mean() > 0.8


def test_where_tastes_are_dealt_by_chance_there_is_no_skill() -> None:
    found = competition(shuffled(planted()))
    ahead = advantage(-ndcg(found, HYBRID), -ndcg(found, POPULARITY), draws=300, seed=1)

    assert ahead.low is not None
    assert ahead.low < 0.02
    assert ahead.value < 0.05


def test_weights_add_up_and_ease_stays_a_peer(found: Competition) -> None:
    names = [part.recipe.name for part in found.plan.parts]

    assert sum(found.plan.weights) == pytest.approx(1)
    assert EASE not in names


def test_beginnings_are_the_first_titles_of_each_member() -> None:
    seen = np.ones((5, 12))
    ages = np.tile(np.arange(12.0), (5, 1))
    few = beginnings(history(seen, ages))

    assert np.diff(few.values.indptr).tolist() == [1, 3, 5, 10, 1]
    assert few.values[1].indices.tolist() == [9, 10, 11]
    assert few.ages[1].toarray()[0, [9, 10, 11]].tolist() == [9, 10, 11]


def test_how_long_popularity_helps_is_one_of_those_tried(found: Competition) -> None:
    assert found.plan.settled_after in SETTLED_AFTER


def test_the_setting_that_did_best_is_kept() -> None:
    known, later = split_at_random(planted(), 0.75, 1)
    recent = Recipe("r", fit_popularity, ({"half_life_days": 0.01}, {"half_life_days": None}))
    tuned = tune(recent, [split_of(known, later)])

    assert tuned.settings == {"half_life_days": None}


def test_settings_are_chosen_on_all_splits_together() -> None:
    known, later = split_at_random(planted(), 0.75, 1)
    # in a split of one member alone an old popularity may look better than it is
    one, everybody = split_of(known, later).asked(1, 1), split_of(known, later)
    recent = Recipe("r", fit_popularity, ({"half_life_days": 0.01}, {"half_life_days": None}))

    together = tune(recent, [one, everybody])

    assert together.settings == tune(recent, [everybody]).settings
    whole = np.concatenate([ndcg_each(told.whole, split) for told, split in
                            zip(together.told, [one, everybody], strict=True)])  # fmt: skip
    assert len(whole) == 1 + len(everybody.members)
    assert together.ndcg == pytest.approx(whole.mean())


def test_what_was_tried_for_one_test_is_not_tried_again_for_the_next() -> None:
    known, later = split_at_random(planted(), 0.75, 1)
    splits = [split_of(known, later), split_of(*split_at_random(known, 0.75, 2))]
    learned: list[object] = []

    def fit(history: History, **settings: float) -> Scorer:
        learned.append(history)
        return fit_popularity(history, **settings)

    recipe = Recipe("r", fit, ({}, {"half_life_days": 60.0}))
    trials = Trials(keeps=True)
    first = tune(recipe, splits[:1], trials)
    both = tune(recipe, splits, trials)

    assert len(learned) == 4
    assert both.ndcg == pytest.approx(tune(recipe, splits).ndcg)
    assert first.ndcg == pytest.approx(tune(recipe, splits[:1]).ndcg)


def test_a_mixture_is_found_on_several_splits(found: Competition) -> None:
    known, later = split_at_random(planted(), 0.75, 1)
    splits = [split_of(*split_at_random(known, 0.75, seed)) for seed in (2, 3)]
    tuned = [tune(each.recipe, splits) for each in found.tuned]

    mixture = plan(tuned, splits, FEATURES)

    assert sum(mixture.weights) == pytest.approx(1)
    assert POPULARITY not in [part.recipe.name for part in mixture.parts]
    test = split_of(known, later)
    scores = mixture.fit(test.known, FEATURES).scores(test.history)
    popular = fit_popularity(test.known).scores(test.history)
    assert ndcg_each(scores, test).mean() > ndcg_each(popular, test).mean() + 0.1


def test_a_recipe_without_settings_or_parts_is_refused() -> None:
    known, later = split_at_random(planted(), 0.75, 1)
    split = split_of(known, later)

    with pytest.raises(ValueError, match="no settings"):
        tune(Recipe("r", fit_popularity, ()), [split])
    with pytest.raises(ValueError, match="nothing to put together"):
        plan([tune(Recipe("r", fit_popularity, is_blended=False), [split])], [split], None)


def test_members_are_not_compared_where_there_are_too_many() -> None:
    names = {
        each.name
        for each in recipes(features=None, weightings=(ONCE,), members=MOST_MEMBERS_COMPARED + 1)
    }

    assert "user neighbours" not in names
    assert "content" not in names
    assert EASE in names
