from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from tests.contracts import contract

KEYS = ("id", "secret")
MARKET = {"market": "US"}


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=120)


@pytest.fixture(scope="module")
def url(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("files")
    with SimulatorServer(folder, world=world, limits=False) as server:
        yield server.base_url("spotify")


@pytest.fixture(scope="module")
def token(url: str) -> str:
    answer = requests.post(url.replace("/v1", "/api/token"), auth=KEYS, timeout=30)
    assert answer.json()["token_type"] == "Bearer"
    return str(answer.json()["access_token"])


def ask(url: str, token: str, path: str, **params: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{url}/{path}", params=params, headers=headers, timeout=30)


def test_answers_are_as_the_contract_says(url: str, token: str, world: World) -> None:
    spotify = contract("spotify", "official-spotify-open-api.yml")
    artist, album = world.artists[0].spotify_id, world.albums[0].spotify_id
    show = world.podcasts[0].spotify_id
    paths: dict[str, dict[str, Any]] = {
        f"shows/{show}": MARKET,
        f"shows/{show}/episodes": {**MARKET, "limit": 7, "offset": 3},
        f"artists/{artist}": {},
        f"artists/{artist}/albums": {"limit": 2},
        f"albums/{album}": {},
        f"albums/{album}/tracks": {},
        "search": {"q": "a", "type": "artist,album,track,show,episode", "limit": 10},
    }
    for path, params in paths.items():
        answer = ask(url, token, path, **params)
        assert answer.status_code == 200, path
        assert spotify.errors(f"/{path}", 200, answer.json()) == [], path
    forbidden = ask(url, token, "artists", ids=artist)
    assert forbidden.status_code == 403
    assert spotify.errors("/artists", 403, forbidden.json()) == []


def test_lists_are_cut_into_pages(url: str, token: str, world: World) -> None:
    show = world.podcasts[0]
    path = f"shows/{show.spotify_id}/episodes"
    first = ask(url, token, path, limit=10, **MARKET).json()
    rest = ask(url, token, path, limit=10, offset=10, **MARKET).json()
    ids = [episode["id"] for page in (first, rest) for episode in page["items"]]
    assert ids == [episode.spotify_id for episode in show.episodes_on(0)]
    assert "offset=10" in first["next"]
    assert rest["next"] is None
    assert ask(url, token, path, limit=51, **MARKET).status_code == 400


def test_a_search_finds_by_name_and_gives_ten_at_most(url: str, token: str, world: World) -> None:
    name = world.artists[3].name
    found = ask(url, token, "search", q=name, type="artist").json()["artists"]["items"]
    assert world.artists[3].spotify_id in {artist["id"] for artist in found}
    assert ask(url, token, "search", q="a", type="track", limit=11).status_code == 400


def test_keys_are_looked_at(url: str) -> None:
    refused = requests.post(url.replace("/v1", "/api/token"), auth=("id", "wrong"), timeout=30)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_client")
    assert requests.get(f"{url}/search", timeout=30).status_code == 401
    assert ask(url, "wrong", "search").json()["error"]["message"] == "Invalid access token"


@pytest.mark.parametrize("path", ["shows", "albums", "tracks", "artists/x/top-tracks"])
def test_what_new_apps_have_lost_is_forbidden(url: str, token: str, path: str) -> None:
    assert ask(url, token, path, ids="x").status_code == 403


def test_what_is_not_there_is_404(url: str, token: str, world: World) -> None:
    assert ask(url, token, "shows/nothing", **MARKET).status_code == 404
    assert ask(url, token, f"shows/{world.podcasts[0].spotify_id}").status_code == 404


def test_too_many_requests_are_turned_away_and_tokens_are_not_counted(
    world: World, tmp_path: Path
) -> None:
    with SimulatorServer(tmp_path, world=world) as server:
        base_url = server.base_url("spotify")
        token_url = base_url.replace("/v1", "/api/token")
        given = [requests.post(token_url, auth=KEYS, timeout=30).status_code for _ in range(3)]
        asked = [ask(base_url, "good", "artists/none") for _ in range(61)]
    assert given == [200, 200, 200]
    assert [answer.status_code for answer in asked] == [*[404] * 60, 429]
    assert int(asked[-1].headers["Retry-After"]) in range(1, 31)
    assert (
        contract("spotify", "official-spotify-open-api.yml").errors(
            "/artists/none", 429, asked[-1].json()
        )
        == []
    )
