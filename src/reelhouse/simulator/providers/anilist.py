"""AniList's GraphQL API, as far as lists of anime go."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from datetime import time as clock
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import Provider, Serving
from reelhouse.simulator.world import World
from reelhouse.simulator.world.anime import Anime
from reelhouse.simulator.world.genres import MAL_GENRES, MAL_THEMES
from reelhouse.sources.api import Window

PER_MINUTE = 30
MOST_PER_PAGE = 50
FORMATS = {"Movie": "MOVIE", "TV Special": "SPECIAL"}
STATUSES = {
    "Finished Airing": "FINISHED",
    "Currently Airing": "RELEASING",
    "Not yet aired": "NOT_YET_RELEASED",
}


def routes(serving: Serving) -> list[BaseRoute]:
    """One address for everything."""
    world = serving.world

    async def answer(request: Request) -> Response:
        try:
            asked = await request.json()
            query, given = str(asked["query"]), dict(asked.get("variables") or {})
        except (ValueError, KeyError, TypeError):
            return _error(400, "Must provide query string.")
        if "Page" not in query or "media" not in query:
            return _error(400, 'Cannot query field on type "Query".')
        per_page = min(MOST_PER_PAGE, int(given.get("perPage") or MOST_PER_PAGE))
        number = max(1, int(given.get("page") or 1))
        found = _chosen(world, given)
        shown, total = serving.cut(found, (number - 1) * per_page, per_page, request)
        page_info = {
            "total": total,
            "currentPage": number,
            "perPage": per_page,
            "hasNextPage": number * per_page < total,
        }
        trailers = _trailers(world)
        media = [_media(world, anime, trailers.get(anime.title_index)) for anime in shown]
        return JSONResponse(
            {"data": {"Page": {"pageInfo": page_info, "media": media}}},
            headers={"X-RateLimit-Limit": str(PER_MINUTE)},
        )

    async def nothing(request: Request) -> Response:
        return _error(404, "Not Found.")

    return [Route("/", answer, methods=["POST"]), Route("/{path:path}", nothing)]


def _chosen(world: World, given: Mapping[str, Any]) -> Sequence[Anime]:
    """What the variables select, in the order they ask for."""
    found = [a for a in world.anime if a.is_listed(world.day)]
    if given.get("ids") is not None:
        wanted = set(given["ids"])
        found = [a for a in found if a.mal_id in wanted]
    if given.get("season"):
        found = [a for a in found if (a.season or "").upper() == given["season"]]
    if given.get("year"):
        found = [a for a in found if a.season_year == given["year"]]
    if "POPULARITY_DESC" in (given.get("sort") or []):
        return sorted(found, key=lambda a: (-a.members(world.day), a.anilist_id))
    return sorted(found, key=lambda a: a.anilist_id)


def _trailers(world: World) -> dict[int, str]:
    there = (v for v in world.videos if v.kind == "trailer" and v.is_there(world.day))
    return {v.title_index: v.video_id for v in there if v.title_index is not None}


def _media(world: World, anime: Anime, trailer: str | None) -> dict[str, Any]:
    stats = anime.stats(world.day)
    score = None if stats.score is None else round(10 * stats.score)
    companies = [(studio, True) for studio in anime.studios]
    companies += [(producer, False) for producer in anime.producers]
    return {
        "id": anime.anilist_id,
        "idMal": anime.mal_id,
        "title": {"romaji": anime.name, "english": anime.english, "native": anime.japanese},
        "synonyms": list(anime.synonyms),
        "format": FORMATS.get(anime.media, anime.media),
        "status": STATUSES[anime.status(world.day)],
        "source": anime.source.upper().replace(" ", "_"),
        "season": anime.season and anime.season.upper(),
        "seasonYear": anime.season_year,
        "startDate": _fuzzy(anime.first_date),
        "endDate": _fuzzy(anime.last_date),
        "episodes": anime.episode_count,
        "duration": anime.runtime_minutes,
        "countryOfOrigin": "JP",
        "isAdult": False,
        "genres": [MAL_GENRES[id_] for id_ in anime.genre_ids],
        "tags": [
            {
                "id": id_,
                "name": MAL_THEMES[id_],
                "category": "Theme",
                "rank": 60 + id_ % 40,
                "isMediaSpoiler": False,
            }
            for id_ in anime.theme_ids
        ],
        "studios": {
            "edges": [
                {
                    "isMain": is_main,
                    "node": {
                        "id": company.mal_id,
                        "name": company.name,
                        "isAnimationStudio": company.kind == "animation",
                    },
                }
                for company, is_main in companies
            ]
        },
        "externalLinks": [
            {
                "site": name,
                "url": f"https://{name.lower().replace(' ', '-')}.example/{anime.anilist_id}",
                "type": "STREAMING",
            }
            for name in anime.streaming
        ],
        "trailer": {"id": trailer, "site": "youtube"} if trailer else None,
        "averageScore": score,
        "meanScore": score,
        "popularity": stats.members,
        "favourites": stats.favorites,
        "trending": max(0, stats.members - anime.members(world.day - 1)),
        "description": anime.synopsis,
        "siteUrl": f"https://anilist.co/anime/{anime.anilist_id}",
        "updatedAt": int(datetime.combine(world.today, clock(), tzinfo=UTC).timestamp()),
    }


def _fuzzy(day: date | None) -> dict[str, int | None]:
    return {part: getattr(day, part, None) for part in ("year", "month", "day")}


def _error(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    error = {"message": message, "status": status, "locations": [{"line": 1, "column": 2}]}
    return JSONResponse({"errors": [error], "data": None}, status, headers)


def _too_many(seconds: float) -> Response:
    wait = max(1, -int(-seconds // 1))
    return _error(
        429,
        "Too Many Requests.",
        {
            "Retry-After": str(wait),
            "X-RateLimit-Limit": str(PER_MINUTE),
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": str(int(time.time()) + wait),
        },
    )


def settings(base_url: str, world: World) -> Mapping[str, Any]:
    """The most popular."""
    return {"base_url": base_url, "top": 200}


PROVIDER = Provider("anilist", "/", routes, settings, (Window(PER_MINUTE, 60),), _too_many)
