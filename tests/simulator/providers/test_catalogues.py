from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
import requests

from reelhouse.simulator.providers.catalogues import FILES, HEADER, catalogue
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=150)


@pytest.fixture(scope="module")
def url(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with SimulatorServer(tmp_path_factory.mktemp("files"), world=world) as server:
        yield server.base_url("catalogues")


@pytest.mark.parametrize("file", FILES)
def test_a_file_has_the_public_layout_and_all_that_is_on(url: str, world: World, file: str) -> None:
    answer = requests.get(url + file, timeout=30)
    header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8")))

    assert answer.headers["content-type"].startswith("text/csv")
    assert tuple(header) == HEADER
    titles = catalogue(world, FILES[file])
    assert [row[2] for row in rows] == [title.names.catalogue for title, _ in titles]
    assert rows


def test_some_films_have_their_runtime_under_the_rating(url: str) -> None:
    texts = [requests.get(url + file, timeout=30).text for file in FILES]
    ratings = [row["rating"] for text in texts for row in csv.DictReader(io.StringIO(text))]

    assert any(rating.endswith(" min") for rating in ratings)


def test_other_files_are_not_there(url: str) -> None:
    assert requests.get(f"{url}max_titles.csv", timeout=30).status_code == 404
