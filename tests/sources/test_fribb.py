from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reelhouse.lake import Lake
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.sources.ingest import IngestFailed, IngestReport
from tests.replay import Recording, ReplayServer
from tests.silver import run_source, silver_rows

LIST = "/anime-list-full.json"


def take(lake: Lake, body: Any) -> IngestReport:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    recording = Recording(LIST, content, headers={"content-type": "text/plain"})
    with ReplayServer([recording]) as server:
        return run_source(lake, "fribb", server.url + LIST)


def recorded(shared_data: Path, name: str) -> tuple[bytes, list[dict[str, Any]]]:
    path = shared_data.parent / "specs" / "crosswalk" / name
    if not path.is_file():
        pytest.skip(f"the recorded list is not there: {path}")
    content = path.read_bytes()
    return content, json.loads(content)


def rows(lake: Lake, what: str) -> list[tuple[Any, ...]]:
    return sorted(silver_rows(lake, f"select {what}"), key=repr)


def test_the_old_layout_loses_nothing(lake: Lake, shared_data: Path) -> None:
    content, entries = recorded(shared_data, "fribb-anime-list-full.OLD-LAYOUT.first400.json")
    report = take(lake, content)
    assert report.warnings == report.notes == []
    assert [outcome.rows for outcome in report.outcomes] == [len(entries)] == [400]
    names = ("mal_id", "anilist_id", "anidb_id", "kitsu_id", "livechart_id", "thetvdb_id")
    assert rows(
        lake,
        "title_id_mal, title_id_anilist, title_id_anidb, title_id_kitsu, title_id_livechart, "
        "series_id_tvdb from silver_fribb__anime",
    ) == sorted((tuple(e.get(name) for name in names) for e in entries), key=repr)
    assert rows(lake, "title_id_mal, title_id_imdb from silver_fribb__anime_imdb") == sorted(
        ((e.get("mal_id"), e["imdb_id"]) for e in entries if "imdb_id" in e), key=repr
    )
    assert rows(lake, "title_id_mal, tmdb_number from silver_fribb__anime_tmdb") == sorted(
        ((e.get("mal_id"), e["themoviedb_id"]) for e in entries if "themoviedb_id" in e), key=repr
    )
    movies = silver_rows(lake, "select count(title_id_tmdb_movie) from silver_fribb__anime_tmdb")
    assert movies == [(sum("themoviedb_id" in e and e["type"] == "MOVIE" for e in entries),)]


def test_the_new_layout_loses_nothing(lake: Lake, shared_data: Path) -> None:
    content, entries = recorded(shared_data, "fribb-anime-lists-reduced.2026-06-30.first1000.json")
    report = take(lake, content)
    assert report.warnings == report.notes == []
    assert [outcome.rows for outcome in report.outcomes] == [len(entries)] == [1_000]
    assert rows(
        lake,
        "title_id_anidb, series_id_tvdb, season_number_tvdb, episode_offset_tmdb "
        "from silver_fribb__anime",
    ) == sorted(
        (
            (
                e["anidb_id"],
                e.get("tvdb_id"),
                e.get("season", {}).get("tvdb"),
                e.get("episode_offset", {}).get("tmdb"),
            )
            for e in entries
        ),
        key=repr,
    )
    imdb = [id_ for e in entries for id_ in e.get("imdb_id", [])]
    assert rows(lake, "title_id_imdb from silver_fribb__anime_imdb") == sorted(
        ((id_,) for id_ in imdb), key=repr
    )
    tmdb = [e["themoviedb_id"] for e in entries if "themoviedb_id" in e]
    movies = [id_ for ids in tmdb for id_ in ids.get("movie", [])]
    shows = [ids["tv"] for ids in tmdb if "tv" in ids]
    for kind, expected in (("movie", movies), ("tv", shows)):
        assert rows(
            lake,
            f"title_id_tmdb_{kind} from silver_fribb__anime_tmdb where tmdb_kind = '{kind}'",
        ) == sorted(((id_,) for id_ in expected), key=repr)


def test_an_entry_that_is_gone_is_gone(lake: Lake) -> None:
    first = [{"mal_id": 1, "imdb_id": "tt0000001"}, {"mal_id": 2}]
    take(lake, first)
    assert [o.status for o in take(lake, first).outcomes] == ["unchanged"]
    take(lake, first[1:])
    assert rows(lake, "title_id_mal from silver_fribb__anime") == [(2,)]
    assert rows(lake, "title_id_imdb from silver_fribb__anime_imdb") == []


def test_entries_that_come_twice_are_told(lake: Lake) -> None:
    report = take(lake, [{"mal_id": 1}, {"mal_id": 1}, {"mal_id": 1, "anidb_id": 5}])
    assert report.warnings == ["1 entries of the list come twice"]
    assert len(rows(lake, "fribb_entry from silver_fribb__anime")) == 2


@pytest.mark.parametrize("body", [b"[]", b'{"data": []}', b"7"])
def test_what_is_no_list_is_refused(lake: Lake, body: bytes) -> None:
    with pytest.raises(IngestFailed, match="is no list of anime ids"):
        take(lake, body)
    assert lake.deliveries("fribb", "entries") == []


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=300)


@pytest.fixture
def simulator(world: World, tmp_path: Path) -> Iterator[SimulatorServer]:
    with SimulatorServer(tmp_path / "files", world=world) as server:
        yield server


@pytest.mark.parametrize(
    "fault",
    [None, Fault(html=True, times=1), Fault(body="null", times=1), Fault(cut_after=900, times=1),
     Fault(truncate_to=900, times=1), Fault(status=503, retry_after="0", times=1)],
    ids=["none", "html", "null", "cut", "truncated", "503"],
)  # fmt: skip
def test_ids_are_as_in_the_world(
    lake: Lake, simulator: SimulatorServer, world: World, fault: Fault | None
) -> None:
    if fault:
        simulator.faults.add(fault)
    run_source(lake, "fribb", simulator.base_url("fribb"))
    listed = [a for a in world.anime if a.is_listed(0)]
    titles = {a.mal_id: world.titles[a.title_index] for a in listed}
    assert rows(lake, "title_id_mal, title_id_imdb from silver_fribb__anime_imdb") == sorted(
        ((id_, title.imdb_id) for id_, title in titles.items()), key=repr
    )
    assert rows(
        lake, "title_id_mal, tmdb_kind, tmdb_number from silver_fribb__anime_tmdb"
    ) == sorted(((id_, t.tmdb_kind, t.tmdb_id) for id_, t in titles.items()), key=repr)


def test_both_layouts_give_the_same_silver(
    lake: Lake, simulator: SimulatorServer, world: World, tmp_path: Path
) -> None:
    other = Lake(tmp_path / "other")
    address = simulator.base_url("fribb")
    run_source(lake, "fribb", address)
    run_source(other, "fribb", address.replace("list-full", "list-old"))
    for what in (
        "title_id_mal, title_id_anidb, media_type from silver_fribb__anime",
        "title_id_mal, title_id_imdb from silver_fribb__anime_imdb",
        "title_id_mal, title_id_tmdb_movie, title_id_tmdb_tv from silver_fribb__anime_tmdb",
    ):
        assert rows(lake, what) == rows(other, what)
