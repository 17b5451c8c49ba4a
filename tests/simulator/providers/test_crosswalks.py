from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from tests.contracts import SPECS


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=300)


@pytest.fixture(scope="module")
def server(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorServer]:
    with SimulatorServer(tmp_path_factory.mktemp("files"), world=world, limits=False) as running:
        yield running


def test_wikidata_answers_as_sparql_json(server: SimulatorServer, world: World) -> None:
    title = next(t for t in world.titles if t.wikidata_id and t.tmdb_kind == "tv")
    query = (
        'SELECT ?imdb ?item ?property ?value WHERE { VALUES ?imdb { "%s" "tt9999999" } '
        'VALUES (?property ?direct) { ("P4983" wdt:P4983) } ?item wdt:P345 ?imdb ; ?direct ?value }'
    )
    answer = requests.get(
        f"{server.base_url('wikidata')}/sparql",
        {"query": query % title.imdb_id, "format": "json"},
        timeout=30,
    )
    assert answer.headers["content-type"].startswith("application/sparql-results+json")
    body = answer.json()
    assert body["head"]["vars"] == ["imdb", "item", "property", "value"]
    [binding] = body["results"]["bindings"]
    assert {name: cell["value"] for name, cell in binding.items()} == {
        "imdb": title.imdb_id,
        "item": f"http://www.wikidata.org/entity/{title.wikidata_id}",
        "property": "P4983",
        "value": str(title.tmdb_id),
    }
    assert binding["item"]["type"] == "uri"


def test_wikidata_refuses_what_is_no_query(server: SimulatorServer) -> None:
    address = f"{server.base_url('wikidata')}/sparql"
    answer = requests.get(address, {"query": "hello"}, timeout=30)
    assert answer.status_code == 400
    assert "java" in answer.text


def test_fribb_has_both_recorded_layouts(server: SimulatorServer, world: World) -> None:
    address = server.base_url("fribb")
    new = requests.get(address, timeout=30).json()
    old = requests.get(address.replace("full", "old"), timeout=30).json()
    listed = [a for a in world.anime if a.is_listed(0)]
    assert len(new) == len(old) == len(listed)
    assert {type(entry["imdb_id"]) for entry in new} == {list}
    assert {type(entry["imdb_id"]) for entry in old} == {str}
    assert {type(entry["themoviedb_id"]) for entry in old} == {int}
    kinds = {name: type(v) for e in new for name, v in e["themoviedb_id"].items()}
    assert kinds == {"movie": list, "tv": int}
    assert requests.get(address + "x", timeout=30).status_code == 404


def test_fribb_has_no_field_that_the_recorded_lists_lack(server: SimulatorServer) -> None:
    folder = SPECS / "crosswalk"
    if not folder.is_dir():
        pytest.skip(f"the recorded lists are not there: {folder}")
    known = "".join(path.read_text() for path in folder.glob("fribb*.json"))
    for entry in requests.get(server.base_url("fribb"), timeout=30).json():
        assert all(f'"{name}"' in known for name in entry)


def test_movielens_writes_as_the_recorded_file(server: SimulatorServer, shared_data: Path) -> None:
    address = f"{server.base_url('movielens')}links.csv"
    answer = requests.get(address, timeout=30)
    recorded = (shared_data / "movielens" / "ml-latest-small" / "links.csv").read_bytes()
    header = recorded.partition(b"\n")[0]
    assert answer.content.startswith(header + b"\n1,")
    again = requests.get(address, headers={"If-None-Match": answer.headers["etag"]}, timeout=30)
    assert again.status_code == 304
