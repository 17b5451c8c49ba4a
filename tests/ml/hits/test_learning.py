from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from reelhouse.ml.evaluation import auc
from reelhouse.ml.hits.learning import Competition, compete
from reelhouse.ml.hits.slices import split
from reelhouse.ml.question import NotEnough
from reelhouse.ml.releases import OUTCOMES, SPECS
from tests.ml.films import invent_films


@cache
def _found() -> Competition:
    return compete(invent_films(), seed=7, draws=200)


def test_the_planted_reasons_are_found_and_the_naive_rules_beaten() -> None:
    found = _found()

    figures = {c.name: {n: s.value for n, s in c.scores.items()} for c in found.candidates}
    assert not next(c for c in found.candidates if c.name == found.champion).is_naive
    assert figures[found.champion]["AUC"] > 0.85
    assert (found.lead.low or 0) > 0
    assert (
        figures[found.champion]["Brier score"]
        < figures["past mean of director and cast"]["Brier score"]
    )
    assert len(figures) == 7


def test_no_year_is_in_two_slices() -> None:
    years = np.repeat(np.arange(2000, 2020), 30)

    slices = split(years)

    parts = [set(years[rows]) for rows in (slices.train, slices.calibrate, slices.test)]
    assert max(parts[0]) < min(parts[1]) <= max(parts[1]) < min(parts[2])
    assert sum(map(len, parts)) == 20


def test_shuffled_outcomes_give_no_skill_and_the_naive_rule_answers() -> None:
    films = invent_films()
    rng = np.random.default_rng(11)
    films["is_hit"] = rng.permutation(films["is_hit"].to_numpy())

    found = compete(films, seed=7, draws=200)

    assert found.model.is_naive
    assert next(c for c in found.candidates if c.name == found.champion).is_naive
    for name, rates in found.told.items():
        if np.ptp(rates) > 0.01:
            assert abs(auc(found.outcomes, rates) - 0.5) < 0.12, name
    told = found.model.predict(films.tail(20))
    assert "no model beat the naive rule" in found.model.flags(films.tail(1))[0]
    assert (told["probability_low"] <= told["probability"]).all()
    assert found.model.reasons(films.tail(3)).empty


def test_what_became_of_a_title_is_no_feature_of_it() -> None:
    films = invent_films()
    assert not {spec.name for spec in SPECS} & set(OUTCOMES)

    model = _found().model
    later = films.tail(50)
    changed = later.assign(vote_count=9e9, votes_rank_rate=1.0, is_hit=True, rating=10.0)

    assert model.predict(later).equals(model.predict(changed))


def test_the_same_seed_gives_the_same_probabilities() -> None:
    films = invent_films(400)

    one, other = (compete(films, seed=7, draws=100).model for _ in range(2))

    assert one.predict(films).equals(other.predict(films))


@pytest.mark.parametrize(
    ("count", "share", "says"),
    [(40, None, "there are 40 films and series"), (400, 0.0, "0 of 400"), (400, 1.0, "400 of 400")],
)
def test_too_little_or_one_outcome_only_is_said(count: int, share: float | None, says: str) -> None:
    films = invent_films(count)
    if share is not None:
        films["is_hit"] = bool(share)

    with pytest.raises(NotEnough, match=says):
        compete(films, seed=7, draws=100)


def test_features_that_are_all_null_leave_the_base_rate() -> None:
    films = invent_films(400)
    known = {"title_key", "primary_title", "content_kind", "release_year", "is_hit", *OUTCOMES}
    films[[column for column in films.columns if column not in known]] = None

    found = compete(films, seed=7, draws=100)

    assert found.champion in {"base rate", "past mean of director and cast"}
    told = found.model.predict(films.tail(5))["probability"]
    assert told.to_numpy() == pytest.approx(0.25, abs=0.06)
