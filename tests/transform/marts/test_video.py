"""Videos against what was planted: whose they are, what a day brought, how fast that falls."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from statistics import median

import pytest

from reelhouse import clock
from reelhouse.gold import query, require_current
from reelhouse.simulator.world.clock import date_of
from reelhouse.simulator.world.posting import posting_factor
from reelhouse.simulator.world.video import CATEGORIES
from reelhouse.transform.build import build_gold
from tests.lakes import new_lake
from tests.replay import Recording, ReplayServer
from tests.silver import run_source, source_settings
from tests.weekly_lake import WeeklyLake
from tests.whole_lake import WholeLake

KINDS = {
    CATEGORIES[1]: "trailer",
    CATEGORIES[24]: "clip",
    CATEGORIES[22]: "creator",
    CATEGORIES[10]: "music",
}


def test_videos_find_their_titles(demo_build: WholeLake) -> None:
    world = demo_build.world
    videos = {video.video_id: video for video in world.videos}
    rows = demo_build.rows(
        "select video_id, method, title_id_imdb "
        "from bridge_title_video join dim_title using (title_key) "
        "where platform = 'youtube' and is_current"
    )
    right = {
        video_id
        for video_id, _, imdb_id in rows
        if (index := videos[video_id].title_index) is not None
        and world.titles[index].imdb_id == imdb_id
    }
    about = [v for v in world.videos if v.title_index is not None and v.is_there(world.day)]

    assert {method for _, method, _ in rows} == {"id", "match"}
    assert len(right) / len(rows) >= 0.98
    assert len(right) / len(about) >= 0.9


def test_trailers_are_known_as_such(demo_build: WholeLake) -> None:
    planted = {video.video_id for video in demo_build.world.videos if video.kind == "trailer"}
    rows = demo_build.rows("select video_id, is_trailer from dim_video where platform = 'youtube'")

    assert {video for video, is_trailer in rows if is_trailer} == planted & {v for v, _ in rows}


def test_gains_are_what_was_added(weekly_build: WeeklyLake) -> None:
    videos = {video.video_id: video for video in weekly_build.world.videos}
    rows = weekly_build.rows(
        "select video_id, observed_date, days_since_previous, new_view_count from mart_video_day "
        "where platform = 'youtube' and new_view_count is not null"
    )

    assert len(rows) > 10_000
    for video_id, observed, days, views in rows:
        day = (observed - date_of(0)).days
        video = videos[video_id]
        assert views == sum(video.views_until(day)) - sum(video.views_until(day - days))


def test_the_planted_decay_of_views_is_found(weekly_build: WeeklyLake) -> None:
    planted = weekly_build.world.effects.video_decay_days
    rows = weekly_build.rows(
        "select content_type, decay_days from mart_video_decay where platform = 'youtube'"
    )
    found = {KINDS[content_type]: days for content_type, days in rows}

    assert found == {kind: pytest.approx(days, rel=0.1) for kind, days in planted.items()}


def test_hours_and_weekdays_reach_as_far_as_was_planted(weekly_build: WeeklyLake) -> None:
    world = weekly_build.world
    videos = {video.video_id: video for video in world.videos}
    settled = weekly_build.rows(
        "select distinct video_id from mart_video_day "
        "where platform = 'youtube' and age_days >= 28 and view_count > 0"
    )
    factors: dict[int, dict[str, float]] = defaultdict(dict)
    for (video_id,) in settled:
        video = videos[video_id]
        factors[video.channel_index][video_id] = posting_factor(
            video.kind, video.channel_index, video.published_day, video.published_second,
            world.seed,
        )  # fmt: skip
    relative: dict[tuple[str, int], list[float]] = defaultdict(list)
    for own in factors.values():
        usual = median(own.values())
        for video_id, factor in own.items():
            published = videos[video_id].published_at
            relative["hour", published.hour].append(factor / usual)
            relative["weekday", published.isoweekday()].append(factor / usual)

    rows = weekly_build.rows(
        "select time_scale, time_value, relative_reach, relative_reach_lower, "
        "relative_reach_upper from mart_posting_time "
        "where platform = 'youtube' and relative_reach is not null"
    )
    held = [lower <= median(relative[scale, at]) <= upper for scale, at, _, lower, upper in rows]
    found = {at: reach for scale, at, reach, _, _ in rows if scale == "hour"}

    assert len(held) >= 20
    assert sum(held) / len(held) >= 0.8
    # planted peaks lie in the afternoon and evening
    assert median(found[at] for at in range(14, 20)) > 1.15 * median(found[at] for at in (6, 7, 8))


def test_youtube_without_an_audit_shows_counters_and_says_why_no_more(
    demo_build: WholeLake,
) -> None:
    [(rows, counted, derived, reasons)] = demo_build.rows(
        "select count(*), count(view_count), "
        "count(coalesce(views_per_day, like_rate, comment_rate, engagement_rate, new_view_count)), "
        "count(not_derived_reason) from mart_video_day where platform = 'youtube'"
    )
    [(other,)] = demo_build.rows(
        "select count(not_derived_reason) from mart_video_day where platform <> 'youtube'"
    )

    assert rows == counted == reasons > 0
    assert derived == other == 0


def test_platforms_are_all_there(demo_build: WholeLake) -> None:
    platforms = {"youtube", "vimeo", "twitch", "tiktok", "instagram", "facebook"}

    for table in ("dim_video", "fact_video_snapshot", "mart_video_day", "mart_channel_day"):
        assert {
            p for (p,) in demo_build.rows(f"select distinct platform from {table}")
        } == platforms


def test_recorded_videos_have_the_rates_of_plain_python(shared_data: Path, tmp_path: Path) -> None:
    """Fifty popular videos and no other source: whatever is not there is empty."""
    body = (shared_data / "youtube" / "api" / "videos_mostPopular_2025-10.json").read_bytes()
    lake = new_lake(tmp_path)
    chart = Recording("/videos", body, {"chart": "mostPopular"})
    with clock.playing(date(2025, 11, 1)):
        with ReplayServer([chart]) as server:
            run_source(lake, "youtube", server.url, key="any", regions=["IN"], connections=1)
        build_gold(lake, source_settings(lake, "youtube", accepted_audit="rehearsal"))
    items = json.loads(body)["items"]
    build = require_current(lake)

    rows = query(
        build,
        "select video_id, age_days, view_count, like_rate, engagement_rate from mart_video_day",
    )[1]

    assert len(rows) == len(items) == 50
    for video_id, age, views, like_rate, engagement in rows:
        [item] = [item for item in items if item["id"] == video_id]
        told = {name: int(value) for name, value in item["statistics"].items()}
        published = date.fromisoformat(item["snippet"]["publishedAt"][:10])
        likes, comments = told.get("likeCount"), told.get("commentCount")
        assert views == told["viewCount"]
        assert age == (date(2025, 11, 1) - published).days
        assert like_rate == (None if likes is None else pytest.approx(likes / views))
        both = None if likes is None or comments is None else likes + comments
        assert engagement == (None if both is None else pytest.approx(both / views))
