"""Mastodon: hashtag timelines and trends of one server."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import Provider, Serving, bearer_of
from reelhouse.simulator.providers.posts import (
    frequent_tags,
    has_tag,
    newest_posts,
    page_about,
    whole_number,
)
from reelhouse.simulator.world.clock import moment, unix
from reelhouse.sources.api import Window

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.social import Account, Post

HOST = "https://moth.example"
TREND_DAYS = 7
_PICTURE = f"{HOST}/avatars/original/missing.png"
_POLICY = {"automatic": ["public"], "manual": [], "current_user": "denied"}


def routes(serving: Serving) -> list[BaseRoute]:
    """The endpoints, below `/api/v1`."""

    def timeline(request: Request) -> Response:
        if refused := _refusal(request):
            return refused
        tag = request.path_params["hashtag"]
        posts = [p for p in newest_posts(serving.world, "mastodon") if has_tag(p, tag)]
        posts, _ = serving.cut(posts, 0, 2 * len(posts), request)
        before = request.query_params.get("max_id", "")
        if before.isdecimal():
            posts = [post for post in posts if int(post.post_id) < int(before)]
        shown = posts[: whole_number(request.query_params.get("limit"), 20, 40)]
        headers = {"Link": _links(request, shown)} if shown else {}
        return JSONResponse([_status(serving.world, post) for post in shown], headers=headers)

    def trends(entries: Sequence[Any], request: Request, usual: int, most: int) -> Response:
        if refused := _refusal(request):
            return refused
        start = request.query_params.get("offset", "0")
        count = whole_number(request.query_params.get("limit"), usual, most)
        shown, _ = serving.cut(entries, int(start), count, request)
        return JSONResponse(shown)

    def statuses(request: Request) -> Response:
        world = serving.world
        recent = sorted(_recent(world), key=lambda p: (-p.likes(world.day), p.index))[:60]
        return trends([_status(world, post) for post in recent], request, 20, 40)

    def tags(request: Request) -> Response:
        recent = _recent(serving.world)
        entries = [_trending_tag(serving.world, tag, recent) for tag in frequent_tags(recent, 30)]
        return trends(entries, request, 10, 20)

    def links(request: Request) -> Response:
        return trends(_trending_links(serving.world), request, 10, 20)

    return [
        Route("/api/v1/timelines/tag/{hashtag}", timeline),
        Route("/api/v1/trends/statuses", statuses),
        Route("/api/v1/trends/tags", tags),
        Route("/api/v1/trends/links", links),
        Route("/api/v1/{rest:path}", _missing),
    ]


def _missing(request: Request) -> Response:
    return JSONResponse({"error": "Record not found"}, 404)


def _refusal(request: Request) -> Response | None:
    """Public timelines want no token, but a wrong one is not taken."""
    token = bearer_of(request)
    if token is not None and token.startswith("wrong"):
        return JSONResponse({"error": "The access token is invalid"}, 401)
    return None


def _links(request: Request, shown: list[Post]) -> str:
    older = request.url.remove_query_params("min_id").include_query_params(max_id=shown[-1].post_id)
    newer = request.url.remove_query_params("max_id").include_query_params(min_id=shown[0].post_id)
    return f'<{older}>; rel="next", <{newer}>; rel="prev"'


def _status(world: World, post: Post) -> dict[str, Any]:
    account = world.accounts[post.account_index]
    day = world.day
    edited_at = post.edited_at if post.is_edited(day) else None
    url = f"{HOST}/@{account.handle}/{post.post_id}"
    return {
        "id": post.post_id,
        "created_at": _iso(post.created_at),
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": "public",
        "language": post.language,
        "uri": f"{HOST}/users/{account.account_id}/statuses/{post.post_id}",
        "url": url,
        "replies_count": post.replies(day),
        "reblogs_count": post.reposts(day),
        "favourites_count": post.likes(day),
        "quotes_count": post.reposts(day) // 5,
        "edited_at": None if edited_at is None else _iso(edited_at),
        "content": _content(post),
        "reblog": None,
        "application": {"name": "Web", "website": None},
        "account": _account(world, account),
        "media_attachments": [],
        "mentions": [],
        "tags": [{"name": tag.lower(), "url": _tag_url(tag)} for tag in post.hashtags],
        "emojis": [],
        "tagged_collections": [],
        "quote": None,
        "card": _card(world, post) if post.index % 3 == 0 else None,
        "poll": None,
        "quote_approval": _POLICY,
    }


def _content(post: Post) -> str:
    """The text as Mastodon's HTML, hashtags as links."""
    content = html.escape(post.text, quote=False).replace("'", "&#39;").replace('"', "&quot;")
    for tag in post.hashtags:
        link = (
            f'<a href="{_tag_url(tag)}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'
        )
        content = content.replace(f"#{tag}", link, 1)
    return f"<p>{content}</p>"


def _tag_url(tag: str) -> str:
    return f"{HOST}/tags/{tag.lower()}"


def _account(world: World, account: Account) -> dict[str, Any]:
    return {
        "id": account.account_id,
        "username": account.handle.partition("@")[0],
        "acct": account.handle,
        "display_name": account.display_name,
        "locked": False,
        "bot": account.is_bot,
        "discoverable": True,
        "indexable": True,
        "group": False,
        "created_at": _iso(moment(account.started_day)),
        "note": "",
        "url": f"{HOST}/@{account.handle}",
        "uri": f"{HOST}/users/{account.account_id}",
        "avatar": _PICTURE,
        "avatar_static": _PICTURE,
        "avatar_description": "",
        "header": _PICTURE,
        "header_static": _PICTURE,
        "header_description": "",
        "followers_count": account.followers(world.day),
        "following_count": account.following,
        "statuses_count": 40 + account.index,
        "last_status_at": world.today.isoformat(),
        "hide_collections": None,
        "show_media": True,
        "show_media_replies": True,
        "show_featured": True,
        "noindex": False,
        "feature_approval": _POLICY,
        "emojis": [],
        "roles": [],
        "fields": [],
    }


def _card(world: World, post: Post) -> dict[str, Any]:
    return {
        "url": page_about(world, post),
        "title": f"{post.title_text}, reviewed",
        "description": "",
        "language": post.language,
        "type": "link",
        "author_name": "",
        "author_url": "",
        "provider_name": "Reviews",
        "provider_url": "",
        "html": "",
        "width": 400,
        "height": 225,
        "image": None,
        "image_description": "",
        "embed_url": "",
        "blurhash": None,
        "published_at": _iso(post.created_at),
        "authors": [],
        "missing_attribution": None,
    }


def _recent(world: World) -> list[Post]:
    earliest = world.day - TREND_DAYS
    return [post for post in newest_posts(world, "mastodon") if post.day > earliest]


def _history(world: World, posts: list[Post]) -> list[dict[str, str]]:
    """Uses by day, today first; figures are texts."""
    days = range(world.day, world.day - TREND_DAYS, -1)
    by_day = [[post for post in posts if post.day == day] for day in days]
    return [
        {
            "day": str(unix(day)),
            "accounts": str(len({post.account_index for post in used})),
            "uses": str(len(used)),
        }
        for day, used in zip(days, by_day, strict=True)
    ]


def _trending_tag(world: World, tag: str, recent: list[Post]) -> dict[str, Any]:
    using = [post for post in recent if has_tag(post, tag)]
    return {
        "id": str(1000 + sum(map(ord, tag))),
        "name": tag,
        "url": _tag_url(tag),
        "history": _history(world, using),
    }


def _trending_links(world: World) -> list[dict[str, Any]]:
    by_page: dict[str, list[Post]] = {}
    for post in _recent(world):
        if post.index % 3 == 0:
            by_page.setdefault(page_about(world, post), []).append(post)
    ranked = sorted(by_page.values(), key=lambda posts: (-len(posts), posts[0].index))
    return [{**_card(world, posts[-1]), "history": _history(world, posts)} for posts in ranked]


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def too_many(seconds: float) -> Response:
    """Beyond the limit: no Retry-After, but the moment of the reset."""
    reset = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")
    headers = {
        "X-RateLimit-Limit": "300",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": reset,
    }
    return JSONResponse({"error": "Too many requests"}, 429, headers)


def settings(base_url: str, world: World) -> Mapping[str, Any]:
    """Follow the five most frequent hashtags, and the trends."""
    tags = frequent_tags(newest_posts(world, "mastodon"), 5)
    return {"base_url": base_url, "hashtags": tags, "posts": 400}


PROVIDER = Provider("mastodon", "/api/v1", routes, settings, (Window(300, 300),), too_many)
