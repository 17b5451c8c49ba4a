"""The planted effects: every number an analysis should find again."""

import zlib
from dataclasses import dataclass, field
from math import cos, pi

from reelhouse.simulator.universe import GENRES
from reelhouse.simulator.world.dice import Dice

DEAL_REGIONS = {
    "North America": ("US", "CA"),
    "Latin America": ("BR", "MX", "AR"),
    "Europe": ("GB", "DE", "FR", "ES"),
    "Asia Pacific": ("JP", "KR", "IN"),
}
"""Regions of the first party, with their countries (ISO 3166-1 alpha-2)."""

COUNTRIES = {
    "US": "United States", "CA": "Canada", "BR": "Brazil", "MX": "Mexico", "AR": "Argentina",
    "GB": "United Kingdom", "DE": "Germany", "FR": "France", "ES": "Spain", "JP": "Japan",
    "KR": "South Korea", "IN": "India",
}  # fmt: skip
"""The twelve countries of the world, with Netflix's names."""


LEAST_TREND, GREATEST_TREND = 0.15, 0.35
"""How much the logarithm of a genre's hours changes in a year, up or down."""


def region_of(country: str) -> str:
    """The first party's region of a country."""
    return next(name for name, members in DEAL_REGIONS.items() if country in members)


@dataclass(frozen=True, slots=True)
class GenreEffect:
    """What a genre does to weekly hours of the titles that are only of it.

    Attributes:
        trend: change of the logarithm of hours in a year; at least `LEAST_TREND` up or down.
        amplitude: of the season's wave, in the logarithm of hours.
        peak_day: day of the year (1-365) on which the wave is highest.
    """

    trend: float
    amplitude: float
    peak_day: int

    def log_hours(self, day: int) -> float:
        """What is added to the logarithm of hours on a day (0 is the first day)."""
        year_share = (day + 59 - self.peak_day) / 365.25
        return self.trend * day / 365.25 + self.amplitude * cos(2 * pi * year_share)


@dataclass(frozen=True)
class Effects:
    """All planted parameters but those that belong to one video, deal or member.

    The logarithm of a title's Netflix hours in a week is base + `quality_log_hours` * (quality -
    0.5) + `fame_log_hours` * fame - decay * weeks since release + the mean of its genres' trends
    and seasons + `trailer_elasticity` * log(1 + reach / 1,000) of the week `trailer_lag_weeks`
    before + noise.
    A country watches as the world does, times the exponential of its taste for the main genre,
    times a liking of each title.

    Attributes:
        genres: by genre; a title's trend and season are the mean of those of its genres.
        tastes: by country and main genre, of the logarithm of hours there.
        title_liking: standard deviation of the logarithm of a country's liking of a title.
        quality_log_hours: for a quality of 1 instead of 0.
        fame_log_hours: for one standard deviation of fame.
        trailer_elasticity: of hours with respect to the trailers' weekly true views.
        trailer_lag_weeks: weeks from reach to hours.
        decay_per_week: of the logarithm of hours, by the title's kind.
        noise: standard deviation of the logarithm of weekly hours.
        video_decay_days: days in which daily views fall to 1/e, by kind of video.
        exclusive_uplift: share that an exclusive deal earns more.
        delay_cost_per_month: share that each month between a title's release and the deal's start
            costs, compounding.
        deal_return: median revenue per dollar of fee of a deal that is not exclusive, on time and
            of a title of quality 0.5.
        deal_quality: of the logarithm of that revenue for a quality of 1 instead of 0.
        deal_noise: standard deviation of that logarithm.
        subscribers_per_campaign_usd: new members that a dollar of campaign spend brings.
        churn_base: monthly hazard of a member to whom nothing happens.
        churn_price: factor on the hazard in the month of a price rise and the two after it.
        churn_drought: factor while nothing new came in the favourite genre for three months.
        churn_low_use: factor after a month with less than `low_use_minutes`.
        low_use_minutes: what counts as low use in a month.
        sentiment_per_quality: of a post's mean sentiment (-1 to 1) for a quality of 1 and not 0.
    """

    genres: dict[str, GenreEffect]
    tastes: dict[str, dict[str, float]]
    title_liking: float = 0.6
    quality_log_hours: float = 1.8
    fame_log_hours: float = 0.35
    trailer_elasticity: float = 0.16
    trailer_lag_weeks: int = 2
    decay_per_week: dict[str, float] = field(
        default_factory=lambda: {"film": 0.12, "series": 0.09, "anime": 0.06}
    )
    noise: float = 0.15
    video_decay_days: dict[str, float] = field(
        default_factory=lambda: {
            "trailer": 9.0,
            "clip": 14.0,
            "creator": 21.0,
            "music": 60.0,
        }
    )
    exclusive_uplift: float = 0.35
    delay_cost_per_month: float = 0.06
    deal_return: float = 1.4
    deal_quality: float = 0.8
    deal_noise: float = 0.2
    subscribers_per_campaign_usd: float = 0.02
    churn_base: float = 0.012
    churn_price: float = 2.5
    churn_drought: float = 2.0
    churn_low_use: float = 3.0
    low_use_minutes: int = 120
    sentiment_per_quality: float = 1.2

    @classmethod
    def draw(cls, seed: int) -> "Effects":
        """The effects of a universe; only genres and tastes depend on the seed."""
        genres: dict[str, GenreEffect] = {}
        for index, name in enumerate(GENRES):
            dice = Dice(seed, "genre effect", index)
            genres[name] = GenreEffect(
                trend=_trend(dice.between(-1.0, 1.0)),
                amplitude=round(dice.between(0.05, 0.35), 3),
                peak_day=dice.whole(1, 365),
            )
        tastes = {
            country: dict(
                zip(
                    GENRES,
                    Dice(seed, "genre taste", zlib.crc32(country.encode()))
                    .rng.normal(0, 0.5, len(GENRES))
                    .round(3)
                    .tolist(),
                    strict=True,
                )
            )
            for country in COUNTRIES
        }
        return cls(genres, tastes)


def _trend(lean: float) -> float:
    """A trend from a number of -1 to 1: none is near 0, where nobody could tell it from none."""
    size = LEAST_TREND + (GREATEST_TREND - LEAST_TREND) * abs(lean)
    return round(size if lean > 0 else -size, 3)
