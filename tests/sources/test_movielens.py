from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.sources.ingest import IngestFailed, IngestRefused, IngestReport
from reelhouse.sources.movielens import SOURCE
from reelhouse.sources.tabular.ingest import ingest_tables
from tests.silver import silver_rows


def take(lake: Lake, *origins: str | Path) -> IngestReport:
    overrides: Any = {"lake": lake.root}
    return ingest_tables(
        lake, load_settings(**overrides), SOURCE, [str(origin) for origin in origins]
    )


def links(lake: Lake) -> list[tuple[Any, ...]]:
    return silver_rows(
        lake,
        "select movie_id_movielens, title_id_imdb, title_id_tmdb_movie "
        "from silver_movielens__link order by 1",
    )


def test_every_recorded_link_is_in_silver(lake: Lake, shared_data: Path) -> None:
    folder = shared_data / "movielens" / "ml-latest-small"
    report = take(lake, folder / "links.csv")
    with (folder / "links.csv").open(newline="") as file:
        plain = list(csv.DictReader(file))
    assert [(o.resource, o.rows, o.rejected) for o in report.outcomes] == [("links", 9_125, 0)]
    assert links(lake) == [
        (
            int(row["movieId"]),
            f"tt{row['imdbId']}",
            int(row["tmdbId"]) if row["tmdbId"] else None,
        )
        for row in plain
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("movieId,imdbId,tmdbId\n1,0114709,862\n1,0114710,863\n", "duplicate key"),
        ("movieId,imdbId,tmdbId\n1,Toy Story,862\n", "imdb_id|imdbId"),
    ],
)
def test_wrong_rows_are_refused(lake: Lake, tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "links.csv").write_text(text)
    with pytest.raises(IngestRefused, match=told):
        take(lake, tmp_path / "links.csv")


def test_another_file_is_no_table_of_links(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "links.csv").write_text("movieId,title,genres\n1,Toy,Comedy\n")
    with pytest.raises(IngestFailed, match=r"imdb_?[iI]d"):
        take(lake, tmp_path / "links.csv")


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=300)


@pytest.fixture
def simulator(world: World, tmp_path: Path) -> Iterator[SimulatorServer]:
    with SimulatorServer(tmp_path / "files", world=world) as server:
        yield server


def test_films_have_their_ids(lake: Lake, simulator: SimulatorServer, world: World) -> None:
    take(lake, simulator.base_url("movielens"))
    films = {t.imdb_id: t.tmdb_id for t in world.titles if t.is_film and t.is_released(0)}
    found = {imdb_id: tmdb_id for _, imdb_id, tmdb_id in links(lake)}
    assert found.keys() == films.keys()
    assert all(tmdb_id in (None, films[imdb_id]) for imdb_id, tmdb_id in found.items())
    assert sum(tmdb_id is None for tmdb_id in found.values()) == len(films) // 50


@pytest.mark.parametrize("fault", [Fault(html=True), Fault(body="null"), Fault(truncate_to=300)])
def test_bad_bytes_do_not_replace_good_ones(
    lake: Lake, simulator: SimulatorServer, fault: Fault
) -> None:
    address = simulator.base_url("movielens")
    take(lake, address)
    before = links(lake)
    # a server without validators sends its file anew
    fault.no_validators = True
    simulator.faults.add(fault)
    with pytest.raises((IngestFailed, IngestRefused)):
        take(lake, address)
    assert links(lake) == before


@pytest.mark.parametrize("length", [290, 301, 1004])
def test_a_download_cut_on_its_way_is_not_taken_for_whole(
    lake: Lake, simulator: SimulatorServer, length: int
) -> None:
    """The server says that the cut file is all there is, so that only its end can tell."""
    whole = requests.get(f"{simulator.base_url('movielens')}links.csv", timeout=30).content
    last = whole[:length].splitlines()[-1]
    simulator.faults.add(Fault("/movielens/*", truncate_to=length))
    if last.count(b",") < 2:
        with pytest.raises(IngestFailed, match="in the middle of a row"):
            take(lake, simulator.base_url("movielens"))
    else:
        report = take(lake, simulator.base_url("movielens"))
        assert "may have been cut on the way" in report.warnings[0]
