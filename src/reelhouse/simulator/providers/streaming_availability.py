"""The Streaming Availability API, version 4: catalogues and changes by country, with cursors."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import KEY, Provider, Serving, is_good_key
from reelhouse.simulator.providers.streaming_availability_bodies import Shows, show_id
from reelhouse.simulator.world.availability import ANNOUNCED_DAYS, SERVICES, Change, Offer
from reelhouse.simulator.world.clock import unix
from reelhouse.simulator.world.effects import COUNTRIES
from reelhouse.sources.api import Window

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.titles import Title

SHOWS_A_PAGE = 20
CHANGES_A_PAGE = 25
UNDATED = 7
"""Of so many upcoming changes, one has no date yet."""
_PAST = {"new", "removed", "updated"}
_FUTURE = {"expiring", "upcoming"}
T = TypeVar("T")
Tell = Callable[[Request], Any]
Key = Callable[[T], tuple[Any, ...]]


class _Refused(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class _Api:
    """Answers from one world."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    @property
    def _world(self) -> World:
        return self._serving.world

    @cached_property
    def _shows(self) -> Shows:
        return Shows(self._world)

    def answer(self, tell: Tell, request: Request) -> Response:
        """Any request: the key first."""
        key = request.headers.get("x-api-key") or request.headers.get("x-rapidapi-key")
        if not is_good_key(key):
            return JSONResponse({"message": "Invalid API key"}, 401)
        try:
            return JSONResponse(tell(request))
        except _Refused as refused:
            return JSONResponse({"message": str(refused)}, refused.status)

    def search(self, request: Request) -> Any:
        """Shows that a country's services have, in the order of their original titles."""
        country, wanted = _country(request), _catalogs(request)
        kind = request.query_params.get("show_type")
        here = {
            offer.title_index
            for offer in self._world.availability.on(self._world.day)
            if offer.country == country and _is_in(offer, wanted)
        }
        titles = [self._world.titles[index] for index in here]
        titles = [t for t in titles if kind in {None, "movie" if t.is_film else "series"}]
        titles.sort(key=_title_key)
        page, more = self._page(request, titles, SHOWS_A_PAGE, _title_key)
        detail = request.query_params.get("series_granularity", "show")
        return {"shows": [self._shows.show(t, country.lower(), detail) for t in page], **more}

    def changes(self, request: Request) -> Any:
        """What changed in a country's services, or will, in the order of time."""
        country, wanted = _country(request), _catalogs(request)
        kind, item = (request.query_params.get(name) for name in ("change_type", "item_type"))
        if kind not in _PAST | _FUTURE or item not in {"show", "season", "episode"}:
            raise _Refused(400, "change_type and item_type are required")
        has_unknown = request.query_params.get("include_unknown_dates") == "true"
        found = [
            change
            for change in self._in_time(request, kind)
            if change.kind == kind
            and item == "show"
            and change.offer.country == country
            and _is_in(change.offer, wanted)
            and (has_unknown or _is_dated(change))
        ]
        page, more = self._page(request, found, CHANGES_A_PAGE, _change_key)
        titles = {change.offer.title_index for change in page}
        return {
            "changes": [self._shows.change(c, is_dated=_is_dated(c)) for c in page],
            "shows": {
                show_id(title): self._shows.show(title, country.lower())
                for title in (self._world.titles[index] for index in sorted(titles))
            },
            **more,
        }

    def _in_time(self, request: Request, kind: str) -> list[Change]:
        today = self._world.day
        if kind in _FUTURE:
            found = self._world.availability.future_changes(today)
            first, last = unix(today), unix(today + ANNOUNCED_DAYS + 1)
        else:
            found = self._world.availability.past_changes(today - ANNOUNCED_DAYS, today)
            first, last = unix(today - ANNOUNCED_DAYS), unix(today + 1)
        first = int(request.query_params.get("from", first))
        last = int(request.query_params.get("to", last))
        return [change for change in found if first <= change.at <= last]

    def show(self, request: Request) -> Any:
        """One show, by its id here, at IMDb or at TMDB."""
        wanted = request.path_params["id"]
        for title in self._world.titles:
            if wanted in {show_id(title), title.imdb_id, f"{title.tmdb_kind}/{title.tmdb_id}"}:
                country = request.query_params.get("country")
                detail = request.query_params.get("series_granularity", "episode")
                return self._shows.show(title, country, detail)
        raise _Refused(404, "Not Found")

    def countries(self, request: Request) -> Any:
        """All countries with their services."""
        return {code.lower(): self._shows.country(code) for code in COUNTRIES}

    def _page(
        self, request: Request, entries: list[T], size: int, key: Key[T]
    ) -> tuple[list[T], Any]:
        """Entries after the last one of the page before, which its cursor names."""
        _, total = self._serving.cut(entries, 0, 0, request)
        last = _last_key(request.query_params.get("cursor", ""))
        before = sum(key(entry) <= last for entry in entries) if last else 0
        # those that have left the list were all before the cursor
        start = max(0, before - max(0, len(entries) - total))
        page, _ = self._serving.cut(entries, start, size, request)
        if start + size >= total:
            return page, {"hasMore": False}
        cursor = base64.urlsafe_b64encode(json.dumps(key(page[-1])).encode()).decode()
        return page, {"hasMore": True, "nextCursor": cursor}


def _last_key(cursor: str) -> tuple[Any, ...]:
    try:
        return tuple(json.loads(base64.urlsafe_b64decode(cursor))) if cursor else ()
    except (ValueError, TypeError):
        raise _Refused(400, "invalid cursor") from None


def _country(request: Request) -> str:
    code = request.query_params.get("country", "").upper()
    if code not in COUNTRIES:
        raise _Refused(400, "country is missing or not supported")
    return code


def _catalogs(request: Request) -> list[list[str]]:
    names = [name for name in request.query_params.get("catalogs", "").split(",") if name]
    wanted = [name.split(".") for name in names]
    if len(wanted) > 32 or any(parts[0] not in SERVICES for parts in wanted):
        raise _Refused(400, "catalogs holds a service that is not supported")
    return wanted


def _is_in(offer: Offer, wanted: list[list[str]]) -> bool:
    has = [offer.service, offer.kind, offer.addon]
    return not wanted or any(parts == has[: len(parts)] for parts in wanted)


def _title_key(title: Title) -> tuple[Any, ...]:
    return title.names.imdb_original, title.index


def _change_key(change: Change) -> tuple[Any, ...]:
    return change.at, change.offer.index


def _is_dated(change: Change) -> bool:
    return change.kind != "upcoming" or change.offer.index % UNDATED != 0


def _routes(serving: Serving) -> list[BaseRoute]:
    api = _Api(serving)

    def route(path: str, tell: Tell) -> Route:
        async def answer(request: Request) -> Response:
            return api.answer(tell, request)

        return Route(f"/v4/{path}", answer)

    return [
        route("countries", api.countries),
        route("shows/search/filters", api.search),
        route("shows/{id:path}", api.show),
        route("changes", api.changes),
    ]


def _settings(base_url: str, world: World) -> Mapping[str, Any]:
    return {
        "base_url": base_url,
        "key": KEY,
        "countries": ["us", "de"],
        "requests_per_day": 10_000,
    }


PROVIDER = Provider("streaming_availability", "/v4", _routes, _settings, windows=(Window(10, 1),))
