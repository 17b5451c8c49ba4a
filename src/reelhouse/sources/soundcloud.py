"""Users and tracks on SoundCloud, with their plays and likes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from reelhouse.errors import UsageError
from reelhouse.sources.api import ApiSource, Resource, Verdict

if TYPE_CHECKING:
    from requests.auth import AuthBase

    from reelhouse.settings.sources import SoundcloudSettings
    from reelhouse.sources.pull import Page, Pull

MOST_A_PAGE, SEARCHED = 200, 50
KEY_ADVICE = "Register an app at https://soundcloud.com/you/apps."

_TEXT, _COUNT, _FLAG = "string|null?", "integer|null?", "boolean|null?"
_USER = {
    "urn": "string",
    "kind": "string",
    "username": "string",
    "permalink_url": "string",
    **dict.fromkeys(("followers_count", "followings_count", "track_count"), "integer|null"),
    **dict.fromkeys(("playlist_count", "public_favorites_count", "reposts_count"), _COUNT),
    **dict.fromkeys(("avatar_url", "city", "country", "created_at", "description"), _TEXT),
    **dict.fromkeys(("discogs_name", "first_name", "full_name", "last_modified"), _TEXT),
    **dict.fromkeys(("last_name", "myspace_name", "permalink", "plan", "uri", "website"), _TEXT),
    "website_title": _TEXT,
    "id": _COUNT,
    "subscriptions": "any?",
    "upload_seconds_left": _COUNT,
}
_TRACK = {
    "urn": "string",
    "kind": "string",
    "title": "string",
    "duration": "integer",
    "created_at": "string",
    "permalink_url": "string",
    "user": "object",
    "user.urn": "string",
    **dict.fromkeys(("playback_count", "favoritings_count", "comment_count"), "integer|null"),
    **dict.fromkeys(("reposts_count", "download_count", "user_playback_count", "id"), _COUNT),
    **dict.fromkeys(("release_day", "release_month", "release_year"), _COUNT),
    **dict.fromkeys(("commentable", "downloadable", "streamable", "user_favorite"), _FLAG),
    **dict.fromkeys(("reveal_comments", "reveal_stats"), _FLAG),
    **dict.fromkeys(("access", "artwork_url", "available_country_codes", "description"), _TEXT),
    **dict.fromkeys(("download_url", "embeddable_by", "genre", "isrc", "key_signature"), _TEXT),
    **dict.fromkeys(("label_name", "license", "metadata_artist", "purchase_title"), _TEXT),
    **dict.fromkeys(("purchase_url", "release", "secret_uri", "sharing", "stream_url"), _TEXT),
    **dict.fromkeys(("tag_list", "uri", "waveform_url"), _TEXT),
    "bpm": "number|null?",
    "storefront": "object|null?",
}
USERS = Resource("users", _USER, description="A user.")
TRACKS = Resource("tracks", _TRACK, description="A track of a user who is followed.")
SEARCH_RESULTS = Resource(
    "search_results", _TRACK, is_complete=True, description="A place in what a search finds."
)


def fetch(pull: Pull) -> None:
    """Fetch the users who are followed, their tracks, and what searches find."""
    users, searches = dict.fromkeys(pull.settings.users), dict.fromkeys(pull.settings.searches)
    if not users and not searches:
        raise UsageError(
            "nothing is wanted of SoundCloud",
            advice="Name users or searches in the section [soundcloud].",
        )
    pull.each(list(pull.first(users)), lambda user: _user(pull, user))
    pull.each(searches, lambda words: _search(pull, words))


def _user(pull: Pull, named: str) -> None:
    urn = f"soundcloud:users:{named}" if named.isdecimal() else named
    path = f"users/{quote(urn)}"
    page = pull.get(path)
    if page is None:
        pull.warn(f"user {named}", f"SoundCloud has no user {named}")
        return
    pull.keep(USERS, page, [(pull.ident(page.body, "urn"), page.body)])
    for tracks in _tracks(pull, path, page.body.get("track_count")):
        pull.keep(TRACKS, tracks, ((pull.ident(t, "urn"), t) for t in tracks.items))


def _tracks(pull: Pull, path: str, count: int | None) -> Iterator[Page]:
    """A user's tracks; the user, not the list, says how many there are."""
    from reelhouse.sources.paging import NextLink

    access = "playable,preview,blocked"
    params = {"limit": MOST_A_PAGE, "access": access, "linked_partitioning": "true"}

    def read(reading: int) -> Iterator[Page]:
        paginator = NextLink(lambda body: body.get("next_href"))
        where = f"{path}/tracks"
        return pull.pages(where, params, items="collection", paginator=paginator, reading=reading)

    return pull.whole(
        read,
        ident=lambda track: track.get("urn"),
        total=lambda body: count,
        what=f"{path}/tracks",
    )


def _search(pull: Pull, words: str) -> None:
    params = {"q": words, "limit": SEARCHED, "linked_partitioning": "true"}
    page = pull.get("tracks", params, items="collection")
    if page:
        ranked = ((f"{quote(words, '')}/{rank}", t) for rank, t in enumerate(page.items, 1))
        pull.keep(SEARCH_RESULTS, page, ranked)


def judge(status: int, headers: Mapping[str, str], body: Any) -> Verdict | None:
    """Read when a limit of a day is reset; an answer without its list is none."""
    from reelhouse.sources.answers import provider_message

    if status < 400 and isinstance(body, dict) and not body.keys() & {"collection", "urn"}:
        said = provider_message(body) or "no reason given"
        return Verdict("retry", f"answered without what was asked for: {said}")
    if status != 429 or not isinstance(body, dict):
        return None
    resets = [
        error["meta"].get("reset_time")
        for error in body.get("errors") or []
        if isinstance(error, dict) and isinstance(error.get("meta"), dict)
    ]
    try:
        at = max(datetime.strptime(str(reset), "%Y/%m/%d %H:%M:%S %z") for reset in resets)
    except ValueError:
        return None
    after = (at - datetime.now(UTC)).total_seconds()
    return Verdict("retry", "says that a limit is reached", after=max(0.0, after))


def _auth(settings: SoundcloudSettings) -> AuthBase:
    from reelhouse.sources.auth import ClientCredentials

    return ClientCredentials("soundcloud", settings, is_basic=True, scheme="OAuth")


SOURCE = ApiSource(
    "soundcloud",
    "SoundCloud",
    (USERS, TRACKS, SEARCH_RESULTS),
    fetch,
    judge=judge,
    auth=_auth,
    credentials=("client_id", "client_secret"),
    key_advice=KEY_ADVICE,
    takes=("limit",),
)
