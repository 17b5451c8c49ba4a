"""What somebody sees who looks at videos every few hours, without fetching them each time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reelhouse.simulator.world.clock import moment
from reelhouse.simulator.world.video import Video


def look_at(
    videos: Sequence[Video], until: int, *, every_hours: float, fresh_days: int = 30,
    followed_days: int = 150,
) -> dict[str, list[Any]]:  # fmt: skip
    """Counters of videos at regular ages, as columns of the same length.

    Args:
        videos: of the world.
        until: last day that is looked at, counted as the world does.
        every_hours: between looks at a video that is not older than `fresh_days`; daily afterwards.
        fresh_days: days in which a video is looked at often.
        followed_days: days after which it is not looked at any more.

    Returns:
        `platform`, `video_id`, `channel_id` (the channel's place), `content_type`, `published_at`
        and `observed_at` (UTC, without zone), `view_count`, `like_count` (NaN where hidden).
    """
    columns: dict[str, list[Any]] = {
        name: []
        for name in (
            "platform", "video_id", "channel_id", "content_type", "published_at", "observed_at",
            "view_count", "like_count",
        )
    }  # fmt: skip
    for video in videos:
        last = (until + 1 - video.published_day) * 24 - video.published_second / 3600
        last = min(last, followed_days * 24)
        ages = np.arange(every_hours, min(fresh_days * 24, last), every_hours)
        ages = np.append(ages, np.arange(fresh_days * 24, last, 24.0))
        if not len(ages):
            continue
        views, likes = _counters(video, ages)
        published = moment(video.published_day, video.published_second).replace(tzinfo=None)
        columns["platform"] += ["youtube"] * len(ages)
        columns["video_id"] += [video.video_id] * len(ages)
        columns["channel_id"] += [str(video.channel_index)] * len(ages)
        columns["content_type"] += [video.kind] * len(ages)
        columns["published_at"] += [published] * len(ages)
        columns["observed_at"] += _moments(published, ages)
        columns["view_count"] += views.tolist()
        columns["like_count"] += likes.tolist()
    return columns


def _moments(published: datetime, ages: NDArray[np.float64]) -> list[datetime]:
    return [published + timedelta(hours=age) for age in ages.tolist()]


def _counters(
    video: Video, ages: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Views and likes at ages in hours, as `Video.counters_at` has them."""
    first = video.published_second / 3600
    clock = first + ages
    day = np.minimum((clock // 24).astype(np.int64), len(video.true_views) - 1)
    began = np.where(day == 0, first, 0.0)
    share = np.clip((clock - 24 * day - began) / (24 - began), 0, 1)
    true, fake = (
        (before + (counts[day] - before) * share).astype(np.int64)
        for counts in (video.true_views, video.fake_views)
        for before in [np.where(day > 0, counts[np.maximum(day - 1, 0)], 0)]
    )
    likes = np.full(len(ages), np.nan)
    if not video.hides_likes:
        likes = np.floor(true * video.like_rate)
    return true + fake, likes
