from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from reelhouse.transform.computed.surprise import (
    fading_weights,
    false_discovery_rate,
    judge_amounts,
    judge_counts,
)

HALF_LIFE = 4.0
Floats = NDArray[np.float64]


def test_a_week_a_half_life_ago_counts_half() -> None:
    assert fading_weights(5, 2.0).tolist() == pytest.approx([0.25, 0.5**1.5, 0.5, 0.5**0.5, 1])
    assert fading_weights(0, 2.0).size == 0


def counts(seed: int) -> tuple[Floats, Floats, Floats]:
    """Past weeks and a newest week of 800 subjects that go on as they were, and their rates."""
    rng = np.random.default_rng(seed)
    rates = rng.gamma(0.5, 4.0, 800)
    past = rng.poisson(rates[:, None], (800, 20)).astype(float)
    return past, rng.poisson(rates).astype(float), rates


def test_subjects_that_go_on_as_they_were_seldom_surprise() -> None:
    past, newest, _ = counts(1)
    expected, chance = judge_counts(past, newest, HALF_LIFE)

    assert np.mean(chance < 0.05) <= 0.06
    assert np.mean(false_discovery_rate(chance) <= 0.1) <= 0.005
    assert expected.sum() == pytest.approx(newest.sum(), rel=0.1)


def test_bursts_are_found_by_size_and_not_by_the_first_post() -> None:
    past, newest, rates = counts(2)
    newest[:20] += np.round(6 * np.sqrt(rates[:20]) + 6)
    newest[20:40], past[20:40] = 1, 0
    _, chance = judge_counts(past, newest, HALF_LIFE)
    is_rising = false_discovery_rate(chance) <= 0.1

    assert is_rising[:20].mean() >= 0.9
    assert is_rising[20:40].sum() == 0
    assert is_rising[40:].mean() <= 0.01


@given(
    past=st.lists(st.lists(st.integers(0, 50), min_size=6, max_size=6), min_size=2, max_size=8),
    newest=st.integers(0, 60),
)
def test_more_posts_are_never_less_surprising(past: list[list[int]], newest: int) -> None:
    table = np.array(past, dtype=float)
    first = np.full(len(past), float(newest))
    expected, chance = judge_counts(table, first, HALF_LIFE)
    same, of_more = judge_counts(table, first + 1, HALF_LIFE)

    assert (expected > 0).all()
    assert (same == expected).all()
    assert ((chance >= 0) & (chance <= 1) & (of_more <= chance)).all()


def amounts(seed: int) -> Floats:
    """Ten weeks of 60 subjects that fall by a tenth a week, not smoothly."""
    rng = np.random.default_rng(seed)
    level = rng.normal(14, 1, 60)[:, None] - 0.1 * np.arange(10)
    return np.asarray(np.exp(level + 0.1 * rng.standard_normal((60, 10))), dtype=np.float64)


def test_what_falls_as_ever_does_not_rise_and_what_doubles_does() -> None:
    weeks = amounts(3)
    weeks[:5, -1] *= 3
    _, chance = judge_amounts(weeks[:, :-1], weeks[:, -1], HALF_LIFE)
    is_rising = false_discovery_rate(chance) <= 0.1

    assert is_rising[:5].all()
    assert is_rising[5:].sum() == 0


@given(factor=st.floats(1e-3, 1e3))
def test_the_unit_of_an_amount_does_not_matter(factor: float) -> None:
    weeks = amounts(4)
    weeks[0, 2:5] = np.nan
    expected, chance = judge_amounts(weeks[:, :-1], weeks[:, -1], HALF_LIFE)
    other, same_chance = judge_amounts(factor * weeks[:, :-1], factor * weeks[:, -1], HALF_LIFE)

    assert other == pytest.approx(factor * expected)
    assert same_chance == pytest.approx(chance)


@given(st.lists(st.floats(0, 1), max_size=30))
def test_false_discovery_rate_is_that_of_the_definition(chances: list[float]) -> None:
    count = len(chances)
    ordered = sorted(chances)
    plain = [
        min(min(1.0, p * count / (place + 1)) for place, p in enumerate(ordered) if p >= chance)
        for chance in chances
    ]

    assert false_discovery_rate(np.array(chances)) == pytest.approx(plain)
