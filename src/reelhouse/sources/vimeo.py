"""Vimeo: the videos of users and channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from reelhouse.sources.api import ApiSource, Resource, Verdict, Window

if TYPE_CHECKING:
    from requests.auth import AuthBase

    from reelhouse.settings.sources import VimeoSettings
    from reelhouse.sources.pull import Page, Pull

PER_PAGE = 100
FIELDS: Mapping[str, str] = {
    "uri": "string",
    "name": "string",
    "description": "string|null",
    "type": "string",
    "link": "string",
    "duration": "integer",
    "width": "integer|null",
    "height": "integer|null",
    "language": "string|null",
    "license": "string|null",
    "created_time": "string",
    "modified_time": "string",
    "release_time": "string",
    "content_rating": "array",
    "privacy": "object",
    "privacy.view": "string",
    "tags": "array",
    "tags[].name": "string",
    "stats": "object",
    "stats.plays": "integer|null",
    "metadata": "object",
    "metadata.connections.likes.total": "integer?",
    "metadata.connections.comments.total": "integer?",
    "user": "object|null",
    "user.uri": "string",
    "user.name": "string",
    "status": "string|null",
}
"""Asked for by name: Vimeo allows more requests to those who ask for less."""

VIDEO = Resource("video", FIELDS, description="videos of users and channels")


def judge(status: int, headers: Mapping[str, str], body: Any) -> Verdict | None:
    """What an answer means beyond its status."""
    if status == 429:
        return Verdict("retry", "asks for patience", after=_seconds_until_reset(headers))
    if status < 400 and body is not None:
        if isinstance(body, dict) and isinstance(body.get("error"), str):
            return Verdict("retry", f"answered with an error: {body['error'][:200]}")
        if not isinstance(body, dict) or not isinstance(body.get("data"), list):
            return Verdict("retry", "answered with something that is no list")
    return None


def _seconds_until_reset(headers: Mapping[str, str]) -> float | None:
    """It has been a number of seconds since 1970, and a moment in ISO 8601."""
    text = headers.get("X-RateLimit-Reset", "")
    try:
        moment = datetime.fromisoformat(text)
        reset = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError:
        if not text.isdecimal():
            return None
        reset = datetime.fromtimestamp(int(text), UTC)
    return max(0.0, (reset - datetime.now(UTC)).total_seconds())


def fetch(pull: Pull) -> None:
    """Fetch the videos of all users and channels that are followed."""
    lists = [f"users/{user}/videos" for user in pull.settings.users]
    lists += [f"channels/{channel}/videos" for channel in pull.settings.channels]
    if not lists:
        pull.warn("lists", "nothing was asked for: vimeo.users and vimeo.channels are empty")
    pull.each(lists, lambda path: _videos(pull, path))


def _videos(pull: Pull, path: str) -> None:
    from reelhouse.sources.paging import PageNumbers

    since = pull.since.isoformat() if pull.since else ""
    is_cut = bool(pull.since or pull.limit)
    ask = {"fields": _asked(FIELDS), "per_page": PER_PAGE, "sort": "date", "direction": "desc"}

    def read(reading: int) -> Iterator[Page]:
        left = pull.limit
        paginator = PageNumbers(lambda body: bool((body.get("paging") or {}).get("next")))
        for page in pull.pages(path, ask, items="data", paginator=paginator, reading=reading):
            recent = [v for v in page.items if str(v.get("created_time")) >= since][:left]
            pull.keep(VIDEO, page, ((_number(pull, video), video) for video in recent))
            yield page
            left = None if left is None else left - len(recent)
            if not recent or left == 0:
                return

    pages = pull.whole(
        read,
        ident=lambda video: _number(pull, video),
        total=lambda body: None if is_cut else body.get("total"),
        what=path,
    )
    if not sum(1 for _ in pages):
        pull.warn(path, f"Vimeo has nothing at {path}")


def _asked(fields: Mapping[str, str]) -> str:
    """The innermost of the fields, as Vimeo wants them named."""
    paths = [path.replace("[]", "") for path in fields]
    return ",".join(p for p in paths if not any(other.startswith(f"{p}.") for other in paths))


def _number(pull: Pull, video: Any) -> str:
    """The number in `/videos/258684937`, or in `/videos/258684937:key` of an unlisted one."""
    return str(pull.ident(video, "uri")).rpartition("/")[2].partition(":")[0]


def _auth(settings: VimeoSettings) -> AuthBase:
    from dlt.sources.helpers.rest_client.auth import BearerTokenAuth

    return BearerTokenAuth(settings.token.get_secret_value())


SOURCE = ApiSource(
    "vimeo",
    "Vimeo",
    (VIDEO,),
    fetch,
    # not published: what the smallest plan is known to bear when fields are named
    windows=(Window(50, 60),),
    judge=judge,
    auth=_auth,
    credentials=("token",),
    key_advice="Make an app at https://developer.vimeo.com/apps, generate an access token with the "
    "scope 'public' and put it into the environment.",
    headers={"Accept": "application/vnd.vimeo.*+json;version=3.4"},
)
