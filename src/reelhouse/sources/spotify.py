"""Podcasts, artists and albums on Spotify, one by one, as far as new apps may ask for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.sources.api import ACCEPT, ApiSource, Resource, Verdict, Window
from reelhouse.sources.spotify_shapes import (
    ALBUMS,
    ARTIST_ALBUMS,
    ARTISTS,
    EPISODES,
    EVERY,
    SEARCH_RESULTS,
    SHOWS,
    TRACKS,
)

if TYPE_CHECKING:
    from requests.auth import AuthBase

    from reelhouse.source_settings import SpotifySettings
    from reelhouse.sources.pull import Page, Pull

MOST_A_PAGE, MOST_SEARCHED = 50, 10
FOUND = ("artist", "album", "track", "show", "episode")
QUOTA_WAIT_SECONDS = 3600.0
"""Spotify does not say when a spent quota is granted anew."""

KEY_ADVICE = (
    "Make an app at https://developer.spotify.com/dashboard; its owner needs Spotify Premium."
)


def fetch(pull: Pull) -> None:
    """Fetch the shows, artists and albums that are named, and what searches find."""
    wanted = pull.settings
    jobs: list[tuple[Callable[[Pull, str], Page | None], str, str]] = [
        (fetch_one, kind, name)
        for fetch_one, kind, names in (
            (_show, "show", wanted.shows),
            (_artist, "artist", wanted.artists),
            (_album, "album", wanted.albums),
            (_search, "search", wanted.searches),
        )
        for name in dict.fromkeys(names)
    ]
    if not jobs:
        raise UsageError(
            "nothing is wanted of Spotify",
            advice="Name shows, artists, albums or searches in the section [spotify].",
        )
    given: list[str] = []

    def work(job: tuple[Callable[[Pull, str], Page | None], str, str]) -> None:
        fetch_one, kind, name = job
        page = fetch_one(pull, name)
        if page is None:
            pull.warn(f"{kind} {name}", f"Spotify has no {kind} {name} in {wanted.market}")
        elif not _is_refused(pull, page, f"{kind} {name}"):
            given.append(name)

    pull.each(list(pull.first(jobs)), work)
    if not given:
        told = "; ".join(pull.warnings.values())
        raise ReelhouseError(f"nothing of what was wanted came: {told}", advice=KEY_ADVICE)


def _show(pull: Pull, id_: str) -> Page | None:
    path, params = f"shows/{quote(id_)}", {"market": pull.settings.market}
    return _whole_with(pull, path, params, SHOWS, EPISODES, "episodes")


def _album(pull: Pull, id_: str) -> Page | None:
    path, params = f"albums/{quote(id_)}", {"market": pull.settings.market}
    return _whole_with(pull, path, params, ALBUMS, TRACKS, "tracks")


def _artist(pull: Pull, id_: str) -> Page | None:
    path = f"artists/{quote(id_)}"
    page = pull.get(path)
    if page and page.fetch.status < 400:
        pull.keep(ARTISTS, page, [(id_, page.body)])
        # the contract allows 10 here, and 50 elsewhere
        params = {"market": pull.settings.market, "limit": MOST_SEARCHED}
        _keep_list(pull, f"{path}/albums", params, ARTIST_ALBUMS, id_)
    return page


def _search(pull: Pull, words: str) -> Page | None:
    params = {"q": words, "type": ",".join(FOUND), "limit": MOST_SEARCHED}
    page = pull.get("search", {**params, "market": pull.settings.market})
    if page and page.fetch.status < 400:
        for kind in FOUND:
            found = (page.body.get(f"{kind}s") or {}).get("items") or []
            named = ((f"{quote(words, '')}/{kind}/{n}", e) for n, e in enumerate(found, 1) if e)
            pull.keep(SEARCH_RESULTS, page, named)
    return page


def _whole_with(
    pull: Pull, path: str, params: dict[str, Any], whole: Resource, part: Resource, name: str
) -> Page | None:
    """Fetch a thing and its parts, of which the first ones come with it."""
    page = pull.get(path, params)
    if page and page.fetch.status < 400:
        id_ = pull.ident(page.body, "id")
        pull.keep(whole, page, [(id_, page.body)])
        first = page.body.get(name) or {}
        items = [item for item in first.get("items") or [] if item]
        if items and len(items) == first.get("total"):
            pull.keep(part, page, ((f"{id_}/{pull.ident(i, 'id')}", i) for i in items))
        else:
            _keep_list(pull, f"{path}/{name}", {**params, "limit": MOST_A_PAGE}, part, id_)
    return page


def _keep_list(
    pull: Pull, path: str, params: dict[str, Any], resource: Resource, parent: str
) -> None:
    """Fetch a list to its end."""
    from dlt.sources.helpers.rest_client.paginators import OffsetPaginator

    def read(reading: int) -> Iterator[Page]:
        paginator = OffsetPaginator(params["limit"])
        return pull.pages(path, params, items="items", paginator=paginator, reading=reading)

    for page in pull.whole(
        read,
        # an entry that may not be shown here is null
        ident=lambda entry: entry and entry.get("id"),
        total=lambda body: body.get("total"),
        what=path,
    ):
        if not _is_refused(pull, page, path):
            entries = [entry for entry in page.items if entry]
            pull.keep(resource, page, ((f"{parent}/{pull.ident(e, 'id')}", e) for e in entries))


def _is_refused(pull: Pull, page: Page, what: str) -> bool:
    """Whether this app may not ask for a thing; the user is told."""
    if page.fetch.status < 400:
        return False
    pull.warn(
        what,
        f"Spotify does not let this app ask for {what}; apps in development mode have lost "
        "endpoints in 2026, the rest was fetched",
    )
    return True


def judge(status: int, headers: Mapping[str, str], body: Any) -> Verdict | None:
    """Tell a spent quota from too high a rate, and an endpoint that is gone from a bad key."""
    from reelhouse.sources.rest import LONGEST_WAIT_SECONDS, provider_message, retry_after

    error = body.get("error") if isinstance(body, dict) else None
    if status == 429 and isinstance(error, dict) and error.get("reason") == "QUOTA_EXCEEDED":
        after = retry_after(headers)
        after = QUOTA_WAIT_SECONDS if after is None else after
        return Verdict(
            "retry",
            "says that the quota of this developer account is spent",
            after=max(after, LONGEST_WAIT_SECONDS + 1),
        )
    if status == 403:
        said = provider_message(body)
        if "premium" in said.lower():
            return Verdict("stop", f"refuses access: {said}", KEY_ADVICE)
        return ACCEPT
    return None


def _auth(settings: SpotifySettings) -> AuthBase:
    from reelhouse.sources.auth import ClientCredentials

    return ClientCredentials("spotify", settings, is_basic=True)


SOURCE = ApiSource(
    "spotify",
    "Spotify",
    EVERY,
    fetch,
    windows=(Window(60, 30),),
    judge=judge,
    auth=_auth,
    credentials=("client_id", "client_secret"),
    key_advice=KEY_ADVICE,
)
