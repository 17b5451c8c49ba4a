"""What the team licensed, advertised and set aside: deals, campaigns and budgets."""

from dataclasses import dataclass
from datetime import date
from math import exp, log

from reelhouse.simulator.world.clock import add_months, date_of, day_of
from reelhouse.simulator.world.companies import Companies
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.effects import DEAL_REGIONS, Effects
from reelhouse.simulator.world.licences import MONTH_DAYS, WINDOWS, Licence
from reelhouse.simulator.world.titles import Title

DEALS = 240
CAMPAIGNS = 120
HISTORY_MONTHS = 24
"""Months before the first day's month for which there are members, budgets and revenue."""

CHANNELS = ("social", "search", "tv", "outdoor", "email", "creators")
_USD_PER_THOUSAND = {
    "social": 6.0, "search": 14.0, "tv": 22.0, "outdoor": 9.0, "email": 1.5, "creators": 11.0,
}  # fmt: skip
BUDGET_GENRES = ("Drama", "Comedy", "Documentary", "Animation", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal(Licence):
    """A licence that the team has.

    Attributes:
        deal_id: such as `D-1001`.
        signed_day: when it was signed.
        revenue_usd: what it earns over the whole term, evenly; see `Effects.deal_return`.
    """

    deal_id: str
    signed_day: int
    revenue_usd: float

    @property
    def signed_date(self) -> date:
        """`signed_day` as a date."""
        return date_of(self.signed_day)

    def revenue_until(self, day: int) -> float | None:
        """Dollars earned up to the end of a day; None before the licence starts."""
        if day < self.start_day:
            return None
        elapsed = min(day, self.end_day) - self.start_day + 1
        return round(self.revenue_usd * elapsed / (self.end_day - self.start_day + 1), 2)


@dataclass(frozen=True, slots=True)
class Campaign:
    """Advertising in one channel and region.

    Attributes:
        campaign_id: such as `C-2001`.
        name: shown name.
        channel: one of `CHANNELS`.
        region: one of `effects.DEAL_REGIONS`.
        title_index: of the title it is for, or None.
        start_day: first day; the first day is 0.
        end_day: last day; never in another month than the first.
        spend_usd: in all.
        impressions: times shown.
        clicks: on it.
        new_subscribers: put down to it; see `Effects.subscribers_per_campaign_usd`.
    """

    campaign_id: str
    name: str
    channel: str
    region: str
    title_index: int | None
    start_day: int
    end_day: int
    spend_usd: float
    impressions: int
    clicks: int
    new_subscribers: int

    @property
    def start_date(self) -> date:
        """`start_day` as a date."""
        return date_of(self.start_day)

    @property
    def end_date(self) -> date:
        """`end_day` as a date."""
        return date_of(self.end_day)


@dataclass(frozen=True, slots=True)
class ContentBudget:
    """What may be spent on content in a month.

    Attributes:
        region: one of `effects.DEAL_REGIONS`.
        month: its first day.
        content_type: "original" or "licensed".
        genre: IMDb's name, or empty for all others.
        budget_usd: whole dollars that may be spent.
        spent_usd: whole dollars that were.
        known_day: day from which the row is known: the first of the next month.
    """

    region: str
    month: date
    content_type: str
    genre: str
    budget_usd: int
    spent_usd: int
    known_day: int


def months_of(last_day: int) -> tuple[date, ...]:
    """The first days of all months from 24 before the first day's to the last one begun."""
    first = add_months(date_of(0), -HISTORY_MONTHS)
    count = (date_of(last_day).year - first.year) * 12 + date_of(last_day).month - first.month
    return tuple(add_months(first, place) for place in range(count + 1))


def make_deals(
    titles: tuple[Title, ...], companies: Companies, effects: Effects, seed: int, last_day: int
) -> tuple[Deal, ...]:
    """240 deals over titles that were released in the last years."""
    newer = [title for title in titles if -1_500 < title.release_day <= last_day]
    return tuple(
        _make_deal(index, newer or list(titles), companies, effects, seed) for index in range(DEALS)
    )


def _make_deal(
    index: int, titles: list[Title], companies: Companies, effects: Effects, seed: int
) -> Deal:
    dice = Dice(seed, "deal", index)
    title = dice.one(titles)
    delay_days = dice.whole(0, 420)
    delay = int(delay_days / MONTH_DAYS)
    start = title.release_day + delay_days
    is_exclusive = dice.chance(0.4)
    fee = round(dice.spread(300_000, 0.8) * exp(0.5 * title.fame) / 1000) * 1000 + 1000
    earned = (
        log(fee * effects.deal_return)
        + effects.deal_quality * (title.quality - 0.5)
        + (log(1 + effects.exclusive_uplift) if is_exclusive else 0.0)
        + delay * log(1 - effects.delay_cost_per_month)
        + dice.normal(0, effects.deal_noise)
    )
    return Deal(
        index=index,
        deal_id=f"D-{1001 + index}",
        title_index=title.index,
        licensor=dice.one(companies.licensors).name,
        region=dice.one(list(DEAL_REGIONS)),
        start_day=start,
        end_day=start + dice.whole(180, 540),
        is_exclusive=is_exclusive,
        window=dice.weighted(WINDOWS, [6, 2, 1, 1, 1]),
        fee_usd=fee,
        signed_day=start - dice.whole(20, 200),
        release_day=title.release_day,
        delay_months=delay,
        revenue_usd=round(exp(earned), 2),
    )


def make_campaigns(
    titles: tuple[Title, ...], effects: Effects, seed: int, last_day: int
) -> tuple[Campaign, ...]:
    """120 campaigns, each within one month."""
    months = months_of(last_day)
    campaigns = []
    for index in range(CAMPAIGNS):
        dice = Dice(seed, "campaign", index)
        first = day_of(dice.one(months)) + dice.whole(0, 9)
        title = dice.one(titles) if dice.chance(0.7) else None
        channel = dice.one(CHANNELS)
        spend = round(dice.spread(60_000, 0.8), 2)
        impressions = int(spend / _USD_PER_THOUSAND[channel] * 1000 * dice.between(0.8, 1.2))
        campaigns.append(
            Campaign(
                campaign_id=f"C-{2001 + index}",
                name=f"{title.names.first_party} {channel}" if title else f"Brand {channel}",
                channel=channel,
                region=dice.one(list(DEAL_REGIONS)),
                title_index=title.index if title else None,
                start_day=first,
                end_day=first + dice.whole(6, 17),
                spend_usd=spend,
                impressions=impressions,
                clicks=int(impressions * dice.between(0.002, 0.02)),
                new_subscribers=round(
                    spend * effects.subscribers_per_campaign_usd * dice.between(0.9, 1.1)
                ),
            )
        )
    return tuple(campaigns)


def make_budgets(seed: int, last_day: int) -> tuple[ContentBudget, ...]:
    """Budgets of every region, month, content type and genre."""
    budgets = []
    for place, month in enumerate(months_of(last_day)):
        dice = Dice(seed, "budgets", place)
        for region in DEAL_REGIONS:
            for content_type in ("original", "licensed"):
                for genre in BUDGET_GENRES:
                    budget = round(dice.spread(400_000, 0.3), -3)
                    budgets.append(
                        ContentBudget(
                            region=region,
                            month=month,
                            content_type=content_type,
                            genre=genre,
                            budget_usd=int(budget),
                            spent_usd=int(budget * dice.between(0.7, 1.08)),
                            known_day=day_of(add_months(month, 1)),
                        )
                    )
    return tuple(budgets)
