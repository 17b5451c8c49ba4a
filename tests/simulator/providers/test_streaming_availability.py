"""The simulated Streaming Availability API answers as its contract says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from tests.contracts import contract

HEADERS = {"X-API-Key": "any"}
KINDS = ["new", "removed", "updated", "expiring", "upcoming"]


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=200)


@pytest.fixture(scope="module")
def url(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("files")
    with SimulatorServer(folder, world=world, limits=False) as server:
        yield server.base_url("streaming_availability")


def ask(url: str, path: str, **query: Any) -> tuple[int, Any]:
    answer = requests.get(url + path, params=query, headers=HEADERS, timeout=30)
    return answer.status_code, answer.json()


def checked(url: str, path: str, template: str = "", **query: Any) -> Any:
    status, body = ask(url, path, **query)
    document = contract("streaming_availability", "openapi.yaml")
    assert document.errors(template or path, status, body) == []
    return body


def walk(url: str, path: str, **query: Any) -> list[Any]:
    bodies = [checked(url, path, **query)]
    while bodies[-1]["hasMore"]:
        bodies.append(checked(url, path, **query, cursor=bodies[-1]["nextCursor"]))
    return bodies


def test_a_catalogue_is_walked_to_its_end(url: str, world: World) -> None:
    pages = walk(url, "/shows/search/filters", country="us", catalogs="netflix,prime.rent")

    on = {
        world.titles[offer.title_index].imdb_id
        for offer in world.availability.on(0)
        if offer.country == "US"
        and (offer.service == "netflix" or (offer.service, offer.kind) == ("prime", "rent"))
    }
    shows = [show for page in pages for show in page["shows"]]
    assert len(pages) > 1
    assert len(shows) == len(on)
    assert {show["imdbId"] for show in shows} == on
    assert {country for show in shows for country in show["streamingOptions"]} == {"us"}


@pytest.mark.parametrize("kind", KINDS)
def test_changes_name_their_shows(url: str, world: World, kind: str) -> None:
    pages = [
        page
        for country in ("us", "gb", "de", "jp")
        for page in walk(
            url,
            "/changes",
            country=country,
            change_type=kind,
            item_type="show",
            include_unknown_dates="true",
        )
    ]

    changes = [change for page in pages for change in page["changes"]]
    assert changes
    assert {change["changeType"] for change in changes} == {kind}
    assert all(change["showId"] in page["shows"] for page in pages for change in page["changes"])
    dated = [change["timestamp"] for change in changes if "timestamp" in change]
    assert (len(dated) < len(changes)) == (kind == "upcoming")


def test_undated_changes_come_only_when_they_are_wanted(url: str) -> None:
    query = {"country": "us", "change_type": "upcoming", "item_type": "show"}
    pages = walk(url, "/changes", **query)

    assert all("timestamp" in change for page in pages for change in page["changes"])


def test_a_show_is_found_by_any_of_its_ids(url: str, world: World) -> None:
    for title in world.titles[:20]:
        by_imdb = checked(url, f"/shows/{title.imdb_id}", "/shows/{id}")
        by_tmdb = checked(url, f"/shows/{title.tmdb_kind}/{title.tmdb_id}", "/shows/{id}")
        assert by_imdb == by_tmdb == checked(url, f"/shows/{by_imdb['id']}", "/shows/{id}")
        assert ("seasons" in by_imdb) == (not title.is_film)


def test_countries_name_their_services(url: str) -> None:
    body = checked(url, "/countries")

    assert "netflix" in {service["id"] for service in body["us"]["services"]}


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/shows/search/filters", {}, 400),
        ("/shows/search/filters", {"country": "us", "catalogs": "nobody"}, 400),
        ("/shows/search/filters", {"country": "us", "cursor": "made-up"}, 400),
        ("/changes", {"country": "us"}, 400),
        ("/shows/tt00", {}, 404),
    ],
)
def test_refusals_fit_the_contract(url: str, path: str, query: dict[str, str], status: int) -> None:
    found, body = ask(url, path, **query)
    template = "/shows/{id}" if path == "/shows/tt00" else path

    assert found == status
    document = contract("streaming_availability", "openapi.yaml")
    assert document.errors(template, status, body) == []


@pytest.mark.parametrize("header", ["X-API-Key", "X-RapidAPI-Key"])
def test_a_key_is_wanted_in_the_header(url: str, header: str) -> None:
    path = f"{url}/countries"
    asked = [
        requests.get(path, headers={header: key}, timeout=30).status_code
        for key in ("", "wrong-1", "good")
    ]

    assert asked == [401, 401, 200]
