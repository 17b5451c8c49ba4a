from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from tests.contracts import Contract
from tests.contracts import contract as contract_of


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=300)


@pytest.fixture(scope="module")
def url(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("files")
    with SimulatorServer(folder, world=world, limits=False) as server:
        yield server.base_url("jikan")


@pytest.fixture(scope="module")
def contract() -> Contract:
    document = copy.deepcopy(contract_of("jikan", "openapi.json").document)
    schemas = document["components"]["schemas"]
    # where the document is behind the wire, or is no JSON schema
    for name in ("anime", "anime_full"):
        schemas[name]["properties"]["type"]["enum"].append("TV Special")
        schemas[name]["properties"]["season"]["enum"].append(None)
    episode = schemas["anime_episodes"]["allOf"][0]["properties"]["data"]["items"]["properties"]
    episode["score"] = {"type": "number", "nullable": True, "minimum": 1, "maximum": 5}
    entry = schemas["entry_recommendations"]["properties"]["data"]["items"]["properties"]["entry"]
    entry["anyOf"] = entry.pop("oneOf")
    return Contract(document, nullable=(r"data\.(\d+\.)?trailer\.images\..*",))


def get(url: str, path: str, **params: Any) -> requests.Response:
    return requests.get(url + path, params=params, timeout=30)


def an_anime(world: World) -> int:
    """One that has everything."""
    return next(
        a.mal_id
        for a in world.anime
        if a.is_listed(0) and a.episodes and a.streaming and a.recommendations and a.staff
    )


@pytest.mark.parametrize(
    "path", ["/seasons/now", "/seasons/upcoming", "/seasons/2024/fall", "/top/anime"]
)
def test_lists_are_as_the_contract_says(url: str, contract: Contract, path: str) -> None:
    body = get(url, path).json()
    assert contract.errors(path, 200, body) == []
    assert body["pagination"]["items"]["count"] == len(body["data"])


@pytest.mark.parametrize(
    "part", ["", "/full", "/statistics", "/recommendations", "/staff", "/streaming", "/episodes"]
)
def test_entries_are_as_the_contract_says(
    url: str, contract: Contract, world: World, part: str
) -> None:
    body = get(url, f"/anime/{an_anime(world)}{part}").json()
    assert contract.errors(f"/anime/{{id}}{part}", 200, body) == []
    assert body["data"]


def test_pages_add_up(url: str, world: World) -> None:
    first = get(url, "/top/anime", limit=25).json()
    pages = range(1, first["pagination"]["last_visible_page"] + 1)
    bodies = [get(url, "/top/anime", limit=25, page=page).json() for page in pages]
    found = [anime["mal_id"] for body in bodies for anime in body["data"]]
    listed = {a.mal_id for a in world.anime if a.is_listed(0)}
    assert len(found) == len(set(found)) == first["pagination"]["items"]["total"] == len(listed)
    assert [b["pagination"]["has_next_page"] for b in bodies] == [True] * (len(bodies) - 1) + [
        False
    ]
    scores = [anime["score"] for body in bodies for anime in body["data"] if anime["score"]]
    assert scores == sorted(scores, reverse=True)


def test_seasons_hold_what_starts_in_them(url: str, world: World) -> None:
    body = get(url, "/seasons/2024/fall").json()
    there = {
        a.mal_id
        for a in world.anime
        if (a.season_year, a.season) == (2024, "fall") and a.is_listed(0)
    }
    assert {anime["mal_id"] for anime in body["data"]} == there
    assert body["pagination"]["items"]["total"] == len(there)


@pytest.mark.parametrize(
    ("path", "params", "status", "kind"),
    [
        ("/anime/999999999", {}, 404, "BadResponseException"),
        ("/seasons/99999/winter", {}, 404, "HttpException"),
        ("/seasons/2024/autumn", {}, 404, "HttpException"),
        ("/top/anime", {"limit": 26}, 400, "ValidationException"),
        ("/top/anime", {"page": 0}, 400, "ValidationException"),
    ],
)
def test_errors_are_as_jikan_words_them(
    url: str, path: str, params: dict[str, int], status: int, kind: str
) -> None:
    answer = get(url, path, **params)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.json()["type"] == kind
    assert isinstance(answer.json().get("messages", {}), dict)


def test_the_fourth_request_of_a_second_is_too_many(world: World, tmp_path: Any) -> None:
    with SimulatorServer(tmp_path / "files", world=world) as server:
        base = server.base_url("jikan")
        statuses = [get(base, "/top/anime", limit=1) for _ in range(8)]
    refused = [answer for answer in statuses if answer.status_code == 429]
    assert refused
    assert refused[0].json()["type"] == "RateLimitException"
    assert "Retry-After" not in refused[0].headers
