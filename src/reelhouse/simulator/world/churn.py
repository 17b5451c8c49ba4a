"""The months of the members: how much they watch, and whether they leave."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from reelhouse.simulator.world.clock import add_months, day_of
from reelhouse.simulator.world.deals import months_of
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.effects import Effects
from reelhouse.simulator.world.members import SEGMENTS, Member, MemberMonth
from reelhouse.simulator.world.odd_days import OddDay, move_sessions
from reelhouse.simulator.world.regions import PriceRise, is_after_rise
from reelhouse.simulator.world.titles import Title

DROUGHT_DAYS = 91
_REASONS = ("other", "price", "content", "low use")


@dataclass(frozen=True)
class Sitting:
    """All sessions of a month, as arrays of the same length, before their titles are chosen.

    Attributes:
        month: first day of the month.
        member: index of the member, int64.
        day: the first day is 0; int64.
        minutes: one decimal, float64.
    """

    month: date
    member: NDArray[np.int64]
    day: NDArray[np.int64]
    minutes: NDArray[np.float64]


@dataclass(frozen=True)
class Lives:
    """What becomes of the members.

    Attributes:
        members: with the days and reasons of those who left.
        months: every month of every member up to the one in which it left.
        sittings: of each month.
    """

    members: tuple[Member, ...]
    months: tuple[MemberMonth, ...]
    sittings: tuple[Sitting, ...]


def live(
    members: tuple[Member, ...],
    titles: tuple[Title, ...],
    rises: tuple[PriceRise, ...],
    effects: Effects,
    seed: int,
    last_day: int,
    odd_days: tuple[OddDay, ...] = (),
) -> Lives:
    """Let the members watch and leave, month by month.

    A member watches a Poisson number of times each month, on any of its days alike but for the odd
    ones. The hazard of leaving is the base times
    the factors of what is true of the month (see `Effects`); the reason is drawn among those, each
    weighing its factor less 1, and "other", weighing 1.
    """
    novelty = _novelty(titles)
    minutes_of = {segment.name: segment.minutes for segment in SEGMENTS}
    median = np.array([minutes_of[member.segment] for member in members])
    activity = np.array([member.activity for member in members])
    joined = np.array([member.joined_day for member in members])
    left = np.full(len(members), np.iinfo(np.int64).max)
    reasons: dict[int, str] = {}
    before = np.full(len(members), np.nan)
    months: list[MemberMonth] = []
    sittings: list[Sitting] = []
    for place, month in enumerate(months_of(last_day)):
        rng = Dice(seed, "month", place).rng
        first, end = day_of(month), day_of(add_months(month, 1))
        there = (joined < first) & (left >= first)
        conditions = {
            (region, favourite): (
                is_after_rise(rises, region, month),
                not _is_new(novelty.get(favourite), first),
            )
            for region in {member.region for member in members}
            for favourite in {member.favourite for member in members}
        }
        chances = rng.random((len(members), 3))
        for index in np.flatnonzero(there).tolist():
            member = members[index]
            rise, drought = conditions[member.region, member.favourite]
            low = bool(before[index] < effects.low_use_minutes)
            factors = (
                effects.churn_price if rise else 1.0,
                effects.churn_drought if drought else 1.0,
                effects.churn_low_use if low else 1.0,
            )
            hazard = min(0.9, effects.churn_base * factors[0] * factors[1] * factors[2])
            leaves = bool(chances[index, 0] < hazard)
            if leaves:
                left[index] = first + int(chances[index, 1] * (end - first))
                reasons[index] = _reason(factors, float(chances[index, 2]))
            watched = None if np.isnan(before[index]) else round(float(before[index]), 1)
            months.append(MemberMonth(index, month, watched, rise, drought, low, hazard, leaves))
        sitting = _watch(rng, month, first, end, activity, median, joined, left)
        for odd in (one for one in odd_days if first <= one.day < end):
            of = sitting.member
            day = move_sessions(odd, sitting.day, first, end, joined[of], left[of], seed)
            sitting = replace(sitting, day=day)
        watched_now = np.bincount(sitting.member, sitting.minutes, len(members))
        # Who joined within the month had less time: it does not count as low use.
        before = np.where(joined < first, watched_now, np.nan)
        sittings.append(sitting)
    changed = tuple(
        replace(member, cancelled_day=int(left[member.index]), cancel_reason=reasons[member.index])
        if member.index in reasons and left[member.index] <= last_day
        else member
        for member in members
    )
    return Lives(changed, tuple(months), tuple(sittings))


def _watch(
    rng: np.random.Generator,
    month: date,
    first: int,
    end: int,
    activity: NDArray[np.float64],
    median: NDArray[np.float64],
    joined: NDArray[np.int64],
    left: NDArray[np.int64],
) -> Sitting:
    """The sessions of a month, of members while they are members."""
    days = end - first
    times = rng.poisson(activity)
    member = np.repeat(np.arange(len(activity)), times)
    day = first + (rng.random(len(member)) * days).astype(np.int64)
    spread = np.exp(0.5 * rng.standard_normal(len(member)))
    minutes = np.clip(median[member] * spread, 1, 400).round(1).astype(np.float64)
    kept = (day >= joined[member]) & (day < left[member])
    return Sitting(month, member[kept], day[kept], minutes[kept])


def _reason(factors: tuple[float, float, float], chance: float) -> str:
    weights = [1.0, *(factor - 1 for factor in factors)]
    target = chance * sum(weights)
    for reason, weight in zip(_REASONS, weights, strict=True):
        target -= weight
        if target < 0:
            return reason
    return _REASONS[0]


def _novelty(titles: tuple[Title, ...]) -> dict[str, NDArray[np.int64]]:
    """The days of new films and seasons, by main genre, in order."""
    days: dict[str, list[int]] = {}
    for title in titles:
        starts = [season.premiere_day for season in title.seasons] or [title.release_day]
        days.setdefault(title.main_genre, []).extend(starts)
    return {genre: np.array(sorted(found)) for genre, found in days.items()}


def _is_new(days: NDArray[np.int64] | None, first: int) -> bool:
    """Whether something came in the 91 days before a month."""
    if days is None:
        return False
    found = np.searchsorted(days, [first - DROUGHT_DAYS, first])
    return bool(found[1] > found[0])
