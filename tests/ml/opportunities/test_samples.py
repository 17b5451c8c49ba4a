"""Verdicts only where they are earned, against planted differences."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from reelhouse.ml.opportunities.head_to_head import NOT_CLEAR, NOT_KNOWN, measure_of
from reelhouse.ml.opportunities.samples import Sample, normal_sample, weighted_mean_sample
from reelhouse.ml.opportunities.shrinkage import shrink, spread_between

NAMES = tuple("abcdefgh")


def verdicts(spread: float, worlds: int) -> tuple[float, float, float]:
    """Share of pairs with a verdict, of them that are right, and of higher figures that are."""
    rng = np.random.default_rng(3)
    given, right, naive, pairs = 0, 0, 0, 0
    for _ in range(worlds):
        truth = rng.normal(0, spread, len(NAMES))
        of = rng.integers(0, len(NAMES), 160)
        weights = np.eye(len(NAMES))[of]
        sample = weighted_mean_sample(
            "m", "", "", NAMES, truth[of] + rng.normal(0, 1, 160), weights, least=3, draws=200,
            seed=int(rng.integers(1 << 30)),
        )  # fmt: skip
        for a, b in combinations(range(len(NAMES)), 2):
            told = measure_of(sample, NAMES[a], NAMES[b])
            is_first = truth[a] > truth[b]
            pairs += 1
            naive += bool(sample.value[a] > sample.value[b]) == bool(is_first)
            if told.verdict not in (NOT_CLEAR, NOT_KNOWN):
                given += 1
                right += (told.verdict == NAMES[a]) == bool(is_first)
    return given / pairs, right / max(1, given), naive / pairs


def test_verdicts_are_mostly_right_and_more_so_than_higher_figures() -> None:
    given, right, naive = verdicts(0.3, 25)

    assert given > 0.1
    assert right > 0.93
    assert right > naive + 0.05


def test_where_nothing_differs_hardly_a_verdict_is_given() -> None:
    given, _, _ = verdicts(0.0, 25)

    assert given < 0.09


def test_what_is_not_known_gets_no_verdict() -> None:
    weights = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    sample = weighted_mean_sample(
        "m", "", "", ("a", "b"), np.arange(4.0), weights, least=2, draws=50, seed=1
    )
    told = measure_of(sample, "a", "b")

    assert told.verdict == NOT_KNOWN
    assert told.b is None
    assert told.probability is None


def test_the_same_in_both_is_even() -> None:
    sample = Sample("m", "", "", ("a", "b"), np.ones(2), np.ones((10, 2)))

    assert sample.ahead("a", "b") == 0.5
    assert measure_of(sample, "a", "b").verdict == NOT_CLEAR


def test_no_case_at_all_is_no_error() -> None:
    sample = weighted_mean_sample(
        "m", "", "", ("a", "b"), np.empty(0), np.empty((0, 2)), least=1, draws=10, seed=1
    )

    assert measure_of(sample, "a", "b").verdict == NOT_KNOWN


def test_normal_samples_have_their_interval() -> None:
    sample = normal_sample(
        "m", "", "", ("a", "b"), np.array([1.0, np.nan]), np.array([0.1, 0.1]), draws=4000, seed=1
    )
    figure = sample.figure("a")

    assert figure is not None
    assert figure == pytest.approx((1.0, 1 - 0.196, 1 + 0.196), abs=0.02)
    assert sample.figure("b") is None


@pytest.mark.parametrize("spread", [0.1, 0.5])
def test_shrunk_estimates_are_nearer_and_cover(spread: float) -> None:
    rng = np.random.default_rng(5)
    covered, error, raw = [], [], []
    for _ in range(60):
        truth, errors = rng.normal(0, spread, 80), rng.uniform(0.1, 0.5, 80)
        values = truth + errors * rng.standard_normal(80)
        told = shrink(values, errors, spread_between(values, errors))
        low, high = told.interval()
        covered.append(((truth >= low) & (truth <= high)).mean())
        error.append(((told.mean - truth) ** 2).mean())
        raw.append(((values - truth) ** 2).mean())

    assert 0.9 < np.mean(covered) < 0.98
    assert np.mean(error) < np.mean(raw)


def test_nothing_known_is_what_is_usual() -> None:
    told = shrink(np.array([np.nan, 2.0]), np.array([np.nan, 0.0]), 1.0, np.array([5.0, 5.0]))

    assert list(told.mean) == [5.0, 2.0]
    assert told.deviation[0] == pytest.approx(1.0)
