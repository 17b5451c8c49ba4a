"""Wikidata's query service, as far as ids of titles go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import Provider, Serving
from reelhouse.simulator.world import World
from reelhouse.simulator.world.titles import Title
from reelhouse.sources.api import Window

ENTITY = "http://www.wikidata.org/entity/"
KIND = "application/sparql-results+json;charset=utf-8"


def routes(serving: Serving) -> list[BaseRoute]:
    """One address for all queries."""
    world = serving.world

    @cache
    def by_imdb() -> dict[str, Title]:
        return {title.imdb_id: title for title in world.titles if title.wikidata_id}

    async def sparql(request: Request) -> Response:
        query = request.query_params.get("query", "")
        if request.method == "POST":
            form = dict(parse_qsl((await request.body()).decode()))
            query = form.get("query", query)
        titles = re.findall(r'"(tt\d+)"', query)
        properties = re.findall(r'\("(P\d+)" wdt:\1\)', query)
        if "SELECT" not in query or not properties:
            message = "SPARQL-QUERY: queryStr=" + query[:100]
            return PlainTextResponse(f"{message}\njava.util.concurrent.ExecutionException", 400)
        bindings = [
            _binding(imdb_id, str(title.wikidata_id), property_, value)
            for imdb_id in sorted(set(titles))
            if (title := by_imdb().get(imdb_id))
            for property_, value in sorted(_ids(world, title))
            if property_ in properties
        ]
        variables = {"vars": ["imdb", "item", "property", "value"]}
        body = {"head": variables, "results": {"bindings": bindings}}
        return JSONResponse(body, media_type=KIND)

    return [Route("/sparql", sparql, methods=["GET", "POST"])]


def _ids(world: World, title: Title) -> Iterator[tuple[str, str]]:
    """Property and value of each id of a title."""
    yield "P345", title.imdb_id
    yield ("P4947" if title.tmdb_kind == "movie" else "P4983"), str(title.tmdb_id)
    for anime in world.anime:
        if anime.title_index == title.index:
            yield "P4086", str(anime.mal_id)
            yield "P8729", str(anime.anilist_id)
            yield "P5646", str(anime.anidb_id)
    if title.names.netflix:
        yield "P1874", str(80_000_000 + title.index)


def _binding(imdb_id: str, item: str, property_: str, value: str) -> dict[str, Any]:
    return {
        "imdb": {"type": "literal", "value": imdb_id},
        "item": {"type": "uri", "value": ENTITY + item},
        "property": {"type": "literal", "value": property_},
        "value": {"type": "literal", "value": value},
    }


def _too_many(seconds: float) -> Response:
    wait = str(max(1, -int(-seconds // 1)))
    return PlainTextResponse("Rate limit exceeded", 429, {"Retry-After": wait})


def settings(base_url: str, world: World) -> Mapping[str, Any]:
    """All titles of the world."""
    return {"base_url": base_url, "imdb_ids": [title.imdb_id for title in world.titles]}


PROVIDER = Provider("wikidata", "", routes, settings, (Window(120, 60),), _too_many)
