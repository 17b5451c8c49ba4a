"""YouTube's part of the world: channels, videos, and their counters on any day."""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from reelhouse.simulator.world.clock import moment
from reelhouse.simulator.world.growth import Growth

Counts = NDArray[np.int64]

CATEGORIES = {
    1: "Film & Animation", 10: "Music", 20: "Gaming", 22: "People & Blogs", 23: "Comedy",
    24: "Entertainment", 27: "Education", 28: "Science & Technology",
}  # fmt: skip
"""YouTube's video categories by id."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A YouTube channel.

    Attributes:
        index: place in `World.channels`.
        channel_id: `UC` and 22 letters.
        uploads_id: `UU` and the same 22 letters: the playlist of its uploads.
        kind: "studio", "distributor", "creator" or "music".
        name: shown title.
        handle: with the @.
        country: ISO 3166-1 alpha-2, or None.
        company_index: of the studio it belongs to, or None.
        started_day: when it was made; the first day is 0.
        description: a sentence.
        hides_subscribers: whether the subscriber count is hidden.
        growth: of its subscribers.
        views_before: views of older videos that are not listed.
    """

    index: int
    channel_id: str
    uploads_id: str
    kind: str
    name: str
    handle: str
    country: str | None
    company_index: int | None
    started_day: int
    description: str
    hides_subscribers: bool
    growth: Growth
    views_before: int

    @property
    def started_at(self) -> datetime:
        """When it was made, UTC."""
        return moment(self.started_day, 9 * 3600)

    def subscribers(self, day: int) -> int:
        """Subscribers at the end of a day, rounded to three digits as YouTube does."""
        count = self.growth.at(day)
        step = int(10 ** max(0, len(str(count)) - 3))
        return count // step * step


@dataclass(frozen=True, slots=True)
class Counters:
    """A video's counters at the end of a day.

    Attributes:
        views: all that are counted, real or not.
        likes: None where they are hidden.
        comments: None where comments are disabled.
    """

    views: int
    likes: int | None
    comments: int | None


@dataclass(frozen=True, slots=True)
class Viral:
    """When a video took off.

    Attributes:
        start_day: first day.
        multiplier: views of that day, as a multiple of what they would have been.
        fade_days: days in which the surplus falls to 1/e.
    """

    start_day: int
    multiplier: float
    fade_days: float


@dataclass(frozen=True, slots=True)
class Bots:
    """When a video's views were faked.

    Attributes:
        first_day: first day with fake views.
        last_day: last one.
        share: of that time's views that are fake, 0-1.
    """

    first_day: int
    last_day: int
    share: float


@dataclass(frozen=True, slots=True)
class Video:
    """A YouTube video.

    Attributes:
        index: place in `World.videos`.
        video_id: 11 letters.
        channel_index: of its channel.
        kind: "trailer", "clip", "creator" or "music".
        title_index: of the title it is about, or None.
        track_index: of the track it plays, or None.
        name: shown title.
        description: some lines.
        tags: may be empty.
        category_id: see `CATEGORIES`.
        published_day: the first day is 0.
        published_second: of that day, UTC.
        duration_seconds: at least 1.
        language: ISO 639-1.
        has_caption: whether there are captions.
        hides_likes: whether likes are hidden.
        comments_disabled: whether nobody may comment.
        vanishes_day: first day on which it is gone, or None.
        like_rate: likes per true view.
        comment_rate: comments per true view.
        viral: or None.
        bots: or None.
        true_views: cumulative, int64, one entry for each day from `published_day` on.
        fake_views: cumulative, int64, of the same length.
    """

    index: int
    video_id: str
    channel_index: int
    kind: str
    title_index: int | None
    track_index: int | None
    name: str
    description: str
    tags: tuple[str, ...]
    category_id: int
    published_day: int
    published_second: int
    duration_seconds: int
    language: str
    has_caption: bool
    hides_likes: bool
    comments_disabled: bool
    vanishes_day: int | None
    like_rate: float
    comment_rate: float
    viral: Viral | None
    bots: Bots | None
    true_views: Counts = field(repr=False, compare=False)
    fake_views: Counts = field(repr=False, compare=False)

    @property
    def published_at(self) -> datetime:
        """When it was published, UTC."""
        return moment(self.published_day, self.published_second)

    @property
    def duration(self) -> str:
        """ISO 8601, such as `PT1H2M3S`."""
        hours, rest = divmod(self.duration_seconds, 3600)
        minutes, seconds = divmod(rest, 60)
        parts = ((hours, "H"), (minutes, "M"), (seconds, "S"))
        return "PT" + "".join(f"{value}{unit}" for value, unit in parts if value)

    def is_there(self, day: int) -> bool:
        """Whether it is published and not gone."""
        gone = self.vanishes_day is not None and day >= self.vanishes_day
        return day >= self.published_day and not gone

    def counters(self, day: int) -> Counters:
        """Counters at the end of a day; never falling, all 0 before it is published."""
        true, fake = self.views_until(day)
        return Counters(
            views=true + fake,
            likes=None if self.hides_likes else int(true * self.like_rate),
            comments=None if self.comments_disabled else int(true * self.comment_rate),
        )

    def views_until(self, day: int) -> tuple[int, int]:
        """True and fake views so far at the end of a day."""
        place = min(day - self.published_day, len(self.true_views) - 1)
        if place < 0:
            return 0, 0
        return int(self.true_views[place]), int(self.fake_views[place])

    def counters_at(self, day: int, hour: float) -> Counters:
        """Counters within a day, whose views come evenly over its hours from publishing on.

        Args:
            day: the first day is 0.
            hour: of that day, UTC, 0 to 24.
        """
        before, after = self.views_until(day - 1), self.views_until(day)
        first = self.published_second / 3600 if day == self.published_day else 0.0
        share = min(1.0, max(0.0, (hour - first) / (24 - first)))
        true, fake = (int(a + (b - a) * share) for a, b in zip(before, after, strict=True))
        return Counters(
            views=true + fake,
            likes=None if self.hides_likes else int(true * self.like_rate),
            comments=None if self.comments_disabled else int(true * self.comment_rate),
        )

    def reach(self, first_day: int, last_day: int) -> int:
        """True views from the first to the last day, both included."""
        return self.views_until(last_day)[0] - self.views_until(first_day - 1)[0]


@dataclass(frozen=True, slots=True)
class VideoDay:
    """What one day added to a video.

    Attributes:
        video_index: of the video.
        day: the first day is 0.
        views: counted views of the day.
        fake_views: how many of them are fake.
    """

    video_index: int
    day: int
    views: int
    fake_views: int


def daily_views(video: Video) -> tuple[VideoDay, ...]:
    """What each day added, from the day of publishing to the end of the world."""
    true = np.diff(video.true_views, prepend=0).tolist()
    fake = np.diff(video.fake_views, prepend=0).tolist()
    return tuple(
        VideoDay(video.index, video.published_day + place, views + faked, faked)
        for place, (views, faked) in enumerate(zip(true, fake, strict=True))
    )
