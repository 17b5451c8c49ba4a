"""Reddit: tokens for apps, and listings of subreddits."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from reelhouse.simulator.providers.base import (
    KEY,
    Provider,
    Serving,
    bearer_of,
    has_good_client,
    is_good_key,
)
from reelhouse.simulator.providers.posts import newest_posts, page_about, whole_number
from reelhouse.simulator.world.clock import unix
from reelhouse.simulator.world.social import SUBREDDITS
from reelhouse.sources.api import Window

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.social import Post

LONGEST_LISTING = 1000
PRIVATE, BANNED = "privateclub", "bannedclub"
"""Subreddits that nobody may see."""

_PERIOD_DAYS = {"hour": 1, "day": 1, "week": 7, "month": 31, "year": 366, "all": 100_000}


def routes(serving: Serving) -> list[BaseRoute]:
    """The endpoints; the token's too, which is on another host at Reddit."""

    def listing(request: Request) -> Response:
        if not is_good_key(bearer_of(request)):
            return JSONResponse({"message": "Unauthorized", "error": 401}, 401)
        name = request.path_params["subreddit"].lower()
        if name == PRIVATE:
            return _hidden(403, "private", "Forbidden")
        if name == BANNED:
            return _hidden(404, "banned", "Not Found")
        if name not in SUBREDDITS:
            return RedirectResponse(f"/reddit/subreddits/search?q={name}", 302)
        world, query = serving.world, request.query_params
        posts = [p for p in newest_posts(world, "reddit") if p.subreddit == name]
        posts = _ordered(world, posts, request.path_params["listing"], query.get("t", "day"))
        posts, _ = serving.cut(posts, 0, LONGEST_LISTING, request)
        start = 0
        if after := query.get("after"):
            names = [f"t3_{post.post_id}" for post in posts]
            # a listing goes on after the last place of an entry; behind one that is gone it ends
            start = len(names) - names[::-1].index(after) if after in names else len(names)
        end = start + whole_number(query.get("limit"), 25, 100)
        shown = posts[start:end]
        is_raw = query.get("raw_json") == "1"
        return JSONResponse(
            {
                "kind": "Listing",
                "data": {
                    "after": f"t3_{shown[-1].post_id}" if shown and end < len(posts) else None,
                    "dist": len(shown),
                    "modhash": None,
                    "geo_filter": "",
                    "children": [
                        {"kind": "t3", "data": _post(world, post, is_raw=is_raw)} for post in shown
                    ],
                    "before": None,
                },
            },
            headers={
                "x-ratelimit-used": "1",
                "x-ratelimit-remaining": "99.0",
                "x-ratelimit-reset": "60",
            },
        )

    return [
        Route("/api/v1/access_token", _give_token, methods=["POST"]),
        Route("/r/{subreddit}/{listing:str}", listing),
        Route("/subreddits/search", _no_subreddits),
    ]


def _give_token(request: Request) -> Response:
    if not has_good_client(request):
        return JSONResponse({"message": "Unauthorized", "error": 401}, 401)
    return JSONResponse(
        {"access_token": KEY, "token_type": "bearer", "expires_in": 3600, "scope": "*"}
    )


def _no_subreddits(request: Request) -> Response:
    return JSONResponse(
        {"kind": "Listing", "data": {"after": None, "before": None, "children": []}}
    )


def _hidden(status: int, reason: str, message: str) -> Response:
    return JSONResponse({"reason": reason, "message": message, "error": status}, status)


def _ordered(world: World, posts: list[Post], listing: str, period: str) -> list[Post]:
    day = world.day
    if listing == "hot":
        return sorted(posts, key=lambda p: (-p.likes(day) / (day - p.day + 2) ** 1.5, p.index))
    if listing == "top":
        earliest = day - _PERIOD_DAYS.get(period, 1)
        recent = [post for post in posts if post.day > earliest]
        return sorted(recent, key=lambda p: (-p.likes(day), p.index))
    return posts


def _post(world: World, post: Post, *, is_raw: bool) -> dict[str, Any]:
    account = world.accounts[post.account_index]
    day = world.day
    is_self = post.index % 3 != 0
    permalink = f"/r/{post.subreddit}/comments/{post.post_id}/{post.subreddit}/"
    url = f"https://www.reddit.com{permalink}" if is_self else page_about(world, post)
    title = post.text.partition(".")[0]
    text = post.text if is_self else ""
    edited_at = post.edited_at if post.is_edited(day) else None
    is_gone = post.deleted_day is not None and post.deleted_day <= day + 1
    created = unix(post.day, post.second)
    content: dict[str, Any] = {
        "approved_at_utc": None,
        "subreddit": post.subreddit,
        "selftext": "[removed]" if is_gone else text if is_raw else html.escape(text),
        "author_fullname": account.account_id,
        "saved": False,
        "mod_reason_title": None,
        "gilded": 0,
        "clicked": False,
        "title": title if is_raw else html.escape(title),
        "link_flair_richtext": [],
        "subreddit_name_prefixed": f"r/{post.subreddit}",
        "hidden": False,
        "pwls": 6,
        "link_flair_css_class": None,
        "downs": 0,
        "hide_score": False,
        "name": f"t3_{post.post_id}",
        "quarantine": False,
        "link_flair_text_color": "dark",
        "upvote_ratio": round(0.6 + 0.38 * (post.sentiment + 1) / 2, 2),
        "author_flair_background_color": None,
        "subreddit_type": "public",
        "ups": post.likes(day),
        "total_awards_received": 0,
        "media_embed": {},
        "author_flair_template_id": None,
        "is_original_content": False,
        "user_reports": [],
        "secure_media": None,
        "is_reddit_media_domain": False,
        "is_meta": False,
        "category": None,
        "secure_media_embed": {},
        "link_flair_text": "Discussion" if is_self else "Review",
        "can_mod_post": False,
        "score": post.likes(day),
        "approved_by": None,
        "is_created_from_ads_ui": False,
        "author_premium": False,
        "thumbnail": "self" if is_self else "default",
        "edited": False if edited_at is None else float(edited_at.timestamp()),
        "author_flair_css_class": None,
        "author_flair_richtext": [],
        "gildings": {},
        "content_categories": None,
        "is_self": is_self,
        "mod_note": None,
        "created": float(created),
        "link_flair_type": "text",
        "wls": 6,
        "removed_by_category": "moderator" if is_gone else None,
        "banned_by": None,
        "author_flair_type": "text",
        "domain": f"self.{post.subreddit}" if is_self else "reviews.example",
        "allow_live_comments": False,
        "selftext_html": None,
        "likes": None,
        "suggested_sort": None,
        "banned_at_utc": None,
        "view_count": None,
        "archived": False,
        "no_follow": False,
        "is_crosspostable": True,
        "pinned": False,
        "over_18": False,
        "all_awardings": [],
        "awarders": [],
        "media_only": False,
        "can_gild": False,
        "spoiler": False,
        "locked": False,
        "author_flair_text": None,
        "treatment_tags": [],
        "visited": False,
        "removed_by": None,
        "num_reports": None,
        "distinguished": None,
        "subreddit_id": f"t5_{SUBREDDITS.index(post.subreddit or '') + 2000}",
        "author_is_blocked": False,
        "mod_reason_by": None,
        "removal_reason": None,
        "link_flair_background_color": "",
        "id": post.post_id,
        "is_robot_indexable": not is_gone,
        "report_reasons": None,
        "author": account.handle,
        "discussion_type": None,
        "num_comments": post.replies(day),
        "send_replies": True,
        "contest_mode": False,
        "mod_reports": [],
        "author_patreon_flair": False,
        "permalink": permalink,
        "stickied": False,
        "url": url,
        "subreddit_subscribers": 40_000 + 11 * (day + 1_000),
        "created_utc": float(created),
        "num_crossposts": post.reposts(day) // 10,
        "media": None,
        "is_video": False,
    }
    if not is_self:
        content["url_overridden_by_dest"] = url
    return content


def too_many(seconds: float) -> Response:
    """Beyond the limit: the seconds until the reset, and no Retry-After."""
    headers = {
        "x-ratelimit-used": "100",
        "x-ratelimit-remaining": "0.0",
        "x-ratelimit-reset": str(int(seconds) + 1),
    }
    return JSONResponse({"message": "Too Many Requests", "error": 429}, 429, headers)


def settings(base_url: str, world: World) -> Mapping[str, Any]:
    """Follow every subreddit there is."""
    return {
        "base_url": base_url,
        "token_url": f"{base_url}/api/v1/access_token",
        "client_id": KEY,
        "client_secret": KEY,
        "subreddits": list(SUBREDDITS),
        "posts": 400,
    }


# the token comes through the same door here, at Reddit through one that counts for itself
PROVIDER = Provider("reddit", "", routes, settings, (Window(101, 60),), too_many)
