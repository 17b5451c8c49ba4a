"""Members of the team's own service: what they like, when they leave and why."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from reelhouse.simulator.world.clock import date_of, moment
from reelhouse.simulator.world.deals import HISTORY_MONTHS
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.effects import COUNTRIES, region_of

MEMBERS = 2_000
FIRST_JOIN_DAYS = 365
"""The first members joined so many days before the first month."""

DEVICES = ("tv", "mobile", "tablet", "desktop", "console", "other")
FAVOURITES = (
    "Drama", "Comedy", "Animation", "Documentary", "Action", "Romance", "Horror", "Crime", "Sci-Fi",
)  # fmt: skip
FAVOURITE_BOOST = 4.0
"""How much likelier a member picks a title of the favourite genre."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A kind of member.

    Attributes:
        name: for instance "binger".
        share: of the members.
        sessions: mean sessions a month.
        minutes: median minutes of a session.
        boosts: how much likelier titles of a kind or genre are picked.
        devices: weights of `DEVICES`.
    """

    name: str
    share: float
    sessions: float
    minutes: float
    boosts: tuple[tuple[str, float], ...]
    devices: tuple[float, ...]


SEGMENTS = (
    Segment("binger", 0.2, 9.0, 70, (("series", 3.0),), (6, 1, 1, 1, 1, 0)),
    Segment("family", 0.25, 5.0, 45, (("Family", 4.0), ("Animation", 2.0)), (7, 1, 3, 0, 0, 0)),
    Segment("film lover", 0.2, 3.5, 95, (("film", 4.0),), (8, 0, 0, 2, 0, 0)),
    Segment("anime fan", 0.15, 7.0, 40, (("anime", 6.0),), (2, 4, 1, 3, 1, 0)),
    Segment("casual", 0.2, 2.0, 35, (), (2, 5, 1, 1, 0, 1)),
)


@dataclass(frozen=True, slots=True)
class Member:
    """A member.

    Attributes:
        index: place in `World.members`.
        member_id: such as `M-4001`.
        country: ISO 3166-1 alpha-2.
        region: of the country.
        plan: one of `regions.PLANS`.
        segment: what is true: name of one of `SEGMENTS`.
        favourite: what is true: favourite genre.
        activity: what is true: sessions a month.
        joined_day: the first day is 0.
        cancelled_day: first day on which it is no member any more, or None.
        cancel_reason: "price", "content", "low use" or "other"; None while it is a member.
        consents_analytics: to being counted.
        consents_marketing: to being written to.
        consents_personalisation: to recommendations.
        consent_day: when the member said so.
    """

    index: int
    member_id: str
    country: str
    region: str
    plan: str
    segment: str
    favourite: str
    activity: float
    joined_day: int
    cancelled_day: int | None
    cancel_reason: str | None
    consents_analytics: bool
    consents_marketing: bool
    consents_personalisation: bool
    consent_day: int

    @property
    def joined_date(self) -> date:
        """`joined_day` as a date."""
        return date_of(self.joined_day)

    def cancelled_on(self, day: int) -> date | None:
        """When the membership ended, as known on a day; None while it runs."""
        if self.cancelled_day is None or self.cancelled_day > day:
            return None
        return date_of(self.cancelled_day)


@dataclass(frozen=True, slots=True)
class Session:
    """A sitting of a member before a title.

    Attributes:
        index: place in `World.sessions`.
        session_id: such as `S-300001`.
        member_index: who.
        title_index: what.
        day: the first day is 0.
        second: of that day, UTC.
        minutes: watched, one decimal.
        device: one of `DEVICES`.
    """

    index: int
    session_id: str
    member_index: int
    title_index: int
    day: int
    second: int
    minutes: float
    device: str

    @property
    def started_at(self) -> datetime:
        """When it began, UTC."""
        return moment(self.day, self.second)


@dataclass(frozen=True, slots=True)
class MemberMonth:
    """What is true of a member in a month, and what it does to the hazard of leaving.

    Attributes:
        member_index: who.
        month: its first day.
        minutes_before: watched in the month before; None in the first month.
        is_after_rise: a price rise this month or in the two before.
        is_drought: nothing new in the favourite genre in the three months before.
        is_low_use: `minutes_before` is below `Effects.low_use_minutes`.
        hazard: probability of leaving in the month.
        has_left: whether it left.
    """

    member_index: int
    month: date
    minutes_before: float | None
    is_after_rise: bool
    is_drought: bool
    is_low_use: bool
    hazard: float
    has_left: bool


def invent_members(seed: int, last_day: int) -> tuple[Member, ...]:
    """2,000 members, none of whom has left."""
    first = -round(30.44 * HISTORY_MONTHS) - FIRST_JOIN_DAYS
    return tuple(_invent(index, seed, first, last_day) for index in range(MEMBERS))


def _invent(index: int, seed: int, first: int, last_day: int) -> Member:
    dice = Dice(seed, "member", index)
    segment = dice.weighted(SEGMENTS, [segment.share for segment in SEGMENTS])
    country = dice.one(list(COUNTRIES))
    joined = dice.whole(first, last_day)
    return Member(
        index=index,
        member_id=f"M-{4001 + index}",
        country=country,
        region=region_of(country),
        plan=dice.weighted(["basic", "standard", "premium"], [35, 45, 20]),
        segment=segment.name,
        favourite=dice.one(FAVOURITES),
        activity=segment.sessions * float(np.exp(0.5 * dice.rng.standard_normal())),
        joined_day=joined,
        cancelled_day=None,
        cancel_reason=None,
        consents_analytics=dice.chance(0.85),
        consents_marketing=dice.chance(0.5),
        consents_personalisation=dice.chance(0.7),
        consent_day=joined,
    )
