"""The best choice against trying all, limits that contradict each other, and prices that flip."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelhouse.errors import UsageError
from reelhouse.ml.licensing_choice.flips import flip_prices
from reelhouse.ml.licensing_choice.limits import Limits
from reelhouse.ml.licensing_choice.portfolio import Contradiction, Problem, choose
from tests.ml.licensing_choice.offers import offers_of

FEES = (100_000.0, 200_000.0, 300_000.0, 150_000.0, 250_000.0)
REVENUE = np.array([150_000.0, 260_000.0, 330_000.0, 140_000.0, 330_000.0])


def problem_of(limits: Limits, draws: int = 1, spread: float = 0.0) -> Problem:
    noise = np.random.default_rng(1).normal(0, spread, (draws, len(FEES)))
    return Problem.of(offers_of(FEES), REVENUE, REVENUE * np.exp(noise), limits)


def best_by_trying(problem: Problem) -> float | None:
    """Highest profit of all choices that keep to the limits."""
    best = None
    for bits in product([False, True], repeat=len(problem.fees)):
        chosen = np.array(bits)
        is_kept = all(
            x.low - 1e-6 <= x.weights @ chosen <= x.high + 1e-6 for x in problem.limits
        ) and (
            problem.most_loss_usd is None
            or problem.tail_loss(chosen) <= problem.most_loss_usd + 1e-6
        )
        profit = float(problem.profits[chosen].sum())
        if is_kept and (best is None or profit > best):
            best = profit
    return best


@settings(max_examples=40, deadline=None)
@given(
    fees=st.lists(st.integers(10, 500), min_size=1, max_size=7),
    returns=st.lists(st.floats(0.5, 2.0), min_size=7, max_size=7),
    budget=st.integers(0, 1500),
    most=st.none() | st.integers(0, 4),
    least=st.none() | st.integers(0, 3),
    loss=st.none() | st.integers(-200, 200),
    spread=st.floats(0, 0.5),
)
def test_no_choice_is_better(
    fees: list[int], returns: list[float], budget: int, most: int | None, least: int | None,
    loss: int | None, spread: float,
) -> None:  # fmt: skip
    offers = offers_of([fee * 1000.0 for fee in fees])
    revenue = offers["fee_usd"].to_numpy() * np.array(returns[: len(fees)])
    noise = np.random.default_rng(0).normal(0, spread, (40, len(fees)))
    limits = Limits(
        budget_usd=budget * 1000.0,
        max_deals=most,
        min_deals=least,
        most_loss_usd=None if loss is None else loss * 1000.0,
    )
    problem = Problem.of(offers, revenue, revenue * np.exp(noise), limits)
    expected = best_by_trying(problem)
    if expected is None:
        with pytest.raises(Contradiction):
            choose(problem)
    else:
        found = choose(problem)
        assert found.expected_profit_usd == pytest.approx(expected, rel=1e-4, abs=20)
        assert problem.fees[found.chosen].sum() <= budget * 1000 + 1e-3


@pytest.mark.parametrize(
    ("limits", "chosen"),
    [
        (Limits(), [0, 1, 2, 4]),
        (Limits(budget_usd=350_000), [0, 4]),
        (Limits(max_deals=1), [4]),
        (Limits(regions=("Asia",)), [1]),
        (Limits(min_deals=5), [0, 1, 2, 3, 4]),
        (Limits(most_exclusive=0), [1, 2, 4]),
        (Limits(most_by_region={"Europe": 1}), [1, 4]),
        (Limits(most_starts_a_month=2), [1, 4]),
        (Limits(must=("O-3",), never=("O-4",)), [0, 1, 2, 3]),
        (Limits(budget_usd=0), []),
    ],
)
def test_each_limit_is_kept(limits: Limits, chosen: list[int]) -> None:
    assert list(np.flatnonzero(choose(problem_of(limits)).chosen)) == chosen


def test_a_title_is_licensed_once_for_a_region() -> None:
    offers = offers_of([100.0, 200.0, 100.0], title_key=[1, 1, 1], region=["A", "A", "B"])
    problem = Problem.of(offers, np.array([150.0, 260.0, 120.0]), np.ones((1, 3)), Limits())

    assert list(choose(problem).chosen) == [False, True, True]


def test_what_may_be_lost_is_limited() -> None:
    free = choose(problem_of(Limits(), draws=200, spread=0.3))
    bound = free.tail_loss_usd - 40_000
    safe = choose(problem_of(Limits(most_loss_usd=bound), draws=200, spread=0.3))

    assert safe.tail_loss_usd <= bound + 1
    assert safe.expected_profit_usd < free.expected_profit_usd


def test_says_which_limits_contradict_each_other() -> None:
    limits = Limits(budget_usd=470_000, min_deals=3, max_deals=4, must=("O-2",), most_exclusive=4)

    with pytest.raises(Contradiction) as caught:
        choose(problem_of(limits))

    assert set(caught.value.names) == {
        "a budget of 470,000 USD",
        "at least 3 deals",
        "O-2 signed",
    }


def test_says_that_the_risk_contradicts() -> None:
    limits = Limits(min_deals=2, most_loss_usd=-1_000_000)

    with pytest.raises(Contradiction, match="lost on average in the worst 5%") as caught:
        choose(problem_of(limits, draws=50, spread=0.3))

    assert len(caught.value.names) == 1


@pytest.mark.parametrize(
    "limits",
    [
        Limits(must=("O-9",)),
        Limits(regions=("Mars",)),
        Limits(budget_usd=-1),
        Limits(max_deals=-1),
        Limits(least_by_region={"Mars": 1}),
        Limits(tail_rate=0),
    ],
)
def test_says_what_there_is_not(limits: Limits) -> None:
    with pytest.raises(UsageError):
        problem_of(limits)


def test_no_offer_is_no_choice() -> None:
    empty = offers_of([])
    problem = Problem.of(empty, np.empty(0), np.empty((1, 0)), Limits(budget_usd=1))

    assert choose(problem).expected_profit_usd == 0
    with pytest.raises(Contradiction, match="at least 1 deals"):
        choose(Problem.of(empty, np.empty(0), np.empty((1, 0)), Limits(min_deals=1)))


@pytest.mark.parametrize(
    "limits", [Limits(budget_usd=450_000), Limits(max_deals=2), Limits(), Limits(must=("O-3",))]
)
def test_the_choice_flips_at_the_price(limits: Limits) -> None:
    problem = problem_of(limits)
    choice = choose(problem)
    for place, flip in enumerate(flip_prices(problem, choice)):
        if flip.fee_usd is None:
            assert f"O-{place}" in limits.must
            continue
        step = 0.01 * problem.fees[place]
        cheaper = choose(problem.with_fee(place, max(0.0, flip.fee_usd - step)))
        dearer = choose(problem.with_fee(place, flip.fee_usd + step))
        assert cheaper.chosen[place]
        assert not dearer.chosen[place]
        assert (flip.fee_usd >= problem.fees[place] - step) == bool(choice.chosen[place])
