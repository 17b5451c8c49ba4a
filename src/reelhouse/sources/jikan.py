"""MyAnimeList's anime through Jikan v4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reelhouse.sources.api import ApiSource, Resource, Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reelhouse.sources.pull import Page, Pull

PER_PAGE = 25

ANIME = Resource("anime", {"mal_id": "integer", "title": "string"})


def fetch(pull: Pull) -> None:
    """Fetch the seasons that are wanted."""
    for season in pull.settings.seasons:
        for page in _listed(pull, "seasons/" + season.replace("-", "/")):
            pull.keep(ANIME, page, ((anime["mal_id"], anime) for anime in page.items))


def _listed(pull: Pull, path: str) -> Iterator[Page]:
    from reelhouse.sources.paging import PageNumbers

    def read(reading: int) -> Iterator[Page]:
        paginator = PageNumbers(lambda body: body["pagination"]["has_next_page"])
        return pull.pages(
            path, {"limit": PER_PAGE}, items="data", paginator=paginator, reading=reading
        )

    yield from pull.whole(
        read,
        ident=lambda anime: anime["mal_id"],
        total=lambda body: body["pagination"].get("items", {}).get("total"),
        what=path,
    )


SOURCE = ApiSource("jikan", "Jikan", (ANIME,), fetch, windows=(Window(3, 1), Window(60, 60)))
