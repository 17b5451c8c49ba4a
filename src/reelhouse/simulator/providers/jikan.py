"""Jikan v4, which reads MyAnimeList."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import Provider, Serving
from reelhouse.simulator.providers.jikan_bodies import JikanBodies
from reelhouse.simulator.providers.jikan_links import MAL
from reelhouse.simulator.world import World
from reelhouse.simulator.world.anime import Anime
from reelhouse.sources.api import Window

PER_PAGE = 25
EPISODES_PER_PAGE = 100
SEASONS = ("winter", "spring", "summer", "fall")
DOCS = "https://docs.api.jikan.moe/"


def routes(serving: Serving) -> list[BaseRoute]:
    """Lists, entries and what belongs to an entry."""

    @lru_cache(maxsize=2)
    def of_day(day: int) -> JikanBodies:
        return JikanBodies(serving.world, day)

    def today() -> JikanBodies:
        return of_day(serving.world.day)

    def paged(request: Request, entries: Sequence[Anime]) -> Response:
        bodies = today()
        number, limit, wrong = _page_of(request)
        if wrong:
            return _invalid(wrong)
        shown, total = serving.cut(entries, (number - 1) * limit, limit, request)
        last = max(1, -(-total // limit))
        return JSONResponse(
            {
                "pagination": {
                    "last_visible_page": last,
                    "has_next_page": number < last,
                    "current_page": number,
                    "items": {"count": len(shown), "total": total, "per_page": limit},
                },
                "data": [bodies.anime(anime) for anime in shown],
            }
        )

    def season(request: Request) -> Response:
        year, name = int(request.path_params["year"]), str(request.path_params["season"])
        if name not in SEASONS or not 1917 <= year <= serving.world.today.year + 1:
            return _missing()
        return paged(request, today().season(year, name))

    def now(request: Request) -> Response:
        return paged(request, today().season(*_season_of(serving.world.today)))

    def upcoming(request: Request) -> Response:
        return paged(request, today().upcoming())

    def top(request: Request) -> Response:
        return paged(request, today().top())

    def of_one(show: Callable[[JikanBodies, Anime], Any]) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            bodies = today()
            anime = bodies.listed.get(int(request.path_params["id"]))
            return JSONResponse({"data": show(bodies, anime)}) if anime else _gone(request)

        return answer

    def episodes(request: Request) -> Response:
        bodies = today()
        anime = bodies.listed.get(int(request.path_params["id"]))
        if anime is None:
            return _gone(request)
        number, _, wrong = _page_of(request)
        if wrong:
            return _invalid(wrong)
        start = (number - 1) * EPISODES_PER_PAGE
        shown, total = serving.cut(bodies.episodes(anime), start, EPISODES_PER_PAGE, request)
        last = max(1, -(-total // EPISODES_PER_PAGE))
        return JSONResponse(
            {
                "pagination": {"last_visible_page": last, "has_next_page": number < last},
                "data": [bodies.episode(anime, episode) for episode in shown],
            }
        )

    one = "/v4/anime/{id:int}"
    return [
        Route("/v4/seasons/now", now),
        Route("/v4/seasons/upcoming", upcoming),
        Route("/v4/seasons/{year:int}/{season}", season),
        Route("/v4/top/anime", top),
        Route(one, of_one(JikanBodies.anime)),
        Route(f"{one}/full", of_one(JikanBodies.full)),
        Route(f"{one}/statistics", of_one(JikanBodies.statistics)),
        Route(f"{one}/recommendations", of_one(JikanBodies.recommendations)),
        Route(f"{one}/staff", of_one(lambda bodies, anime: bodies.staff(anime))),
        Route(f"{one}/streaming", of_one(lambda bodies, anime: bodies.streaming(anime))),
        Route(f"{one}/episodes", episodes),
        Route("/v4/{path:path}", lambda request: _missing()),
    ]


def _page_of(request: Request) -> tuple[int, int, dict[str, list[str]]]:
    """Page, entries a page, and what is wrong with them."""
    wrong: dict[str, list[str]] = {}
    numbers = {"page": 1, "limit": PER_PAGE}
    for name in numbers:
        given = request.query_params.get(name)
        if given is None:
            continue
        if not given.lstrip("-").isdigit():
            wrong[name] = [f"The {name} must be an integer."]
        elif int(given) < 1:
            wrong[name] = [f"The {name} must be at least 1."]
        elif name == "limit" and int(given) > PER_PAGE:
            wrong[name] = [f"The limit may not be greater than {PER_PAGE}."]
        else:
            numbers[name] = int(given)
    return numbers["page"], numbers["limit"], wrong


def _season_of(day: date) -> tuple[int, str]:
    return day.year, SEASONS[(day.month - 1) // 3]


def _invalid(wrong: Mapping[str, list[str]]) -> Response:
    body = {
        "status": 400,
        "type": "ValidationException",
        "messages": dict(wrong),
        "error": f"Invalid or incomplete request. Make sure your request is correct. {DOCS}",
    }
    return JSONResponse(body, 400)


def _error(status: int, kind: str, message: str, error: str | None) -> Response:
    body = {"status": status, "type": kind, "message": message, "error": error}
    return JSONResponse(body, status)


def _missing() -> Response:
    return _error(404, "HttpException", "Not Found", None)


def _gone(request: Request) -> Response:
    address = f"404 on {MAL}/anime/{request.path_params['id']}/"
    return _error(404, "BadResponseException", "Resource does not exist", address)


def _too_many(seconds: float) -> Response:
    message = "You are being rate-limited. Please follow Rate Limiting guidelines."
    return _error(429, "RateLimitException", message, None)


def settings(base_url: str, world: World) -> Mapping[str, Any]:
    """This season and the best, with how members stand to them."""
    return {
        "base_url": base_url,
        "seasons": ["now", "upcoming"],
        "top": 100,
        "details": ["statistics", "recommendations"],
    }


PROVIDER = Provider("jikan", "/v4", routes, settings, (Window(3, 1), Window(60, 60)), _too_many)
