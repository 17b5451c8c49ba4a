"""What YouTube shows of channels, videos, places and comments, as its API writes it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from reelhouse.simulator.world.video import CATEGORIES

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.comments import Comment
    from reelhouse.simulator.world.video import Channel, Video

Json = dict[str, Any]

MOST_REPLIES = 5
"""Replies that come with the comment they answer; there may be more."""

_MUSIC = 10
_TOPICS = {_MUSIC: "Music", 1: "Film", 20: "Video_game_culture", 24: "Entertainment"}
_SIZES = {"default": (120, 90), "medium": (320, 180), "high": (480, 360)}


def channel_item(channel: Channel, videos: Iterable[Video], day: int) -> Json:
    """A channel with all parts that are public."""
    there = [video for video in videos if video.is_there(day)]
    hidden = channel.hides_subscribers
    about = {"title": channel.name, "description": channel.description}
    views = channel.views_before + sum(video.counters(day).views for video in there)
    return {
        "kind": "youtube#channel",
        "id": channel.channel_id,
        "snippet": {
            **about,
            "customUrl": channel.handle.lower(),
            "publishedAt": stamp(channel.started_at),
            "thumbnails": _thumbnails(channel.channel_id),
            "localized": about,
            **({"country": channel.country} if channel.country else {}),
        },
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": channel.uploads_id}},
        "statistics": {
            "viewCount": str(views),
            **({} if hidden else {"subscriberCount": str(channel.subscribers(day))}),
            "hiddenSubscriberCount": hidden,
            "videoCount": str(len(there)),
        },
    }


def video_item(video: Video, channel: Channel, day: int) -> Json:
    """A video with all parts that are public."""
    counters = video.counters(day)
    about = {"title": video.name, "description": video.description}
    shown = {"viewCount": counters.views, "likeCount": counters.likes, "favoriteCount": 0}
    shown["commentCount"] = counters.comments
    topic = _TOPICS.get(video.category_id)
    item: Json = {
        "kind": "youtube#video",
        "id": video.video_id,
        "snippet": {
            "publishedAt": stamp(video.published_at),
            "channelId": channel.channel_id,
            **about,
            "thumbnails": _thumbnails(video.video_id),
            "channelTitle": channel.name,
            **({"tags": list(video.tags)} if video.tags else {}),
            "categoryId": str(video.category_id),
            "liveBroadcastContent": "none",
            "localized": about,
            "defaultAudioLanguage": video.language,
        },
        "contentDetails": {
            "duration": video.duration,
            "dimension": "2d",
            "definition": "hd",
            "caption": "true" if video.has_caption else "false",
            "licensedContent": channel.kind != "creator",
            "contentRating": {},
            "projection": "rectangular",
        },
        "status": {
            "uploadStatus": "processed",
            "privacyStatus": "public",
            "license": "youtube",
            "embeddable": True,
            "publicStatsViewable": True,
            "madeForKids": False,
        },
        "statistics": {name: str(count) for name, count in shown.items() if count is not None},
    }
    if topic:
        item["topicDetails"] = {"topicCategories": [f"https://en.wikipedia.org/wiki/{topic}"]}
    return item


def place_item(playlist: str, position: int, video: Video, owner: Channel, lister: Channel) -> Json:
    """A place of a playlist with all parts that are public."""
    name = base64.urlsafe_b64encode(f"{playlist}.{video.video_id}".encode()).decode().rstrip("=")
    return {
        "kind": "youtube#playlistItem",
        "id": name,
        "snippet": {
            "publishedAt": stamp(video.published_at),
            "channelId": lister.channel_id,
            "title": video.name,
            "description": video.description,
            "thumbnails": _thumbnails(video.video_id),
            "channelTitle": lister.name,
            "playlistId": playlist,
            "position": position,
            "resourceId": {"kind": "youtube#video", "videoId": video.video_id},
            "videoOwnerChannelTitle": owner.name,
            "videoOwnerChannelId": owner.channel_id,
        },
        "contentDetails": {
            "videoId": video.video_id,
            "videoPublishedAt": stamp(video.published_at),
        },
        "status": {"privacyStatus": "public"},
    }


def thread_item(comment: Comment, video: Video, channel: Channel, day: int) -> Json:
    """A comment with its replies."""
    replies = [reply for reply in comment.replies if reply.published_day <= day]
    item: Json = {
        "kind": "youtube#commentThread",
        "id": comment.comment_id,
        "snippet": {
            "channelId": channel.channel_id,
            "videoId": video.video_id,
            "topLevelComment": _comment_item(comment, video, channel, day),
            "canReply": True,
            "totalReplyCount": len(replies),
            "isPublic": True,
        },
    }
    if replies:
        shown = [_comment_item(reply, video, channel, day) for reply in replies[:MOST_REPLIES]]
        for reply in shown:
            reply["snippet"]["parentId"] = comment.comment_id
        item["replies"] = {"comments": shown}
    return item


def category_item(number: int) -> Json:
    """A video category."""
    about = {"title": CATEGORIES[number], "assignable": True}
    about["channelId"] = "UC" + "0" * 22
    return {"kind": "youtube#videoCategory", "id": str(number), "snippet": about}


def popular_videos(world: World, region: str) -> list[Video]:
    """The videos that gained most views in a week, as a country sees them; at most 200."""
    day = world.day

    def gained(video: Video) -> float:
        taste = hashlib.sha256(f"{region} {video.video_id}".encode()).digest()[0] / 255
        new = video.counters(day).views - video.counters(day - 7).views
        return new * (0.5 + taste)

    there = (video for video in world.videos if video.is_there(day))
    return sorted(there, key=lambda video: (-gained(video), video.video_id))[:200]


def stamp(moment: datetime) -> str:
    """A moment as YouTube writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def etag_of(item: Json) -> str:
    """What changes when the item does."""
    digest = hashlib.sha256(repr(item).encode()).digest()[:20]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _comment_item(comment: Comment, video: Video, channel: Channel, day: int) -> Json:
    updated = comment.updated_day if comment.updated_day <= day else comment.published_day
    moved = comment.published_at.replace(microsecond=0)
    return {
        "kind": "youtube#comment",
        "etag": etag_of({"id": comment.comment_id, "likes": comment.likes(day)}),
        "id": comment.comment_id,
        "snippet": {
            "channelId": channel.channel_id,
            "videoId": video.video_id,
            "textDisplay": comment.text,
            "textOriginal": comment.text,
            "authorDisplayName": comment.author_name,
            "authorProfileImageUrl": f"https://pictures.invalid/{comment.author_channel_id}",
            "authorChannelUrl": f"http://www.youtube.com/{comment.author_name}",
            "authorChannelId": {"value": comment.author_channel_id},
            "canRate": True,
            "viewerRating": "none",
            "likeCount": comment.likes(day),
            "publishedAt": stamp(moved),
            "updatedAt": stamp(moved + timedelta(days=updated - comment.published_day)),
        },
    }


def _thumbnails(name: str) -> Json:
    return {
        size: {"url": f"https://pictures.invalid/{name}/{size}.jpg", "width": w, "height": h}
        for size, (w, h) in _SIZES.items()
    }
