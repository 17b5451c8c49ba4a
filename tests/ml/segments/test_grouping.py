"""Groups on points whose groups are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from reelhouse.ml.card import Estimate
from reelhouse.ml.segments.grouping import (
    METHODS,
    Method,
    choose_count,
    explained,
    find_groups,
    stability,
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
def test_the_right_number_comes_out_the_same_again(seed: int) -> None:
    points, _ = clouds(4, seed)
    found = {count: stability(points, count, "k-means", seed) for count in range(2, 7)}

    assert choose_count(found) == 4
    assert found[4].value > 0.95


def test_where_there_are_no_groups_none_are_stable() -> None:
    points = np.random.default_rng(0).standard_normal((400, 5))

    assert stability(points, 5, "k-means", 0).value < 0.7


def test_of_equally_stable_numbers_the_largest_is_taken() -> None:
    told = {2: Estimate(0.99), 3: Estimate(0.985), 4: Estimate(0.9)}

    assert choose_count(told) == 3


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
