"""The question on tables of gold: what is read, what is refused, what may be known when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from reelhouse.ml.question import Context, Learned, NotEnough
from reelhouse.ml.recommendations import neural
from reelhouse.ml.recommendations.histories import history_features
from reelhouse.ml.recommendations.interactions import Interactions
from reelhouse.ml.recommendations.question import (
    METRIC,
    QUESTION,
    inputs,
    learn,
    require_enough,
    splits,
)
from reelhouse.ml.recommendations.reading import READS, read_viewing
from reelhouse.ml.recommendations.recipes import HYBRID, POPULARITY, RECENT_POPULARITY
from reelhouse.ml.recommendations.recommender import Recommender
from reelhouse.ml.tables import GoldTables
from reelhouse.settings.models import ModelSettings
from tests.ml.lakes import empty_tables
from tests.ml.recommendations.viewers import GROUPS, planted, shuffled

CONTEXT = Context(ModelSettings(bootstrap_draws=400), "2026-02-28")
FIRST_DAY = date(2025, 6, 1)


def insert(tables: GoldTables, name: str, rows: list[dict[str, Any]]) -> None:
    """Put rows into a table; columns that are not given are null."""
    given = pd.DataFrame(rows)
    columns = ", ".join(given.columns)
    tables.connection.execute(f"insert into {name} ({columns}) select {columns} from given")


@contextmanager
def gold(everything: Interactions | None) -> Iterator[GoldTables]:
    """Tables of a service whose members watched these titles."""
    with empty_tables(READS) as tables:
        if everything is not None:
            insert(tables, "dim_member", [
                {"member_key": m, "has_personalisation_consent": True, "known_date": FIRST_DAY}
                for m in range(everything.member_count)
            ])  # fmt: skip
            insert(tables, "dim_title", [
                {"title_key": 100 + t, "primary_title": f"Title {t}", "title_type": "movie",
                 "genres": f"Genre {t % GROUPS}", "is_current": True, "is_adult": False}
                for t in range(everything.title_count)
            ])  # fmt: skip
            insert(tables, "fact_viewing_hour", [
                {"hour_at": FIRST_DAY + timedelta(int(day)), "member_key": m, "title_key": 100 + t,
                 "watched_minutes": round(minutes, 1)}
                for m, t, day, minutes in zip(
                    everything.members.tolist(), everything.titles.tolist(), everything.days,
                    everything.values, strict=True,
                )
            ])  # fmt: skip
        yield tables


def learned(everything: Interactions, context: Context = CONTEXT) -> Learned:
    with gold(everything) as tables:
        return learn(tables, context)


@pytest.fixture(scope="module")
def planted_tastes() -> Learned:
    return learned(planted())


def test_planted_tastes_make_a_champion_with_all_candidates_beside_it(
    planted_tastes: Learned,
) -> None:
    card = planted_tastes.card
    listed = {each.name: each for each in card.candidates}

    assert card.beats_naive
    assert card.advantage is not None
    assert (card.advantage.low or 0) > 0
    assert {name for name, each in listed.items() if each.is_naive} == {
        POPULARITY, RECENT_POPULARITY,
    }  # fmt: skip
    assert HYBRID in listed
    for each in listed.values():
        assert {METRIC.name, "diversity", "novelty bits", "catalogue coverage"} <= set(each.scores)
        assert each.scores[METRIC.name].low is not None


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_where_tastes_are_dealt_by_chance_the_naive_rule_answers(seed: int) -> None:
    told = learned(shuffled(planted(), seed))

    assert not told.card.beats_naive
    assert isinstance(told.model, Recommender)
    assert len(told.model.recommend(told.model.liked([1]), count=5)) == 5


def test_the_same_data_and_seed_give_the_same_lists(planted_tastes: Learned) -> None:
    again = learned(planted())
    history = planted().history().take([0, 50])

    assert again.card == planted_tastes.card
    for one, other in zip(
        *[m.recommend_each(history, barred=[(), ()]) for m in (again.model, planted_tastes.model)],
        strict=True,
    ):
        assert one == other


def test_what_came_later_changes_nothing_that_is_known_before() -> None:
    everything = planted()
    later = everything.days >= everything.days.max() - 27
    titles = np.where(later, (everything.titles + 1) % 48, everything.titles)
    changed = replace(everything, titles=titles, values=everything.values * np.where(later, 9, 1))

    for one, other in zip(splits(everything, 7), splits(changed, 7), strict=True):
        assert (one.known.values != other.known.values).nnz == 0
        assert (one.known.ages != other.known.ages).nnz == 0
        assert (one.history.values != one.known.values[one.members]).nnz == 0


def test_a_title_that_only_the_test_knows_cannot_be_foreseen() -> None:
    """Everybody watches one title in the last weeks only: nothing before tells it."""
    everything = planted()
    members = np.arange(160)
    joined = replace(
        everything,
        members=np.concatenate([everything.members, members]),
        titles=np.concatenate([everything.titles, np.full(160, 48)]),
        values=np.concatenate([everything.values, np.full(160, 60.0)]),
        days=np.concatenate([everything.days, np.full(160, everything.days.max())]),
        title_count=49,
    )
    _, test = splits(joined, 7)

    assert test.relevant[:, 48].sum() == test.relevant.shape[0]
    assert test.known.values[:, 48].nnz == 0
    assert test.history.values[:, 48].nnz == 0


def test_only_members_who_agree_to_recommendations_are_read() -> None:
    with gold(planted(members=20, titles=12, each=4)) as tables:
        tables.connection.execute(
            "update dim_member set has_personalisation_consent = false where member_key < 5"
        )
        viewing = read_viewing(tables)

    assert viewing.member_keys == tuple(range(5, 20))


def test_titles_for_adults_and_such_without_name_are_left_out() -> None:
    with gold(planted(members=20, titles=12, each=4)) as tables:
        tables.connection.execute("update dim_title set is_adult = true where title_key = 103")
        insert(
            tables,
            "fact_viewing_hour",
            [{"hour_at": FIRST_DAY, "member_key": 1, "title_key": None, "watched_minutes": 5}],
        )
        viewing = read_viewing(tables)

    assert 103 not in {title.key for title in viewing.titles}
    assert len(viewing.titles) == 11
    assert viewing.interactions.titles.max() == 10


def test_what_no_model_may_be_trained_on_is_not_looked_at() -> None:
    with gold(planted(members=20, titles=12, each=4)) as tables:
        tables.connection.execute(
            "update dim_title set described_by = case when title_key = 101 then 'tmdb' "
            "else 'imdb' end"
        )
        titles = {title.key: title for title in read_viewing(tables).titles}

    assert titles[101].name == "Title 1"
    assert titles[101].about.text == ""
    assert titles[101].about.genres == ("kind: movie",)
    assert titles[102].about.genres == ("Genre 2", "kind: movie")


def test_a_title_of_a_deal_can_be_recommended_before_anybody_watched_it() -> None:
    with gold(planted(members=20, titles=12, each=4)) as tables:
        insert(tables, "dim_title", [
            {"title_key": 900, "primary_title": "New", "title_type": "movie", "is_current": True}
        ])  # fmt: skip
        insert(tables, "fact_licensing_deal", [{"title_key": 900}])
        viewing = read_viewing(tables)

    assert viewing.titles[-1].key == 900
    assert viewing.titles[-1].about.genres == ("kind: movie",)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (None, "0 members"),
        (planted(members=1), "1 members"),
        (planted(members=80, titles=12, each=6), "12 titles"),
        (planted(days=30), "over 30 days"),
    ],
)
def test_too_little_is_said(made: Interactions | None, says: str) -> None:
    with gold(made) as tables, pytest.raises(NotEnough, match=says) as told:
        learn(tables, CONTEXT)

    assert "are needed" in told.value.advice


def test_members_who_found_nothing_new_of_late_are_too_little() -> None:
    everything = planted()
    early = everything.take(everything.days < 120)
    one = replace(
        early.take([0]), members=np.array([0]), titles=np.array([47]), days=np.array([199.0])
    )
    both: dict[str, Any] = {
        name: np.concatenate([getattr(early, name), getattr(one, name)])
        for name in ("members", "titles", "values", "days")
    }
    joined = replace(early, **both)
    require_enough(joined)

    with gold(joined) as tables, pytest.raises(NotEnough, match="watched something new"):
        learn(tables, CONTEXT)


def test_inputs_of_now_are_those_learned_from(planted_tastes: Learned) -> None:
    with gold(planted()) as tables:
        now = inputs(tables, CONTEXT)

    assert planted_tastes.inputs is not None
    pd.testing.assert_frame_equal(now, planted_tastes.inputs)
    assert set(now.columns) == {"watched_title_count", "days_since_last", "watched_popularity"}


def test_without_viewing_there_are_no_inputs() -> None:
    with gold(None) as tables:
        assert inputs(tables, CONTEXT).empty
    assert history_features(planted().take(np.zeros(0, dtype=np.int64))).empty


@pytest.mark.skipif(neural.is_installed(), reason="torch is installed")
def test_without_torch_the_card_says_that_it_was_not_tried() -> None:
    context = Context(ModelSettings(bootstrap_draws=400, recommend_with_neural=True), "2026-02-28")
    [told] = [c for c in learned(planted(), context).card.candidates if c.name == neural.NAME]

    assert told.scores == {}
    assert "torch is not installed" in told.note
    assert "reelhouse[neural]" in told.note


def test_the_question_reads_what_it_says() -> None:
    assert QUESTION.name == "recommendations"
    assert QUESTION.inputs is inputs
