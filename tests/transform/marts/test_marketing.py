"""What trailers do to hours, and what campaigns cost, against what was planted."""

from __future__ import annotations

import pandas as pd
import pytest

from reelhouse.simulator.world.clock import date_of
from reelhouse.transform.computed.marketing_effect import Limits, effects, with_lags
from tests.transform.marts.intervals import assert_held
from tests.weekly_lake import WeeklyLake
from tests.whole_lake import WholeLake


def test_the_planted_effect_of_trailers_is_found_at_its_lag(weekly_build: WeeklyLake) -> None:
    planted = weekly_build.world.effects
    rows = weekly_build.rows(
        "select lag_weeks, effect_lower, effect_upper, verdict, title_count, week_count "
        "from mart_marketing_effect where exposure = 'trailer views' order by lag_weeks"
    )
    [(found,)] = weekly_build.rows(
        "select lag_weeks from mart_marketing_effect "
        "where exposure = 'trailer views' and is_strongest_lag"
    )
    *_, verdict, titles, weeks = rows[planted.trailer_lag_weeks]

    assert found == planted.trailer_lag_weeks
    assert_held(
        (f"lag {lag}", low, planted.trailer_elasticity if lag == found else 0.0, high)
        for lag, low, high, *_ in rows
    )
    assert verdict == "effect shown"
    assert titles >= 50
    assert weeks >= 40


def test_views_of_a_week_are_those_that_were_planted(weekly_build: WeeklyLake) -> None:
    world = weekly_build.world
    by_title = {title.imdb_id: title for title in world.titles}
    rows = weekly_build.rows(
        "select title_id_imdb, week_end_date, trailer_view_count "
        "from mart_marketing_title_week join dim_title using (title_key) "
        "where is_current and is_trailer_reach_known and viewed_hours is not null"
    )
    right = 0
    for imdb_id, week, views in rows:
        day = (week - date_of(0)).days
        truth = sum(
            sum(video.views_until(day)) - sum(video.views_until(day - 7))
            for video in world.trailers(by_title[imdb_id])
            # who is gone is watched no more
            if video.vanishes_day is None or video.vanishes_day > day
        )
        right += views == pytest.approx(truth, rel=0.01, abs=1)

    assert len(rows) > 500
    assert right / len(rows) > 0.9


def test_one_look_at_videos_shows_no_effect(demo_build: WholeLake) -> None:
    verdicts = demo_build.rows(
        "select distinct verdict, effect is null from mart_marketing_effect "
        "where exposure = 'trailer views'"
    )

    assert verdicts == [("not enough data", True)]


def test_reach_that_is_not_known_is_not_none() -> None:
    """Before anything was followed, and where a trailer was not, lags have no number."""
    weeks = pd.to_datetime(["2026-03-01", "2026-03-08", "2026-03-15"])
    hours = pd.DataFrame(
        {
            "entry_key": 1, "title_key": [1, 2, 3], "category": "Films",
            "week_end_date": weeks[2], "viewed_hours": 10, "kind": "film",
        }
    )  # fmt: skip
    reach = pd.DataFrame(
        {
            "title_key": [1, 1, 2, 2], "week_end_date": [weeks[1], weeks[2]] * 2,
            "is_trailer_reach_known": [True, True, False, True],
            "trailer_view_count": [0.0, 1000.0, None, 3000.0], "campaign_impression_count": 0.0,
        }
    )  # fmt: skip

    lags = with_lags(hours, reach, set(weeks[1:]), 2)

    assert lags["trailer views|0"].round(3).tolist() == [0.693, 1.386, 0.0]
    assert lags["trailer views|1"].fillna(-1).tolist() == [0.0, -1, 0.0]
    assert lags["trailer views|2"].isna().all()
    assert lags["campaign impressions|2"].tolist() == [0.0] * 3


def test_an_empty_panel_says_that_there_is_not_enough() -> None:
    columns = ["entry_key", "title_key", "category", "week_end_date", "viewed_hours", "kind"]
    lags = [f"{e}|{lag}" for e in ("trailer views", "campaign impressions") for lag in range(3)]

    rows = effects(pd.DataFrame(columns=columns + lags), Limits(lags=2, titles=20, weeks=12))

    assert len(rows) == 6
    assert set(rows["verdict"]) == {"not enough data"}


def test_campaigns_cost_what_was_planted(demo_build: WholeLake) -> None:
    world = demo_build.world
    planted = {c.campaign_id: c for c in world.campaigns if c.start_day <= world.day}
    rows = demo_build.rows(
        "select campaign_id, spend_usd, cost_per_click_usd, cost_per_new_subscriber_usd, "
        "cost_per_thousand_impressions_usd from mart_campaign"
    )

    assert rows
    for campaign_id, spend, click, subscriber, thousand in rows:
        campaign = planted[campaign_id]
        assert spend == pytest.approx(campaign.spend_usd)
        assert click == pytest.approx(campaign.spend_usd / campaign.clicks)
        assert subscriber == pytest.approx(campaign.spend_usd / campaign.new_subscribers)
        assert thousand == pytest.approx(1000 * campaign.spend_usd / campaign.impressions)
    total = sum(spend for _, spend, *_ in rows)
    brought = sum(planted[campaign_id].new_subscribers for campaign_id, *_ in rows)
    assert brought / total == pytest.approx(world.effects.subscribers_per_campaign_usd, rel=0.1)


def test_a_campaigns_weeks_add_up_to_it(demo_build: WholeLake) -> None:
    [(weeks, campaigns)] = demo_build.rows(
        "select (select sum(campaign_spend_usd) from mart_marketing_title_week), "
        "(select cast(sum(spend_usd) as double) from fact_campaign where title_key is not null)"
    )

    assert weeks == pytest.approx(campaigns)
    assert campaigns > 0
