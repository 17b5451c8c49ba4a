"""Vimeo's API over the world: the videos of users and channels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import KEY, Provider, Serving, bearer_of, is_good_key
from reelhouse.sources.api import Window

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.vimeo import VimeoVideo

Json = dict[str, Any]

FESTIVAL = "festivaltrailers"
"""A channel that shows every video about a title."""

_KIND = "application/vnd.vimeo.video+json"


def _error(status: int, message: str) -> Response:
    body = {"error": message, "link": None, "developer_message": message, "error_code": status * 10}
    return JSONResponse(body, status, media_type="application/vnd.vimeo.error+json")


def video_item(video: VimeoVideo, day: int) -> Json:
    """A video, as far as anybody may see it."""
    at = video.published_at.isoformat()
    uri = f"/videos/{video.video_id}"
    connections = {
        name: {"uri": f"{uri}/{name}", "options": ["GET"], "total": total}
        for name, total in (("comments", video.comments(day)), ("likes", video.likes(day)))
    }
    return {
        "uri": uri,
        "name": video.name,
        "description": video.description,
        "type": "video",
        "link": f"https://vimeo.com/{video.video_id}",
        "duration": video.duration_seconds,
        "width": 1920,
        "height": 1080,
        "language": video.language,
        "license": "by-nc" if video.index % 4 else "by",
        "created_time": at,
        "modified_time": at,
        "release_time": at,
        "content_rating": ["safe"],
        "privacy": {"view": "anybody", "embed": "public", "download": False, "add": True},
        "tags": [
            {"uri": f"/tags/{tag}", "name": tag, "tag": tag, "canonical": tag} for tag in video.tags
        ],
        "stats": {"plays": video.plays(day)},
        "metadata": {"connections": connections},
        "user": {"uri": f"/users/{video.user_id}", "name": video.user_name},
        "status": "available",
    }


def only(item: Any, paths: list[list[str]]) -> Any:
    """The parts of an item that the parameter `fields` names."""
    if isinstance(item, list):
        return [only(entry, paths) for entry in item]
    if not isinstance(item, dict) or not all(paths):
        return item
    wanted: dict[str, list[list[str]]] = {}
    for path in paths:
        wanted.setdefault(path[0], []).append(path[1:])
    return {name: only(item[name], rest) for name, rest in wanted.items() if name in item}


class _Api:
    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._world = serving.world

    async def of_user(self, request: Request) -> Response:
        user = request.path_params["user"]
        mine = [video for video in self._world.vimeo if str(video.user_id) == user]
        return self._answer(request, mine, "The requested user could not be found.")

    async def of_channel(self, request: Request) -> Response:
        shown = [video for video in self._world.vimeo if video.title_index is not None]
        named = shown if request.path_params["channel"] == FESTIVAL else []
        return self._answer(request, named, "The requested channel could not be found.")

    def _answer(self, request: Request, videos: Sequence[VimeoVideo], missing: str) -> Response:
        if not is_good_key(bearer_of(request)):
            return _error(401, "You must provide a valid authenticated access token.")
        if not videos:
            return _error(404, missing)
        given = request.query_params
        number, size = given.get("page", "1"), given.get("per_page", "25")
        if not (number.isdecimal() and size.isdecimal() and 1 <= int(size) <= 100):
            return _error(400, "There was a problem with the page parameters.")
        page, per_page, day = int(number), int(size), self._world.day
        there = [video for video in videos if video.published_day <= day]
        there.sort(key=lambda video: (video.published_at, video.video_id), reverse=True)
        cut, total = self._serving.cut(there, (page - 1) * per_page, per_page, request)
        if page > 1 and not cut:
            return _error(400, "There is no such page.")
        paths = [path.split(".") for path in given.get("fields", "").split(",") if path]
        items = [video_item(video, day) for video in cut]
        last = max(1, -(-total // per_page))
        body = {
            "total": total,
            "page": page,
            "per_page": per_page,
            "paging": {
                "next": _link(request, page + 1) if page < last else None,
                "previous": _link(request, page - 1) if page > 1 else None,
                "first": _link(request, 1),
                "last": _link(request, last),
            },
            "data": only(items, paths) if paths else items,
        }
        return JSONResponse(body, media_type=_KIND)


def _link(request: Request, page: int) -> str:
    url = request.url.include_query_params(page=page)
    return f"{url.path.removeprefix('/vimeo')}?{url.query}"


def _too_many(seconds: float) -> Response:
    answer = _error(429, "Too many API requests. Wait before you try again.")
    reset = datetime.now(UTC) + timedelta(seconds=seconds)
    answer.headers["X-RateLimit-Limit"] = "50"
    answer.headers["X-RateLimit-Remaining"] = "0"
    answer.headers["X-RateLimit-Reset"] = reset.isoformat()
    return answer


def _routes(serving: Serving) -> list[BaseRoute]:
    api = _Api(serving)
    return [
        Route("/users/{user}/videos", api.of_user),
        Route("/channels/{channel}/videos", api.of_channel),
    ]


def _settings(base_url: str, world: World) -> Mapping[str, Any]:
    there = Counter(str(v.user_id) for v in world.vimeo if v.published_day <= world.day)
    users = [user for user, _ in there.most_common(8)]
    return {"base_url": base_url, "token": KEY, "users": users, "channels": [FESTIVAL]}


PROVIDER = Provider("vimeo", "", _routes, _settings, (Window(50, 60),), _too_many)
