"""Each way of recommending: its formula against another way to reach it, and its reasons."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reelhouse.ml.recommendations.autoencoders import (
    fit_member_autoencoder,
    fit_title_autoencoder,
)
from reelhouse.ml.recommendations.content import Featuriser, fit_content
from reelhouse.ml.recommendations.factors import fit_factors
from reelhouse.ml.recommendations.interactions import Weighting, history_of
from reelhouse.ml.recommendations.neighbours import (
    fit_item_neighbours,
    fit_user_neighbours,
    nearest,
)
from reelhouse.ml.recommendations.popularity import fit_popularity
from tests.ml.recommendations.viewers import about, history, planted, watched

FADED = Weighting(0.5, 90.0)


@given(seen=watched(), l2=st.floats(0.5, 20))
def test_ease_is_a_ridge_regression_of_each_title_on_the_others(
    seen: np.ndarray, l2: float
) -> None:
    weights = fit_title_autoencoder(history(seen), l2=l2).weights

    for title in range(seen.shape[1]):
        others = np.delete(np.arange(seen.shape[1]), title)
        x = seen[:, others]
        wanted = np.linalg.solve(x.T @ x + l2 * np.eye(len(others)), x.T @ seen[:, title])
        assert weights[others, title] == pytest.approx(wanted, abs=1e-9)
        assert weights[title, title] == 0


@settings(max_examples=25)
@given(seen=watched(), dropout=st.floats(0.1, 0.8))
def test_dropout_penalises_titles_that_many_have_watched(seen: np.ndarray, dropout: float) -> None:
    weights = fit_title_autoencoder(history(seen), l2=2.0, dropout=dropout).weights
    counts = seen.sum(axis=0)

    for title in range(seen.shape[1]):
        others = np.delete(np.arange(seen.shape[1]), title)
        x = seen[:, others]
        penalty = np.diag(2.0 + dropout / (1 - dropout) * counts[others])
        wanted = np.linalg.solve(x.T @ x + penalty, x.T @ seen[:, title])
        assert weights[others, title] == pytest.approx(wanted, abs=1e-9)


def test_titles_that_few_have_watched_are_left_out_where_there_are_too_many() -> None:
    seen = np.array([[1, 1, 0, 1], [1, 1, 0, 0], [0, 1, 1, 0]])
    weights = fit_title_autoencoder(history(seen), l2=1.0, most_titles=2).weights

    assert (weights[[2, 3]] == 0).all()
    assert (weights[:, [2, 3]] == 0).all()
    assert weights[0, 1] > 0


@settings(max_examples=25)
@given(seen=watched())
def test_a_member_is_scored_as_though_it_had_not_been_learned_from(seen: np.ndarray) -> None:
    everybody = history(seen)
    scores = fit_member_autoencoder(everybody, l2=1.5).scores(everybody)
    near = fit_user_neighbours(everybody, neighbours=99, power=1.0, shrink=1.0).scores(everybody)

    for member in range(len(seen)):
        others = history(np.delete(seen, member, axis=0))
        alone = history_of(np.flatnonzero(seen[member]), seen.shape[1])
        without = fit_member_autoencoder(others, l2=1.5).scores(alone)
        assert scores[member] == pytest.approx(without[0], abs=1e-9)
        apart = fit_user_neighbours(others, neighbours=99, power=1.0, shrink=1.0).scores(alone)
        assert near[member] == pytest.approx(apart[0], abs=1e-9)


@pytest.mark.parametrize(("l2", "dropout"), [(0.0, 0.0), (-1.0, 0.5), (1.0, 1.0), (1.0, -0.1)])
def test_penalties_out_of_range_are_refused(l2: float, dropout: float) -> None:
    with pytest.raises(ValueError, match="must be above 0"):
        fit_title_autoencoder(history(np.eye(3)), l2=l2, dropout=dropout)


@settings(max_examples=25)
@given(seen=watched())
def test_factors_of_a_member_are_the_best_for_what_it_watched(seen: np.ndarray) -> None:
    model = fit_factors(history(seen), dimensions=3, unwatched=0.2, penalty=0.1)
    titles = model.titles

    for member, scores in enumerate(model.scores(history(seen))):
        # weighted ridge regression of 1 for what was watched and 0 for all others
        has = seen[member]
        system = titles.T @ (titles * (has + 0.2)[:, None])
        system += 0.1 * (has.sum() + 0.2 * len(titles)) * np.eye(3)
        assert scores == pytest.approx(titles @ np.linalg.solve(system, titles.T @ has), abs=1e-8)


def test_factors_need_positive_parameters() -> None:
    with pytest.raises(ValueError, match="above 0"):
        fit_factors(history(np.eye(3)), dimensions=2, unwatched=0.0, penalty=0.1)


def test_titles_watched_by_the_same_members_are_alike() -> None:
    seen = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]])
    alike = fit_item_neighbours(history(seen), neighbours=3, shrink=0.0).alike

    assert alike[0, 1] == pytest.approx(1)
    assert alike[0, 2] == 0
    assert (np.diag(alike) == 0).all()


def test_a_pair_that_few_have_watched_is_believed_less() -> None:
    seen = history(np.array([[1, 1, 0, 0], *[[0, 0, 1, 1]] * 9]))
    alike = fit_item_neighbours(seen, neighbours=4, shrink=5.0).alike

    assert alike[0, 1] < alike[2, 3] < 1


@pytest.mark.parametrize("axis", [0, 1])
def test_only_the_nearest_count(axis: int) -> None:
    found = nearest(np.array([[3.0, 1, 2], [1, 5, 4], [9, 7, 8]]), 2, axis=axis)

    assert (np.count_nonzero(found, axis=axis) == 2).all()
    assert found.max() == 9


def test_popularity_is_the_same_for_all_and_may_fade() -> None:
    ages = np.array([[400, 1], [400, 0], [400, 0]])
    seen = history(np.array([[1, 1], [1, 0], [1, 0]]), ages)

    assert fit_popularity(seen).scores(seen).tolist() == [[3, 1]] * 3
    assert np.diff(fit_popularity(seen, half_life_days=30).levels) > 0


def scorers() -> dict[str, Any]:
    known = planted(members=40, titles=24, each=9).history()
    features = Featuriser.fit(about(24)).vectors(about(24))
    return {
        "title autoencoder": fit_title_autoencoder(known, l2=20, dropout=0.5, weighting=FADED),
        "member autoencoder": fit_member_autoencoder(known, l2=20, weighting=FADED),
        "factors": fit_factors(known, dimensions=4, unwatched=0.1, penalty=0.05, weighting=FADED),
        "item neighbours": fit_item_neighbours(known, neighbours=9, shrink=2, weighting=FADED),
        "content": fit_content(features, neighbours=9, weighting=FADED),
    }


@pytest.mark.parametrize("name", list(scorers()))
def test_what_watched_titles_add_is_the_score(name: str) -> None:
    known = planted(members=40, titles=24, each=9).history()
    scorer = scorers()[name]
    wanted = np.array([3, 0, 20])

    for row in (0, 7):
        own = known.take([row])
        added = scorer.contributions(own, wanted)
        assert added.shape == (own.values.nnz, 3)
        assert added.sum(axis=0) == pytest.approx(scorer.scores(own)[0, wanted], abs=1e-8)


@pytest.mark.parametrize("name", sorted(scorers().keys() - {"factors"}))
def test_each_watched_title_adds_what_it_would_alone(name: str) -> None:
    scorer = scorers()[name]
    wanted = np.arange(24)
    together = scorer.contributions(history_of([21, 4, 13], 24), wanted)

    for row, title in enumerate([4, 13, 21]):
        alone = scorer.scores(history_of([title], 24))[0]
        # content takes the mean over all
        share = 1 / 3 if name == "content" else 1
        assert together[row] == pytest.approx(share * alone)


@pytest.mark.parametrize("name", list(scorers()))
def test_who_has_watched_nothing_has_no_preference(name: str) -> None:
    assert scorers()[name].scores(history_of([], 24))[0] == pytest.approx(np.zeros(24))


@pytest.mark.parametrize("name", list(scorers()))
def test_several_are_scored_as_each_alone(name: str) -> None:
    known = planted(members=40, titles=24, each=9).history()
    together = scorers()[name].scores(known)

    for row in (0, 5, 39):
        assert scorers()[name].scores(known.take([row]))[0] == pytest.approx(together[row])


@settings(max_examples=25)
@given(seen=watched())
def test_a_single_member_or_unseen_titles_break_nothing(seen: np.ndarray) -> None:
    assume(seen.any())
    known = history(seen[:1])

    for scorer in (
        fit_title_autoencoder(known, l2=1.0),
        fit_member_autoencoder(known, l2=1.0),
        fit_item_neighbours(known, neighbours=5, shrink=1.0),
        fit_user_neighbours(known, neighbours=5, power=2.0, shrink=1.0),
        fit_factors(known, dimensions=2, unwatched=0.1, penalty=0.1),
    ):
        assert np.isfinite(scorer.scores(known)).all()
