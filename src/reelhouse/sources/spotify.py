"""Podcasts, artists and albums on Spotify, one by one, as far as new apps may ask for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from reelhouse.errors import UsageError
from reelhouse.sources.api import ApiSource, Refused, Resource, Verdict, Window
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

    from reelhouse.settings.sources import SpotifySettings
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
    refused: list[Refused] = []

    def work(job: tuple[Callable[[Pull, str], Page | None], str, str]) -> None:
        fetch_one, kind, name = job
        with _going_on(pull, f"{kind} {name}", refused):
            if fetch_one(pull, name):
                given.append(name)
            else:
                pull.warn(f"{kind} {name}", f"Spotify has no {kind} {name} in {wanted.market}")

    pull.each(list(pull.first(jobs)), work)
    if refused and not given:
        raise refused[0]


def _show(pull: Pull, id_: str) -> Page | None:
    path, params = f"shows/{quote(id_)}", {"market": pull.settings.market}
    return _whole_with(pull, path, params, SHOWS, EPISODES, "episodes")


def _album(pull: Pull, id_: str) -> Page | None:
    path, params = f"albums/{quote(id_)}", {"market": pull.settings.market}
    return _whole_with(pull, path, params, ALBUMS, TRACKS, "tracks")


def _artist(pull: Pull, id_: str) -> Page | None:
    path = f"artists/{quote(id_)}"
    page = pull.get(path)
    if page:
        pull.keep(ARTISTS, page, [(id_, page.body)])
        # the contract allows 10 here, and 50 elsewhere
        params = {"market": pull.settings.market, "limit": MOST_SEARCHED}
        with _going_on(pull, f"albums of artist {id_}", []):
            _keep_list(pull, f"{path}/albums", params, ARTIST_ALBUMS, id_)
    return page


def _search(pull: Pull, words: str) -> Page | None:
    params = {"q": words, "type": ",".join(FOUND), "limit": MOST_SEARCHED}
    page = pull.get("search", {**params, "market": pull.settings.market})
    if page:
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
    if page:
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
        entries = [entry for entry in page.items if entry]
        pull.keep(resource, page, ((f"{parent}/{pull.ident(e, 'id')}", e) for e in entries))


@contextmanager
def _going_on(pull: Pull, what: str, refused: list[Refused]) -> Iterator[None]:
    """Go on without what this app may not ask for; the user is told."""
    try:
        yield
    except Refused as error:
        if error.status != 403 or "premium" in error.what.lower():
            raise
        refused.append(error)
        pull.warn(
            what,
            f"Spotify does not let this app ask for {what}; apps in development mode have lost "
            "endpoints in 2026",
        )


def judge(status: int, headers: Mapping[str, str], body: Any) -> Verdict | None:
    """Tell a spent quota from too high a rate, and an endpoint that is gone from a bad key."""
    from reelhouse.sources.answers import provider_message, retry_after
    from reelhouse.sources.rest import LONGEST_WAIT_SECONDS

    error = body.get("error") if isinstance(body, dict) else None
    if status == 429 and isinstance(error, dict) and error.get("reason") == "QUOTA_EXCEEDED":
        after = retry_after(headers)
        after = QUOTA_WAIT_SECONDS if after is None else after
        return Verdict(
            "retry",
            "says that the quota of this developer account is spent",
            after=max(after, LONGEST_WAIT_SECONDS + 1),
        )
    if status in (401, 403):
        return Verdict(
            "stop", f"refuses access (HTTP {status}): {provider_message(body)}", KEY_ADVICE
        )
    if status < 400 and isinstance(error, dict):
        return Verdict(
            "retry", f"answered with an error and HTTP {status}: {provider_message(body)}"
        )
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
    takes=("limit",),
)
