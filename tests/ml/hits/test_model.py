from __future__ import annotations

import io
from functools import cache

import joblib
import numpy as np
import pandas as pd
import pytest

from reelhouse.ml.hits.learning import compete
from reelhouse.ml.hits.model import HitModel
from reelhouse.ml.hits.reasons import TOPICS, reason
from tests.ml.films import invent_films


@cache
def _model() -> HitModel:
    return compete(invent_films(), seed=7, draws=100).model


def _plan(**changes: object) -> pd.DataFrame:
    plan: dict[str, object] = {
        "title_key": -1, "content_kind": "film", "title_type": "movie", "genres": "Action",
        "budget_usd": 60e6, "runtime_minutes": 110, "release_month": 7, "original_language": "en",
        "country": "US", "director_count": 1, "director_past_title_count": 3,
        "director_past_votes_rank_rate": 0.95,
    }  # fmt: skip
    return pd.DataFrame([plan | changes])


def test_a_rich_film_of_a_proven_director_is_likelier_than_a_poor_one_of_a_weak_one() -> None:
    good = _model().predict(_plan())
    bad = _model().predict(
        _plan(genres="Drama", budget_usd=1e6, director_past_votes_rank_rate=0.05)
    )

    assert good["probability"][0] > 0.7 > 0.1 > bad["probability"][0]
    for told in (good, bad):
        assert told["probability_low"][0] <= told["probability"][0] <= told["probability_high"][0]


def test_reasons_name_what_was_planted_in_words() -> None:
    reasons = _model().reasons(_plan(), 3)

    assert set(reasons["feature"][:3]) == {"director_past", "budget_usd", "genres"}
    assert (reasons["effect_points"] > 0).all()
    says = dict(zip(reasons["feature"], reasons["says"], strict=True))
    assert says["budget_usd"].startswith("Its budget of $60.0 million (")
    assert says["budget_usd"].endswith("is usual) speaks for it")
    assert says["director_past"].startswith(
        "Earlier titles of the directors, more voted on than 95% of their year"
    )


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("raises", [True, False])
def test_every_reason_can_be_told_of_what_is_known_and_unknown(topic: str, raises: bool) -> None:
    films = invent_films(50)
    for title in (films.iloc[0], pd.Series(dtype=object)):
        told = reason(topic, title, raises, {"budget_usd": 2e7})
        assert told.endswith("for it" if raises else "against it")
        assert "nan" not in told


def test_similar_titles_are_alike_and_not_the_title_itself() -> None:
    films = invent_films()
    asked = films.tail(1)

    similar = _model().comparables(asked, 4)

    assert len(similar) == 4
    assert not (similar["title_key"] == asked["title_key"].iloc[0]).any()
    assert similar["similarity"].is_monotonic_decreasing
    assert similar["similarity"].between(0.5, 1).all()
    genres = films.set_index("title_key").loc[similar["title_key"], "genres"]
    assert (genres == asked["genres"].iloc[0]).mean() >= 0.5


def test_what_weakens_an_answer_is_flagged() -> None:
    [flags] = _model().flags(_plan(genres="Opera", budget_usd=None, director_count=0))

    assert "genre Opera was not learned" in flags
    assert "no people are known" in flags
    assert "the budget is unknown" in flags
    [weak] = _model().flags(_plan(director_past_title_count=0, director_past_votes_rank_rate=None))
    assert weak == "the people have no earlier titles"
    assert _model().flags(_plan()) == [""]


def test_a_model_that_was_stored_answers_the_same() -> None:
    stored = io.BytesIO()
    joblib.dump(_model(), stored)
    stored.seek(0)

    again = joblib.load(stored)

    films = invent_films(60)
    assert np.allclose(again.predict(films), _model().predict(films))
