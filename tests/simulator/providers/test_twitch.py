from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from reelhouse.simulator.providers import twitch
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.sources.api import Window
from tests.contracts import contract


class Client:
    """Asks the simulated Helix with a token of its own."""

    def __init__(self, server: SimulatorServer) -> None:
        self.url = server.base_url("twitch")
        self.headers = {
            "Client-Id": "an-id",
            "Authorization": f"Bearer {self.token()['access_token']}",
        }

    def token(self, **form: str) -> Any:
        usual = {"grant_type": "client_credentials", "client_id": "an-id", "client_secret": "s"}
        url = self.url.removesuffix("/helix") + "/oauth2/token"
        return requests.post(url, usual | form, timeout=30).json()

    def get(self, path: str, headers: dict[str, str] | None = None, **params: Any) -> Any:
        return requests.get(
            f"{self.url}/{path}", params, headers=self.headers | (headers or {}), timeout=30
        )


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=60, days=30)


@pytest.fixture(scope="module")
def client(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with SimulatorServer(tmp_path_factory.mktemp("files"), world=world, limits=False) as server:
        yield Client(server)


def test_answers_are_as_the_contract_says(client: Client, world: World) -> None:
    openapi = contract("twitch", "openapi.json")
    video = next(v for v in world.twitch.videos if v.published_day <= 0)
    user = video.streamer.user_id
    answers = {
        "/games/top": client.get("games/top"),
        "/streams": client.get("streams"),
        "/users": client.get("users", id=[user, "1"]),
        "/videos": client.get("videos", user_id=user, sort="time"),
    }
    for path, answer in answers.items():
        assert answer.status_code == 200
        assert answer.json()["data"], path
        assert openapi.errors(path, 200, answer.json()) == []


def test_lists_are_read_by_cursor(client: Client, world: World) -> None:
    ids: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get("streams", first=3, after=cursor).json()
        ids += [stream["id"] for stream in page["data"]]
        cursor = page["pagination"].get("cursor")

    assert ids == [stream.stream_id for stream in world.twitch.streams(0)]
    game = world.twitch.streams(0)[0].game.game_id
    found = client.get("streams", game_id=game).json()["data"]
    assert {stream["game_id"] for stream in found} == {game}


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({"Authorization": ""}, "OAuth token is missing"),
        ({"Authorization": "Bearer wrong"}, "Invalid OAuth token"),
        ({"Client-Id": "another"}, "Client ID and OAuth token do not match"),
    ],
)
def test_a_token_belongs_to_its_app(client: Client, headers: dict[str, str], message: str) -> None:
    answer = client.get("streams", headers)

    assert answer.status_code == 401
    assert answer.json() == {"error": "Unauthorized", "status": 401, "message": message}


def test_wrong_apps_get_no_token(client: Client) -> None:
    assert client.token(client_secret="wrong") == {
        "status": 403,
        "message": "invalid client secret",
    }
    assert client.token(client_id="wrong")["message"] == "invalid client"
    assert client.token(grant_type="")["message"] == "missing grant type"


def test_wrong_parameters_are_refused(client: Client) -> None:
    for path, params in (
        ("streams", {"first": 101}),
        ("streams", {"after": "?"}),
        ("videos", {}),
        ("users", {}),
    ):
        assert client.get(path, **params).status_code == 400


def test_too_many_requests_say_when_to_come_again(
    world: World, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a window that no machine is too slow to fill
    hourly = dataclasses.replace(twitch.PROVIDER, windows=(Window(5, 3600),))
    monkeypatch.setattr(twitch, "PROVIDER", hourly)
    with SimulatorServer(tmp_path_factory.mktemp("files"), world=world) as server:
        client = Client(server)
        answers = [client.get("users", id="1") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert int(answers[-1].headers["Ratelimit-Reset"]) > 0
