"""Posts on Bluesky, by search and by author."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from reelhouse.errors import ReelhouseError
from reelhouse.sources.api import ApiSource, Resource, Verdict, Window

if TYPE_CHECKING:
    from requests.auth import AuthBase

    from reelhouse.sources.pull import Page, Pull

PER_PAGE = 100
PUBLIC_HOST = "public.api.bsky.app"

_HOST_ADVICE = (
    "Set bluesky.base_url to the host of the account, such as https://bsky.social/xrpc: the public "
    "host refuses search."
)

POST = Resource(
    "post",
    {
        "uri": "string",
        "cid": "string",
        "author": "object",
        "author.did": "string",
        "author.handle": "string",
        "record": "object",
        "record.text": "string",
        "record.createdAt": "string",
        "record.langs": "array?",
        "record.tags": "array?",
        "record.facets": "array?",
        "embed": "object?",
        "bookmarkCount": "integer?",
        "replyCount": "integer?",
        "repostCount": "integer?",
        "likeCount": "integer?",
        "quoteCount": "integer?",
        "indexedAt": "string",
        "viewer": "object?",
        "labels": "array?",
        "threadgate": "object?",
        "debug": "any?",
    },
    description="Posts found by the searches and of the authors followed",
)


def fetch(pull: Pull) -> None:
    """Fetch the newest posts of every search and author."""
    if urlsplit(pull.settings.base_url).hostname == PUBLIC_HOST:
        raise ReelhouseError(
            f"{PUBLIC_HOST} refuses search", where=pull.settings.base_url, advice=_HOST_ADVICE
        )
    if not (pull.settings.searches or pull.settings.authors):
        pull.warn("bluesky", "nothing is followed: bluesky.searches and .authors are empty")
    pull.each(pull.settings.searches, lambda words: _search(pull, words))
    pull.each(pull.settings.authors, lambda handle: _follow(pull, handle.removeprefix("@")))


def _wanted(pull: Pull) -> int:
    posts: int = pull.settings.posts
    return posts if pull.limit is None else min(pull.limit, posts)


def _search(pull: Pull, words: str) -> None:
    from reelhouse.sources.paging import Cursor

    wanted = _wanted(pull)
    params = {
        "q": words,
        "sort": "latest",
        "limit": min(PER_PAGE, wanted),
        "since": pull.since and pull.since.isoformat(),
    }

    def read(reading: int) -> Iterator[Page]:
        left = wanted
        paginator = Cursor(lambda body: body.get("cursor"))
        for page in pull.pages(
            "app.bsky.feed.searchPosts",
            params,
            items="posts",
            paginator=paginator,
            reading=reading,
        ):
            yield page
            left -= len(page.items)
            if left <= 0:
                return

    def total(body: Any) -> int | None:
        """Hits, where all of them are wanted and so none may be missing."""
        hits = body.get("hitsTotal")
        return hits if isinstance(hits, int) and hits <= wanted else None

    pages = pull.whole(read, ident=lambda post: post.get("uri"), total=total, what=words)
    kept: set[str] = set()
    for page in pages:
        posts = []
        for post in page.items:
            uri = pull.ident(post, "uri")
            if uri in kept or len(kept) < wanted:
                kept.add(uri)
                posts.append((uri, post))
        pull.keep(POST, page, posts)


def _follow(pull: Pull, handle: str) -> None:
    from reelhouse.sources.paging import Cursor

    left = _wanted(pull)
    earliest = "" if pull.since is None else pull.since.isoformat()
    params = {"actor": handle, "limit": min(PER_PAGE, left), "filter": "posts_with_replies"}
    paginator = Cursor(lambda body: body.get("cursor"))
    for page in pull.pages(
        "app.bsky.feed.getAuthorFeed", params, items="feed", paginator=paginator
    ):
        # a reason tells that the author only passed on what somebody else wrote
        posts = [pull.ident(entry, "post") for entry in page.items if "reason" not in entry]
        wanted = [post for post in posts if str(post.get("indexedAt") or "9") >= earliest][:left]
        pull.keep(POST, page, ((pull.ident(post, "uri"), post) for post in wanted))
        left -= len(wanted)
        if left <= 0 or (posts and not wanted):
            return


def judge(status: int, headers: Mapping[str, str], body: Any) -> Verdict | None:
    """Read what Bluesky means: limits with a time, and hosts that refuse search."""
    if status == 429:
        with suppress(ValueError):
            reset = float(headers.get("RateLimit-Reset", ""))
            return Verdict("retry", "answered HTTP 429", after=max(0.0, reset - time.time()))
    if status == 403:
        return Verdict("stop", "refuses the search (HTTP 403)", _HOST_ADVICE)
    name = body.get("error") if isinstance(body, dict) else None
    if status == 400 and name in {"ExpiredToken", "InvalidToken"}:
        return Verdict("stop", "no longer takes the session's token", "Run it again.")
    if status == 400 and name in {"ActorNotFound", "BlockedActor", "BlockedByActor"}:
        return Verdict("skip", f"does not show it: {name}")
    if status == 200 and body is not None and not _has_list(body):
        return Verdict("retry", "answered without a list of posts")
    return None


def _has_list(body: Any) -> bool:
    return isinstance(body, dict) and isinstance(body.get("posts", body.get("feed")), list)


def sign(settings: Any) -> AuthBase:
    """Log the account in."""
    from reelhouse.sources.bluesky_session import BlueskySession

    return BlueskySession(settings)


SOURCE = ApiSource(
    "bluesky",
    "Bluesky",
    (POST,),
    fetch,
    # logins count too
    windows=(Window(2990, 300),),
    judge=judge,
    auth=sign,
    credentials=("handle", "app_password"),
    key_advice="Make an app password under Settings > App passwords on https://bsky.app; the "
    "account's own password is not for this.",
)
