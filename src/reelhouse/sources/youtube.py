"""YouTube through its Data API v3: channels, their uploads, comments, and what is popular."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from reelhouse.sources import youtube_shapes as shapes
from reelhouse.sources.api import ApiSource, Quota, Resource
from reelhouse.sources.youtube_errors import judge

if TYPE_CHECKING:
    from requests.auth import AuthBase

    from reelhouse.settings.sources import YoutubeSettings
    from reelhouse.sources.pull import Page, Pull

BATCH = 50
MOST_COMMENTS = 100
LONGEST_LIST = 20_000
"""Entries of a playlist that YouTube shows; further ones it only counts."""

CHANNEL_PARTS = "contentDetails,snippet,statistics"
VIDEO_PARTS = "contentDetails,snippet,statistics,status,topicDetails"

CHANNEL = Resource("channel", shapes.CHANNEL_FIELDS, description="channels that are followed")
PLAYLIST_ITEM = Resource(
    "playlist_item", shapes.PLAYLIST_ITEM_FIELDS, description="places of playlists and uploads"
)
VIDEO = Resource("video", shapes.VIDEO_FIELDS, description="videos with their counters")
POPULAR = Resource(
    "popular", shapes.VIDEO_FIELDS, is_complete=True, description="popular videos by country"
)
COMMENT_THREAD = Resource(
    "comment_thread", shapes.COMMENT_THREAD_FIELDS, description="comments with their replies"
)
CATEGORY = Resource(
    "category", shapes.CATEGORY_FIELDS, is_complete=True, description="video categories by country"
)


def fetch(pull: Pull) -> None:
    """Fetch what is popular, then the videos of all that is followed, then their comments."""
    comments: dict[str, str | None] = {}
    regions = pull.settings.regions if pull.settings.popular else []
    pull.each(regions, lambda region: comments.update(_popular(pull, region)))
    pull.each(regions, lambda region: _categories(pull, region))
    playlists = list(dict.fromkeys((*_uploads(pull), *pull.settings.playlists)))
    listed: dict[str, list[str]] = {}
    pull.each(playlists, lambda playlist: listed.update({playlist: _items(pull, playlist)}))
    followed = dict.fromkeys(video for playlist in playlists for video in listed[playlist])
    ids = list(pull.first(followed | dict.fromkeys(pull.settings.videos)))
    comments |= _videos(pull, [video for video in ids if video not in comments])
    if pull.settings.comments:
        commented = [video for video in ids if comments.get(video) not in (None, "0")]
        pull.each(commented, lambda video: _comments(pull, video))


def _popular(pull: Pull, region: str) -> dict[str, str | None]:
    """Fetch the chart of a country; gives its videos and how many comments they have."""
    ask = {"part": VIDEO_PARTS, "chart": "mostPopular", "regionCode": region, "maxResults": BATCH}
    readings: list[list[tuple[Page, Any]]] = []

    def read(reading: int) -> Iterator[Page]:
        readings.insert(0, [])
        for page in _pages(pull, "videos", ask, reading):
            readings[0] += [(page, video) for video in page.items]
            yield page
            if pull.limit and len(readings[0]) >= pull.limit:
                return

    _read_whole(pull, read, f"popular videos of {region}", is_cut=bool(pull.limit))
    chart: dict[str, tuple[Page, Any]] = {}
    for page, video in (entry for reading in readings for entry in reading):
        chart.setdefault(pull.ident(video, "id"), (page, video))
    for place, (page, video) in enumerate(pull.first(chart.values()), 1):
        pull.keep(POPULAR, page, [(f"{region}/{place}", video)])
        pull.keep(VIDEO, page, _with_ids(pull, [video]))
    if not chart:
        pull.warn(f"popular videos of {region}", f"YouTube has no popular videos of {region}")
    return {name: _comment_count(video) for name, (_, video) in pull.first(chart.items())}


def _categories(pull: Pull, region: str) -> None:
    page = pull.get("videoCategories", {"part": "snippet", "regionCode": region}, items="items")
    if page:
        named = _with_ids(pull, page.items)
        pull.keep(CATEGORY, page, ((f"{region}/{number}", item) for number, item in named))


def _uploads(pull: Pull) -> list[str]:
    """Fetch the channels that are followed; gives the playlists of their uploads."""
    ids = [name for name in pull.settings.channels if not name.startswith("@")]
    handles = [[name] for name in pull.settings.channels if name.startswith("@")]
    found: dict[str, Any] = {}

    def ask_for(names: list[str]) -> None:
        is_handle = names[0].startswith("@")
        which = {"forHandle" if is_handle else "id": ",".join(names), "maxResults": BATCH}
        page = pull.get("channels", {"part": CHANNEL_PARTS, **which}, items="items")
        channels = _with_ids(pull, page.items) if page else []
        if page:
            pull.keep(CHANNEL, page, channels)
        found.update(channels)
        for name in names:
            if not channels or not (is_handle or name in found):
                pull.warn(f"channel {name}", f"YouTube has no channel {name}")

    pull.each(handles + _batches(ids), ask_for)
    filled = (c for _, c in sorted(found.items()) if _at(c, "statistics", "videoCount") != "0")
    uploads = [_at(c, "contentDetails", "relatedPlaylists", "uploads") for c in filled]
    if not all(uploads):
        pull.warn("uploads", f"YouTube names no uploads of {uploads.count(None):,} channels")
    return [playlist for playlist in uploads if playlist]


def _items(pull: Pull, playlist: str) -> list[str]:
    """Fetch the places of a playlist; gives the ids of the videos there."""
    ask = {"part": "contentDetails,snippet", "playlistId": playlist, "maxResults": BATCH}
    # uploads come newest first, other lists in any order
    since = pull.since.isoformat() if pull.since and playlist.startswith("UU") else ""
    videos: dict[str, None] = {}

    def read(reading: int) -> Iterator[Page]:
        for page in _pages(pull, "playlistItems", ask, reading):
            wanted = [i for i in page.items if str(_at(i, "snippet", "publishedAt")) >= since]
            pull.keep(PLAYLIST_ITEM, page, _with_ids(pull, wanted))
            videos.update({_video_of(pull, item): None for item in wanted})
            yield page
            if not wanted or (pull.limit and len(videos) >= pull.limit):
                return

    if not _read_whole(pull, read, f"playlist {playlist}", is_cut=bool(since or pull.limit)):
        pull.warn(f"playlist {playlist}", f"YouTube does not show the playlist {playlist}")
    return list(videos)


def _video_of(pull: Pull, item: Any) -> str:
    video = _at(item, "contentDetails", "videoId") or _at(item, "snippet", "resourceId", "videoId")
    return str(video or pull.ident(item.get("contentDetails"), "videoId"))


def _videos(pull: Pull, ids: list[str]) -> dict[str, str | None]:
    """Fetch videos by their ids; gives those that are there and how many comments they have."""
    found: dict[str, str | None] = {}

    def ask_for(batch: list[str]) -> None:
        page = pull.get("videos", {"part": VIDEO_PARTS, "id": ",".join(batch)}, items="items")
        if page:
            videos = _with_ids(pull, page.items)
            pull.keep(VIDEO, page, videos)
            found.update({name: _comment_count(video) for name, video in videos})

    pull.each(_batches(ids), ask_for)
    gone = [video for video in ids if video not in found]
    if gone:
        shown = ", ".join(gone[:5]) + (", ..." if len(gone) > 5 else "")
        pull.warn("videos", f"{len(gone):,} of {len(ids):,} videos are not there: {shown}")
    return found


def _comment_count(video: Any) -> str | None:
    count = _at(video, "statistics", "commentCount")
    return None if count is None else str(count)


def _comments(pull: Pull, video: str) -> None:
    left = pull.settings.comments
    ask = {"part": "replies,snippet", "videoId": video, "order": "time", "textFormat": "plainText"}
    for page in _pages(pull, "commentThreads", ask | {"maxResults": min(left, MOST_COMMENTS)}):
        pull.keep(COMMENT_THREAD, page, _with_ids(pull, page.items[:left]))
        left -= len(page.items)
        if left <= 0:
            return


def _pages(pull: Pull, path: str, ask: dict[str, Any], reading: int = 0) -> Iterator[Page]:
    from reelhouse.sources.paging import Cursor

    following = Cursor(lambda body: body.get("nextPageToken"), param="pageToken")
    return pull.pages(path, ask, items="items", paginator=following, reading=reading)


def _read_whole(
    pull: Pull, read: Callable[[int], Iterator[Page]], what: str, *, is_cut: bool
) -> bool:
    """Read a list until nothing of it is missing; gives whether there is one.

    Args:
        pull: the pull.
        read: as `Pull.whole` takes it.
        what: the list, for messages.
        is_cut: whether only a part of it is wanted.
    """

    def total(body: Any) -> int | None:
        said = _at(body, "pageInfo", "totalResults")
        return min(said, LONGEST_LIST) if isinstance(said, int) and not is_cut else None

    def ident(item: Any) -> object:
        return pull.ident(item, "id")

    return sum(1 for _ in pull.whole(read, ident=ident, total=total, what=what)) > 0


def _with_ids(pull: Pull, items: list[Any]) -> list[tuple[str, Any]]:
    return [(pull.ident(item, "id"), item) for item in items]


def _at(payload: Any, *names: str) -> Any:
    for name in names:
        payload = payload.get(name) if isinstance(payload, dict) else None
    return payload


def _batches(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def _auth(settings: YoutubeSettings) -> AuthBase:
    from dlt.sources.helpers.rest_client.auth import APIKeyAuth

    return APIKeyAuth("X-Goog-Api-Key", settings.key.get_secret_value(), "header")


def _quotas(settings: YoutubeSettings) -> tuple[Quota, ...]:
    return (Quota("list", settings.units_per_day, "America/Los_Angeles"),)


SOURCE = ApiSource(
    "youtube",
    "YouTube",
    (CHANNEL, PLAYLIST_ITEM, VIDEO, POPULAR, COMMENT_THREAD, CATEGORY),
    fetch,
    quotas=_quotas,
    judge=judge,
    auth=_auth,
    credentials=("key",),
    key_advice="Make an API key for the YouTube Data API v3 at "
    "https://console.cloud.google.com/apis/credentials and put it into the environment.",
)
