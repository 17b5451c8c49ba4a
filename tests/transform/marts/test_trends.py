"""What rises, in a world in which nothing bursts but what was planted."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from tests.weekly_lake import WeeklyLake
from tests.whole_lake import WholeLake


def test_hours_of_titles_are_those_of_the_lists(demo_build: WholeLake) -> None:
    found = dict(
        demo_build.rows(
            "select week_end_date, sum(amount) from mart_trend_week "
            "where measure = 'viewed_hours' group by 1"
        )
    )
    expected = dict(
        demo_build.rows(
            "select top10_week, sum(viewed_hours) from fact_netflix_week "
            "where title_key is not null group by 1"
        )
    )

    assert len(found) == 130
    assert found == expected


def test_posts_of_a_hashtag_are_counted_in_whole_weeks(demo_build: WholeLake) -> None:
    posts = [
        (hashtag, day, count)
        for hashtag, day, count in demo_build.rows(
            "select hashtag, created_date, post_count from mart_hashtag_day "
            "where platform = 'bluesky'"
        )
    ]
    newest = max(day for _, day, _ in posts)
    first = min(day for _, day, _ in posts)
    expected: Counter[tuple[str, date]] = Counter()
    for hashtag, day, count in posts:
        end = newest - timedelta(7 * ((newest - day).days // 7))
        if end - timedelta(6) >= first:
            expected[hashtag, end] += count
    found = {
        (hashtag, end): amount
        for hashtag, end, amount in demo_build.rows(
            "select subject_id, week_end_date, amount from mart_trend_week "
            "where measure = 'post_count' and platform = 'bluesky'"
        )
    }

    assert found == expected


def test_nothing_rises_where_posts_come_evenly(demo_build: WholeLake) -> None:
    verdicts = Counter(
        verdict
        for (verdict,) in demo_build.rows(
            "select verdict from mart_rising where measure = 'post_count'"
        )
    )

    assert verdicts["as expected"] >= 10
    assert verdicts["rising"] <= 1


def test_a_title_that_is_new_in_the_lists_is_not_judged(demo_build: WholeLake) -> None:
    weeks = dict(
        demo_build.rows(
            "select title_key, count(distinct top10_week) - 1 from fact_netflix_week "
            "where title_key is not null group by 1"
        )
    )
    told = demo_build.rows(
        "select title_key, past_week_count, verdict, z_score is null from mart_rising "
        "where measure = 'viewed_hours'"
    )

    assert {verdict for _, _, verdict, _ in told} >= {"too short a past", "as expected"}
    for title, past, verdict, is_not_judged in told:
        assert past == weeks[title]
        assert (verdict == "too short a past") == (past < 4) == is_not_judged


def test_views_that_may_not_be_derived_are_no_trend(demo_build: WholeLake) -> None:
    assert (
        demo_build.rows("select 1 from mart_trend_week where platform = 'youtube'")
        == demo_build.rows("select 1 from mart_rising where platform = 'youtube'")
        == []
    )


def test_topics_of_videos_have_the_views_that_they_gained(weekly_build: WeeklyLake) -> None:
    [(found,)] = weekly_build.rows(
        "select sum(amount) from mart_trend_week where measure = 'new_view_count'"
    )
    [(expected,)] = weekly_build.rows(
        "select sum(new_view_count) from mart_video_day "
        "join bridge_video_tag using (platform, video_id) "
        "where new_view_count is not null and days_since_previous <= 7"
    )

    assert found == expected > 0
