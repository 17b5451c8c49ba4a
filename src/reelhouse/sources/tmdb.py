"""TMDB's movies and series: found by date, fetched whole; their ids are two namespaces."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from reelhouse.sources import tmdb_shapes as shapes
from reelhouse.sources.api import ApiSource, Resource, Window
from reelhouse.sources.tmdb_answers import judge
from reelhouse.sources.tmdb_discovery import PAGES, PER_PAGE, Kind, asked, discovered, language

if TYPE_CHECKING:
    from requests.auth import AuthBase

    from reelhouse.sources.pull import Pull

_COMMON_PARTS = "credits,keywords,watch/providers,external_ids,videos"

GENRE = Resource("genre", shapes.GENRE, description="Genres of movies and of series.")
KINDS = (
    Kind(
        "movie",
        Resource("movie", shapes.MOVIE, description="Movies with all their parts."),
        Resource("listed_movie", shapes.LISTED_MOVIE, description="Movies as lists show them."),
        Resource("trending_movie", shapes.TRENDING_MOVIE, True, "Places of the movie charts."),
        "primary_release_date",
        f"{_COMMON_PARTS},release_dates",
    ),
    Kind(
        "tv",
        Resource("tv", shapes.TV, description="Series with all their parts."),
        Resource("listed_tv", shapes.LISTED_TV, description="Series as lists show them."),
        Resource("trending_tv", shapes.TRENDING_TV, True, "Places of the series charts."),
        "first_air_date",
        f"{_COMMON_PARTS},content_ratings",
    ),
)


def fetch(pull: Pull) -> None:
    """Fetch genres, charts, and the titles that are wanted."""
    for kind in (kind for kind in KINDS if kind.name in pull.settings.kinds):
        genres = asked(pull, f"genre/{kind.name}/list", {}, "genres")
        pull.keep(GENRE, genres, ((f"{kind.name}/{genre['id']}", genre) for genre in genres.items))
        for span in pull.settings.trending:
            _fetch_chart(pull, kind, span)
        wanted = dict.fromkeys(getattr(pull.settings, f"{kind.name}_ids"))
        for page in discovered(pull, kind) if pull.settings.discover else ():
            pull.keep(kind.listed, page, ((title["id"], title) for title in page.items))
            wanted |= dict.fromkeys(title["id"] for title in page.items)
            if pull.limit is not None and len(wanted) >= pull.limit:
                break
        if pull.settings.details:
            pull.each(pull.first(wanted), partial(_fetch_title, pull, kind))


def _fetch_title(pull: Pull, kind: Kind, number: int) -> None:
    page = pull.get(f"{kind.name}/{number}", {"append_to_response": kind.parts} | language(pull))
    if page is not None:
        pull.keep(kind.whole, page, [(page.body["id"], page.body)])


def _fetch_chart(pull: Pull, kind: Kind, span: str) -> None:
    for number in range(1, min(pull.settings.trending_pages, PAGES) + 1):
        page = asked(pull, f"trending/{kind.name}/{span}", {"page": number}, "results")
        first = (number - 1) * PER_PAGE + 1
        places = ((f"{span}/{place}", title) for place, title in enumerate(page.items, first))
        pull.keep(kind.trending, page, places)
        if number >= page.body["total_pages"]:
            return


def _auth(settings: Any) -> AuthBase:
    from dlt.sources.helpers.rest_client.auth import APIKeyAuth, BearerTokenAuth

    token = settings.token.get_secret_value()
    if re.fullmatch(r"[0-9a-f]{32}", token):
        return APIKeyAuth(name="api_key", api_key=token, location="query")
    return BearerTokenAuth(token=token)


SOURCE = ApiSource(
    "tmdb",
    "TMDB",
    (GENRE, *(r for k in KINDS for r in (k.whole, k.listed, k.trending))),
    fetch,
    windows=(Window(40, 1),),
    judge=judge,
    auth=_auth,
    credentials=("token",),
    key_advice="Make an account at https://www.themoviedb.org, ask for an API key under Settings, "
    "API, and take the API read access token; the older API key will do too.",
    secret_params=("api_key",),
)
