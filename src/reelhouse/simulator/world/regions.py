"""Prices, subscribers and revenue of each region, month by month."""

from dataclasses import dataclass
from datetime import date
from math import cos, pi

from reelhouse.simulator.world.clock import add_months, day_of, month_start
from reelhouse.simulator.world.deals import Campaign, months_of
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.effects import DEAL_REGIONS, Effects

PLANS = {"basic": 6.99, "standard": 10.99, "premium": 15.99}
"""Plans with their first monthly price in US dollars, before the region's factor."""

_PLAN_SHARES = {"basic": 0.35, "standard": 0.45, "premium": 0.2}
_PRICE_FACTORS = {
    "North America": 1.0, "Latin America": 0.55, "Europe": 0.9, "Asia Pacific": 0.6,
}  # fmt: skip
_FIRST_SUBSCRIBERS = {
    "North America": 420_000, "Latin America": 180_000, "Europe": 310_000, "Asia Pacific": 240_000,
}  # fmt: skip
_PRICE_MONTHS = 3


@dataclass(frozen=True, slots=True)
class PriceRise:
    """All plans of a region get dearer.

    Attributes:
        region: one of `effects.DEAL_REGIONS`.
        month: first month of the new price, as its first day.
        factor: new price by old.
    """

    region: str
    month: date
    factor: float


@dataclass(frozen=True, slots=True)
class RegionMonth:
    """Subscribers of a region in a month.

    Attributes:
        region: one of `effects.DEAL_REGIONS`.
        month: its first day.
        subscribers: on the last day.
        new_subscribers: that came; those of campaigns included.
        cancelled_subscribers: that left.
        known_day: day from which the row is known: the first of the next month.
    """

    region: str
    month: date
    subscribers: int
    new_subscribers: int
    cancelled_subscribers: int
    known_day: int


@dataclass(frozen=True, slots=True)
class PlanMonth:
    """Revenue of a plan in a region and month.

    Attributes:
        region: one of `effects.DEAL_REGIONS`.
        month: its first day.
        plan: one of `PLANS`.
        revenue_usd: dollars.
        subscribers: who paid.
        price_usd: of the month.
        known_day: day from which the row is known: the first of the next month.
    """

    region: str
    month: date
    plan: str
    revenue_usd: float
    subscribers: int
    price_usd: float
    known_day: int


def draw_price_rises(seed: int, last_day: int) -> tuple[PriceRise, ...]:
    """Two price rises in each region, at least half a year apart."""
    months = months_of(last_day)
    rises = []
    for place, region in enumerate(DEAL_REGIONS):
        dice = Dice(seed, "price rises", place)
        first = dice.whole(5, 9)
        for number in (first, first + dice.whole(7, 10)):
            factor = round(dice.between(1.08, 1.2), 2)
            rises.append(PriceRise(region, months[number], factor))
    return tuple(rises)


def is_after_rise(rises: tuple[PriceRise, ...], region: str, month: date) -> bool:
    """Whether a month is that of a price rise in the region, or one of the two after it."""
    return any(
        rise.region == region and rise.month <= month < add_months(rise.month, _PRICE_MONTHS)
        for rise in rises
    )


def price_usd(rises: tuple[PriceRise, ...], region: str, plan: str, month: date) -> float:
    """The monthly price of a plan."""
    price = PLANS[plan] * _PRICE_FACTORS[region]
    for rise in rises:
        if rise.region == region and rise.month <= month:
            price *= rise.factor
    return round(price, 2)


def make_region_months(
    campaigns: tuple[Campaign, ...],
    rises: tuple[PriceRise, ...],
    effects: Effects,
    seed: int,
    last_day: int,
) -> tuple[RegionMonth, ...]:
    """Subscribers of all regions and months.

    New ones are 2.5 % of the subscribers, more in winter, plus those of the month's campaigns;
    1.8 % leave, times the factor of a price rise.
    """
    rows = []
    for place, region in enumerate(DEAL_REGIONS):
        dice = Dice(seed, "region", place)
        subscribers = _FIRST_SUBSCRIBERS[region]
        for month in months_of(last_day):
            season = 1 + 0.15 * cos(2 * pi * (month.month - 12) / 12)
            brought = sum(
                campaign.new_subscribers
                for campaign in campaigns
                if campaign.region == region and month_start(campaign.start_date) == month
            )
            new = round(subscribers * 0.025 * season * dice.between(0.97, 1.03)) + brought
            factor = effects.churn_price if is_after_rise(rises, region, month) else 1.0
            left = round(subscribers * 0.018 * factor * dice.between(0.97, 1.03))
            subscribers += new - left
            known = day_of(add_months(month, 1))
            rows.append(RegionMonth(region, month, subscribers, new, left, known))
    return tuple(rows)


def make_plan_months(
    rows: tuple[RegionMonth, ...], rises: tuple[PriceRise, ...], seed: int
) -> tuple[PlanMonth, ...]:
    """Revenue of all regions, months and plans; a little is refunded."""
    dice = Dice(seed, "plans")
    found = []
    for row in rows:
        for plan, share in _PLAN_SHARES.items():
            payers = round(row.subscribers * share)
            price = price_usd(rises, row.region, plan, row.month)
            revenue = round(payers * price * dice.between(0.985, 1.0), 2)
            found.append(
                PlanMonth(row.region, row.month, plan, revenue, payers, price, row.known_day)
            )
    return tuple(found)
