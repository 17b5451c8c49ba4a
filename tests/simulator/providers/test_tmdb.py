"""The simulated TMDB answers as TMDB's contract says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from reelhouse.simulator.providers.tmdb import ANNOUNCED_DAYS
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.simulator.world.titles import Title
from tests.contracts import contract

NULLABLE = (r"(external_ids\.)?(facebook|instagram|twitter|wikidata)_id", "belongs_to_collection")
FRACTIONS = (r"results\.\d+\.vote_average",)
HEADERS = {"Authorization": "Bearer any"}


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=120)


@pytest.fixture(scope="module")
def url(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("files")
    with SimulatorServer(folder, world=world, limits=False) as server:
        yield server.base_url("tmdb")


def ask(url: str, path: str, **query: Any) -> tuple[int, Any]:
    answer = requests.get(url + path, params=query, headers=HEADERS, timeout=30)
    return answer.status_code, answer.json()


def checked(url: str, path: str, **query: Any) -> Any:
    status, body = ask(url, path, **query)
    errors = contract("tmdb", "openapi.json", NULLABLE, FRACTIONS).errors(f"/3{path}", status, body)
    assert errors == []
    return body


def listed(world: World, kind: str) -> list[Title]:
    latest = world.day + ANNOUNCED_DAYS
    return [t for t in world.titles if t.tmdb_kind == kind and t.release_day <= latest]


@pytest.mark.parametrize(
    "path",
    [
        "/discover/movie",
        "/discover/tv",
        "/trending/movie/day",
        "/trending/tv/week",
        "/genre/movie/list",
        "/genre/tv/list",
        "/movie/999999999",
        "/tv/999999999",
    ],
)
def test_lists_and_errors_fit_the_contract(url: str, path: str) -> None:
    body = checked(url, path)

    assert body.get("results") or body.get("genres") or body["status_code"] == 34


@pytest.mark.parametrize("kind", ["movie", "tv"])
def test_every_title_and_part_fits_the_contract(url: str, world: World, kind: str) -> None:
    own = "release_dates" if kind == "movie" else "content_ratings"
    parts = ["credits", "keywords", "watch/providers", "external_ids", "videos", own]
    titles = listed(world, kind)[:25]

    for title in titles:
        body = checked(url, f"/{kind}/{title.tmdb_id}", append_to_response=",".join(parts))
        for part in parts:
            alone = checked(url, f"/{kind}/{title.tmdb_id}/{part}")
            assert body[part] == {name: v for name, v in alone.items() if name != "id"}
        assert body["external_ids"]["imdb_id"] == title.imdb_id


def test_a_number_is_a_movie_here_and_a_series_there(url: str) -> None:
    big = World()
    movies = {title.tmdb_id for title in big.titles if title.tmdb_kind == "movie"}
    series = {title.tmdb_id for title in big.titles if title.tmdb_kind == "tv"}

    assert movies & series


@pytest.mark.parametrize("page", ["0", "501", "x", "-1"])
def test_pages_start_at_1_and_end_at_500(url: str, page: str) -> None:
    status, body = ask(url, "/discover/movie", page=page)

    assert (status, body["status_code"]) == (400, 22)


def test_dates_cut_discovery(url: str, world: World) -> None:
    days = sorted(title.release_date for title in world.titles if title.tmdb_kind == "movie")
    middle = days[len(days) // 2].isoformat()
    _, body = ask(url, "/discover/movie", **{"primary_release_date.gte": middle})

    assert body["total_results"] == sum(
        title.release_date.isoformat() >= middle for title in listed(world, "movie")
    )
    assert (
        ask(url, "/discover/movie", **{"primary_release_date.gte": "soon"})[1]["status_code"] == 23
    )


def test_a_key_is_wanted_in_the_header_or_the_query(url: str) -> None:
    without = requests.get(f"{url}/discover/tv", timeout=30)
    wrong = requests.get(f"{url}/discover/tv", params={"api_key": "wrong"}, timeout=30)
    right = requests.get(f"{url}/discover/tv", params={"api_key": "f" * 32}, timeout=30)

    assert [a.status_code for a in (without, wrong, right)] == [401, 401, 200]
    assert without.json()["status_code"] == 7
    kept = contract("tmdb", "openapi.json", NULLABLE, FRACTIONS)
    assert kept.errors("/3/discover/tv", 401, without.json()) == []


def test_too_many_parts_are_refused(url: str, world: World) -> None:
    number = listed(world, "movie")[0].tmdb_id
    _, body = ask(url, f"/movie/{number}", append_to_response=",".join(["videos"] * 21))

    assert body["status_code"] == 27


def test_beyond_40_a_second_it_says_429(world: World, tmp_path_factory: Any) -> None:
    with SimulatorServer(tmp_path_factory.mktemp("files"), world=world) as server:
        url = server.base_url("tmdb")
        with requests.Session() as session:
            session.headers.update(HEADERS)
            answers = [session.get(f"{url}/genre/movie/list", timeout=30) for _ in range(60)]

    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert refused[0].json()["status_code"] == 25
    assert int(refused[0].headers["Retry-After"]) >= 1


def test_counters_follow_the_day(world: World, url: str) -> None:
    title = max(world.titles, key=lambda title: title.votes(30).count)
    path = f"/{title.tmdb_kind}/{title.tmdb_id}"
    before = ask(url, path)[1]["vote_count"]
    world.day = 30
    try:
        after = ask(url, path)[1]["vote_count"]
    finally:
        world.day = 0

    assert (before, after) == (title.votes(0).count, title.votes(30).count)
    assert after > before
