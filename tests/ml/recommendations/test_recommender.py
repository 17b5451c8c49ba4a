"""What is kept and asked: lists, reasons, what is barred, new members and new titles."""

from __future__ import annotations

import numpy as np
import pytest

from reelhouse.ml.recommendations.competition import compete
from reelhouse.ml.recommendations.content import About, Featuriser
from reelhouse.ml.recommendations.interactions import ONCE, split_at_random, split_of
from reelhouse.ml.recommendations.keeping import recommender_of
from reelhouse.ml.recommendations.reading import Viewing
from reelhouse.ml.recommendations.recipes import HYBRID, POPULARITY, recipes
from reelhouse.ml.recommendations.recommender import (
    POPULAR,
    Recommender,
    Title,
    shared,
)
from tests.ml.recommendations.viewers import GROUPS, about, planted

MEMBERS, TITLES = 160, 48
NEW = 48
"""Place of a title that nobody has watched, of the genre of group 1."""


def made(champion: str = HYBRID) -> Recommender:
    everything = planted(MEMBERS, TITLES)
    titles = [*about(TITLES), About("New one", ("Genre 1", "kind: movie"))]
    everything = type(everything)(
        everything.members, everything.titles, everything.values, everything.days, MEMBERS, NEW + 1
    )
    featuriser = Featuriser.fit(titles)
    features = featuriser.vectors(titles)
    known, later = split_at_random(everything, 0.75, 1)
    inner, held_out = split_at_random(known, 0.75, 2)
    competing = recipes(
        features=features, weightings=(ONCE,), members=MEMBERS, fading=(60.0, 120.0)
    )
    found = compete(competing, [split_of(inner, held_out)], split_of(known, later), features)
    listed = tuple(Title(1000 + p, each.text, each) for p, each in enumerate(titles))
    keys = tuple(range(500, 500 + MEMBERS))
    return recommender_of(champion, found, Viewing(everything, keys, listed), features, featuriser)


@pytest.fixture(scope="module")
def recommender() -> Recommender:
    return made()


def test_lists_hold_unseen_titles_best_first(recommender: Recommender) -> None:
    history = recommender.liked([1, 5, 9])
    found = recommender.recommend(history, count=10)

    assert [each.rank for each in found] == list(range(1, 11))
    assert not {each.title_key for each in found} & {1001, 1005, 1009}
    assert [each.score for each in found] == sorted((e.score for e in found), reverse=True)
    assert sum((each.title_key - 1000) % GROUPS == 1 for each in found[:5]) >= 4


def test_reasons_are_watched_titles_of_the_same_taste(recommender: Recommender) -> None:
    found = recommender.recommend(recommender.liked([1, 2]), count=16)
    groups = [(each.title_key % GROUPS, (each.reason_title_key or 0) % GROUPS) for each in found]
    reasons = {each.reason for each in found}

    assert {one for one, _ in groups} >= {1, 2}
    assert sum(one == other for one, other in groups if one in (1, 2)) > 0.8 * len(
        [one for one, _ in groups if one in (1, 2)]
    )
    assert reasons <= {"Because you watched Title 1", "Because you watched Title 2"}


def test_who_is_new_gets_what_is_popular_and_is_told_so(recommender: Recommender) -> None:
    found = recommender.recommend(recommender.liked(), count=3)

    assert {each.reason for each in found} == {POPULAR}
    assert {each.reason_title_key for each in found} == {None}
    best = int(np.argmax(recommender.popular.levels))
    assert found[0].title_key == 1000 + best


def test_what_is_barred_is_not_shown(recommender: Recommender) -> None:
    barred = set(range(10, 49))
    found = recommender.recommend(recommender.liked([1]), count=20, barred=barred)

    assert len(found) == 9
    assert not {each.title_key - 1000 for each in found} & barred


def test_where_all_is_barred_the_list_is_empty(recommender: Recommender) -> None:
    assert recommender.recommend(recommender.liked([1]), barred=range(49)) == []
    assert recommender.similar(3, barred=range(49)) == []


def test_what_was_watched_may_be_shown_but_is_no_reason_for_itself(
    recommender: Recommender,
) -> None:
    found = recommender.recommend(recommender.liked([1, 5]), count=49, include_seen=True)
    again = [each for each in found if each.title_key in (1001, 1005)]

    assert len(again) == 2
    assert all(each.reason_title_key != each.title_key for each in again)


def test_several_people_get_what_each_gets_alone(recommender: Recommender) -> None:
    history = planted(MEMBERS, NEW + 1).history().take([0, 1, 2])
    together = recommender.recommend_each(history, barred=[(), (3,), ()], count=5)

    for row, barred in enumerate([(), (3,), ()]):
        alone = recommender.recommend(history.take([row]), barred=barred, count=5)
        assert [e.title_key for e in alone] == [e.title_key for e in together[row]]
        assert [e.reason for e in alone] == [e.reason for e in together[row]]


def test_a_title_nobody_has_watched_suits_those_who_like_its_genre(
    recommender: Recommender,
) -> None:
    def score(places: list[int]) -> float:
        found = recommender.recommend(recommender.liked(places), count=49)
        return next(each.score for each in found if each.title_key == 1000 + NEW)

    assert recommender.audience[NEW] == 0
    assert score([*range(1, 48, 4)]) > score([*range(2, 48, 4)])


def test_titles_like_a_title(recommender: Recommender) -> None:
    found = recommender.similar(5, count=6)

    assert 1005 not in {each.title_key for each in found}
    assert [each.similarity for each in found] == sorted(
        (each.similarity for each in found), reverse=True
    )
    assert sum((each.title_key - 1000) % GROUPS == 1 for each in found) >= 5
    assert all(0 < each.similarity <= 1 for each in found)


def test_few_common_members_are_not_told_of(recommender: Recommender) -> None:
    found = recommender.similar(5, count=48, least_members=MEMBERS + 1)

    assert found
    assert not any("watched by the same members" in each.why for each in found)


def test_titles_like_one_that_the_service_does_not_have(recommender: Recommender) -> None:
    found = recommender.similar_to_new(About("Elsewhere", ("Genre 2",)), count=5)

    assert all((each.title_key - 1000) % GROUPS == 2 for each in found)


def test_the_one_most_like_it_stands_for_a_liked_title_from_elsewhere(
    recommender: Recommender,
) -> None:
    vectors = recommender.featuriser.vectors(
        [About("Title 2", ("Genre 2", "kind: movie"), ("p2",))]
    )

    assert recommender.liked([], vectors).values.indices.tolist() == [2]


def test_a_naive_champion_says_that_it_is_popularity() -> None:
    naive = made(POPULARITY)
    found = naive.recommend(naive.liked([1]), count=2)

    assert {each.reason for each in found} == {POPULAR}


def test_what_two_titles_share_is_said_in_words() -> None:
    one = About("A", ("Drama", "kind: movie"), ("p1", "p2"))

    assert shared(one, About("B", ("Drama",), ("p1",)), True) == (
        "watched by the same members; same genres: Drama; 1 person in both"
    )
    assert shared(one, About("B", ("kind: movie",)), False) == "described in similar words"
