from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from reelhouse.ml.amount_candidates import (
    LEARNERS,
    Learner,
    MedianOfGenre,
    MultipleOfBudget,
    PastOfPeople,
)
from reelhouse.ml.amount_fit import blocks
from reelhouse.ml.amount_learning import Contest, contest
from reelhouse.ml.gross.question import COLUMNS
from reelhouse.ml.popularity.question import multiples
from reelhouse.ml.question import NotEnough
from tests.ml.films import invent_films

RULES = (MedianOfGenre, MultipleOfBudget)


def _contest(films: pd.DataFrame, amounts: np.ndarray, **more: object) -> Contest:
    return contest(
        films,
        amounts,
        specs=COLUMNS,
        rules=RULES,
        seed=7,
        draws=100,
        **more,  # type: ignore[arg-type]
    )


@cache
def _votes() -> Contest:
    films = invent_films()
    return contest(
        films, np.log(multiples(films).to_numpy(float)), specs=COLUMNS,
        rules=(MedianOfGenre, PastOfPeople), seed=7, draws=100,
    )  # fmt: skip


def test_planted_popularity_is_found_and_its_intervals_hold() -> None:
    found = _votes()

    assert not found.model.is_naive
    assert (found.lead.low or 0) > 0
    for held in found.coverage:
        assert held.measured_rate == pytest.approx(held.nominal_rate, abs=0.1)
        assert held.count == found.test_count


def test_a_budget_that_is_all_there_is_to_know_is_found_as_planted() -> None:
    films = invent_films(700)
    films = films[films["budget_usd"].notna()].reset_index(drop=True)

    found = _contest(films, np.log(films["gross_usd"].to_numpy(float)))

    curve = found.model.budget_curve(films.tail(100), [4e6, 1e7, 2e7])
    # planted: twice the budget, and another million buys two
    assert (curve["expected"] / curve["budget_usd"]).to_numpy() == pytest.approx(2.0, rel=0.35)
    assert curve["expected"].is_monotonic_increasing
    if not found.model.is_naive:
        assert (curve["more_per_million_low"] <= 2.2e6).all()
        assert (curve["more_per_million_high"] >= 1.8e6).all()
    told = found.model.predict(films)
    assert (told["expected_low"] <= told["expected"]).all()
    assert (told["expected"] <= told["expected_high"]).all()


@pytest.mark.parametrize("learner", LEARNERS, ids=lambda each: each.name)
def test_more_budget_never_makes_it_less(learner: type[Learner]) -> None:
    rng = np.random.default_rng(2)
    matrix = rng.normal(0, 1, (400, 3))
    falling = -matrix[:, 0] + rng.normal(0, 0.3, 400)

    fitted = learner()
    fitted.fit(matrix, falling, [1, 0, 0], learner.grid[0], seed=1, threads=1)

    asked = np.column_stack([np.linspace(-2, 2, 40), np.zeros(40), np.zeros(40)])
    assert (np.diff(fitted.forecast(asked)) >= -1e-6).all()


def test_shuffled_amounts_give_no_skill_and_the_naive_rule_answers() -> None:
    films = invent_films(500)
    rng = np.random.default_rng(4)

    found = _contest(films, rng.permutation(np.log(films["vote_count"].to_numpy(float))))

    assert found.model.is_naive
    curve = found.model.budget_curve(films.tail(50), [1e6, 1e7])
    assert curve["more_per_million"].isna().all()
    assert "no model beat the naive rule" in found.model.flags(films.tail(1))[0]


def test_too_little_and_one_amount_only_are_said() -> None:
    films = invent_films(60)
    with pytest.raises(NotEnough, match="there are 60 titles; 80 are needed"):
        _contest(films, np.ones(60))
    films = invent_films(100)
    with pytest.raises(NotEnough, match="same amount"):
        _contest(films, np.ones(100))
    with pytest.raises(NotEnough, match="to learn from"):
        _contest(films.assign(release_year=2020), np.arange(100.0))


def test_each_year_of_the_test_is_told_from_the_years_before() -> None:
    years = np.repeat(np.arange(2000, 2016), 50)

    edges = blocks(years, 2012)

    assert [edge for edge in edges if edge >= 2012] == [2012, 2013, 2014, 2015]
    assert all(edge >= 2007 for edge in edges)
