"""What is known and what comes later are told apart, and nothing of the later is in the known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.ml.recommendations.interactions import (
    Interactions,
    Weighting,
    history_of,
    split_at_random,
    split_by_day,
    split_last,
    split_of,
)
from tests.ml.recommendations.viewers import planted


def some(*rows: tuple[int, int, float, float], members: int = 3, titles: int = 4) -> Interactions:
    member, title, value, day = np.array(rows or np.empty((0, 4)), dtype=np.float64).T
    return Interactions(
        member.astype(np.int64), title.astype(np.int64), value, day, members, titles
    )


def test_several_viewings_of_a_title_are_one_with_the_newest_day() -> None:
    found = some((0, 1, 10, 2), (0, 1, 30, 7), (2, 3, 5, 9)).history(today=10)

    assert found.values.toarray()[0].tolist() == [0, 40, 0, 0]
    assert found.ages[0, 1] == 3
    assert found.ages[2, 3] == 1
    assert found.rows.tolist() == [0, 1, 2]


def test_older_viewing_counts_less_and_amounts_by_their_power() -> None:
    found = some((0, 0, 4, 0), (0, 1, 4, 30)).history(today=30)

    assert found.weights(Weighting()).toarray()[0].tolist() == [1, 1, 0, 0]
    assert found.weights(Weighting(0.5, 30.0)).toarray()[0].tolist() == [1, 2, 0, 0]


def test_without_any_viewing_a_history_is_empty() -> None:
    found = some().history()

    assert found.shape == (3, 4)
    assert found.values.nnz == 0


def test_what_was_watched_before_is_not_asked_for_again() -> None:
    split = split_of(some((0, 1, 1, 1)), some((0, 1, 1, 5), (0, 2, 1, 5), (1, 3, 1, 5)))

    assert split.relevant.toarray().tolist() == [
        [False, False, True, False],
        [False, False, False, True],
        [False, False, False, False],
    ]
    assert split.asked(10, seed=1).members.tolist() == [0, 1]
    assert len(split.asked(1, seed=1).members) == 1


@given(seed=st.integers(0, 1000), share=st.floats(0.1, 0.9))
def test_a_split_at_random_takes_the_same_share_of_every_member(seed: int, share: float) -> None:
    everything = planted(members=12, titles=20, each=8)
    known, later = split_at_random(everything, share, seed)
    pairs = {
        (m, t)
        for part in (known, later)
        for m, t in zip(part.members.tolist(), part.titles.tolist(), strict=True)
    }

    assert len(known) + len(later) == len(everything) == len(pairs)
    assert set(np.bincount(known.members, minlength=12)) == {int(8 * share + 1e-9)}


@given(share=st.floats(0.1, 0.9))
def test_a_split_by_time_knows_nothing_later(share: float) -> None:
    everything = planted(members=12, titles=20, each=8)
    known, later = split_last(everything, share)

    for member in range(12):
        before, after = (part.days[part.members == member] for part in (known, later))
        assert max(before, default=-1) <= min(after, default=1000)


def test_a_split_at_a_day_leaves_that_day_to_the_later_part() -> None:
    known, later = split_by_day(some((0, 0, 1, 4), (0, 1, 1, 5), (1, 1, 1, 6)), 5)

    assert known.days.tolist() == [4]
    assert later.days.tolist() == [5, 6]


def test_who_names_a_title_twice_likes_it_once() -> None:
    assert history_of([3, 1, 3], 5).values.toarray()[0].tolist() == [0, 1, 0, 1, 0]


@pytest.mark.parametrize("titles", [[], [0]])
def test_a_single_person_is_none_of_those_learned_from(titles: list[int]) -> None:
    found = history_of(titles, 2)

    assert found.rows.tolist() == [-1]
    assert found.values.nnz == len(titles)
