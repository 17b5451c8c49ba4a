"""Creator: how channels and their videos do, when to post, what takes off, and what follows."""

from __future__ import annotations

from collections.abc import Callable

from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.creator.audience import comments, subscribers
from reelhouse.dashboards.pages.creator.picked import Channel, Kind, kinds_of, pick
from reelhouse.dashboards.pages.creator.times import hours, weekdays
from reelhouse.dashboards.pages.creator.tips import in_markdown, show_tips, tips_for
from reelhouse.dashboards.pages.creator.videos import fall, likes, taking_off, top_videos
from reelhouse.dashboards.view import Contents, Tile, View, given
from reelhouse.dashboards.words import compact, percent

PAGE = Page(
    slug="creator",
    title="Creator",
    group="Watch",
    order=20,
    question="How do channels and videos do, when should they post, and what takes off?",
    icon=":material/smart_display:",
    filters=("period",),
    needs=("mart_channel_day", "mart_video_day"),
)


def render(view: View) -> None:
    """Draw the page."""
    channel, kind = pick(view)
    view.tiles(headline(view, channel))
    show_tips(view, channel, kind)
    view.grid(*charts(channel, kind))


def contents(view: View) -> Contents:
    """What the page says of all channels, and of the first kind of videos."""
    kind = next(iter(kinds_of(view, None).values()), None)
    notes = [in_markdown(tip) for tip in tips_for(view, None, kind)]
    return Contents(headline(view, None), charts(None, kind), notes, "What to do")


def charts(
    channel: Channel | None, kind: Kind | None
) -> tuple[Callable[[View], Chart | Blank | None], ...]:
    """What makes the charts, for what a reader picked."""
    return (
        given(subscribers, channel),
        given(top_videos, channel),
        given(hours, kind),
        given(weekdays, kind),
        given(taking_off, channel),
        given(likes, channel),
        fall,
        given(comments, channel),
    )


def headline(view: View, channel: Channel | None) -> list[Tile]:
    """What came to the channels."""
    where = {
        "channel_id": channel.channel_id if channel else None,
        "platform": channel.platform if channel else None,
    }
    channels = view.ask(
        ["new_channel_subscribers", "published_video_count", "peak_live_viewers"],
        where=where,
        in_period=True,
    )
    videos = view.ask(
        ["new_video_views", "new_video_likes", "new_like_share"], where=where, in_period=True
    )
    told = "Counted from look to look; videos of which nothing may be derived are left out."
    tiles = [
        Tile("New views", compact(videos.value("new_video_views")), help=told),
        Tile("New likes", compact(videos.value("new_video_likes")), help=told),
        Tile("Likes by views", percent(videos.value("new_like_share")), help=told),
        Tile(
            "New subscribers",
            compact(channels.value("new_channel_subscribers")),
            help="YouTube rounds subscribers, so they move in steps. " + told,
        ),
        Tile("Videos published", compact(channels.value("published_video_count"))),
        Tile("Most live viewers", compact(channels.value("peak_live_viewers"))),
    ]
    return [tile for tile in tiles if tile.value != "–"] or tiles[:3]
