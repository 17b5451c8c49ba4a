"""The simulated Reddit answers as the recorded Reddit did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from reelhouse.simulator.providers.reddit import BANNED, PRIVATE, too_many
from reelhouse.simulator.world.social import SUBREDDITS
from reelhouse.sources.drift import Shape
from reelhouse.sources.reddit_shapes import POST_FIELDS
from tests.sources.social import posts_there, recorded, simulated

LISTED = SUBREDDITS[0]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with simulated(tmp_path_factory.mktemp("served")) as server:
        yield server.base_url("reddit")


def ask(url: str, path: str, **query: Any) -> requests.Response:
    return requests.get(
        f"{url}/{path}",
        params={"raw_json": 1, **query},
        headers={"Authorization": "Bearer any"},
        allow_redirects=False,
        timeout=30,
    )


def test_posts_have_what_recorded_posts_have(url: str) -> None:
    body = ask(url, f"r/{LISTED}/new", limit=100).json()
    [recorded_body] = [
        exchange["response"]["body"]
        for exchange in recorded("reddit", "TestSubredditListings.test_new")
        if exchange["response"]["body"].get("kind") == "Listing"
    ]
    posts = [child["data"] for child in body["data"]["children"]]
    for old in (child["data"] for child in recorded_body["data"]["children"]):
        gone = {"from", "from_id", "from_kind"}
        assert set(old) - gone <= set(posts[0])
    shape = Shape(POST_FIELDS)
    for post in posts:
        shape.see(post)
    assert list(shape.drifts()) == []
    assert {type(post["edited"]) for post in posts} == {bool, float}


@pytest.mark.parametrize("listing", ["new", "hot", "top"])
def test_a_listing_goes_on_after_an_entry(url: str, listing: str) -> None:
    seen: list[str] = []
    after = None
    while True:
        data = ask(url, f"r/{LISTED}/{listing}", limit=30, after=after, t="all").json()["data"]
        assert data["dist"] == len(data["children"]) <= 30
        seen += [child["data"]["id"] for child in data["children"]]
        after = data["after"]
        if not after:
            break
    wanted = {post.post_id for post in posts_there("reddit") if post.subreddit == LISTED}
    assert len(seen) == len(set(seen))
    assert set(seen) == wanted


def test_after_an_entry_that_is_gone_nothing_follows(url: str) -> None:
    data = ask(url, f"r/{LISTED}/new", after="t3_gone").json()["data"]
    assert (data["children"], data["after"]) == ([], None)


def test_what_is_not_to_be_seen(url: str) -> None:
    assert ask(url, f"r/{PRIVATE}/new").json()["reason"] == "private"
    assert ask(url, f"r/{BANNED}/new").json()["reason"] == "banned"
    moved = ask(url, "r/nosuchthing/new")
    assert moved.status_code == 302
    assert "/subreddits/search" in moved.headers["location"]
    refused = requests.get(f"{url}/r/{LISTED}/new", timeout=30)
    assert refused.status_code == 401


def test_a_token_is_given_for_an_app_alone(url: str) -> None:
    token = f"{url}/api/v1/access_token"
    form = {"grant_type": "client_credentials"}
    given = requests.post(token, form, auth=("app", "secret"), timeout=30)
    assert given.json()["token_type"] == "bearer"
    assert given.json()["expires_in"] == 3600
    refused = requests.post(token, form, auth=("app", "wrong"), timeout=30)
    assert (refused.status_code, refused.json()["error"]) == (401, 401)


def test_beyond_the_limit_the_reset_is_in_seconds() -> None:
    answer = too_many(12.3)
    assert answer.status_code == 429
    assert answer.headers["x-ratelimit-reset"] == "13"
