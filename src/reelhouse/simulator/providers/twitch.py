"""Twitch's Helix API over the world: tokens, top categories, live streams, users, videos."""

from __future__ import annotations

import base64
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import KEY, Provider, Serving, bearer_of, is_good_key
from reelhouse.simulator.world.clock import HISTORY_DAYS, moment
from reelhouse.sources.api import Window

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.twitch import Game, Stream, Streamer, TwitchVideo

Json = dict[str, Any]

TOKEN_SECONDS = 5_000_000


class Refused(Exception):
    """The API answers with an error."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.response = JSONResponse({"error": error, "status": status, "message": message}, status)


class _Api:
    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._world = serving.world
        self._twitch = serving.world.twitch

    def route(self, name: str, answer: Callable[[Request], Json]) -> BaseRoute:
        """A route behind the token."""

        async def respond(request: Request) -> Response:
            try:
                _check_token(request)
                return JSONResponse(answer(request))
            except Refused as refused:
                return refused.response

        return Route(f"/helix/{name}", respond)

    def top_games(self, request: Request) -> Json:
        viewers = Counter[int]()
        for stream in self._twitch.streams(self._world.day):
            viewers[stream.game.index] += stream.viewers
        games = sorted(self._twitch.games, key=lambda g: (-viewers[g.index], g.game_id))
        return self._page(request, games, _game_item)

    def streams(self, request: Request) -> Json:
        wanted = set(request.query_params.getlist("game_id"))
        live = [
            stream
            for stream in self._twitch.streams(self._world.day)
            if not wanted or stream.game.game_id in wanted
        ]
        return self._page(request, live, _stream_item)

    def users(self, request: Request) -> Json:
        ids = request.query_params.getlist("id")
        logins = request.query_params.getlist("login")
        if not 0 < len(ids) + len(logins) <= 100:
            raise Refused(400, "Bad Request", "Invalid number of ids and logins")
        found = [s for s in self._twitch.streamers if s.user_id in ids or s.login in logins]
        return {"data": [_user_item(streamer) for streamer in found]}

    def videos(self, request: Request) -> Json:
        user = request.query_params.get("user_id")
        if user is None:
            raise Refused(400, "Bad Request", "Missing required parameter: user_id")
        day = self._world.day
        there = [
            video
            for video in self._twitch.videos
            if video.streamer.user_id == user and video.published_day <= day
        ]
        there.sort(key=lambda video: (video.published_at, video.video_id), reverse=True)
        return self._page(request, there, lambda video: _video_item(video, day))

    def _page(self, request: Request, found: Sequence[Any], item: Callable[[Any], Json]) -> Json:
        start, size = _offset(request), _first(request)
        cut, total = self._serving.cut(found, start, size, request)
        following = {"cursor": _cursor(start + size)} if start + size < total else {}
        return {"data": [item(entry) for entry in cut], "pagination": following}


def _game_item(game: Game) -> Json:
    return {
        "id": game.game_id,
        "name": game.name,
        "box_art_url": _picture(game.game_id),
        "igdb_id": game.igdb_id,
    }


def _stream_item(stream: Stream) -> Json:
    return {
        "id": stream.stream_id,
        "user_id": stream.streamer.user_id,
        "user_login": stream.streamer.login,
        "user_name": stream.streamer.display_name,
        "game_id": stream.game.game_id,
        "game_name": stream.game.name,
        "type": "live",
        "title": stream.name,
        "tags": list(stream.tags),
        "viewer_count": stream.viewers,
        "started_at": _stamp(stream.started_day, stream.started_second),
        "language": stream.streamer.language,
        "thumbnail_url": _picture(stream.stream_id),
        "tag_ids": [],
        "is_mature": stream.is_mature,
    }


def _user_item(streamer: Streamer) -> Json:
    return {
        "id": streamer.user_id,
        "login": streamer.login,
        "display_name": streamer.display_name,
        "type": "",
        "broadcaster_type": "partner" if streamer.size > 500 else "affiliate",
        "description": f"{streamer.display_name} plays.",
        "profile_image_url": _picture(streamer.user_id),
        "offline_image_url": "",
        "view_count": 0,
        "created_at": _stamp(-HISTORY_DAYS - streamer.index, 0),
    }


def _video_item(video: TwitchVideo, day: int) -> Json:
    is_archive = video.kind == "archive"
    at = _stamp(video.published_day, video.published_second)
    return {
        "id": video.video_id,
        "stream_id": str(40_000_000_000 + video.index) if is_archive else None,
        "user_id": video.streamer.user_id,
        "user_login": video.streamer.login,
        "user_name": video.streamer.display_name,
        "title": video.name,
        "description": "",
        "created_at": at,
        "published_at": at,
        "url": f"https://www.twitch.tv/videos/{video.video_id}",
        "thumbnail_url": _picture(video.video_id),
        "viewable": "public",
        "view_count": video.views(day),
        "language": video.streamer.language,
        "type": video.kind,
        "duration": video.duration,
        "muted_segments": None,
    }


def _stamp(day: int, second: int) -> str:
    return moment(day, second).strftime("%Y-%m-%dT%H:%M:%SZ")


def _picture(name: str) -> str:
    return f"https://pictures.invalid/{name}-{{width}}x{{height}}.jpg"


async def _give_token(request: Request) -> Response:
    """A token for a client id and a secret; it carries the id, as Helix wants both to agree."""
    form = dict(parse_qsl((await request.body()).decode()))
    if form.get("grant_type") != "client_credentials":
        return JSONResponse({"status": 400, "message": "missing grant type"}, 400)
    client, secret = form.get("client_id", ""), form.get("client_secret", "")
    if not is_good_key(client):
        return JSONResponse({"status": 400, "message": "invalid client"}, 400)
    if not is_good_key(secret):
        return JSONResponse({"status": 403, "message": "invalid client secret"}, 403)
    token = {"access_token": _token_of(client), "expires_in": TOKEN_SECONDS, "token_type": "bearer"}
    return JSONResponse(token)


def _token_of(client: str) -> str:
    return hashlib.sha256(client.encode()).hexdigest()[:30]


def _check_token(request: Request) -> None:
    token = bearer_of(request)
    client = request.headers.get("client-id", "")
    if not token:
        raise Refused(401, "Unauthorized", "OAuth token is missing")
    if token.startswith("wrong") or not client:
        raise Refused(401, "Unauthorized", "Invalid OAuth token")
    if token != _token_of(client):
        raise Refused(401, "Unauthorized", "Client ID and OAuth token do not match")


def _first(request: Request) -> int:
    text = request.query_params.get("first", "20")
    if not text.isdecimal() or not 1 <= int(text) <= 100:
        raise Refused(400, "Bad Request", 'The parameter "first" was malformed: 1 to 100')
    return int(text)


def _cursor(offset: int) -> str:
    return base64.urlsafe_b64encode(f"offset {offset}".encode()).decode()


def _offset(request: Request) -> int:
    cursor = request.query_params.get("after")
    if not cursor:
        return 0
    try:
        return int(base64.urlsafe_b64decode(cursor).decode().removeprefix("offset "))
    except ValueError:
        raise Refused(400, "Bad Request", "invalid cursor") from None


def _too_many(seconds: float) -> Response:
    body = {"error": "Too Many Requests", "status": 429, "message": "You have exceeded your limit"}
    headers = {
        "Ratelimit-Limit": "800",
        "Ratelimit-Remaining": "0",
        "Ratelimit-Reset": str(int(time.time() + seconds) + 1),
    }
    return JSONResponse(body, 429, headers)


def _routes(serving: Serving) -> list[BaseRoute]:
    api = _Api(serving)
    return [
        Route("/oauth2/token", _give_token, methods=["POST"]),
        api.route("games/top", api.top_games),
        api.route("streams", api.streams),
        api.route("users", api.users),
        api.route("videos", api.videos),
    ]


def _settings(base_url: str, world: World) -> Mapping[str, Any]:
    return {
        "base_url": base_url,
        "token_url": base_url.removesuffix("/helix") + "/oauth2/token",
        "client_id": KEY,
        "client_secret": KEY,
        "users": [streamer.user_id for streamer in world.twitch.streamers],
    }


PROVIDER = Provider("twitch", "/helix", _routes, _settings, (Window(800, 60),), _too_many)
