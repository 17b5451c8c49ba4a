"""MovieLens' file of links."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import Provider, Serving
from reelhouse.simulator.world import World

FOLDER = "/datasets/movielens/ml-latest-small"


def links(world: World) -> bytes:
    """Films with their ids; TMDB's is not known of every one."""
    films = [t for t in world.titles if t.is_film and t.is_released(world.day)]
    rows = [
        f"{number},{film.imdb_id[2:]},{film.tmdb_id if number % 50 else ''}"
        for number, film in enumerate(films, 1)
    ]
    return "".join(f"{row}\r\n" for row in ("movieId,imdbId,tmdbId", *rows)).encode()


def routes(serving: Serving) -> list[BaseRoute]:
    """The file, beside nothing else."""

    def file(request: Request) -> Response:
        content = links(serving.world)
        etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers={"ETag": etag})
        return Response(content, media_type="text/csv", headers={"ETag": etag})

    return [Route(f"{FOLDER}/links.csv", file)]


def settings(base_url: str, world: World) -> Mapping[str, Any]:
    """Its folder."""
    return {"base_url": base_url}


PROVIDER = Provider("movielens", f"{FOLDER}/", routes, settings)
