"""What is watched for oddities: kinds of subjects, their measures, and how gold tells them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a subject, held against its own past.

    Attributes:
        name: column of the figure, and how gold calls the measure.
        says: in words.
        part: for a share: the column that is counted, such as new likes; the figure is expected to
            be a steady share of `whole`. Empty for an amount, which is expected to go on as before.
        whole: for a share: what it is a share of.
        is_count: whether it counts, so that small ones vary by chance as well.
        follows_week: whether it rises and falls with the day of the week; the first measure of a
            kind tells how.
    """

    name: str
    says: str
    part: str = ""
    whole: str = ""
    follows_week: bool = False
    is_count: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """A kind of subject.

    Attributes:
        name: as gold has it.
        says: in words.
        reads: tables of gold.
        sql: gives `subject_key`, `subject_name`, `at_date` and the columns of the measures; one row
            a subject and date.
        measures: what is watched.
        warm: observations of a subject before anything is said of it.
        weekly: whether days of the week differ.
    """

    name: str
    says: str
    reads: tuple[str, ...]
    sql: str
    measures: tuple[Measure, ...]
    warm: int
    weekly: bool = False


VIEWING_DAY = Watch(
    "viewing_day",
    "a day of the own members' viewing",
    ("mart_viewing_day",),
    """
    select 'all' as subject_key, 'all members' as subject_name, viewing_date as at_date,
        watched_hours, session_count, member_count, mean_session_minutes
    from mart_viewing_day
    """,
    (
        Measure("watched_hours", "hours watched", follows_week=True),
        Measure("session_count", "sessions", follows_week=True, is_count=True),
        Measure("member_count", "members who watched", follows_week=True, is_count=True),
        Measure("mean_session_minutes", "minutes of a mean session"),
    ),
    warm=28,
    weekly=True,
)
VIDEO_DAY = Watch(
    "video_day",
    "a day of a video",
    ("mart_video_day", "dim_video"),
    """
    select days.platform || ':' || days.video_id as subject_key,
        coalesce(videos.video_name, days.video_id) as subject_name,
        days.observed_date as at_date, days.views_per_day, days.new_view_count,
        days.new_like_count, days.new_comment_count
    from mart_video_day as days
    left join dim_video as videos
        on days.platform = videos.platform and days.video_id = videos.video_id
    where days.views_per_day is not null
    """,
    (
        Measure("views_per_day", "views a day", follows_week=True, is_count=True),
        Measure("like_rate", "likes by new views", "new_like_count", "new_view_count"),
        Measure("comment_rate", "comments by new views", "new_comment_count", "new_view_count"),
    ),
    warm=7,
    weekly=True,
)
CHANNEL_DAY = Watch(
    "channel_day",
    "a day of a channel",
    ("mart_channel_day",),
    """
    select platform || ':' || channel_id as subject_key,
        coalesce(channel_name, channel_id) as subject_name, observed_date as at_date,
        cast(new_view_count as double) / days_since_previous as new_views_per_day,
        new_view_count, new_like_count, new_comment_count
    from mart_channel_day
    where new_view_count is not null and days_since_previous is not null
    """,
    (
        Measure("new_views_per_day", "new views a day", follows_week=True, is_count=True),
        Measure("like_rate", "likes by new views", "new_like_count", "new_view_count"),
        Measure("comment_rate", "comments by new views", "new_comment_count", "new_view_count"),
    ),
    warm=14,
    weekly=True,
)
WATCHES = {watch.name: watch for watch in (VIEWING_DAY, VIDEO_DAY, CHANNEL_DAY)}

FORECAST_MEASURE = "forecast_miss"
"""The measure of series whose forecast one period ahead is held against what came."""
READS = tuple(sorted({table for watch in WATCHES.values() for table in watch.reads}))
