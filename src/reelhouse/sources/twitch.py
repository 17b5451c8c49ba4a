"""Twitch through its Helix API: top categories, who is live in them, and recorded streams."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from reelhouse.errors import ReelhouseError
from reelhouse.sources.api import ApiSource, Resource, Verdict, Window

if TYPE_CHECKING:
    from requests.auth import AuthBase

    from reelhouse.settings.sources import TwitchSettings
    from reelhouse.sources.pull import Page, Pull

MOST_A_PAGE = 100
READINGS = 3

TOP_GAME = Resource(
    "top_game",
    {"id": "string", "name": "string", "box_art_url": "string", "igdb_id": "string?"},
    is_complete=True,
    description="categories with most viewers, by place",
)
STREAM = Resource(
    "stream",
    {
        "id": "string",
        "user_id": "string",
        "user_login": "string",
        "user_name": "string",
        "game_id": "string",
        "game_name": "string",
        "type": "string",
        "title": "string",
        "tags": "array|null",
        "viewer_count": "integer",
        "started_at": "string",
        "language": "string",
        "thumbnail_url": "string",
        "tag_ids": "array|null?",
        "is_mature": "boolean",
    },
    description="live streams of these categories",
)
USER = Resource(
    "user",
    {
        "id": "string",
        "login": "string",
        "display_name": "string",
        "type": "string",
        "broadcaster_type": "string",
        "description": "string",
        "profile_image_url": "string",
        "offline_image_url": "string",
        "view_count": "integer?",
        "created_at": "string",
    },
    description="users whose videos are followed",
)
VIDEO = Resource(
    "video",
    {
        "id": "string",
        "stream_id": "string|null",
        "user_id": "string",
        "user_login": "string",
        "user_name": "string",
        "title": "string",
        "description": "string",
        "created_at": "string",
        "published_at": "string",
        "url": "string",
        "thumbnail_url": "string",
        "viewable": "string",
        "view_count": "integer",
        "language": "string",
        "type": "string",
        "duration": "string",
        "muted_segments": "array|null",
    },
    description="recorded streams, highlights and uploads of these users",
)


def judge(status: int, headers: Mapping[str, str], body: Any) -> Verdict | None:
    """What an answer means beyond its status."""
    from reelhouse.sources.answers import provider_message, usual_verdict

    if status == 429:
        reset = headers.get("Ratelimit-Reset", "")
        after = max(0.0, float(reset) - time.time()) if reset.isdecimal() else None
        return Verdict("retry", "asks for patience", after=after)
    if status == 400 and "cursor" in provider_message(body).lower():
        return Verdict("retry", "does not know its own cursor any more")
    if status < 400 and body is not None:
        told = body.get("status") if isinstance(body, dict) else None
        if isinstance(told, int) and told >= 400:
            return usual_verdict(told, headers, body)
        if not isinstance(body, dict) or not isinstance(body.get("data"), list):
            return Verdict("retry", "answered with something that is no list")
    return None


def fetch(pull: Pull) -> None:
    """Fetch the top categories and their live streams, then the videos of users."""
    games = _top_games(pull)
    pull.each(games, lambda game: _streams(pull, game))
    pull.each(_users(pull), lambda user: _videos(pull, user))


def _top_games(pull: Pull) -> list[str]:
    wanted = pull.settings.games if pull.limit is None else min(pull.limit, pull.settings.games)
    games: dict[str, tuple[Page, Any]] = {}
    for page in _pages(pull, "games/top", {"first": min(wanted, MOST_A_PAGE)}) if wanted else ():
        for game in page.items:
            games.setdefault(pull.ident(game, "id"), (page, game))
        if len(games) >= wanted:
            break
    top = list(games)[:wanted]
    for place, game in enumerate(top, 1):
        pull.keep(TOP_GAME, games[game][0], [(place, games[game][1])])
    return top


def _streams(pull: Pull, game: str) -> None:
    left = pull.settings.streams
    ask = {"game_id": game, "type": "live", "first": min(left, MOST_A_PAGE)}
    for page in _pages(pull, "streams", ask) if left else ():
        pull.keep(STREAM, page, ((pull.ident(s, "id"), s) for s in page.items[:left]))
        left -= len(page.items)
        if left <= 0:
            return


def _users(pull: Pull) -> list[str]:
    """Fetch the users whose videos are followed; gives the ids of those that exist."""
    wanted, found = pull.settings.users, set()
    for start in range(0, len(wanted), MOST_A_PAGE):
        page = pull.get("users", {"id": wanted[start : start + MOST_A_PAGE]}, items="data")
        if page:
            pull.keep(USER, page, ((pull.ident(user, "id"), user) for user in page.items))
            found |= {user["id"] for user in page.items}
    gone = [user for user in wanted if user not in found]
    if gone:
        pull.warn("users", f"Twitch has no user {', '.join(gone)}")
    return [user for user in wanted if user in found]


def _videos(pull: Pull, user: str) -> None:
    ask = {"user_id": user, "sort": "time", "type": "all", "first": MOST_A_PAGE}
    since = pull.since.isoformat() if pull.since else ""

    def read(reading: int) -> Iterator[Page]:
        for page in _pages(pull, "videos", ask, reading):
            recent = [v for v in page.items if str(v.get("created_at")) >= since]
            pull.keep(VIDEO, page, ((pull.ident(video, "id"), video) for video in recent))
            yield page
            if not recent:
                return

    _read_until_nothing_is_new(pull, read, f"videos of user {user}")


def _read_until_nothing_is_new(
    pull: Pull, read: Callable[[int], Iterator[Page]], what: str
) -> None:
    """Read a list again where it may have moved: Twitch does not say how long a list is.

    Raises:
        ReelhouseError: something new came each time.
    """
    seen: set[object] = set()
    for reading in range(READINGS):
        before, pages = len(seen), 0
        for page in read(reading):
            seen.update(pull.ident(entry, "id") for entry in page.items)
            pages += 1
        if pages <= 1 or (reading and len(seen) == before):
            return
    raise ReelhouseError(
        f"the list changed each of the {READINGS} times that it was read",
        where=f"Twitch: {what}",
        advice="Run it again: it goes on from here.",
    )


def _pages(pull: Pull, path: str, ask: dict[str, Any], reading: int = 0) -> Iterator[Page]:
    from reelhouse.sources.paging import Cursor

    def following(body: Any) -> Any:
        return body["data"] and (body.get("pagination") or {}).get("cursor")

    return pull.pages(
        path, ask, items="data", paginator=Cursor(following, param="after"), reading=reading
    )


def _auth(settings: TwitchSettings) -> AuthBase:
    from reelhouse.sources.auth import ClientCredentials

    return ClientCredentials("twitch", settings, id_header="Client-Id")


SOURCE = ApiSource(
    "twitch",
    "Twitch",
    (TOP_GAME, STREAM, USER, VIDEO),
    fetch,
    windows=(Window(800, 60),),
    judge=judge,
    auth=_auth,
    credentials=("client_id", "client_secret"),
    key_advice="Register an app at https://dev.twitch.tv/console/apps and put its id and secret "
    "into the environment.",
)
