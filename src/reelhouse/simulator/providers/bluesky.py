"""Bluesky: sessions, search and feeds of authors, as an account's host answers them."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import KEY, Provider, Serving, bearer_of, is_good_key
from reelhouse.simulator.providers.posts import (
    frequent_tags,
    has_tag,
    newest_posts,
    page_about,
    whole_number,
)
from reelhouse.simulator.world.clock import moment
from reelhouse.sources.api import Window

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.social import Account, Post

TOKEN_SECONDS = 7200


def routes(serving: Serving) -> list[BaseRoute]:
    """The endpoints, below `/xrpc`; the public host, which refuses search, below `/public`."""

    def search(request: Request) -> Response:
        if refused := _refusal(request):
            return refused
        query = request.query_params
        if not query.get("q"):
            return _error(400, "InvalidRequest", 'Error: Params must have the property "q"')
        posts = _found(serving.world, query["q"])
        if since := query.get("since"):
            posts = [post for post in posts if _iso(post.created_at) >= since]
        return _page(request, "posts", posts, 25, lambda post: _view(serving.world, post))

    def feed(request: Request) -> Response:
        if refused := _refusal(request):
            return refused
        world = serving.world
        actor = request.query_params.get("actor", "")
        author = next(
            (a for a in world.accounts if a.platform == "bluesky" and actor in _names(a)), None
        )
        if author is None:
            return _error(400, "InvalidRequest", "Profile not found")
        posts = [p for p in newest_posts(world, "bluesky") if p.account_index == author.index]
        return _page(request, "feed", posts, 50, lambda post: {"post": _view(world, post)})

    def _page(request: Request, name: str, posts: list[Post], usual: int, show: Any) -> Response:
        cursor = request.query_params.get("cursor", "0")
        start = int(cursor) if cursor.isdecimal() else 0
        count = whole_number(request.query_params.get("limit"), usual, 100)
        shown, total = serving.cut(posts, start, count, request)
        body: dict[str, Any] = {name: [show(post) for post in shown]}
        if name == "posts":
            body["hitsTotal"] = total
        if start + count < total:
            body["cursor"] = str(start + count)
        return JSONResponse(body)

    return [
        Route("/xrpc/com.atproto.server.createSession", _log_in, methods=["POST"]),
        Route("/xrpc/app.bsky.feed.searchPosts", search),
        Route("/xrpc/app.bsky.feed.getAuthorFeed", feed),
        Route("/public/xrpc/app.bsky.feed.searchPosts", _forbidden),
        Route("/public/xrpc/com.atproto.server.createSession", _log_in, methods=["POST"]),
    ]


async def _log_in(request: Request) -> Response:
    try:
        asked = await request.json()
    except ValueError:
        asked = None
    if not isinstance(asked, dict) or not is_good_key(asked.get("password")):
        return _error(401, "AuthenticationRequired", "Invalid identifier or password")
    did = "did:plc:" + hashlib.sha256(str(asked.get("identifier")).encode()).hexdigest()[:24]
    return JSONResponse(
        {
            "did": did,
            "handle": asked.get("identifier"),
            "active": True,
            "accessJwt": _token(did, TOKEN_SECONDS),
            "refreshJwt": _token(did, 30 * TOKEN_SECONDS),
        }
    )


def _token(did: str, seconds: int) -> str:
    content = {"scope": "com.atproto.appPass", "sub": did, "exp": int(time.time()) + seconds}
    parts = ({"typ": "at+jwt", "alg": "ES256K"}, content)
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
    return ".".join([*(text.rstrip("=") for text in texts), "signature"])


def _refusal(request: Request) -> Response | None:
    token = bearer_of(request)
    if token is None:
        return _error(401, "AuthMissing", "Authentication Required")
    if not is_good_key(token):
        return _error(400, "InvalidToken", "Token could not be verified")
    return None


def _forbidden(request: Request) -> Response:
    return HTMLResponse(
        "<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n"
        "</body></html>",
        403,
    )


def _error(status: int, name: str, message: str) -> Response:
    return JSONResponse({"error": name, "message": message}, status)


def _names(account: Account) -> tuple[str, str]:
    return account.handle, account.account_id


def _found(world: World, words: str) -> list[Post]:
    posts = newest_posts(world, "bluesky")
    if words.startswith("#"):
        return [post for post in posts if has_tag(post, words[1:])]
    wanted = words.casefold().split()
    return [post for post in posts if all(word in post.text.casefold() for word in wanted)]


def _view(world: World, post: Post) -> dict[str, Any]:
    account = world.accounts[post.account_index]
    uri = f"at://{account.account_id}/app.bsky.feed.post/{post.post_id}"
    day = world.day
    view = {
        "uri": uri,
        "cid": "bafyrei" + hashlib.sha256(uri.encode()).hexdigest()[:52],
        "author": {
            "did": account.account_id,
            "handle": account.handle,
            "displayName": account.display_name,
            "createdAt": _iso(moment(account.started_day)),
            "labels": [],
        },
        "record": {
            "$type": "app.bsky.feed.post",
            "createdAt": _iso(post.created_at),
            "langs": [post.language],
            "text": post.text,
            "facets": [_facet(post.text, tag) for tag in post.hashtags],
        },
        "bookmarkCount": post.likes(day) // 20,
        "replyCount": post.replies(day),
        "repostCount": post.reposts(day),
        "likeCount": post.likes(day),
        "quoteCount": post.reposts(day) // 5,
        "indexedAt": _iso(post.created_at),
        "labels": [],
    }
    if post.index % 3 == 0:
        view["embed"] = {
            "$type": "app.bsky.embed.external#view",
            "external": {
                "uri": page_about(world, post),
                "title": f"{post.title_text}, reviewed",
                "description": "",
            },
        }
    return view


def _facet(text: str, tag: str) -> dict[str, Any]:
    """Where a hashtag is, counted in bytes of UTF-8."""
    start = len(text[: text.index(f"#{tag}")].encode())
    return {
        "index": {"byteStart": start, "byteEnd": start + len(tag.encode()) + 1},
        "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": tag}],
    }


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def too_many(seconds: float) -> Response:
    """Beyond the limit: no Retry-After, but the moment of the reset in unix seconds."""
    headers = {
        "RateLimit-Limit": "3000",
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": str(int(time.time() + seconds) + 1),
        "RateLimit-Policy": "3000;w=300",
    }
    body = {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}
    return JSONResponse(body, 429, headers)


def settings(base_url: str, world: World) -> Mapping[str, Any]:
    """Look for the five most frequent hashtags, and follow the author of the newest post."""
    posts = newest_posts(world, "bluesky")
    return {
        "base_url": base_url,
        "handle": "reelhouse.bsky.example",
        "app_password": KEY,
        "searches": [f"#{tag}" for tag in frequent_tags(posts, 5)],
        "authors": [world.accounts[post.account_index].handle for post in posts[:1]],
        "posts": 400,
    }


PROVIDER = Provider("bluesky", "/xrpc", routes, settings, (Window(3000, 300),), too_many)
