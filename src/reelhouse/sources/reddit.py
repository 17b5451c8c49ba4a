"""Posts of subreddits, with an app that Reddit has approved."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from reelhouse import __version__
from reelhouse.sources.api import ApiSource, Resource, Verdict, Window
from reelhouse.sources.reddit_shapes import POST_FIELDS

if TYPE_CHECKING:
    from requests import PreparedRequest
    from requests.auth import AuthBase

    from reelhouse.sources.pull import Pull

PER_PAGE = 100
POST_KIND = "t3"

_ADVICE = (
    "Reddit gives access to approved apps only: check REELHOUSE_REDDIT__CLIENT_ID and "
    "REELHOUSE_REDDIT__CLIENT_SECRET, that the app is approved, and set reddit.contact."
)

POST = Resource("post", POST_FIELDS, description="Posts of the subreddits followed")


def fetch(pull: Pull) -> None:
    """Fetch the listing of every subreddit."""
    if not pull.settings.subreddits:
        pull.warn("reddit.subreddits", "nothing is followed: `reddit.subreddits` is empty")
    names = [name.removeprefix("/").removeprefix("r/") for name in pull.settings.subreddits]
    pull.each(names, lambda name: _list(pull, name))


def _list(pull: Pull, name: str) -> None:
    from reelhouse.sources.paging import Cursor

    listing = pull.settings.listing
    left = pull.settings.posts if pull.limit is None else min(pull.limit, pull.settings.posts)
    earliest = _start_of(pull)
    params = {
        "limit": min(PER_PAGE, left),
        "raw_json": 1,
        "t": pull.settings.period if listing == "top" else None,
    }
    is_there = False
    for page in pull.pages(
        f"r/{quote(name, safe='')}/{listing}",
        params,
        items="data.children",
        paginator=Cursor(lambda body: body["data"].get("after"), param="after"),
    ):
        is_there = True
        posts = [
            pull.ident(child, "data") for child in page.items if child.get("kind") == POST_KIND
        ]
        wanted = [post for post in posts if _written(post) >= earliest][:left]
        pull.keep(POST, page, ((pull.ident(post, "name"), post) for post in wanted))
        left -= len(wanted)
        if left <= 0 or (listing == "new" and posts and not wanted):
            return
    if not is_there:
        pull.warn(f"r/{name}", f"Reddit shows no r/{name}: it is private, banned or does not exist")


def _start_of(pull: Pull) -> float:
    if pull.since is None:
        return 0.0
    return datetime(pull.since.year, pull.since.month, pull.since.day, tzinfo=UTC).timestamp()


def _written(post: Any) -> float:
    """When a post was written, unix seconds; infinite where it does not say."""
    at = post.get("created_utc")
    return at if isinstance(at, int | float) else float("inf")


def judge(status: int, headers: Mapping[str, str], body: Any) -> Verdict | None:
    """Read what Reddit means: limits with seconds, subreddits one may not see, no approval."""
    if status == 429:
        with suppress(ValueError):
            after = float(headers.get("X-Ratelimit-Reset", ""))
            return Verdict("retry", "answered HTTP 429", after=max(0.0, after))
    reason = body.get("reason") if isinstance(body, dict) else None
    # what does not exist is sent to a search for other subreddits
    if 300 <= status < 400 or (status in {403, 404} and reason):
        return Verdict("skip", f"does not show it: {reason or 'there is no such subreddit'}")
    if status in {401, 403}:
        return Verdict("stop", f"refuses access (HTTP {status})", _ADVICE)
    if status == 200 and body is not None and not _is_listing(body):
        return Verdict("retry", "answered without a listing")
    return None


def _is_listing(body: Any) -> bool:
    data = body.get("data") if isinstance(body, dict) else None
    return isinstance(data, dict) and isinstance(data.get("children"), list)


def sign(settings: Any) -> AuthBase:
    """Sign requests for the app, in the name of who answers for it."""
    from reelhouse.sources.auth import ClientCredentials

    name = f"python:reelhouse:v{__version__}"
    if settings.contact:
        name += f" (by /u/{settings.contact.removeprefix('/').removeprefix('u/')})"

    class Named(ClientCredentials):
        def __call__(self, request: PreparedRequest) -> PreparedRequest:
            request.headers["User-Agent"] = name
            return super().__call__(request)

    return Named("reddit", settings, is_basic=True)


SOURCE = ApiSource(
    "reddit",
    "Reddit",
    (POST,),
    fetch,
    windows=(Window(100, 60),),
    judge=judge,
    auth=sign,
    credentials=("client_id", "client_secret"),
    key_advice="Ask Reddit for access to the Data API; an approved app has both at "
    "https://www.reddit.com/prefs/apps.",
)
