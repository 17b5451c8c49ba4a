"""Probabilities of hits, on films that settled after the model learned."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reelhouse.ml.card import Estimate
from reelhouse.ml.hits.learning import BRIER, compete
from reelhouse.ml.hits.question import errors_on
from reelhouse.ml.new_errors import compare
from reelhouse.ml.releases import divided, end_of
from reelhouse.ml.store import Version
from reelhouse.settings.models import ModelSettings
from tests.ml.films import invent_films
from tests.ml.versions import card_of, version_of

SETTINGS = ModelSettings(bootstrap_draws=200)
LAST = 2018


@pytest.fixture(scope="module")
def films() -> pd.DataFrame:
    """Twelve years of one world, 2010 to 2021."""
    return invent_films(1200)


@pytest.fixture(scope="module")
def version(films: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Version:
    """Learned from the years up to 2018."""
    found = compete(films[films["release_year"] <= LAST], seed=7, draws=200)
    scores = {c.name: c.scores[BRIER.name] for c in found.candidates}
    rule = "past mean of director and cast"
    card = card_of(BRIER, scores[found.champion], rule, end_of(LAST), champion=found.champion)
    return version_of(tmp_path_factory.mktemp("hits"), "hits", found.model, card)


def test_a_world_that_goes_on_as_before_is_not_worse(films: pd.DataFrame, version: Version) -> None:
    known, later = divided(films, version.card)

    new = errors_on(known, later, version, SETTINGS)
    found = compare(new, draws=200, seed=7)

    assert set(later["release_year"]) == {2019, 2020, 2021}
    assert new.count == len(later) == len(new.figures)
    assert found is not None
    assert not found.is_worse
    assert found.lead is not None
    assert (found.lead.low or 0) > 0


def test_a_world_whose_reasons_turn_round_is_worse_with_figures(
    films: pd.DataFrame, version: Version
) -> None:
    known, later = divided(films, version.card)
    # the quarter with fewest votes is now the one that succeeds
    turned = later.assign(is_hit=later["votes_rank_rate"] < 0.25)

    found = compare(errors_on(known, turned, version, SETTINGS), draws=200, seed=7)

    assert found is not None
    assert found.is_worse
    assert found.worse_by.value > 0.1
    told = version.load().predict(turned)["probability"].to_numpy()
    assert found.figure.value == pytest.approx(np.mean((told - turned["is_hit"]) ** 2))
    assert found.lead is not None
    assert (found.lead.high or 0) < 0


def test_nothing_new_is_a_count_of_none(films: pd.DataFrame, version: Version) -> None:
    known, later = divided(films[films["release_year"] <= LAST], version.card)

    new = errors_on(known, later, version, SETTINGS)

    assert (new.count, new.needed, new.counted) == (0, 50, "titles")
    assert new.promised == version.card.winner.scores[BRIER.name]
    assert compare(new, draws=200, seed=7) is None


def test_a_card_that_does_not_say_until_when_has_nothing_new(films: pd.DataFrame) -> None:
    silent = card_of(BRIER, Estimate(0.1), "base rate", "")

    known, later = divided(films, silent)

    assert len(known) == len(films)
    assert later.empty
