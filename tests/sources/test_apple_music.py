from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reelhouse.lake import Lake
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.providers import apple_music as simulated
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.sources.ingest import IngestFailed, IngestReport
from reelhouse.sources.ingest_api import Wanted
from tests.replay import Recording, ReplayServer
from tests.silver import run_source, silver_rows
from tests.sources.faults import after_each_that_passes

COUNTRIES = ("us", "jp")


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=120)


@pytest.fixture
def provider(world: World, tmp_path: Path) -> Iterator[SimulatorServer]:
    world.day = 0
    with SimulatorServer(tmp_path / "files", world=world) as running:
        yield running


def take(lake: Lake, provider: SimulatorServer, **section: Any) -> IngestReport:
    section = {"countries": list(COUNTRIES), "entries": 50, **section}
    return run_source(lake, "apple_music", provider.base_url("apple_music"), **section)


def charts_of(world: World) -> set[tuple[Any, ...]]:
    return {
        (feed.removesuffix("s").replace("-", "_"), country.upper(), rank, item["id"], item["name"])
        for country in COUNTRIES
        for feed in simulated.TITLES
        for rank, item in enumerate(simulated.chart(world, feed, country.upper())[:50], 1)
    }


def test_charts_of_all_kinds_and_countries_are_in_silver(
    lake: Lake, provider: SimulatorServer, world: World
) -> None:
    report = take(lake, provider)
    expected = charts_of(world)
    assert report.warnings == report.notes == []
    assert {o.resource: o.rows for o in report.outcomes} == {
        "songs": 100,
        "albums": 100,
        "music_videos": 100,
    }
    entry = "chart_kind, country_code, chart_rank, item_id_apple, item_name"
    assert (
        set(silver_rows(lake, f"select {entry} from silver_apple_music__chart_entry")) == expected
    )

    world.day = 7
    take(lake, provider)
    assert charts_of(world) != expected
    rows = silver_rows(
        lake,
        f"select 'now', {entry} from silver_apple_music__chart_entry union all "
        f"select 'ever', {entry} from silver_apple_music__chart_entry_snapshot",
    )
    assert {row[1:] for row in rows if row[0] == "now"} == charts_of(world)
    assert {row[1:] for row in rows if row[0] == "ever"} == expected | charts_of(world)
    assert len([row for row in rows if row[0] == "now"]) == 300


def test_charts_that_have_not_changed_are_not_stored_again(
    lake: Lake, provider: SimulatorServer
) -> None:
    take(lake, provider)
    assert {o.status for o in take(lake, provider).outcomes} <= {"unchanged", "empty"}


def test_a_country_without_charts_is_told(lake: Lake, provider: SimulatorServer) -> None:
    report = take(lake, provider, countries=["us", "aq"])
    assert sorted(report.warnings) == [
        f"Apple shows 0 of 50 places of {feed} in aq"
        for feed in ("albums", "music-videos", "songs")
    ]
    assert [o.rows for o in report.outcomes] == [50, 50, 50]


def test_the_limit_shortens_every_chart(lake: Lake, provider: SimulatorServer) -> None:
    base_url = provider.base_url("apple_music")
    report = run_source(lake, "apple_music", base_url, wanted=Wanted(limit=3), countries=["us"])
    assert [o.rows for o in report.outcomes] == [3, 3, 3]


@after_each_that_passes("*", cut_after=1_000)
def test_what_passes_ends_in_complete_data(
    lake: Lake, provider: SimulatorServer, world: World, fault: Fault
) -> None:
    provider.faults.add(fault)
    report = take(lake, provider)
    assert report.warnings == []
    assert [o.rows for o in report.outcomes] == [100, 100, 100]


def test_a_chart_that_stays_away_is_an_error(lake: Lake, provider: SimulatorServer) -> None:
    provider.faults.add(Fault(path="*/jp/*/albums.json", body='{"feed": {}}'))
    with pytest.raises(IngestFailed, match="Apple Music answered without a chart"):
        take(lake, provider)
    assert lake.deliveries("apple_music", "albums") == []


def test_a_chart_that_lost_places_is_told(lake: Lake, provider: SimulatorServer) -> None:
    full = len(simulated.chart(World(titles=120), "music-videos", "US"))
    provider.faults.add(Fault(path="*/music-videos.json", shift=full - 10))
    report = take(lake, provider, countries=["us"])
    assert report.warnings == ["Apple shows 10 of 50 places of music-videos in us"]


def test_fields_that_vanish_or_change_are_told_and_silver_stands(
    lake: Lake, provider: SimulatorServer
) -> None:
    provider.faults.add(
        Fault(path="*/songs.json", drop_field="artistName"),
        Fault(path="*/albums.json", retype_field="name"),
        Fault(path="*/music-videos.json", add_field="mood"),
    )
    report = take(lake, provider, countries=["us"])
    assert any("'artistName' has vanished" in warning for warning in report.warnings)
    assert any("'name' is object" in warning for warning in report.warnings)
    assert any("'mood' is new" in note for note in report.notes)
    [(rows, artists)] = silver_rows(
        lake,
        "select count(*), count(artist_name) filter (chart_kind = 'song') "
        "from silver_apple_music__chart_entry",
    )
    assert (rows, artists) == (150, 0)


def test_genres_are_read_from_a_body_as_apple_sends_it(lake: Lake) -> None:
    """The shape of a feed, with two entries of which one lacks what may be missing."""
    genres = [{"genreId": "18", "name": "Hip-Hop/Rap"}, {"genreId": "34", "name": "Music"}]
    full = {
        "id": "1",
        "name": "Alpha",
        "kind": "songs",
        "artistName": "A",
        "artistId": "7",
        "artistUrl": "https://music.example/7",
        "releaseDate": "2021-10-30",
        "contentAdvisoryRating": "Explict",
        "artworkUrl100": "https://music.example/1.jpg",
        "genres": genres,
        "url": "https://music.example/1",
    }
    bare = {"id": "2", "name": "B", "kind": "songs", "artistName": "B", "genres": [], "url": "u"}
    body = json.dumps({"feed": {"results": [full, bare]}}).encode()
    recordings = [
        Recording(f"/us/music/most-played/2/{feed}.json", body) for feed in simulated.TITLES
    ]
    with ReplayServer(recordings) as server:
        report = run_source(lake, "apple_music", server.url, countries=["US"], entries=2)
    assert report.warnings == []
    rows = silver_rows(
        lake,
        "select chart_rank, is_explicit, artist_id_apple, release_date is null, genre_name "
        "from silver_apple_music__chart_entry e left join silver_apple_music__item_genre g "
        "on g.item_kind = e.chart_kind and g.item_id_apple = e.item_id_apple "
        "where chart_kind = 'song' order by all",
    )
    assert rows == [
        (1, True, "7", False, "Hip-Hop/Rap"),
        (1, True, "7", False, "Music"),
        (2, False, None, True, None),
    ]
