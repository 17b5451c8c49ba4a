"""Insight exports of the team's accounts, in the layouts that the platforms' tools have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import Provider, Serving
from reelhouse.simulator.providers.tables import Rows, Shelf
from reelhouse.simulator.world.clock import moment

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.insights import InsightRow

ACCOUNT_ID = "17841400000000001"
PAGE_ID = "100000000000001"
SHOWN_NAME = "Reelhouse Studio"
INSTAGRAM_TYPES = {
    "reel": "IG reel",
    "image": "IG image",
    "carousel": "IG carousel",
    "story": "IG story",
}
FACEBOOK_TYPES = {"video": "Videos", "photo": "Photos", "link": "Links", "reel": "Reels"}


def tiktok_link(row: InsightRow) -> str:
    """Address of a post on TikTok."""
    return f"https://www.tiktok.com/@{row.account}/video/{row.post_id}"


def tiktok_posts(world: World) -> Rows:
    """TikTok Studio's content export; it writes the day of posting without a year."""
    yield (
        "Video title", "Video link", "Post time", "Total likes", "Total comments", "Total shares",
        "Total views", "Average watch time", "Add to favorites",
    )  # fmt: skip
    for row in world.insights.on("tiktok", world.day):
        yield (
            row.caption,
            tiktok_link(row),
            f"{row.date.day} {row.date:%B}",
            row.likes,
            row.comments,
            row.shares,
            row.views,
            _mean_seconds(row),
            row.saves,
        )


def instagram_posts(world: World) -> Rows:
    """Meta Business Suite's export of an Instagram account's content."""
    yield (
        "Post ID", "Account ID", "Account username", "Account name", "Description",
        "Duration (sec)", "Publish time", "Permalink", "Post type", "Data comment", "Date",
        "Views", "Impressions", "Reach", "Likes", "Shares", "Follows", "Comments", "Saves",
    )  # fmt: skip
    for row in world.insights.on("instagram", world.day):
        yield (
            row.post_id,
            ACCOUNT_ID,
            row.account,
            SHOWN_NAME,
            row.caption,
            row.duration_seconds,
            _meta_time(row),
            f"https://www.instagram.com/p/{int(row.post_id):x}/",
            INSTAGRAM_TYPES[row.kind],
            None,
            "Lifetime",
            row.views,
            row.impressions,
            row.reach,
            row.likes,
            row.shares,
            None,
            row.comments,
            row.saves,
        )


def facebook_posts(world: World) -> Rows:
    """Meta Business Suite's export of a Facebook page's content."""
    yield (
        "Post ID", "Page ID", "Page name", "Title", "Description", "Duration (sec)",
        "Publish time", "Caption type", "Permalink", "Is crosspost", "Is share", "Post type",
        "Languages", "Custom labels", "Funded content status", "Data comment", "Date", "Views",
        "Impressions", "Reach", "Reactions, Comments and Shares", "Reactions", "Comments",
        "Shares", "Total clicks", "Seconds viewed", "Average Seconds viewed",
    )  # fmt: skip
    for row in world.insights.on("facebook", world.day):
        is_film = row.kind in ("video", "reel")
        yield (
            row.post_id,
            PAGE_ID,
            SHOWN_NAME,
            row.caption if is_film else None,
            None if is_film else row.caption,
            row.duration_seconds,
            _meta_time(row),
            None,
            f"https://www.facebook.com/{PAGE_ID}/posts/{row.post_id}",
            0,
            0,
            FACEBOOK_TYPES[row.kind],
            None,
            None,
            None,
            None,
            "Lifetime",
            row.views,
            row.impressions,
            row.reach,
            row.likes + row.comments + row.shares,
            row.likes,
            row.comments,
            row.shares,
            None,
            row.watch_seconds,
            _mean_seconds(row),
        )


def _meta_time(row: InsightRow) -> str:
    return f"{moment(row.day, row.second):%m/%d/%Y %H:%M}"


def _mean_seconds(row: InsightRow) -> float | None:
    return round(row.watch_seconds / row.views, 2) if row.views else None


TABLES = {table.__name__: table for table in (tiktok_posts, instagram_posts, facebook_posts)}


def routes(serving: Serving) -> list[BaseRoute]:
    """One export a platform, in any form."""
    return [Route("/{file}", Shelf(serving.world, TABLES).answer)]


def settings(base_url: str, world: World) -> Mapping[str, Any]:
    """Where the exports are."""
    return {"base_url": base_url}


PROVIDER = Provider("insights", "/", routes, settings)
