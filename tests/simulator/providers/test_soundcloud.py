from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from reelhouse.simulator.providers import soundcloud
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from tests.contracts import contract

KEYS = ("id", "secret")


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=120)


@pytest.fixture(scope="module")
def url(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with SimulatorServer(tmp_path_factory.mktemp("files"), world=world) as server:
        yield server.base_url("soundcloud")


def ask(url: str, path: str, token: str = "good", **params: Any) -> requests.Response:
    headers = {"Authorization": f"OAuth {token}"}
    return requests.get(f"{url}/{path}", params=params, headers=headers, timeout=30)


def test_answers_are_as_the_contract_says(url: str, world: World) -> None:
    api = contract("soundcloud", "api.yaml")
    user = f"soundcloud:users:{soundcloud.settings(url, world)['users'][0]}"
    paths: dict[str, dict[str, Any]] = {
        f"users/{user}": {},
        f"users/{user}/tracks": {"linked_partitioning": "true", "limit": 2},
        "tracks": {"q": "theme", "linked_partitioning": "true"},
    }
    for path, params in paths.items():
        answer = ask(url, path, **params)
        assert answer.status_code == 200, path
        assert api.errors(f"/{path}", 200, answer.json()) == [], path
    assert api.errors("/tracks", 401, ask(url, "tracks", token="wrong").json()) == []


def test_links_lead_through_all_tracks(url: str, world: World) -> None:
    artist = max(world.artists, key=lambda a: len(soundcloud.tracks_of(world, a)))
    path = f"users/soundcloud:users:{artist.soundcloud_id}/tracks"
    body = ask(url, path, linked_partitioning="true", limit=7).json()
    urns = [track["urn"] for track in body["collection"]]
    while "next_href" in body:
        headers = {"Authorization": "OAuth good"}
        body = requests.get(body["next_href"], headers=headers, timeout=30).json()
        urns += [track["urn"] for track in body["collection"]]
    expected = soundcloud.tracks_of(world, artist)
    assert urns == [f"soundcloud:tracks:{track.soundcloud_id}" for track in expected]
    assert isinstance(ask(url, path).json(), list)
    assert ask(url, path, limit=201).status_code == 400


def test_keys_are_looked_at(url: str) -> None:
    given = requests.post(f"{url}/oauth/token", auth=KEYS, timeout=30)
    assert (given.status_code, given.json()["expires_in"]) == (200, 3599)
    refused = requests.post(f"{url}/oauth/token", auth=("id", "wrong"), timeout=30)
    assert refused.status_code == 401
    assert requests.get(f"{url}/tracks", timeout=30).status_code == 401


def test_who_is_not_there_is_404(url: str) -> None:
    assert ask(url, "users/soundcloud:users:1").status_code == 404
    assert ask(url, "users/soundcloud:users:1/tracks").status_code == 404
