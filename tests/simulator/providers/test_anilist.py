from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.sources.anilist_shapes import ANIME, QUERY


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=300)


@pytest.fixture(scope="module")
def url(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("files")
    with SimulatorServer(folder, world=world, limits=False) as server:
        yield server.base_url("anilist")


def ask(url: str, query: str = QUERY, **variables: Any) -> requests.Response:
    return requests.post(url, json={"query": query, "variables": variables}, timeout=30)


def test_every_field_that_is_asked_for_is_answered(url: str) -> None:
    [anime] = ask(url, perPage=1).json()["data"]["Page"]["media"]
    assert anime.keys() == {name for name in ANIME.fields if "." not in name}
    for name in anime:
        assert name in QUERY


def test_pages_add_up(url: str, world: World) -> None:
    found, number = [], 1
    while True:
        page = ask(url, page=number, perPage=20, sort=["ID"]).json()["data"]["Page"]
        found += [anime["id"] for anime in page["media"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        number += 1
    assert found == sorted(a.anilist_id for a in world.anime if a.is_listed(0))
    assert page["pageInfo"]["total"] == len(found)


def test_variables_select(url: str, world: World) -> None:
    season = ask(url, season="FALL", year=2024).json()["data"]["Page"]["media"]
    assert {anime["idMal"] for anime in season} == {
        a.mal_id for a in world.anime if (a.season_year, a.season) == (2024, "fall")
    }
    wanted = [a.mal_id for a in world.anime[:3]]
    single = ask(url, ids=wanted).json()["data"]["Page"]["media"]
    assert {anime["idMal"] for anime in single} <= set(wanted)
    popular = ask(url, sort=["POPULARITY_DESC"]).json()["data"]["Page"]["media"]
    counts = [anime["popularity"] for anime in popular]
    assert counts == sorted(counts, reverse=True)


def test_errors_are_in_the_body(url: str) -> None:
    for answer in (ask(url, "{ User { id } }"), requests.post(url, data="x", timeout=30)):
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["status"] == 400
        assert answer.json()["data"] is None


def test_the_thirty_first_request_of_a_minute_is_too_many(world: World, tmp_path: Path) -> None:
    with SimulatorServer(tmp_path / "files", world=world) as server:
        answers = [ask(server.base_url("anilist"), perPage=1) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert answers[0].headers["X-RateLimit-Limit"] == "30"
    refused = answers[-1]
    assert refused.json()["errors"][0] | {"locations": 0} == {
        "message": "Too Many Requests.",
        "status": 429,
        "locations": 0,
    }
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert int(refused.headers["X-RateLimit-Reset"]) > 0
