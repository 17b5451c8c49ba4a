"""MyAnimeList's anime through Jikan v4."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from reelhouse.errors import UsageError
from reelhouse.sources import seasons as calendar
from reelhouse.sources.api import ApiSource, Unusable, Verdict, Window
from reelhouse.sources.jikan_shapes import (
    ANIME,
    EPISODES,
    RECOMMENDATIONS,
    STAFF,
    STATISTICS,
    STREAMING,
)

if TYPE_CHECKING:
    from reelhouse.sources.pull import Page, Pull

PER_PAGE = 25
RUNNING = ("now", "upcoming")
LISTS = {
    "statistics": STATISTICS,
    "recommendations": RECOMMENDATIONS,
    "staff": STAFF,
    "streaming": STREAMING,
}
DETAILS = ("full", "episodes", *LISTS)
_DOWN = (
    "MyAnimeList or this Jikan server is down. `reelhouse ingest anilist` takes the same ids, "
    "seasons and top lists; REELHOUSE_JIKAN__BASE_URL names a server of your own."
)


def fetch(pull: Pull) -> None:
    """Fetch seasons, the top list and single anime, then the details of each."""
    wanted = pull.settings
    if unknown := set(wanted.details).difference(DETAILS):
        raise UsageError(
            f"Jikan has no detail '{min(unknown)}'", advice=f"There are: {', '.join(DETAILS)}."
        )
    is_full = "full" in wanted.details
    listed: dict[int, None] = {}
    for page in _lists(pull):
        fresh = {pull.ident(anime, "mal_id"): anime for anime in page.items}
        new = [id_ for id_ in fresh if id_ not in listed]
        new = new if pull.limit is None else new[: pull.limit - len(listed)]
        listed.update(dict.fromkeys(new))
        if not is_full:
            pull.keep(ANIME, page, ((id_, fresh[id_]) for id_ in new))
        if pull.limit is not None and len(listed) >= pull.limit:
            break
    single = [id_ for id_ in dict.fromkeys(wanted.ids) if id_ not in listed]
    every = list(pull.first(chain(listed, single)))

    def detail(id_: int) -> None:
        if (is_full or id_ not in listed) and not _keep_whole(pull, id_, is_full):
            return
        for name, resource in LISTS.items():
            if name in wanted.details and (page := pull.get(f"anime/{id_}/{name}")):
                pull.keep(resource, page, [(id_, page.body)])
        if "episodes" in wanted.details:
            for page in _episodes(pull, f"anime/{id_}/episodes"):
                named = ((f"{id_}/{pull.ident(e, 'mal_id')}", e) for e in page.items)
                pull.keep(EPISODES, page, named)

    pull.each(every, detail)


def _keep_whole(pull: Pull, id_: int, is_full: bool) -> bool:
    """Fetch one anime; False where MyAnimeList does not have it."""
    page = pull.get(f"anime/{id_}/full" if is_full else f"anime/{id_}")
    if page is None:
        return False
    pull.keep(ANIME, page, [(id_, page.body["data"])])
    return True


def _lists(pull: Pull) -> Iterator[Page]:
    """The pages of all lists that are wanted."""
    wanted = pull.settings
    seasons = wanted.seasons or (calendar.since(pull.since) if pull.since else [])
    if not (seasons or wanted.ids or wanted.top):
        seasons = ["now"]
    for season in seasons:
        place = "/".join(map(str, calendar.parse(season))) if season not in RUNNING else season
        yield from _whole(pull, f"seasons/{place}")
    if wanted.top:
        top: set[int] = set()
        for page in _whole(pull, "top/anime", wanted.top):
            page.items[:] = [a for a in page.items if pull.ident(a, "mal_id") not in top]
            del page.items[wanted.top - len(top) :]
            top.update(anime["mal_id"] for anime in page.items)
            yield page
            if len(top) >= wanted.top:
                return


def _whole(pull: Pull, path: str, most: int | None = None) -> Iterator[Page]:
    """A list, or as much of it as is wanted, that may change while it is read."""

    def read(reading: int) -> Iterator[Page]:
        return _pages(pull, path, {"limit": PER_PAGE}, reading=reading)

    def total(body: Any) -> int | None:
        there: int | None = body["pagination"].get("items", {}).get("total")
        return there if there is None or most is None else min(there, most)

    if pull.limit is not None:
        return read(0)
    return pull.whole(read, ident=lambda anime: pull.ident(anime, "mal_id"), total=total, what=path)


def _episodes(pull: Pull, path: str) -> Iterator[Page]:
    """The episodes of an anime, whose number is not told but is that of the last of them."""

    def number(episode: Any) -> int:
        return int(pull.ident(episode, "mal_id"))

    return pull.whole(
        lambda reading: _pages(pull, path, {}, reading=reading),
        ident=number,
        total=lambda body: max(map(number, body["data"]), default=None),
        what=path,
    )


def _pages(pull: Pull, path: str, params: Mapping[str, Any], **request: Any) -> Iterator[Page]:
    """Pages until Jikan says that it was the last, or one has nothing new."""
    from reelhouse.sources.paging import PageNumbers

    seen: set[int] = set()

    def has_more(body: Any) -> bool:
        before = len(seen)
        seen.update(pull.ident(entry, "mal_id") for entry in body["data"])
        try:
            return bool(body["pagination"]["has_next_page"]) and len(seen) > before
        except (KeyError, TypeError):
            raise Unusable(
                "field 'pagination.has_next_page' has vanished: nobody knows if pages follow",
                where=f"{pull.source.title}: {path}",
            ) from None

    return pull.pages(path, params, items="data", paginator=PageNumbers(has_more), **request)


def judge(status: int, headers: Mapping[str, str], body: Any) -> Verdict | None:
    """Errors may come with HTTP 200, and a server that is down has a stand-in."""
    from reelhouse.sources.answers import retry_after

    said = body if isinstance(body, dict) else {}
    code = said.get("status") if isinstance(said.get("status"), int) else status
    message = str(said.get("message") or "")
    told = f": {message}" if message else ""
    if status == 400 and isinstance(said.get("messages"), dict):
        wrong = "; ".join(f"{name}: {text}" for name, text in said["messages"].items())
        return Verdict("stop", f"refuses the request (HTTP 400): {wrong}")
    if status < 400 and body is not None and said.get("data") is None:
        if code == 404:
            return Verdict("skip", f"does not have it{told}")
        reason = f"answered HTTP {status} with the error {code}{told}"
        return Verdict("retry", reason, _DOWN, retry_after(headers))
    if status >= 500:
        return Verdict("retry", f"answered HTTP {status}{told}", _DOWN, retry_after(headers))
    return None


SOURCE = ApiSource(
    "jikan",
    "Jikan",
    (ANIME, STATISTICS, RECOMMENDATIONS, EPISODES, STAFF, STREAMING),
    fetch,
    windows=(Window(3, 1), Window(60, 60)),
    judge=judge,
)
