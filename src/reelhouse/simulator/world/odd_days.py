"""Days on which the team's own service is watched unlike on any other: outages and events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from reelhouse.simulator.world.dice import Dice

EVERY_DAYS = 75
"""One odd day in so many, at a random place among them."""


@dataclass(frozen=True, slots=True)
class OddDay:
    """A day that is unlike the others.

    Attributes:
        day: the first day is 0.
        kind: an outage moves sessions to other days of the month, an event draws them from there;
            what a member watches in the month stays the same.
        factor: sessions of the day as a multiple of what they would have been, in the mean.
    """

    day: int
    kind: Literal["outage", "event"]
    factor: float


def plan_odd_days(seed: int, first_day: int, last_day: int) -> tuple[OddDay, ...]:
    """The odd days of a world, in order; none in the first 60 days.

    Args:
        seed: of the universe.
        first_day: when members begin to watch.
        last_day: of the world.
    """
    found = []
    for number, start in enumerate(range(first_day + 60, last_day + 1, EVERY_DAYS)):
        dice = Dice(seed, "odd day", number)
        day = start + dice.whole(5, EVERY_DAYS - 5)
        if dice.chance(0.5):
            found.append(OddDay(day, "outage", round(dice.between(0.2, 0.4), 2)))
        else:
            found.append(OddDay(day, "event", round(dice.between(1.9, 2.6), 2)))
    return tuple(one for one in found if one.day <= last_day)


def move_sessions(
    odd: OddDay,
    day: NDArray[np.int64],
    first: int,
    end: int,
    earliest: NDArray[np.int64],
    latest: NDArray[np.int64],
    seed: int,
) -> NDArray[np.int64]:
    """The days of a month's sessions after an odd day has had its way.

    Args:
        odd: a day of the month.
        day: of each session.
        first: first day of the month.
        end: first day of the next.
        earliest: first day on which each session's member is one.
        latest: first day on which it is none any more.
        seed: of the universe.
    """
    rng = Dice(seed, "moved sessions", odd.day - first + 1000 * (first + 10_000)).rng
    chance = rng.random(len(day))
    if odd.kind == "outage":
        target = first + (rng.random(len(day)) * (end - first)).astype(np.int64)
        moved = (day == odd.day) & (chance > odd.factor) & (target != odd.day)
    else:
        target = np.full(len(day), odd.day)
        moved = (day != odd.day) & (chance < (odd.factor - 1) / (end - first - 1))
    moved &= (target >= earliest) & (target < latest)
    return np.where(moved, target, day)
