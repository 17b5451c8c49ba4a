"""X: search over the last seven days."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import KEY, Provider, Serving, bearer_of, is_good_key
from reelhouse.simulator.providers.posts import frequent_tags, has_tag, newest_posts, page_about
from reelhouse.simulator.world.clock import moment
from reelhouse.sources.api import Window

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.social import Account, Post

REACH_DAYS = 7
KNOWN_PARAMETERS = {
    "query",
    "max_results",
    "next_token",
    "pagination_token",
    "start_time",
    "end_time",
    "since_id",
    "until_id",
    "sort_order",
    "post.fields",
    "expansions",
    "user.fields",
    "media.fields",
    "poll.fields",
    "place.fields",
}


def routes(serving: Serving) -> list[BaseRoute]:
    """The endpoint, below `/2`."""

    def search(request: Request) -> Response:
        if not is_good_key(bearer_of(request)):
            return _problem(401, "Unauthorized", "Unauthorized")
        world, query = serving.world, request.query_params
        wrong = _wrong_parameter(world, query)
        if wrong:
            return _invalid(*wrong)
        posts = [post for post in _recent(world) if _is_met(post, query["query"])]
        if start := query.get("start_time"):
            posts = [post for post in posts if post.created_at >= _parsed(start)]
        posts, _ = serving.cut(posts, 0, 2 * len(posts), request)
        if token := query.get("next_token"):
            before = int(_decoded(token))
            posts = [post for post in posts if int(post.post_id) < before]
        count = int(query.get("max_results", "10"))
        return JSONResponse(_answer(world, query, posts[:count], is_last=len(posts) <= count))

    return [Route("/2/tweets/search/recent", search)]


def _answer(
    world: World, query: Mapping[str, str], shown: list[Post], *, is_last: bool
) -> dict[str, Any]:
    meta: dict[str, Any] = {"result_count": len(shown)}
    if not shown:
        return {"meta": meta}
    meta |= {"newest_id": shown[0].post_id, "oldest_id": shown[-1].post_id}
    if not is_last:
        meta["next_token"] = _encoded(shown[-1].post_id)
    fields = set(query.get("post.fields", "").split(","))
    has_authors = "author_id" in query.get("expansions", "").split(",")
    if has_authors:
        fields.add("author_id")
    body: dict[str, Any] = {"data": [_post(world, post, fields) for post in shown], "meta": meta}
    if has_authors:
        wanted = {"id", "name", "username", *query.get("user.fields", "").split(",")}
        authors = {post.account_index: world.accounts[post.account_index] for post in shown}
        body["includes"] = {"users": [_user(world, a, wanted) for a in authors.values()]}
    return body


def _wrong_parameter(world: World, query: Mapping[str, str]) -> tuple[str, str] | None:
    """The first parameter that X would not take, and what is wrong with it."""
    for name in query:
        if name not in KNOWN_PARAMETERS:
            known = ",".join(sorted(KNOWN_PARAMETERS))
            return name, f"The query parameter [{name}] is not one of [{known}]"
    if not query.get("query"):
        return "query", "The `query` query parameter can not be empty"
    count = query.get("max_results", "10")
    if not count.isdecimal() or not 10 <= int(count) <= 100:
        return (
            "max_results",
            f"The `max_results` query parameter value [{count}] is not in [10,100]",
        )
    token = query.get("next_token")
    if token and not _decoded(token).isdecimal():
        return "next_token", "The `next_token` query parameter value is not valid"
    start = query.get("start_time")
    if start and _parsed(start) < _now(world) - timedelta(days=REACH_DAYS):
        return "start_time", "'start_time' must be on or after seven days ago"
    return None


def _now(world: World) -> datetime:
    return moment(world.day + 1)


def _parsed(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _recent(world: World) -> list[Post]:
    earliest = _now(world) - timedelta(days=REACH_DAYS)
    return [post for post in newest_posts(world, "x") if post.created_at >= earliest]


def _is_met(post: Post, query: str) -> bool:
    """Whether a post fits a query: words and operators together, or several of these by OR."""
    return any(
        all(_has(post, word) for word in part.split()) for part in query.strip("() ").split(" OR ")
    )


def _has(post: Post, word: str) -> bool:
    if word.startswith("#"):
        return has_tag(post, word[1:])
    if word.startswith("lang:"):
        return post.language == word.removeprefix("lang:")
    if word.startswith("-is:"):
        return True
    return word.strip('"').casefold() in post.text.casefold()


def _post(world: World, post: Post, fields: set[str]) -> dict[str, Any]:
    account = world.accounts[post.account_index]
    day = world.day
    likes = post.likes(day)
    everything = {
        "author_id": account.account_id,
        "created_at": _iso(post.created_at),
        "lang": post.language,
        "conversation_id": post.post_id,
        "possibly_sensitive": False,
        "public_metrics": {
            "repost_count": post.reposts(day),
            "reply_count": post.replies(day),
            "like_count": likes,
            "quote_count": post.reposts(day) // 5,
            "bookmark_count": likes // 20,
            "impression_count": 60 * likes + account.followers(day) // 10,
        },
        "entities": _entities(world, post),
    }
    shown = {name: value for name, value in everything.items() if name in fields and value}
    if "possibly_sensitive" in fields:
        shown["possibly_sensitive"] = False
    return {
        "id": post.post_id,
        "text": post.text,
        "edit_history_post_ids": [post.post_id],
        **shown,
    }


def _entities(world: World, post: Post) -> dict[str, Any]:
    entities: dict[str, Any] = {}
    if post.hashtags:
        starts = [(post.text.index(f"#{tag}"), tag) for tag in post.hashtags]
        entities["hashtags"] = [
            {"start": start, "end": start + len(tag) + 1, "tag": tag} for start, tag in starts
        ]
    if post.index % 3 == 0:
        page = page_about(world, post)
        entities["urls"] = [
            {
                "start": 0,
                "end": 0,
                "url": f"https://t.example/{post.post_id[-8:]}",
                "expanded_url": page,
                "display_url": page.removeprefix("https://"),
            }
        ]
    return entities


def _user(world: World, account: Account, wanted: set[str]) -> dict[str, Any]:
    everything = {
        "id": account.account_id,
        "name": account.display_name,
        "username": account.handle,
        "created_at": _iso(moment(account.started_day)),
        "description": "",
        "verified": account.index % 9 == 0,
        "public_metrics": {
            "followers_count": account.followers(world.day),
            "following_count": account.following,
            "post_count": 40 + account.index,
            "listed_count": account.following // 20,
        },
    }
    return {name: value for name, value in everything.items() if name in wanted}


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _encoded(post_id: str) -> str:
    return base64.b32hexencode(post_id.encode()).decode().rstrip("=").lower()


def _decoded(token: str) -> str:
    try:
        return base64.b32hexdecode(token.upper() + "=" * (-len(token) % 8)).decode()
    except ValueError:
        return ""


def _problem(status: int, title: str, detail: str, headers: Any = None) -> Response:
    body = {"title": title, "type": "about:blank", "status": status, "detail": detail}
    return JSONResponse(body, status, headers)


def _invalid(parameter: str, message: str) -> Response:
    return JSONResponse(
        {
            "errors": [{"parameters": {parameter: []}, "message": message}],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": "https://api.x.com/2/problems/invalid-request",
        },
        400,
    )


def too_many(seconds: float) -> Response:
    """Beyond the limit: the moment of the reset in unix seconds."""
    headers = {
        "x-rate-limit-limit": "450",
        "x-rate-limit-remaining": "0",
        "x-rate-limit-reset": str(int(time.time() + seconds) + 1),
    }
    return _problem(429, "Too Many Requests", "Too Many Requests", headers)


def settings(base_url: str, world: World) -> Mapping[str, Any]:
    """Look for the hashtags of the week, authors included, with money enough for many runs."""
    tags = frequent_tags(_recent(world), 6)
    return {
        "base_url": base_url,
        "token": KEY,
        "searches": [" OR ".join(f"#{tag}" for tag in tags)],
        "authors": True,
        "max_usd_per_day": 30.0,
    }


PROVIDER = Provider("x", "/2", routes, settings, (Window(450, 900),), too_many)
