"""Fribb's list of anime ids, a file in a repository."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import Provider, Serving
from reelhouse.simulator.world import World
from reelhouse.simulator.world.anime import Anime

FOLDER = "/Fribb/anime-lists/master"
TYPES = {"Movie": "MOVIE", "TV Special": "SPECIAL"}


def entry(world: World, anime: Anime) -> dict[str, Any]:
    """An entry in the layout of 2026."""
    title = world.titles[anime.title_index]
    kind = title.tmdb_kind
    number = anime.season_number
    ids: dict[str, Any] = {
        "type": TYPES.get(anime.media, anime.media),
        "anidb_id": anime.anidb_id,
        "anilist_id": anime.anilist_id,
        "imdb_id": [title.imdb_id],
        "kitsu_id": anime.kitsu_id,
        "mal_id": anime.mal_id,
        "themoviedb_id": {kind: [title.tmdb_id] if kind == "movie" else title.tmdb_id},
    }
    return ids if title.is_film else {**ids, "season": {"tvdb": number, "tmdb": number}}


def old_entry(world: World, anime: Anime) -> dict[str, Any]:
    """The same in the layout before."""
    title = world.titles[anime.title_index]
    ids = {
        "anidb_id": anime.anidb_id,
        "kitsu_id": anime.kitsu_id,
        "mal_id": anime.mal_id,
        "type": TYPES.get(anime.media, anime.media),
        "anilist_id": anime.anilist_id,
        "imdb_id": title.imdb_id,
        "themoviedb_id": title.tmdb_id,
    }
    return ids if title.is_film else {**ids, "thetvdb_id": 70_000 + title.index}


def routes(serving: Serving) -> list[BaseRoute]:
    """The list in both layouts."""
    layouts = {"anime-list-full.json": entry, "anime-list-old.json": old_entry}

    def file(request: Request) -> Response:
        layout = layouts.get(str(request.path_params["name"]))
        if layout is None:
            return Response("404: Not Found", 404, media_type="text/plain")
        world = serving.world
        listed = [a for a in world.anime if a.is_listed(world.day)]
        shown, _ = serving.cut(listed, 0, len(listed), request)
        content = json.dumps([layout(world, anime) for anime in shown], indent=1).encode()
        headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()}"'}
        return Response(content, media_type="text/plain; charset=utf-8", headers=headers)

    return [Route(f"{FOLDER}/{{name}}", file)]


def settings(base_url: str, world: World) -> Mapping[str, Any]:
    """The whole list."""
    return {"base_url": base_url}


PROVIDER = Provider("fribb", f"{FOLDER}/anime-list-full.json", routes, settings)
