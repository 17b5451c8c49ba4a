"""What licensors offer the team, and what each offer would truly earn."""

from dataclasses import dataclass
from datetime import date
from math import exp, log

from reelhouse.simulator.world.clock import date_of
from reelhouse.simulator.world.companies import Companies
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.effects import DEAL_REGIONS, Effects
from reelhouse.simulator.world.licences import MONTH_DAYS, WINDOWS, Licence
from reelhouse.simulator.world.titles import Title

ROUND_DAYS = 60
"""Days between two rounds of offers; an offer stands until the next one."""

OFFERS = 36
"""Offers in a round."""

OLDEST_DAYS = 300
"""Titles offered are out at most so long, so that deals like them have been signed before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseOffer(Licence):
    """A licence as it can be had.

    Attributes:
        offer_id: such as `O-5001`.
        offered_day: from when on it can be had.
        valid_until_day: last day on which it can be had.
        expected_revenue_usd: mean of what it would earn over the term; see `Effects.deal_return`.
    """

    offer_id: str
    offered_day: int
    valid_until_day: int
    expected_revenue_usd: float

    @property
    def offered_date(self) -> date:
        """`offered_day` as a date."""
        return date_of(self.offered_day)

    @property
    def valid_until_date(self) -> date:
        """`valid_until_day` as a date."""
        return date_of(self.valid_until_day)

    @property
    def expected_profit_usd(self) -> float:
        """What is left of the expected revenue after the fee."""
        return self.expected_revenue_usd - self.fee_usd

    def is_open(self, day: int) -> bool:
        """Whether it can be had on a day."""
        return self.offered_day <= day <= self.valid_until_day


def make_license_offers(
    titles: tuple[Title, ...], companies: Companies, effects: Effects, seed: int, last_day: int
) -> tuple[LicenseOffer, ...]:
    """A round of offers before the first day, and one every 60 days from there."""
    rounds = range(last_day // ROUND_DAYS + 1)
    return tuple(
        _make_offer(number * OFFERS + place, number * ROUND_DAYS, titles, companies, effects, seed)
        for number in rounds
        for place in range(OFFERS)
    )


def _make_offer(
    index: int,
    round_day: int,
    titles: tuple[Title, ...],
    companies: Companies,
    effects: Effects,
    seed: int,
) -> LicenseOffer:
    dice = Dice(seed, "license offer", index)
    newer = [title for title in titles if -OLDEST_DAYS < title.release_day - round_day <= 0]
    title = dice.one(newer or list(titles))
    offered = round_day - dice.whole(0, 20)
    start = round_day + dice.whole(15, 110)
    delay = int((start - title.release_day) / MONTH_DAYS)
    is_exclusive = dice.chance(0.4)
    fee = round(dice.spread(300_000, 0.8) * exp(0.5 * title.fame) / 1000) * 1000 + 1000
    mean_log = (
        log(fee * effects.deal_return)
        + effects.deal_quality * (title.quality - 0.5)
        + (log(1 + effects.exclusive_uplift) if is_exclusive else 0.0)
        + delay * log(1 - effects.delay_cost_per_month)
    )
    return LicenseOffer(
        index=index,
        offer_id=f"O-{5001 + index}",
        title_index=title.index,
        licensor=dice.one(companies.licensors).name,
        region=dice.one(list(DEAL_REGIONS)),
        start_day=start,
        end_day=start + dice.whole(180, 540),
        is_exclusive=is_exclusive,
        window=dice.weighted(WINDOWS, [6, 2, 1, 1, 1]),
        fee_usd=fee,
        offered_day=offered,
        valid_until_day=round_day + ROUND_DAYS - 1,
        release_day=title.release_day,
        delay_months=delay,
        expected_revenue_usd=round(exp(mean_log + effects.deal_noise**2 / 2), 2),
    )
