"""Anime of AniList, which knows MyAnimeList's ids too."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from reelhouse.sources import seasons as calendar
from reelhouse.sources.anilist_shapes import ANIME, QUERY
from reelhouse.sources.api import ApiSource, Verdict, Window

if TYPE_CHECKING:
    from reelhouse.sources.pull import Page, Pull

PER_PAGE = 50
READINGS = 3


def fetch(pull: Pull) -> None:
    """Fetch seasons, the most popular and single anime."""
    wanted = pull.settings
    seasons = wanted.seasons or (calendar.since(pull.since) if pull.since else [])
    if not (seasons or wanted.ids or wanted.top):
        seasons = [calendar.present()]
    seen: set[int] = set()
    for season in seasons:
        year, name = calendar.parse(season)
        _keep(pull, _steady(pull, season, {"season": name.upper(), "year": year}), seen)
    if wanted.top:
        popular = _steady(pull, "the most popular", {"sort": ["POPULARITY_DESC"]})
        _keep(pull, popular, seen, wanted.top)
    found: set[int] = set()
    ids = list(dict.fromkeys(wanted.ids))
    for start in range(0, len(ids), PER_PAGE):
        for page in _pages(pull, {"ids": ids[start : start + PER_PAGE]}):
            found.update(media["idMal"] for media in page.items if media.get("idMal"))
            _keep(pull, [page], seen)
    missing = [str(id_) for id_ in wanted.ids if id_ not in found]
    if missing and pull.limit is None:
        pull.warn("ids", f"AniList has no anime for MyAnimeList's {', '.join(missing[:10])}")


def _keep(pull: Pull, pages: Any, seen: set[int], most: int | None = None) -> None:
    """Keep what has not been kept yet, as much of it as is wanted."""
    listed: set[int] = set()

    def is_enough() -> bool:
        return (most is not None and len(listed) >= most) or (
            pull.limit is not None and len(seen) >= pull.limit
        )

    for page in pages:
        new = {}
        for media in page.items:
            if is_enough():
                break
            id_ = pull.ident(media, "id")
            listed.add(id_)
            if id_ not in seen:
                seen.add(id_)
                new[id_] = media
        pull.keep(ANIME, page, new.items())
        if is_enough():
            return


def _steady(pull: Pull, what: str, variables: dict[str, Any]) -> Iterator[Page]:
    """A list, read again if it changed while it was read.

    AniList's total cannot be relied on as a number, but one that changes from page to page tells
    that the list did.
    """
    for reading in range(READINGS):
        totals = set()
        for page in _pages(pull, variables, reading):
            totals.add(page.body["data"]["Page"]["pageInfo"].get("total"))
            yield page
        if len(totals) <= 1:
            return
    pull.warn(what, f"AniList's list of {what} changed each time it was read; some may be missing")


def _pages(pull: Pull, variables: dict[str, Any], reading: int = 0) -> Iterator[Page]:
    """Pages until AniList says that it was the last, or one has nothing new."""
    number, seen = 1, set[int]()
    while True:
        asked = {"sort": ["ID"], **variables, "page": number, "perPage": PER_PAGE}
        page = pull.get(
            pull.settings.base_url, json={"query": QUERY, "variables": asked}, reading=reading
        )
        if page is None:
            return
        shown = page.body["data"]["Page"]
        page.items[:] = shown["media"]
        yield page
        before = len(seen)
        seen.update(pull.ident(media, "id") for media in page.items)
        if len(seen) == before or not pull.ident(shown["pageInfo"], "hasNextPage"):
            return
        number += 1


def judge(status: int, headers: Mapping[str, str], body: Any) -> Verdict | None:
    """Errors are in the body, with HTTP 200 or with their own status."""
    from reelhouse.sources.answers import retry_after

    said = body if isinstance(body, dict) else {}
    errors = said.get("errors")
    error = errors[0] if isinstance(errors, list) and errors else None
    if not isinstance(error, dict):
        page = (said.get("data") or {}).get("Page")
        if status < 400 and body is not None and not _is_page(page):
            return Verdict("retry", "answered with a page that has no list")
        return None
    code = error["status"] if isinstance(error.get("status"), int) else status
    message = str(error.get("message") or "")
    if code == 429 or code >= 500 or code < 400:
        after = retry_after(headers)
        if after is None and str(headers.get("X-RateLimit-Reset", "")).isdigit() and code == 429:
            after = max(0.0, float(headers["X-RateLimit-Reset"]) - time.time())
        return Verdict("retry", f"answered with the error {code}: {message}", after=after)
    return Verdict(
        "stop",
        f"refuses the request ({code}): {message}",
        "AniList may have shut its API for a while; its status is told in its Discord server.",
    )


def _is_page(page: Any) -> bool:
    return (
        isinstance(page, dict)
        and isinstance(page.get("media"), list)
        and isinstance(page.get("pageInfo"), dict)
    )


SOURCE = ApiSource("anilist", "AniList", (ANIME,), fetch, windows=(Window(30, 60),), judge=judge)
