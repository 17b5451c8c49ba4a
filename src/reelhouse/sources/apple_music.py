"""Apple Music's charts of the most played songs, albums and music videos, by country."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

from reelhouse.sources.api import ApiSource, Resource, Verdict

if TYPE_CHECKING:
    from reelhouse.sources.pull import Pull

_FIELDS = {
    "id": "string",
    "name": "string",
    "kind": "string",
    "artistName": "string",
    "artistId": "string?",
    "artistUrl": "string?",
    "releaseDate": "string|null?",
    "contentAdvisoryRating": "string?",
    "artworkUrl100": "string?",
    "genres": "array",
    "url": "string",
}


def _chart(name: str, description: str) -> Resource:
    return Resource(name, _FIELDS, is_complete=True, description=description)


FEEDS = {
    "songs": _chart("songs", "A place in a country's chart of songs."),
    "albums": _chart("albums", "A place in a country's chart of albums."),
    "music-videos": _chart("music_videos", "A place in a country's chart of music videos."),
}


def fetch(pull: Pull) -> None:
    """Fetch every chart of every country."""
    places = min(pull.settings.entries, pull.limit or pull.settings.entries)

    def fetch_chart(wanted: tuple[str, str]) -> None:
        country, feed = wanted
        page = pull.get(f"{country}/music/most-played/{places}/{feed}.json")
        entries = page.body["feed"]["results"] if page else []
        if page:
            ranked = ((f"{country}/{rank}", entry) for rank, entry in enumerate(entries, 1))
            pull.keep(FEEDS[feed], page, ranked)
        if len(entries) < places:
            chart = f"{feed} in {country}"
            pull.warn(chart, f"Apple shows {len(entries)} of {places} places of {chart}")

    countries = dict.fromkeys(country.lower() for country in pull.settings.countries)
    pull.each(product(countries, FEEDS), fetch_chart)


def judge(status: int, headers: Mapping[str, str], body: Any) -> Verdict | None:
    """A chart without its list is no chart."""
    if status >= 400:
        return None
    feed = body.get("feed") if isinstance(body, dict) else None
    if isinstance(feed, dict) and isinstance(feed.get("results"), list):
        return None
    return Verdict("retry", "answered without a chart")


SOURCE = ApiSource(
    "apple_music",
    "Apple Music",
    tuple(FEEDS.values()),
    fetch,
    judge=judge,
    takes=("limit",),
)
