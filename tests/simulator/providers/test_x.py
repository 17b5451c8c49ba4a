"""The simulated X answers as X's contract says."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests

from reelhouse.simulator.providers.x import too_many
from reelhouse.simulator.world.clock import moment
from tests.contracts import contract
from tests.sources.social import posts_there, simulated, world

SEARCH = "tweets/search/recent"
FIELDS = {
    "post.fields": "created_at,lang,public_metrics,entities,conversation_id,possibly_sensitive",
    "expansions": "author_id",
    "user.fields": "created_at,public_metrics,username,verified,description",
}
EVERYTHING = "-is:retweet"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with simulated(tmp_path_factory.mktemp("served")) as server:
        yield server.base_url("x")


def ask(url: str, token: str = "any", **query: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{url}/{SEARCH}", params=query, headers=headers, timeout=30)


@pytest.mark.parametrize("fields", [{}, FIELDS], ids=["plain", "all fields"])
def test_answers_are_as_the_contract_says(url: str, fields: dict[str, str]) -> None:
    body = ask(url, query=EVERYTHING, max_results=100, **fields).json()
    assert len(body["data"]) == body["meta"]["result_count"] > 10
    assert ("public_metrics" in body["data"][0]) == bool(fields)
    schema = contract("x_twitter", "openapi.json")
    assert schema.errors(f"/2/{SEARCH}", 200, body) == []
    assert schema.errors(f"/2/{SEARCH}", 200, {"data": [{"id": 1}]}) != []


def test_only_the_last_seven_days_are_found_page_by_page(url: str) -> None:
    seen: list[str] = []
    token = None
    while True:
        body = ask(url, query=EVERYTHING, max_results=10, next_token=token).json()
        seen += [post["id"] for post in body.get("data", [])]
        token = body["meta"].get("next_token")
        if not token:
            break
    earliest = moment(world().day + 1) - timedelta(days=7)
    wanted = [int(post.post_id) for post in posts_there("x") if post.created_at >= earliest]
    assert len(wanted) > 10
    assert list(map(int, seen)) == sorted(wanted, reverse=True)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"query": "a", "tweet.fields": "lang"}, "[tweet.fields] is not one of"),
        ({"query": "a", "max_results": 5}, "is not in [10,100]"),
        ({}, "can not be empty"),
        ({"query": "a", "next_token": "!"}, "not valid"),
        ({"query": "a", "start_time": "2020-01-01T00:00:00Z"}, "seven days"),
    ],
)
def test_wrong_parameters_are_told(url: str, query: dict[str, Any], said: str) -> None:
    answer = ask(url, **query)
    assert answer.status_code == 400
    assert said in answer.json()["errors"][0]["message"]
    assert answer.json()["type"] == "https://api.x.com/2/problems/invalid-request"


def test_a_wrong_token_is_refused(url: str) -> None:
    assert ask(url, "wrong", query="a").status_code == 401


def test_beyond_the_limit_the_reset_is_a_time() -> None:
    answer = too_many(100)
    assert answer.status_code == 429
    assert 95 < float(answer.headers["x-rate-limit-reset"]) - time.time() <= 102
