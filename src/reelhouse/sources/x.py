"""Posts on X of the last seven days, paid by the post."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from reelhouse import clock
from reelhouse.errors import ReelhouseError
from reelhouse.sources.api import ApiSource, Quota, Resource, Verdict, Window
from reelhouse.sources.x_shapes import POST_FIELDS, USER_FIELDS

if TYPE_CHECKING:
    from requests.auth import AuthBase

    from reelhouse.sources.pull import Page, Pull

FEWEST, MOST = 10, 100
"""Posts that one request may ask for."""

REACH_DAYS = 7
BUDGET = "posts"

POST = Resource("post", POST_FIELDS, description="Posts that the searches found")
USER = Resource("user", USER_FIELDS, description="Authors of these posts, where they are wanted")
_NAMES = {
    "post": "created_at,lang,public_metrics,entities,conversation_id,note_post,possibly_sensitive",
    "tweet": "author_id,created_at,lang,public_metrics,entities,conversation_id,note_tweet,"
    "possibly_sensitive,referenced_tweets,in_reply_to_user_id",
}
_USER_NAMES = "created_at,description,name,public_metrics,username,verified"


def fetch(pull: Pull) -> None:
    """Fetch the newest posts of every search, one search after the other.

    Raises:
        ReelhouseError: the budget does not even pay for one request.
    """
    settings = pull.settings
    if not settings.searches:
        pull.warn("x.searches", "nothing is looked for: `x.searches` is empty")
        return
    affordable = posts_a_day(settings)
    if affordable < FEWEST:
        raise ReelhouseError(
            f"x.max_usd_per_day of {settings.max_usd_per_day:g} pays for {affordable} posts; a "
            f"request reads at least {FEWEST}",
            advice=f"Set it to {FEWEST * _price(settings):g} or more.",
        )
    params = {
        f"{settings.wording}.fields": _NAMES[settings.wording],
        "start_time": _start_of(pull),
    }
    if settings.authors:
        params |= {"expansions": "author_id", "user.fields": _USER_NAMES}
    for query in settings.searches:
        _search(pull, params | {"query": query}, affordable)


def _search(pull: Pull, params: dict[str, Any], affordable: int) -> None:
    left = pull.settings.posts if pull.limit is None else min(pull.limit, pull.settings.posts)
    token = None
    while left > 0:
        size = max(FEWEST, min(MOST, left, affordable))
        page = pull.get(
            "tweets/search/recent",
            {**params, "max_results": size, "next_token": token},
            items="data",
            # each post of the answer is paid, and the budget must pay for all it may hold
            quota=BUDGET,
            cost=size,
            used=lambda body: len(body.get("data") or []),
        )
        if page is None:
            return
        pull.keep(POST, page, ((pull.ident(post, "id"), post) for post in page.items))
        users = (page.body.get("includes") or {}).get("users") or []
        pull.keep(USER, page, ((pull.ident(user, "id"), user) for user in users))
        _tell_problems(pull, page)
        left -= len(page.items)
        before, token = token, (page.body.get("meta") or {}).get("next_token")
        if not token or token == before:
            return


def _tell_problems(pull: Pull, page: Page) -> None:
    """Tell of what X could not give with the posts, such as authors that are gone."""
    for problem in page.body.get("errors") or []:
        title = str(problem.get("title", "a problem"))
        pull.warn(f"x: {title}", f"X told of a problem with some posts: {title}")


def _start_of(pull: Pull) -> str | None:
    """The earliest moment to ask for; None where X's own reach is shorter."""
    if pull.since is None:
        return None
    today = clock.today()
    if pull.since <= today - timedelta(days=REACH_DAYS):
        pull.warn(
            "x: since", f"X finds posts of the last {REACH_DAYS} days; older ones are not asked for"
        )
        return None
    return f"{pull.since.isoformat()}T00:00:00Z"


def _price(settings: Any) -> float:
    """What a post costs, with its author where authors are wanted."""
    post: float = settings.usd_per_post
    return post + (settings.usd_per_author if settings.authors else 0.0)


def posts_a_day(settings: Any) -> int:
    """Posts that the day's budget pays for."""
    price = _price(settings)
    return int(settings.max_usd_per_day / price + 1e-9) if price else 10**9


def judge(status: int, headers: Mapping[str, str], body: Any) -> Verdict | None:
    """Read what X means: limits with a time, caps on use, credits, and names it does not know."""
    problem = body if isinstance(body, dict) else {}
    title, said = str(problem.get("title", "")), str(problem.get("detail", ""))
    if status == 429:
        if "cap" in title.lower():
            return Verdict("pause", f"{title}: {said}")
        with suppress(ValueError):
            reset = float(headers.get("x-rate-limit-reset", ""))
            return Verdict("retry", "answered HTTP 429", after=max(0.0, reset - time.time()))
    if status == 402:
        return Verdict("stop", f"wants to be paid: {said or title}", "Buy credits at X's console.")
    if status == 400 and ".fields" in str(body):
        return Verdict(
            "stop",
            f"refuses the request (HTTP 400): {said or title}",
            "If it does not know post.fields, set x.wording to 'tweet'; or the other way round.",
        )
    if status == 200 and body is not None and "meta" not in problem:
        return Verdict("retry", f"answered without a result{': ' if said else ''}{said}")
    return None


def sign(settings: Any) -> AuthBase:
    """Sign requests for the app."""
    from dlt.sources.helpers.rest_client.auth import BearerTokenAuth

    return BearerTokenAuth(token=settings.token.get_secret_value())


SOURCE = ApiSource(
    "x",
    "X",
    (POST, USER),
    fetch,
    windows=(Window(450, 900),),
    quotas=lambda settings: (Quota(BUDGET, posts_a_day(settings)),),
    judge=judge,
    auth=sign,
    credentials=("token",),
    key_advice="Make an app in X's developer console, buy credits and take its bearer token.",
)
