"""TMDB, version 3: discovery, charts, titles with their parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import KEY, Provider, Serving, bearer_of, is_good_key
from reelhouse.simulator.providers.tmdb_bodies import GENRES, Bodies
from reelhouse.sources.api import Window

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.titles import Title

Tell = Callable[[Request, str], Any]
Rank = Callable[["Title", int], Any]

PER_PAGE = 20
LAST_PAGE = 500
MOST_PARTS = 20
ANNOUNCED_DAYS = 90
"""So long before its release a title is listed."""

ERRORS = {
    7: (401, "Invalid API key: You must be granted a valid key."),
    22: (400, "Invalid page: Pages start at 1 and max at 500. They are expected to be an integer."),
    23: (400, "Invalid date: Format needs to be YYYY-MM-DD."),
    25: (429, "Your request count (#) is over the allowed limit of (40)."),
    27: (400, "Too many append to response objects: The maximum number of remote calls is 20."),
    34: (404, "The resource you requested could not be found."),
}
_DATES = {
    "movie": ("primary_release_date", "release_date"),
    "tv": ("first_air_date", "air_date"),
}
_SORTS: dict[str, Rank] = {
    "popularity": lambda title, day: title.popularity(day),
    "primary_release_date": lambda title, day: title.release_date,
    "first_air_date": lambda title, day: title.release_date,
    "vote_count": lambda title, day: title.votes(day).count,
    "vote_average": lambda title, day: title.votes(day).average,
}


def refusal(code: int, headers: Mapping[str, str] | None = None) -> Response:
    """An error as TMDB words it."""
    status, message = ERRORS[code]
    body = {"success": False, "status_code": code, "status_message": message}
    return JSONResponse(body, status, dict(headers or {}))


class _Refused(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class _Tmdb:
    """Answers from one world."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    @property
    def _world(self) -> World:
        return self._serving.world

    @cached_property
    def _bodies(self) -> Bodies:
        return Bodies(self._world)

    @cached_property
    def _by_id(self) -> dict[tuple[str, int], Title]:
        return {(title.tmdb_kind, title.tmdb_id): title for title in self._world.titles}

    def answer(self, tell: Tell, request: Request) -> Response:
        """Any request: the key first, then whether there is such a thing."""
        if not is_good_key(bearer_of(request) or request.query_params.get("api_key")):
            return refusal(7)
        kind = request.path_params.get("kind", "movie")
        if kind not in GENRES:
            return refusal(34)
        try:
            return JSONResponse(tell(request, kind))
        except _Refused as refused:
            return refusal(refused.code)

    def genres(self, request: Request, kind: str) -> Any:
        """Genres of a kind."""
        return {"genres": [{"id": i, "name": name} for i, name in GENRES[kind].items()]}

    def discover(self, request: Request, kind: str) -> Any:
        """Titles that fit the filters."""
        query = request.query_params
        found = [title for title in self._listed(kind) if _is_wanted(title, kind, query)]
        votes = int(query.get("vote_count.gte", 0))
        day = self._world.day
        found = [title for title in found if title.votes(day).count >= votes]
        name, _, direction = query.get("sort_by", "popularity.desc").partition(".")
        rank = _SORTS.get(name, _SORTS["popularity"])
        found.sort(key=lambda title: (rank(title, day), title.tmdb_id), reverse=direction != "asc")
        return self._page(request, found, {})

    def trending(self, request: Request, kind: str) -> Any:
        """The chart of the day or week."""
        if request.path_params["window"] not in {"day", "week"}:
            raise _Refused(34)
        day = self._world.day
        ranked = sorted(self._listed(kind), key=lambda title: -title.popularity(day))
        return self._page(request, ranked, {"media_type": kind})

    def _page(self, request: Request, titles: list[Title], more: dict[str, Any]) -> Any:
        text = request.query_params.get("page", "1")
        if not re.fullmatch(r"\d{1,9}", text) or not 1 <= int(text) <= LAST_PAGE:
            raise _Refused(22)
        page = int(text)
        shown, total = self._serving.cut(titles, (page - 1) * PER_PAGE, PER_PAGE, request)
        return {
            "page": page,
            "results": [self._bodies.listed(title) | more for title in shown],
            "total_pages": max(1, -(-total // PER_PAGE)),
            "total_results": total,
        }

    def title(self, request: Request, kind: str) -> Any:
        """A title, with the parts that are wanted."""
        title = self._find(request, kind)
        body = self._bodies.whole(title)
        parts = [p for p in request.query_params.get("append_to_response", "").split(",") if p]
        if len(parts) > MOST_PARTS:
            raise _Refused(27)
        known = [part for part in parts if part in self._bodies.parts]
        return body | {part: self._bodies.parts[part](title) for part in known}

    def part(self, request: Request, kind: str) -> Any:
        """One part of a title."""
        title = self._find(request, kind)
        part = self._bodies.parts.get(request.path_params["part"])
        if part is None:
            raise _Refused(34)
        return {"id": title.tmdb_id, **part(title)}

    def _find(self, request: Request, kind: str) -> Title:
        number = re.match(r"\d+", request.path_params["number"])
        title = self._by_id.get((kind, int(number[0]))) if number else None
        if title is None or not self._is_listed(title):
            raise _Refused(34)
        return title

    def _listed(self, kind: str) -> list[Title]:
        titles = self._world.titles
        return [title for title in titles if title.tmdb_kind == kind and self._is_listed(title)]

    def _is_listed(self, title: Title) -> bool:
        return title.release_day <= self._world.day + ANNOUNCED_DAYS


def _is_wanted(title: Title, kind: str, query: Mapping[str, str]) -> bool:
    released = title.release_date.isoformat()
    for name in _DATES[kind]:
        first, last = query.get(f"{name}.gte", ""), query.get(f"{name}.lte", "9999-12-31")
        if any(text and not re.fullmatch(r"\d{4}-\d\d-\d\d", text) for text in (first, last)):
            raise _Refused(23)
        if not first <= released <= last:
            return False
    return True


def _routes(serving: Serving) -> list[BaseRoute]:
    tmdb = _Tmdb(serving)

    def route(path: str, tell: Tell) -> Route:
        async def answer(request: Request) -> Response:
            return tmdb.answer(tell, request)

        return Route(f"/3/{path}", answer)

    return [
        route("genre/{kind}/list", tmdb.genres),
        route("discover/{kind}", tmdb.discover),
        route("trending/{kind}/{window}", tmdb.trending),
        route("{kind}/{number}", tmdb.title),
        route("{kind}/{number}/{part:path}", tmdb.part),
    ]


def _settings(base_url: str, world: World) -> Mapping[str, Any]:
    first = min(title.release_date for title in world.titles)
    return {"base_url": base_url, "token": KEY, "first_date": first, "trending_pages": 2}


PROVIDER = Provider(
    "tmdb",
    "/3",
    _routes,
    _settings,
    windows=(Window(40, 1),),
    too_many=lambda seconds: refusal(25, {"Retry-After": str(max(1, -int(-seconds // 1)))}),
)
