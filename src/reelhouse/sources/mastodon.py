"""Posts by hashtag, and what is trending, on a Mastodon server."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from reelhouse.sources.api import ApiSource, Resource, Verdict, Window
from reelhouse.sources.mastodon_shapes import LINK_FIELDS, STATUS_FIELDS, TAG_FIELDS

if TYPE_CHECKING:
    from requests.auth import AuthBase

    from reelhouse.sources.pull import Pull

STATUSES_PER_PAGE = 40
TRENDS_PER_PAGE = 20

STATUS = Resource("status", STATUS_FIELDS, description="Public posts with the hashtags followed")
TRENDING_STATUS = Resource(
    "trending_status", STATUS_FIELDS, is_complete=True, description="Posts that trend, by place"
)
TRENDING_TAG = Resource(
    "trending_tag", TAG_FIELDS, is_complete=True, description="Hashtags that trend, by place"
)
TRENDING_LINK = Resource(
    "trending_link", LINK_FIELDS, is_complete=True, description="Links that trend, by place"
)
_TRENDS = (
    (TRENDING_STATUS, "trends/statuses", STATUSES_PER_PAGE),
    (TRENDING_TAG, "trends/tags", TRENDS_PER_PAGE),
    (TRENDING_LINK, "trends/links", TRENDS_PER_PAGE),
)


def fetch(pull: Pull) -> None:
    """Fetch posts of the hashtags followed, newest first, and the trends."""
    if not pull.settings.hashtags:
        pull.warn("mastodon.hashtags", "no hashtags are followed: `mastodon.hashtags` is empty")
    pull.each(pull.settings.hashtags, lambda tag: _follow(pull, tag.removeprefix("#")))
    if pull.settings.trends:
        pull.each(_TRENDS, lambda trend: _chart(pull, *trend))


def _follow(pull: Pull, tag: str) -> None:
    from reelhouse.sources.paging import NextLink

    left = pull.settings.posts if pull.limit is None else min(pull.limit, pull.settings.posts)
    earliest = "" if pull.since is None else pull.since.isoformat()
    path = f"timelines/tag/{quote(tag, safe='')}"
    params = {"limit": min(STATUSES_PER_PAGE, left)}
    for page in pull.pages(path, params, items="$", paginator=NextLink()):
        wanted = [status for status in page.items if _written(status) >= earliest][:left]
        pull.keep(STATUS, page, ((pull.ident(status, "id"), status) for status in wanted))
        left -= len(wanted)
        # posts of other servers may come a little out of order: one old post is not the end
        if left <= 0 or not wanted:
            return


def _written(status: Any) -> str:
    """When a post was written, ISO 8601; texts of this form sort by time."""
    return str(status.get("created_at") or "9")


def _chart(pull: Pull, resource: Resource, path: str, per_page: int) -> None:
    from dlt.sources.helpers.rest_client.paginators import OffsetPaginator

    place = 0
    paginator = OffsetPaginator(limit=per_page, total_path=None)
    for page in pull.pages(path, items="$", paginator=paginator):
        pull.keep(resource, page, ((place + n, entry) for n, entry in enumerate(page.items, 1)))
        place += len(page.items)


def judge(status: int, headers: Mapping[str, str], body: Any) -> Verdict | None:
    """Read what Mastodon means: limits with a date, and posts that want a login."""
    if status == 429:
        return Verdict("retry", "answered HTTP 429", after=_until(headers))
    if status in {401, 422}:
        said = body.get("error", "") if isinstance(body, dict) else ""
        return Verdict(
            "stop",
            f"refuses access (HTTP {status}){': ' if said else ''}{said}",
            "Some servers show posts to members only: set REELHOUSE_MASTODON__TOKEN to an access "
            "token of an account there.",
        )
    if status == 200 and body is not None and not isinstance(body, list):
        return Verdict("retry", "answered with something else than a list")
    return None


def _until(headers: Mapping[str, str]) -> float | None:
    """Seconds until the limit ends; None where no date says so."""
    try:
        reset = datetime.fromisoformat(headers.get("X-RateLimit-Reset", ""))
    except ValueError:
        return None
    reset = reset if reset.tzinfo else reset.replace(tzinfo=UTC)
    return max(0.0, (reset - datetime.now(UTC)).total_seconds())


def sign(settings: Any) -> AuthBase | None:
    """Sign requests where there is a token; public posts need none."""
    from dlt.sources.helpers.rest_client.auth import BearerTokenAuth

    token = settings.token.get_secret_value()
    return BearerTokenAuth(token=token) if token else None


SOURCE = ApiSource(
    "mastodon",
    "Mastodon",
    (STATUS, TRENDING_STATUS, TRENDING_TAG, TRENDING_LINK),
    fetch,
    windows=(Window(300, 300),),
    judge=judge,
    auth=sign,
    key_advice="Public posts need no key.",
)
