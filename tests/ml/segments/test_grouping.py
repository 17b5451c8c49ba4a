"""Groups on points whose groups are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from reelhouse.ml.card import Estimate
from reelhouse.ml.segments.grouping import (
    AGREED,
    METHODS,
    Method,
    _worst_kept,
    choose_count,
    explained,
    find_groups,
    prediction_strength,
)


def clouds(groups: int, seed: int, apart: float = 6.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    centres = rng.permutation(np.eye(groups + 2))[:groups] * apart
    labels = np.repeat(np.arange(groups), 60)
    return centres[labels] + rng.standard_normal((len(labels), groups + 2)), labels


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_groups_that_are_there_are_found(method: Method, seed: int) -> None:
    points, labels = clouds(4, seed)
    groups = find_groups(points, 4, method, seed)

    assert adjusted_rand_score(labels, groups.assign(points)) > 0.95
    assert groups.probabilities(points).sum(axis=1) == pytest.approx(1.0)
    assert groups.shares.tolist() == sorted(groups.shares, reverse=True)


@pytest.mark.parametrize("seed", [1, 2])
def test_halves_agree_on_the_right_number(seed: int) -> None:
    points, _ = clouds(4, seed)
    found = {count: prediction_strength(points, count, "k-means", seed) for count in range(2, 7)}

    assert choose_count(found) == 4
    assert found[4].value > 0.9
    assert found[5].value < AGREED


def test_a_few_members_far_away_do_not_make_them_one_group_against_the_rest() -> None:
    points, _ = clouds(4, 3)
    points = np.vstack([points, np.full((12, points.shape[1]), -14.0)])
    found = {count: prediction_strength(points, count, "k-means", 3) for count in range(2, 7)}

    assert found[2].value > AGREED
    assert choose_count(found) == 5


@pytest.mark.parametrize("method", METHODS)
def test_where_there_are_no_groups_halves_do_not_agree(method: Method) -> None:
    points = np.random.default_rng(0).standard_normal((400, 5))

    assert prediction_strength(points, 5, method, 0).value < 0.6


def test_a_group_that_one_half_alone_knows_speaks_against_the_number() -> None:
    own = np.array([0, 0, 0, 1, 1, 1])

    assert _worst_kept(own, np.array([1, 1, 1, 0, 0, 0]), 2) == 1.0
    assert _worst_kept(own, np.array([0, 0, 0, 0, 0, 1]), 2) == pytest.approx(1 / 3)
    assert _worst_kept(own, np.array([0, 0, 0, 1, 1, 1]), 3) == 0.0


def test_the_largest_number_that_is_agreed_on_is_taken_else_the_strongest() -> None:
    assert choose_count({2: Estimate(0.99), 3: Estimate(0.81), 4: Estimate(0.6)}) == 3
    assert choose_count({2: Estimate(0.5), 3: Estimate(0.7), 4: Estimate(0.6)}) == 3


@given(st.integers(0, 1_000))
@settings(max_examples=25, deadline=None)
def test_groups_at_random_explain_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    later = rng.standard_normal((200, 3))
    losses, without = explained(rng.integers(0, 5, 200), later)

    assert 1 - losses.sum() / without.sum() < 0.08


def test_groups_that_are_true_explain_most() -> None:
    points, labels = clouds(4, 5)
    losses, without = explained(labels, points)

    assert 1 - losses.sum() / without.sum() > 0.6
