from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reelhouse.lake import Lake
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.sources.anilist import judge
from reelhouse.sources.ingest import IngestFailed, IngestReport
from reelhouse.sources.ingest_api import Wanted
from tests.replay import Recording, ReplayServer
from tests.silver import run_source, silver_rows


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=400)


@pytest.fixture
def simulator(world: World, tmp_path: Path) -> Iterator[SimulatorServer]:
    world.day = 0
    with SimulatorServer(tmp_path / "files", world=world, limits=False) as server:
        yield server


def pull(
    lake: Lake, simulator: SimulatorServer, wanted: Wanted | None = None, **section: Any
) -> IngestReport:
    return run_source(lake, "anilist", simulator.base_url("anilist"), wanted=wanted, **section)


def listed(world: World, day: int = 0) -> set[int]:
    return {a.mal_id for a in world.anime if a.is_listed(day)}


def stored(lake: Lake) -> set[int]:
    rows = silver_rows(lake, "select title_id_mal from silver_anilist__anime")
    assert len(rows) == len(set(rows))
    return {id_ for (id_,) in rows}


def test_the_same_ids_come_as_from_myanimelist(
    lake: Lake, simulator: SimulatorServer, world: World
) -> None:
    wanted = sorted(listed(world))[:120]
    report = pull(lake, simulator, ids=wanted)
    assert stored(lake) == set(wanted)
    assert report.warnings == report.notes == []
    truth = {a.mal_id: a for a in world.anime}
    for id_, anilist_id, romaji, members, first, score in silver_rows(
        lake,
        "select title_id_mal, title_id_anilist, title_romaji, member_count, aired_from_date, "
        "average_score from silver_anilist__anime",
    ):
        anime = truth[id_]
        assert (anilist_id, romaji, members) == (anime.anilist_id, anime.name, anime.members(0))
        assert first == anime.first_date
        expected = anime.stats(0).score
        assert score == (None if expected is None else round(10 * expected))


def test_children_are_as_in_the_world(lake: Lake, simulator: SimulatorServer, world: World) -> None:
    anime = next(a for a in world.anime if a.is_listed(0) and a.streaming and a.theme_ids)
    pull(lake, simulator, ids=[anime.mal_id])
    [counts] = silver_rows(
        lake,
        "select (select count(*) from silver_anilist__anime_genre),"
        " (select count(*) from silver_anilist__anime_tag),"
        " (select count(*) from silver_anilist__anime_studio),"
        " (select count(*) from silver_anilist__anime_link where link_type = 'STREAMING')",
    )
    assert counts == (
        len(anime.genre_ids),
        len(anime.theme_ids),
        len({c.mal_id for c in anime.studios}) + len({c.mal_id for c in anime.producers}),
        len(anime.streaming),
    )


def test_ids_that_anilist_lacks_are_told(lake: Lake, simulator: SimulatorServer) -> None:
    report = pull(lake, simulator, ids=[999_999_999])
    assert report.warnings == ["AniList has no anime for MyAnimeList's 999999999"]


def test_the_most_popular_and_a_season(
    lake: Lake, simulator: SimulatorServer, world: World
) -> None:
    there = {a.mal_id for a in world.anime if (a.season_year, a.season) == (2024, "fall")}
    popular = sorted(
        (a for a in world.anime if a.is_listed(0)), key=lambda a: (-a.members(0), a.anilist_id)
    )
    pull(lake, simulator, top=70, seasons=["2024-fall"])
    assert stored(lake) == there | {a.mal_id for a in popular[:70]}


def test_limit_takes_the_first(lake: Lake, simulator: SimulatorServer) -> None:
    pull(lake, simulator, Wanted(limit=60), top=200)
    assert len(stored(lake)) == 60


def test_counters_of_each_fetch_are_kept(
    lake: Lake, simulator: SimulatorServer, world: World
) -> None:
    anime = max(world.anime, key=lambda a: a.members(30) - a.members(0))
    pull(lake, simulator, ids=[anime.mal_id])
    world.day = 30
    pull(lake, simulator, ids=[anime.mal_id])
    seen = silver_rows(
        lake, "select member_count from silver_anilist__anime_snapshot order by fetched_at"
    )
    assert [count for (count,) in seen] == [anime.members(0), anime.members(30)]


TOO_MANY = {"errors": [{"message": "Too Many Requests.", "status": 429}], "data": None}
BROKEN = {"errors": [{"message": "Internal Server Error"}], "data": None}


@pytest.mark.parametrize(
    "fault",
    [
        Fault(body=json.dumps(TOO_MANY), status=429, retry_after="0", times=2),
        Fault(body=json.dumps(TOO_MANY), retry_after="0", times=2),
        Fault(body=json.dumps(BROKEN), retry_after="0", times=1),
        Fault(body='{"data": {"Page": null}}', retry_after="0", times=1),
        Fault(status=502, retry_after="0", times=2),
        Fault(html=True, times=1),
        Fault(cut_after=200, times=1),
        Fault(body="null", times=1),
    ],
    ids=["429", "429 within 200", "error within 200", "no page", "502", "html", "cut", "null"],
)
def test_faults_that_pass_cost_nothing(
    lake: Lake, simulator: SimulatorServer, world: World, fault: Fault
) -> None:
    simulator.faults.add(fault)
    pull(lake, simulator, top=1_000)
    assert stored(lake) == listed(world)


def test_a_season_that_moves_is_read_again(lake: Lake) -> None:
    reading = iter(range(100))

    def answer(request: Request) -> Response:
        # the second page of the first reading has lost an entry that went to the first page
        number = next(reading)
        is_first, is_moved = number % 2 == 0, number == 1
        ids = range(50) if is_first else range(51, 80) if is_moved else range(50, 80)
        media = [{"id": id_, "idMal": id_} for id_ in ids]
        info = {"total": 79 if is_moved else 80, "hasNextPage": is_first}
        return JSONResponse({"data": {"Page": {"pageInfo": info, "media": media}}})

    with ReplayServer([Recording("/", answer)]) as server:
        report = run_source(lake, "anilist", f"{server.url}/", seasons=["2024-fall"])
    assert stored(lake) == set(range(80))
    assert len(server.asked) == 4
    assert not [text for text in report.warnings if "changed each time" in text]


@pytest.mark.parametrize("shift", [1, -2])
def test_a_list_that_moves_is_read_until_it_is_whole(
    lake: Lake, simulator: SimulatorServer, world: World, shift: int
) -> None:
    # the first two pages are of a list that is as it was, or will be, before the others
    simulator.faults.add(Fault(shift=shift, times=2))
    report = pull(lake, simulator, top=1_000)
    assert stored(lake) == listed(world)
    assert not [text for text in report.warnings if "changed each time" in text]


def test_a_closed_api_stops_with_advice(lake: Lake) -> None:
    closed = {"errors": [{"message": "The AniList API has been disabled.", "status": 403}]}
    recording = Recording("/", json.dumps(closed).encode(), status=403)
    with ReplayServer([recording]) as server, pytest.raises(IngestFailed) as failed:
        run_source(lake, "anilist", f"{server.url}/", ids=[5])
    assert "The AniList API has been disabled." in failed.value.what
    assert failed.value.advice


def test_waits_until_the_limit_is_granted_anew() -> None:
    headers = {"X-RateLimit-Reset": str(int(time.time()) + 30)}
    verdict = judge(429, headers, TOO_MANY)
    assert verdict is not None
    assert verdict.action == "retry"
    assert verdict.after is not None
    assert 0 < verdict.after <= 30


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault(drop_field="favourites"), "field 'favourites' has vanished"),
        (Fault(retype_field="popularity"), "field 'popularity' is string"),
        (Fault(add_field="mood"), "field 'mood' is new"),
    ],
)
def test_drift_is_told_and_silver_still_builds(
    lake: Lake, simulator: SimulatorServer, fault: Fault, told: str
) -> None:
    simulator.faults.add(fault)
    report = pull(lake, simulator, top=50)
    assert any(told in message for message in [*report.warnings, *report.notes])
    assert len(stored(lake)) == 50
