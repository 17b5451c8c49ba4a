"""The planted effects can be found again in the data."""

from math import hypot, log

import numpy as np
import pytest
from numpy.typing import NDArray

from reelhouse.simulator.world import World
from reelhouse.simulator.world.clock import sunday_of

Floats = NDArray[np.float64]
KINDS = ("film", "series", "anime")


class HoursModel:
    """Least squares of the logarithm of weekly hours on all that is planted, at some lag."""

    def __init__(self, world: World, lag: int) -> None:
        titles = [world.titles[run.title_index] for run in world.netflix_runs]
        weeks = np.array(world.netflix.weeks)
        self.genres = sorted({genre for title in titles for genre in title.genres})
        blocks: list[Floats] = []
        hours: list[Floats] = []
        for run, title in zip(world.netflix_runs, titles, strict=True):
            there = np.flatnonzero(run.weekly_hours > 0)
            there = there[there >= 4]
            day = weeks[there]
            wave = 2 * np.pi * (day + 59) / 365.25
            kind = np.array([title.kind == name for name in KINDS], dtype=float)
            genre = np.array([name in title.genres for name in self.genres], dtype=float)
            genre /= genre.sum()
            age = (day - sunday_of(run.release_day)) / 7
            blocks.append(
                np.column_stack(
                    [
                        np.log1p(run.weekly_reach[there - lag] / 1000),
                        np.full(len(day), title.quality),
                        np.full(len(day), title.fame),
                        np.outer(-age, kind),
                        np.outer(np.ones(len(day)), kind),
                        np.outer(day / 365.25, genre),
                        np.outer(np.cos(wave), genre),
                        np.outer(np.sin(wave), genre),
                    ]
                )
            )
            hours.append(np.log(run.weekly_hours[there]))
        rows, outcome = np.concatenate(blocks), np.concatenate(hours)
        self.found = np.linalg.lstsq(rows, outcome, rcond=None)[0]
        self.error = float(np.std(outcome - rows @ self.found))
        self.weeks = {
            name: int(rows[:, 9 + place].astype(bool).sum())
            for place, name in enumerate(self.genres)
        }


@pytest.fixture(scope="module")
def hours(world: World) -> HoursModel:
    return HoursModel(world, world.effects.trailer_lag_weeks)


def test_trailers_add_to_hours_with_the_planted_elasticity_and_lag(
    world: World, hours: HoursModel
) -> None:
    assert hours.found[0] == pytest.approx(world.effects.trailer_elasticity, abs=0.005)
    planted = world.effects.trailer_lag_weeks
    for other in (planted - 1, planted + 1):
        assert HoursModel(world, other).error > 1.02 * hours.error
    assert hours.error == pytest.approx(world.effects.noise, rel=0.03)


def test_quality_fame_and_decay_are_as_planted(world: World, hours: HoursModel) -> None:
    assert hours.found[1] == pytest.approx(world.effects.quality_log_hours, abs=0.03)
    assert hours.found[2] == pytest.approx(world.effects.fame_log_hours, abs=0.01)
    for place, kind in enumerate(KINDS):
        assert hours.found[3 + place] == pytest.approx(
            world.effects.decay_per_week[kind], abs=0.002
        )


def test_genres_have_their_trend_and_season(world: World, hours: HoursModel) -> None:
    count = len(hours.genres)
    checked = 0
    assert all(0.15 <= abs(effect.trend) <= 0.35 for effect in world.effects.genres.values())
    for place, name in enumerate(hours.genres):
        if hours.weeks[name] < 500:
            continue
        checked += 1
        effect = world.effects.genres[name]
        trend, cosine, sine = hours.found[9 + place :: count][:3]
        assert trend == pytest.approx(effect.trend, abs=0.05)
        assert hypot(cosine, sine) == pytest.approx(effect.amplitude, abs=0.05)
    assert checked >= 12


def test_exclusive_deals_earn_more_and_late_ones_less(world: World) -> None:
    rows = np.array(
        [
            [
                1.0,
                deal.is_exclusive,
                deal.delay_months,
                world.titles[deal.title_index].quality - 0.5,
            ]
            for deal in world.deals
        ]
    )
    earned = np.log([deal.revenue_usd / deal.fee_usd for deal in world.deals])
    level, exclusive, delay, quality = np.linalg.lstsq(rows, earned, rcond=None)[0]
    effects = world.effects
    assert level == pytest.approx(log(effects.deal_return), abs=0.12)
    assert exclusive == pytest.approx(log(1 + effects.exclusive_uplift), abs=0.1)
    assert delay == pytest.approx(log(1 - effects.delay_cost_per_month), abs=0.012)
    assert quality == pytest.approx(effects.deal_quality, abs=0.25)


def test_revenue_of_a_deal_comes_evenly(world: World) -> None:
    for deal in world.deals:
        assert deal.revenue_until(deal.start_day - 1) is None
        assert deal.revenue_until(deal.end_day) == pytest.approx(deal.revenue_usd, abs=0.01)
        days = deal.end_day - deal.start_day + 1
        first = deal.revenue_until(deal.start_day)
        assert first == pytest.approx(deal.revenue_usd / days, abs=0.01)
        assert deal.delay_months == int((deal.start_day - deal.release_day) / 30.4375)


def test_campaigns_bring_subscribers(world: World) -> None:
    brought = sum(campaign.new_subscribers for campaign in world.campaigns)
    spent = sum(campaign.spend_usd for campaign in world.campaigns)
    assert brought / spent == pytest.approx(world.effects.subscribers_per_campaign_usd, rel=0.03)


@pytest.mark.parametrize("platform", ["mastodon", "bluesky", "reddit", "x"])
def test_posts_are_kinder_to_better_titles(world: World, platform: str) -> None:
    posts = [post for post in world.posts if post.platform == platform]
    quality = np.array([world.titles[post.title_index].quality for post in posts])
    sentiment = np.array([post.sentiment for post in posts])
    slope = float(np.polyfit(quality, sentiment, 1)[0])
    assert slope == pytest.approx(world.effects.sentiment_per_quality, abs=0.25)


def test_countries_list_more_of_what_they_like(world: World) -> None:
    weights: dict[tuple[str, str], float] = {}
    for row in world.netflix.country_top(0):
        key = row.country, world.titles[row.run.title_index].main_genre
        weights[key] = weights.get(key, 0.0) + 1 / row.rank
    tastes = world.effects.tastes
    genres = ("Animation", "Comedy", "Documentary", "Drama")
    listed = np.log([[weights[country, genre] for genre in genres] for country in tastes])
    liked = np.array([[tastes[country][genre] for genre in genres] for country in tastes])

    more_listed, more_liked = listed - listed.mean(axis=0), liked - liked.mean(axis=0)
    assert np.corrcoef(more_listed.ravel(), more_liked.ravel())[0, 1] >= 0.6
