"""What the members choose to watch."""

from math import log

import numpy as np
from numpy.typing import NDArray

from reelhouse.simulator.world.churn import Sitting
from reelhouse.simulator.world.clock import day_of
from reelhouse.simulator.world.deals import Deal
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.effects import DEAL_REGIONS, Effects
from reelhouse.simulator.world.members import (
    DEVICES,
    FAVOURITE_BOOST,
    SEGMENTS,
    Member,
    Session,
)
from reelhouse.simulator.world.titles import Title

_RECENCY_DAYS = 120.0


def choose(
    sittings: tuple[Sitting, ...],
    members: tuple[Member, ...],
    titles: tuple[Title, ...],
    deals: tuple[Deal, ...],
    effects: Effects,
    seed: int,
    last_day: int,
) -> tuple[Session, ...]:
    """Give every sitting a title, in order of time.

    The weight of a title rises with quality and fame, fades with its age, is multiplied by the
    boosts of the member's segment and favourite genre, and by what a deal of the region that runs
    does: exclusive ones more, late ones less (see `Effects`). A title is watched from the first
    month on that begins after its release.
    """
    kinds = sorted({(member.region, member.segment, member.favourite) for member in members})
    number = {kind: place for place, kind in enumerate(kinds)}
    kind_of = np.array(
        [number[member.region, member.segment, member.favourite] for member in members]
    )
    taste = [_taste(titles, segment, favourite) for _, segment, favourite in kinds]
    base = np.array([1.5 * (title.quality - 0.5) + 0.5 * title.fame for title in titles])
    release = np.array([title.release_day for title in titles])
    weights_of = {segment.name: np.array(segment.devices, float) for segment in SEGMENTS}
    found: list[tuple[int, int, int, int, float, str]] = []
    for place, sitting in enumerate(sittings):
        rng = Dice(seed, "choice", place).rng
        first = day_of(sitting.month)
        age = np.maximum(0, first - release)
        appeal = base + 1.5 * np.exp(-age / _RECENCY_DAYS)
        appeal = np.where(release <= first, appeal, -np.inf)
        boost = {region: _deal_boost(deals, region, first, len(titles), effects) for region in
                 DEAL_REGIONS}  # fmt: skip
        draws = rng.random((len(sitting.member), 3))
        chosen = np.zeros(len(sitting.member), dtype=np.int64)
        devices = np.zeros(len(sitting.member), dtype=np.int64)
        kinds_here = kind_of[sitting.member]
        for kind in np.unique(kinds_here).tolist():
            region, segment, _ = kinds[kind]
            inside = kinds_here == kind
            weight = np.exp(appeal + taste[kind] + boost[region])
            chosen[inside] = _pick(weight, draws[inside, 0])
            devices[inside] = _pick(weights_of[segment], draws[inside, 1])
        evening = (np.sqrt(draws[:, 2]) * 86_399).astype(np.int64)
        order = np.lexsort((evening, sitting.day))
        kept = order[sitting.day[order] <= last_day]
        found += [
            (int(sitting.member[row]), int(chosen[row]), int(sitting.day[row]), int(evening[row]),
             float(sitting.minutes[row]), DEVICES[int(devices[row])])
            for row in kept.tolist()
        ]  # fmt: skip
    return tuple(Session(index, f"S-{300_001 + index}", *row) for index, row in enumerate(found))


def _taste(titles: tuple[Title, ...], segment: str, favourite: str) -> NDArray[np.float64]:
    """What segment and favourite genre add to the logarithm of each title's weight."""
    boosts = next(dict(one.boosts) for one in SEGMENTS if one.name == segment)
    return np.array(
        [
            log(boosts.get(title.kind, 1.0))
            + sum(log(boosts.get(genre, 1.0)) for genre in title.genres)
            + (log(FAVOURITE_BOOST) if favourite in title.genres else 0.0)
            for title in titles
        ]
    )


def _deal_boost(
    deals: tuple[Deal, ...], region: str, day: int, titles: int, effects: Effects
) -> NDArray[np.float64]:
    """What the deals that run in a region add to the logarithm of each title's weight."""
    boost = np.zeros(titles)
    for deal in deals:
        if deal.region == region and deal.start_day <= day <= deal.end_day:
            if deal.is_exclusive:
                boost[deal.title_index] += log(1 + effects.exclusive_uplift)
            boost[deal.title_index] += deal.delay_months * log(1 - effects.delay_cost_per_month)
    return boost


def _pick(weights: NDArray[np.float64], draws: NDArray[np.float64]) -> NDArray[np.int64]:
    reached = np.cumsum(weights)
    places: NDArray[np.int64] = np.searchsorted(reached, draws * reached[-1], side="right")
    return places
