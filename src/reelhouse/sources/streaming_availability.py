"""Which service has what in which country, and what changes: the Streaming Availability API, v4."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from reelhouse import clock
from reelhouse.sources import streaming_availability_shapes as shapes
from reelhouse.sources.api import ApiSource, Quota, Resource, Unusable, Window
from reelhouse.sources.streaming_availability_answers import judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from requests.auth import AuthBase

    from reelhouse.sources.pull import Page, Pull

CHANGE_DAYS = 31
"""Changes are known for so many days back and ahead."""

SHOW = Resource("show", shapes.SHOW, description="Shows with their offers in a country.")
CHANGE = Resource("change", shapes.CHANGE, description="What is new, gone or about to be.")
_FUTURE = {"expiring", "upcoming"}


def fetch(pull: Pull) -> None:
    """Fetch what changed, which is little and soon forgotten, then the catalogues."""
    for country in pull.settings.countries:
        for kind in pull.settings.changes:
            for item in pull.settings.change_items:
                _fetch_changes(pull, country, kind, item)
    if pull.settings.shows:
        for country in pull.settings.countries:
            _fetch_shows(pull, country)


def _fetch_changes(pull: Pull, country: str, kind: str, item: str) -> None:
    params = {
        "country": country,
        "catalogs": ",".join(pull.settings.catalogs) or None,
        "change_type": kind,
        "item_type": item,
        "include_unknown_dates": "true" if kind in _FUTURE else None,
        "from": None if kind in _FUTURE else _since(pull),
    }
    for page in _pages(pull, "changes", params, "changes"):
        named = ((_change_id(country, change), change) for change in page.items)
        pull.keep(CHANGE, page, named)
        shows = page.body["shows"].values()
        pull.keep(SHOW, page, ((f"{country}/{show['id']}", show) for show in shows))


def _change_id(country: str, change: Mapping[str, Any]) -> str:
    addon = change.get("addon") or {}
    parts = (
        country,
        change["changeType"],
        change["showId"],
        change.get("season"),
        change.get("episode"),
        change["service"]["id"],
        change["streamingOptionType"],
        addon.get("id"),
        change.get("timestamp"),
    )
    return "/".join("" if part is None else str(part) for part in parts)


def _since(pull: Pull) -> int | None:
    """The earliest time that is wanted; none where it is earlier than all that is known."""
    known = clock.today() - timedelta(days=CHANGE_DAYS)
    if pull.since is None or pull.since <= known:
        return None
    return int(datetime.combine(pull.since, time(), UTC).timestamp())


def _fetch_shows(pull: Pull, country: str) -> None:
    params = {
        "country": country,
        "catalogs": ",".join(pull.settings.catalogs) or None,
        "series_granularity": "show",
    }
    taken = 0
    for page in _pages(pull, "shows/search/filters", params, "shows"):
        pull.keep(SHOW, page, ((f"{country}/{show['id']}", show) for show in page.items))
        taken += len(page.items)
        if pull.limit is not None and taken >= pull.limit:
            return


def _pages(pull: Pull, path: str, params: Mapping[str, Any], items: str) -> Iterator[Page]:
    from reelhouse.sources.paging import Cursor

    paginator = Cursor(lambda body: body.get("nextCursor") if body["hasMore"] else None)
    is_there = False
    for page in pull.pages(path, params, items=items, paginator=paginator):
        is_there = True
        yield page
    if not is_there:
        raise Unusable(
            f"there is no {path} here",
            where=pull.settings.base_url,
            advice="streaming_availability.base_url should end with the API's version, as in /v4.",
        )


def _auth(settings: Any) -> AuthBase:
    from dlt.sources.helpers.rest_client.auth import APIKeyAuth

    host = urlsplit(settings.base_url).hostname or ""
    name = "X-RapidAPI-Key" if host.endswith("rapidapi.com") else "X-API-Key"
    return APIKeyAuth(name=name, api_key=settings.key.get_secret_value(), location="header")


SOURCE = ApiSource(
    "streaming_availability",
    "Streaming Availability",
    (SHOW, CHANGE),
    fetch,
    windows=(Window(10, 1),),
    quotas=lambda settings: (Quota("requests", settings.requests_per_day),),
    judge=judge,
    auth=_auth,
    credentials=("key",),
    key_advice="Get a key at https://developers.movieofthenight.com, or subscribe at RapidAPI and "
    "set streaming_availability.base_url to https://streaming-availability.p.rapidapi.com.",
)
