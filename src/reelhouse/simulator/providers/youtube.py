"""YouTube's Data API v3 over the world: channels, playlists, videos, comments, charts."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import KEY, Provider, Serving
from reelhouse.simulator.providers.youtube_gate import UNITS_PER_DAY, Refused, Units, check_key
from reelhouse.simulator.providers.youtube_items import (
    Json,
    category_item,
    channel_item,
    etag_of,
    place_item,
    popular_videos,
    thread_item,
    video_item,
)
from reelhouse.simulator.world.effects import COUNTRIES
from reelhouse.simulator.world.video import CATEGORIES

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.video import Video

MUSIC_CHART = "PL" + "SimulatedMusicChart".ljust(32, "0")
"""A playlist of the 50 music videos that are watched most."""

_ENVELOPE_FIELDS = {"kind", "etag", "id"}


class _Api:
    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._world = serving.world
        self._units = Units(UNITS_PER_DAY)
        self._videos = {video.video_id: video for video in self._world.videos}
        self._channels = {channel.channel_id: channel for channel in self._world.channels}
        self._by_channel: dict[int, list[Video]] = defaultdict(list)
        for video in self._world.videos:
            self._by_channel[video.channel_index].append(video)

    def route(self, name: str, answer: Callable[[Request], Json]) -> BaseRoute:
        """A route behind the key and the quota."""

        def endpoint(request: Request) -> Response:
            try:
                check_key(request)
                self._units.take(self._world.day)
                return JSONResponse(answer(request))
            except Refused as refused:
                return refused.response

        async def respond(request: Request) -> Response:
            return endpoint(request)

        return Route(f"/v3/{name}", respond)

    def videos(self, request: Request) -> Json:
        given = request.query_params
        day = self._world.day
        if given.get("chart") == "mostPopular":
            region = given.get("regionCode", "US")
            if region not in COUNTRIES:
                raise Refused(400, "invalidRegionCode", f"'{region}' is no region code")
            found = popular_videos(self._world, region)
            return self._page(request, "video", found, self._video, most=50)
        ids = _ids(request, 50)
        there = [self._videos[i] for i in ids if i in self._videos]
        items = [self._video(video, 0) for video in there if video.is_there(day)]
        return _listing(request, "video", items, len(items), len(items))

    def channels(self, request: Request) -> Json:
        handle = request.query_params.get("forHandle")
        if handle:
            wanted = "@" + handle.lstrip("@").lower()
            ids = [c.channel_id for c in self._world.channels if c.handle.lower() == wanted]
        else:
            ids = _ids(request, 50)
        day = self._world.day
        there = [self._channels[i] for i in ids if i in self._channels]
        items = [
            channel_item(channel, self._by_channel[channel.index], day)
            for channel in there
            if channel.started_day <= day
        ]
        listing = _listing(request, "channel", items, len(items), _most(request, 50))
        if not items:
            del listing["items"]
        return listing

    def playlist_items(self, request: Request) -> Json:
        playlist = request.query_params.get("playlistId")
        if not playlist:
            raise Refused(400, "missingRequiredParameter", "No filter selected.")
        day = self._world.day
        channels = self._world.channels
        lister = self._channels.get("UC" + playlist[2:], channels[0])
        if playlist == MUSIC_CHART:
            music = [v for v in self._world.videos if v.kind == "music" and v.is_there(day)]
            found = sorted(music, key=lambda v: (-v.counters(day).views, v.video_id))[:50]
        elif playlist == lister.uploads_id:
            there = [v for v in self._by_channel[lister.index] if v.is_there(day)]
            found = sorted(there, key=lambda v: (v.published_at, v.video_id), reverse=True)
        else:
            message = "The playlist identified with the request's parameter cannot be found."
            raise Refused(404, "playlistNotFound", message)

        def item(video: Video, position: int) -> Json:
            owner = channels[video.channel_index]
            return place_item(playlist, position, video, owner, lister)

        return self._page(request, "playlistItem", found, item, most=50)

    def comment_threads(self, request: Request) -> Json:
        day = self._world.day
        video = self._videos.get(request.query_params.get("videoId", ""))
        if video is None or not video.is_there(day):
            raise Refused(404, "videoNotFound", "The video cannot be found.")
        if video.comments_disabled:
            message = "The video has disabled comments."
            raise Refused(403, "commentsDisabled", message)
        channel = self._world.channels[video.channel_index]
        there = [c for c in self._world.comments(video) if c.published_day <= day]
        if request.query_params.get("order") == "relevance":
            there.sort(key=lambda c: -c.likes(day))
        else:
            there.reverse()
        page = self._page(
            request,
            "commentThread",
            there,
            lambda comment, _: thread_item(comment, video, channel, day),
            most=100,
        )
        page["pageInfo"]["totalResults"] = len(page["items"])
        return page

    def categories(self, request: Request) -> Json:
        region = request.query_params.get("regionCode", "US")
        if region not in COUNTRIES:
            raise Refused(400, "invalidRegionCode", f"'{region}' is no region code")
        items = [category_item(number) for number in CATEGORIES]
        listing = _listing(request, "videoCategory", items, len(items), len(items))
        del listing["pageInfo"]
        return listing

    def _video(self, video: Video, _: int) -> Json:
        return video_item(video, self._world.channels[video.channel_index], self._world.day)

    def _page(
        self,
        request: Request,
        kind: str,
        found: Sequence[Any],
        item: Callable[[Any, int], Json],
        *,
        most: int,
    ) -> Json:
        start, size = _offset(request), _most(request, most)
        cut, total = self._serving.cut(found, start, size, request)
        items = [item(entry, start + place) for place, entry in enumerate(cut)]
        listing = _listing(request, kind, items, total, size)
        if start + size < total:
            listing["nextPageToken"] = _token(start + size, 0)
        if start:
            listing["prevPageToken"] = _token(max(0, start - size), 1)
        return listing


def _listing(request: Request, kind: str, items: list[Json], total: int, size: int) -> Json:
    wanted = _parts(request)
    shown = [
        {name: value for name, value in item.items() if name in wanted | _ENVELOPE_FIELDS}
        for item in items
    ]
    for item in shown:
        item["etag"] = etag_of(item)
    return {
        "kind": f"youtube#{kind}ListResponse",
        "etag": etag_of({"items": shown}),
        "items": shown,
        "pageInfo": {"totalResults": total, "resultsPerPage": size},
    }


def _parts(request: Request) -> set[str]:
    parts = {part for part in request.query_params.get("part", "").split(",") if part}
    if not parts:
        raise Refused(400, "missingRequiredParameter", "Required parameter: part")
    return parts


def _ids(request: Request, most: int) -> list[str]:
    ids = [i for i in request.query_params.get("id", "").split(",") if i]
    if not ids:
        raise Refused(400, "missingRequiredParameter", "No filter selected.")
    if len(ids) > most:
        raise Refused(400, "invalidFilters", f"More than {most} ids.")
    return list(dict.fromkeys(ids))


def _most(request: Request, most: int) -> int:
    text = request.query_params.get("maxResults", "5")
    if not text.isdecimal() or not 1 <= int(text) <= most:
        message = f"Invalid value '{text}'. Values must be within the range: [1, {most}]"
        raise Refused(400, "invalidParameter", message)
    return int(text)


def _token(offset: int, direction: int) -> str:
    return base64.urlsafe_b64encode(f"{offset}.{direction}".encode()).decode().rstrip("=")


def _offset(request: Request) -> int:
    token = request.query_params.get("pageToken")
    if token is None:
        return 0
    try:
        padded = token + "=" * (-len(token) % 4)
        return int(base64.urlsafe_b64decode(padded).decode().split(".")[0])
    except ValueError:
        raise Refused(400, "invalidPageToken", "The page token is not valid.") from None


def _routes(serving: Serving) -> list[BaseRoute]:
    api = _Api(serving)
    return [
        api.route("videos", api.videos),
        api.route("channels", api.channels),
        api.route("playlistItems", api.playlist_items),
        api.route("commentThreads", api.comment_threads),
        api.route("videoCategories", api.categories),
    ]


def _settings(base_url: str, world: World) -> Mapping[str, Any]:
    return {
        "base_url": base_url,
        "key": KEY,
        "channels": [channel.channel_id for channel in world.channels],
        "playlists": [MUSIC_CHART],
        "regions": ["US", "JP"],
        "comments": 5,
    }


PROVIDER = Provider("youtube", "/v3", _routes, _settings)
