from collections import Counter

import numpy as np
import pytest

from reelhouse.simulator.world import World
from reelhouse.simulator.world.video import CATEGORIES, daily_views


def test_there_are_channels_of_all_kinds_with_uploads(world: World) -> None:
    assert Counter(channel.kind for channel in world.channels) == {
        "studio": 14,
        "distributor": 6,
        "creator": 12,
        "music": 8,
    }
    uploads = Counter(video.channel_index for video in world.videos)
    assert all(uploads[channel.index] >= 25 for channel in world.channels)
    for channel in world.channels:
        assert channel.uploads_id == "UU" + channel.channel_id[2:]
        assert len(channel.channel_id) == 24
    kinds = Counter(video.kind for video in world.videos)
    assert set(kinds) == {"trailer", "clip", "creator", "music"}
    assert kinds["trailer"] > 300


def test_videos_are_about_what_they_say(world: World) -> None:
    for video in world.videos:
        assert len(video.video_id) == 11
        assert video.category_id in CATEGORIES
        assert len(video.true_views) == world.days - video.published_day + 1
        if video.kind == "trailer":
            assert video.title_index is not None
            assert world.titles[video.title_index].names.video in video.name
        if video.track_index is not None:
            artist = world.tracks[video.track_index].artist
            assert artist.name == world.channels[video.channel_index].name


def test_new_titles_have_trailers(world: World) -> None:
    new = [title for title in world.titles if -300 < title.release_day < 0]
    with_trailers = [title for title in new if world.trailers(title)]
    assert len(with_trailers) > 0.7 * len(new)
    for title in with_trailers:
        assert {video.title_index for video in world.trailers(title)} == {title.index}
        assert {video.kind for video in world.trailers(title)} == {"trailer"}


def test_bot_views_are_the_planted_share_and_bring_no_likes(world: World) -> None:
    faked = [video for video in world.videos if video.bots]
    assert len(faked) > 20
    for video in faked:
        assert video.bots is not None
        inside = [
            one
            for one in daily_views(video)
            if video.bots.first_day <= one.day <= video.bots.last_day
        ]
        views = sum(one.views for one in inside)
        fake = sum(one.fake_views for one in inside)
        if views > 2_000:
            assert fake / views == pytest.approx(video.bots.share, abs=0.02)
        assert fake == sum(one.fake_views for one in daily_views(video))
        likes = video.counters(world.days).likes
        if likes is not None:
            assert likes == int(video.true_views[-1] * video.like_rate)


def test_viral_videos_take_off_on_their_day(world: World) -> None:
    viral = [video for video in world.videos if video.viral]
    assert len(viral) > 20
    for video in viral:
        assert video.viral is not None
        place = video.viral.start_day - video.published_day
        daily = np.diff(video.true_views, prepend=0)
        before, after = int(daily[place - 1]), int(daily[place])
        if before > 100:
            assert after / before == pytest.approx(video.viral.multiplier, rel=0.75)
            assert after > 3 * before


def test_some_videos_vanish_and_stay_away(world: World) -> None:
    gone = [video for video in world.videos if video.vanishes_day is not None]
    assert len(gone) > 10
    for video in gone:
        assert video.vanishes_day is not None
        assert video.is_there(video.vanishes_day - 1)
        assert not video.is_there(video.vanishes_day)
        assert not video.is_there(world.days + 1)
        assert not video.is_there(video.published_day - 1)


def test_comments_come_after_the_video_and_have_replies(world: World) -> None:
    seen = replies = 0
    for video in world.videos[:200]:
        comments = world.comments(video)
        days = [comment.published_day for comment in comments]
        assert days == sorted(days)
        for comment in comments:
            assert comment.published_day >= video.published_day
            assert all(reply.comment_id.startswith(comment.comment_id + ".")
                       for reply in comment.replies)  # fmt: skip
            replies += len(comment.replies)
        seen += len(comments)
    assert seen > 2_000
    assert replies > 100


@pytest.mark.parametrize(
    ("seconds", "duration"), [(3, "PT3S"), (60, "PT1M"), (3723, "PT1H2M3S"), (7200, "PT2H")]
)
def test_durations_are_iso_8601(world: World, seconds: int, duration: str) -> None:
    from dataclasses import replace

    assert replace(world.videos[0], duration_seconds=seconds).duration == duration


def test_twitch_and_vimeo_have_something_every_day(world: World) -> None:
    for day in (-5, 0, 5):
        streams = world.twitch.streams(day)
        assert streams == world.twitch.streams(day)
        viewers = [stream.viewers for stream in streams]
        assert viewers == sorted(viewers, reverse=True)
        assert len(streams) > 10
    archive = next(video for video in world.twitch.videos if video.duration_seconds > 3_600)
    assert archive.duration.count("h") == 1
    assert archive.duration.endswith("s")
    assert {video.plays(0) is None for video in world.vimeo} == {True, False}
