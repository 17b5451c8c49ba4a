"""What models say of a plan that nobody has made."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reelhouse.lake import Lake
from reelhouse.ml.hits.advice import MULTIPLES, READS, SIMILAR, Advice, advise
from reelhouse.ml.hits.brief import Brief
from reelhouse.ml.store import require_champion
from reelhouse.ml.tables import gold_tables
from tests.answering_lake import AnsweringLake
from tests.whole_lake import WholeLake

Ask = Callable[[Brief], Advice]


@pytest.fixture(scope="module")
def ask(answering: AnsweringLake) -> Ask:
    def asked(plan: Brief) -> Advice:
        with gold_tables(answering.build, READS) as tables:
            return advise(tables, answering.lake, plan, answering.today.year)

    return asked


def test_a_plan_has_a_chance_with_what_similar_titles_did(ask: Ask) -> None:
    hit = ask(Brief(genres=("Drama",), budget_usd=2e7, release_month=10)).hit

    assert hit
    assert hit.probability.low is not None
    assert hit.probability.high is not None
    assert 0 <= hit.probability.low <= hit.probability.value <= hit.probability.high <= 1
    assert len(hit.similar) == SIMILAR
    assert hit.similar_hits.value == hit.similar["is_hit"].astype(float).mean()


def test_the_chance_of_the_month_asked_about_is_the_one_told(ask: Ask) -> None:
    hit = ask(Brief(genres=("Comedy",), release_month=6)).hit

    assert hit
    assert list(hit.months["release_month"]) == list(range(1, 13))
    assert hit.months["probability"][5] == pytest.approx(hit.probability.value)


def test_what_is_left_open_is_taken_as_usual_and_is_no_reason(ask: Ask) -> None:
    open_ = ask(Brief(genres=("Drama",)))
    named = ask(Brief(genres=("Drama",), makers={"director": ("Nobody Atall",)}))

    assert any("directors" in note and "left open" in note for note in open_.notes)
    assert not any("directors" in note for note in named.notes)
    assert any("nobody called Nobody Atall is known" in note for note in named.notes)
    assert open_.hit
    assert not any("the cast" in says for says in open_.hit.reasons["says"])


def test_the_risk_grows_with_what_has_to_be_earned(ask: Ask) -> None:
    gross = ask(Brief(genres=("Action",), budget_usd=3e7)).gross

    assert gross
    assert list(gross.risk["multiple"]) == list(MULTIPLES)
    assert list(gross.risk["amount"]) == [3e7 * each for each in MULTIPLES]
    assert gross.risk["rate"].is_monotonic_increasing
    assert (gross.risk["rate_low"] <= gross.risk["rate"]).all()
    assert (gross.risk["rate"] <= gross.risk["rate_high"]).all()
    assert gross.curve["expected"].is_monotonic_increasing


def test_a_series_has_no_box_office_and_a_plan_without_budget_no_risk(ask: Ask) -> None:
    series, film = ask(Brief(content_kind="series")), ask(Brief())

    assert series.gross is None
    assert "films alone" in series.problems["gross"]
    assert film.gross
    assert film.gross.risk.empty


def test_the_versions_that_answered_are_told(ask: Ask, answering: AnsweringLake) -> None:
    told = ask(Brief()).versions

    for name in ("hits", "popularity", "gross"):
        assert told[name] == require_champion(answering.lake, name).version


def test_models_that_were_not_trained_are_said(demo_build: WholeLake) -> None:
    with gold_tables(demo_build.build, READS) as tables:
        told = advise(tables, Lake(demo_build.lake.root), Brief(), 2026)

    assert (told.hit, told.votes, told.gross) == (None, None, None)
    assert "reelhouse train hits" in told.problems["hits"]
