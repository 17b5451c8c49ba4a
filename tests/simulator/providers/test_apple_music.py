from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=120)


@pytest.fixture(scope="module")
def url(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with SimulatorServer(tmp_path_factory.mktemp("files"), world=world) as server:
        yield server.base_url("apple_music")


def feed(url: str, path: str) -> requests.Response:
    return requests.get(f"{url}/{path}", timeout=30)


def test_songs_are_the_worlds_chart(url: str, world: World) -> None:
    results = feed(url, "us/music/most-played/25/songs.json").json()["feed"]["results"]
    entries = world.charts.chart("US", 0, 25)
    assert [item["id"] for item in results] == [str(entry.track.apple_id) for entry in entries]
    for item, entry in zip(results, entries, strict=True):
        assert item["artistId"] == str(entry.track.artist.apple_id)
        assert ("contentAdvisoryRating" in item) == entry.track.is_explicit
        assert item["genres"][-1]["name"] == "Music"


def test_albums_and_videos_appear_once_each(url: str, world: World) -> None:
    known = {str(album.apple_id) for album in world.albums}
    albums = feed(url, "jp/music/most-played/100/albums.json").json()["feed"]["results"]
    assert len({item["id"] for item in albums}) == len(albums) == 100
    assert {item["id"] for item in albums} <= known
    videos = feed(url, "jp/music/most-played/100/music-videos.json").json()["feed"]["results"]
    assert len({item["id"] for item in videos}) == len(videos) > 10


@pytest.mark.parametrize(
    "path",
    [
        "aq/music/most-played/10/songs.json",
        "us/music/most-played/101/songs.json",
        "us/music/most-played/0/songs.json",
        "us/music/most-played/10/ringtones.json",
    ],
)
def test_what_apple_does_not_have_is_404(url: str, path: str) -> None:
    assert feed(url, path).status_code == 404
