"""Catalogue files of services, as somebody might publish them: one CSV for each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import Provider, Serving
from reelhouse.simulator.world.availability import Offer, added_text
from reelhouse.simulator.world.effects import COUNTRIES

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.titles import Title

HEADER = (
    "show_id", "type", "title", "director", "cast", "country", "date_added", "release_year",
    "rating", "duration", "listed_in", "description",
)  # fmt: skip
FILES = {
    "netflix_titles.csv": "netflix",
    "amazon_prime_titles.csv": "prime",
    "disney_plus_titles.csv": "disney",
    "hulu_titles.csv": "hulu",
}
"""Names of the files and the services whose catalogues they hold."""
MISPLACED = 40
"""Of so many movies, one has its runtime under its rating."""


def catalogue(world: World, service: str) -> list[tuple[Title, Offer]]:
    """What a service has in the United States on the world's day, newest first."""
    first: dict[int, Offer] = {}
    for offer in world.availability.on(world.day):
        if (offer.service, offer.country) == (service, "US"):
            known = first.setdefault(offer.title_index, offer)
            first[offer.title_index] = min(known, offer, key=lambda o: o.since)
    newest = sorted(first.values(), key=lambda offer: (-offer.since_day, offer.title_index))
    return [(world.titles[offer.title_index], offer) for offer in newest]


def _rows(world: World, service: str) -> Iterable[tuple[Any, ...]]:
    yield HEADER
    for number, (title, offer) in enumerate(catalogue(world, service), 1):
        rating, duration = title.certifications.get("US", ""), ""
        if not title.is_film:
            seasons = max(1, sum(s.premiere_day <= world.day for s in title.seasons))
            duration = f"{seasons} Season{'s' if seasons > 1 else ''}"
        elif title.is_runtime_known:
            duration = f"{title.runtime_minutes} min"
            if title.index % MISPLACED == 0:
                rating, duration = duration, ""
        yield (
            f"s{number}",
            "Movie" if title.is_film else "TV Show",
            title.names.catalogue,
            _joined(credit.person.name for credit in title.crew if credit.job == "Director"),
            _joined(credit.person.name for credit in title.cast),
            _joined(COUNTRIES.get(country, country) for country in title.countries),
            added_text(offer),
            title.release_date.year,
            rating,
            duration,
            _joined(title.genres),
            title.overview,
        )


def _joined(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _routes(serving: Serving) -> list[BaseRoute]:
    async def answer(request: Request) -> Response:
        service = FILES.get(request.path_params["file"])
        if service is None:
            return Response("404: Not Found", 404, media_type="text/plain")
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(_rows(serving.world, service))
        return Response(text.getvalue().encode(), media_type="text/csv")

    return [Route("/{file}", answer)]


def _settings(base_url: str, world: World) -> Mapping[str, Any]:
    return {"base_url": base_url}


PROVIDER = Provider("catalogues", "/", _routes, _settings)
