"""The simulated Mastodon answers as Mastodon's contract says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from reelhouse.simulator.providers.mastodon import too_many
from reelhouse.simulator.server import SimulatorServer
from tests.contracts import contract
from tests.sources.social import posts_there, simulated


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with simulated(tmp_path_factory.mktemp("served")) as server:
        yield server.base_url("mastodon")


def ask(url: str, path: str, **query: Any) -> requests.Response:
    return requests.get(f"{url}/{path}", params=query, timeout=30)


@pytest.mark.parametrize(
    "path", ["timelines/tag/Drama", "trends/statuses", "trends/tags", "trends/links"]
)
def test_answers_are_as_the_contract_says(url: str, path: str) -> None:
    body = ask(url, path, limit=40).json()
    assert body
    schema = contract("mastodon", "schema.json")
    assert schema.errors(f"/api/v1/{path}", 200, body) == []
    assert schema.errors(f"/api/v1/{path}", 200, [{"id": 1}]) != []


def test_an_error_is_as_the_contract_says(url: str) -> None:
    answer = ask(url, "timelines/list/5")
    assert answer.status_code == 404
    schema = contract("mastodon", "schema.json")
    assert schema.errors("/api/v1/timelines/tag/x", 404, answer.json()) == []


def test_links_lead_from_page_to_page(url: str) -> None:
    seen, address = [], f"{url}/timelines/tag/drama?limit=10"
    while address:
        answer = requests.get(address, timeout=30)
        page = [int(status["id"]) for status in answer.json()]
        assert len(page) <= 10
        assert "link" not in answer.headers or page
        seen += page
        address = answer.links.get("next", {}).get("url", "")
    wanted = {p.post_id for p in posts_there("mastodon") if "Drama" in p.hashtags}
    assert seen == sorted(map(int, wanted), reverse=True)


def test_pages_are_at_most_40_long_and_unknown_hashtags_empty(url: str) -> None:
    assert len(ask(url, "timelines/tag/drama", limit=400).json()) == 40
    assert ask(url, "timelines/tag/neverseen").json() == []


def test_a_wrong_token_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    with SimulatorServer(tmp_path_factory.mktemp("served"), limits=False) as server:
        answer = requests.get(
            f"{server.base_url('mastodon')}/trends/tags",
            headers={"Authorization": "Bearer wrong"},
            timeout=30,
        )
    assert answer.status_code == 401
    assert answer.json() == {"error": "The access token is invalid"}


def test_beyond_the_limit_the_reset_is_a_date() -> None:
    answer = too_many(100)
    assert answer.status_code == 429
    assert "retry-after" not in answer.headers
    reset = datetime.fromisoformat(answer.headers["x-ratelimit-reset"])
    assert 90 < (reset - datetime.now(UTC)).total_seconds() <= 100
