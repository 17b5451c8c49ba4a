"""At which price each deal would no longer be signed, or would be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reelhouse.ml.licensing_choice.portfolio import Choice, Problem, solve

TOLERANCE_RATE = 0.005
"""How near a price is found, as a share of the fee."""

_MOST_STEPS = 40

Lead = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Flip:
    """The price at which a choice flips.

    Attributes:
        fee_usd: a signed deal is signed up to this fee, another one from this fee down; None where
            it is not signed at any.
        change_rate: distance from the fee asked as a share of it; None likewise.
    """

    fee_usd: float | None
    change_rate: float | None


def flip_prices(problem: Problem, choice: Choice) -> list[Flip]:
    """The price of each offer at which the best choice flips, all else as it is.

    Signed at a fee, an offer lets the best choice earn so and so much; not signed, it earns what
    does not depend on the fee. The first falls by at least a dollar with each dollar of the fee, so
    that they meet once; the meeting point is bracketed by that slope and found by solving anew.

    Args:
        problem: with the fees asked.
        choice: its best choice.
    """
    return [_flip(problem, choice, place) for place in range(len(problem.fees))]


def _flip(problem: Problem, choice: Choice, place: int) -> Flip:
    fee = float(problem.fees[place])
    without = choice.expected_profit_usd
    if choice.chosen[place]:
        other = solve(problem.with_choice(place, is_in=False))
        if other is None:
            return Flip(None, None)  # it has to be signed at any price
        without = other.expected_profit_usd
    signed = problem.with_choice(place, is_in=True)

    def lead(price: float) -> float:
        """By how much the best choice with it is ahead of the best one without."""
        found = solve(signed.with_fee(place, price))
        return -np.inf if found is None else found.expected_profit_usd - without

    tolerance = max(1.0, TOLERANCE_RATE * fee)
    low, high = _bracket(lead, fee, tolerance)
    if low is None:
        return Flip(None, None)
    for _ in range(_MOST_STEPS):
        if high - low <= tolerance:
            break
        middle = (low + high) / 2
        ahead = lead(middle)
        if ahead >= 0:
            low, high = middle, min(high, middle + ahead)
        else:
            high = middle
            if np.isfinite(ahead):
                low = max(low, middle + ahead)
    found = low if choice.chosen[place] else max(0.0, low)
    return Flip(found, found / fee - 1 if fee > 0 else None)


def _bracket(lead: Lead, fee: float, tolerance: float) -> tuple[float | None, float]:
    """A fee at which the offer is signed and one at which it is not, near the fee asked."""
    ahead = lead(fee)
    if ahead >= 0:
        # the slope is -1 or steeper: not beyond fee + lead, and often right there
        end = fee + ahead
        at_end = lead(end) if ahead > tolerance else -1.0
        return (end, end) if at_end >= -tolerance / 10 else (fee, end)
    if np.isfinite(ahead) and fee + ahead >= 0:
        end = fee + ahead
        at_end = lead(end)
        return (end, end) if at_end <= tolerance / 10 and at_end >= 0 else (end, fee)
    return (0.0, fee) if lead(0.0) >= 0 else (None, fee)
