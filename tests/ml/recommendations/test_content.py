"""What titles are about: unknown parts, new titles, and what they borrow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelhouse.ml.recommendations.content import About, Featuriser, fit_newcomers, similarity
from tests.ml.recommendations.viewers import about, history

FEATURISER = Featuriser.fit(about())


def test_vectors_have_length_one_and_none_where_nothing_is_known() -> None:
    vectors = FEATURISER.vectors([*about(8), About("")])

    assert np.linalg.norm(vectors[:8], axis=1) == pytest.approx(np.ones(8), abs=1e-5)
    assert not vectors[8].any()


def test_a_title_without_people_is_as_long_as_others() -> None:
    [vector] = FEATURISER.vectors([About("Alone", ("Genre 1",))])

    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_a_genre_that_came_later_counts_nothing() -> None:
    known, unseen = FEATURISER.vectors([About("Same", ()), About("Same", ("Opera",))])

    assert unseen == pytest.approx(known)


def test_titles_of_a_genre_and_with_the_same_people_are_nearer() -> None:
    one, genre, people, other = FEATURISER.vectors(
        [
            About("", ("Genre 1",), ("p1", "p2")),
            About("", ("Genre 1",), ("p7",)),
            About("", ("Genre 2",), ("p1", "p2")),
            About("", ("Genre 2",), ("p7",)),
        ]
    )

    assert one @ genre > one @ other
    assert one @ people > one @ other


@settings(max_examples=10)
@given(names=st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_any_name_gives_a_finite_vector(names: list[str]) -> None:
    vectors = FEATURISER.vectors([About(name, (name,), (name,)) for name in names])

    assert np.isfinite(vectors).all()


def test_similarity_is_symmetric_and_not_with_itself() -> None:
    alike = similarity(FEATURISER.vectors(about(9)))

    assert alike == pytest.approx(alike.T, abs=1e-6)
    assert (alike >= 0).all()
    assert not np.diag(alike).any()


def test_a_new_title_has_the_score_of_those_that_are_like_it() -> None:
    seen = np.ones((30, 9))
    seen[:, 8] = 0
    vectors = FEATURISER.vectors(about(9))
    newcomers = fit_newcomers(history(seen), vectors, believed_after=5.0, neighbours=2)
    scores = np.zeros((1, 9))
    scores[0, [0, 4]] = 1.0  # of the genre of the new title

    settled = newcomers.settle(scores)

    assert settled[0, 8] == pytest.approx(1)
    assert settled[0, 1] < 0.2
    assert settled[0, 0] > 0.8


def test_where_all_are_believed_only_what_nobody_watched_borrows_a_little() -> None:
    seen = np.ones((30, 9))
    seen[:, 8] = 0
    newcomers = fit_newcomers(history(seen), FEATURISER.vectors(about(9)), believed_after=0.0)
    scores = np.array([[1.0, 0, 0, 0, 1, 0, 0, 0, 0]])

    settled = newcomers.settle(scores)

    assert settled[0, :8] == pytest.approx(scores[0, :8])
    assert 0 < settled[0, 8] <= 0.25


def test_some_titles_are_settled_as_all_are() -> None:
    seen = np.random.default_rng(1).integers(0, 2, (20, 12))
    newcomers = fit_newcomers(
        history(seen), FEATURISER.vectors(about(12)), believed_after=20.0, neighbours=3
    )
    scores = np.random.default_rng(2).normal(size=(4, 12))
    wanted = np.array([7, 2, 11])

    some = newcomers.settle_some(lambda titles: scores[:, titles], wanted)

    assert some == pytest.approx(newcomers.settle(scores)[:, wanted])


def test_a_title_that_is_like_none_keeps_its_score() -> None:
    vectors = FEATURISER.vectors([*about(3), About("")])
    newcomers = fit_newcomers(history(np.ones((2, 4))), vectors, believed_after=20.0)

    assert newcomers.trust[3] == 1
    assert newcomers.settle(np.array([[0.0, 0, 0, 5]]))[0, 3] == 5
