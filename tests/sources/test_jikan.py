from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reelhouse.errors import UsageError
from reelhouse.lake import Lake
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.sources.ingest import IngestFailed, IngestReport
from reelhouse.sources.ingest_api import Wanted
from tests.replay import Recording, ReplayServer
from tests.silver import run_source, silver_rows

API = "/v4"
NOW = {"Retry-After": "0"}
DOWN = {"status": 504, "type": "TimeoutException", "message": "Gateway Timeout", "error": None}
UPSTREAM = {"status": 500, "type": "UpstreamException", "message": "MyAnimeList.net failed"}


def anime_body(mal_id: int) -> bytes:
    return json.dumps({"data": {"mal_id": mal_id, "title": f"Anime {mal_id}"}}).encode()


def rows_of(report: IngestReport) -> dict[str, int]:
    return {outcome.resource: outcome.rows for outcome in report.outcomes if outcome.rows}


def test_an_error_within_a_good_status_is_asked_again(lake: Lake) -> None:
    answers = iter([json.dumps(UPSTREAM).encode(), anime_body(5)])
    with ReplayServer([Recording(f"{API}/anime/5", _each(answers), headers=NOW)]) as server:
        report = run_source(lake, "jikan", server.url + API, ids=[5])
    assert rows_of(report) == {"anime": 1}
    assert len(server.asked) == 2


def test_a_server_that_is_down_has_a_stand_in(lake: Lake) -> None:
    down = Recording(f"{API}/anime/5", json.dumps(DOWN).encode(), status=504, headers=NOW)
    with ReplayServer([down]) as server, pytest.raises(IngestFailed) as failed:
        run_source(lake, "jikan", server.url + API, ids=[5])
    assert "HTTP 504: Gateway Timeout" in failed.value.what
    assert "reelhouse ingest anilist" in failed.value.advice
    assert f"{API}/anime/5" in failed.value.where


def test_a_hidden_error_that_stays_is_named(lake: Lake) -> None:
    hidden = Recording(f"{API}/anime/5", json.dumps(UPSTREAM).encode(), headers=NOW)
    with ReplayServer([hidden]) as server, pytest.raises(IngestFailed) as failed:
        run_source(lake, "jikan", server.url + API, ids=[5])
    assert "HTTP 200 with the error 500: MyAnimeList.net failed" in failed.value.what


def test_what_is_not_there_is_counted(lake: Lake) -> None:
    missing = {"status": 404, "type": "BadResponseException", "message": "Resource does not exist"}
    with ReplayServer(
        [
            Recording(f"{API}/anime/5", anime_body(5)),
            Recording(f"{API}/anime/6", json.dumps(missing).encode()),
        ]
    ) as server:
        report = run_source(lake, "jikan", server.url + API, ids=[5, 6, 7])
    assert rows_of(report) == {"anime": 1}
    assert json.loads(report.evidence.read_text())["outcome"]["requests"]["not_there"] == 2


def test_a_refused_parameter_is_shown(lake: Lake) -> None:
    wrong = {"status": 400, "messages": {"limit": ["The limit may not be greater than 25."]}}
    refusal = Recording(f"{API}/top/anime", json.dumps(wrong).encode(), status=400)
    with ReplayServer([refusal]) as server, pytest.raises(IngestFailed) as failed:
        run_source(lake, "jikan", server.url + API, top=1)
    assert "The limit may not be greater than 25." in failed.value.what


@pytest.mark.parametrize("page", [{"data": [{"mal_id": 5}]}, {"data": [{"title": "x"}]}])
def test_a_list_that_cannot_be_followed_is_refused(lake: Lake, page: Any) -> None:
    body = json.dumps(page).encode()
    with (
        ReplayServer([Recording(f"{API}/seasons/now", body)]) as server,
        pytest.raises(
            IngestFailed, match=r"field '(pagination\.has_next_page|mal_id)' has vanished"
        ),
    ):
        run_source(lake, "jikan", server.url + API)


def test_an_unknown_detail_or_season_is_refused(lake: Lake) -> None:
    with pytest.raises(IngestFailed, match="no detail 'reviews'"):
        run_source(lake, "jikan", "http://127.0.0.1:1", ids=[5], details=["reviews"])
    with pytest.raises(IngestFailed, match="'autumn-2024' is not a season"):
        run_source(lake, "jikan", "http://127.0.0.1:1", seasons=["autumn-2024"])


def _each(answers: Iterator[bytes]) -> Any:
    from starlette.responses import Response

    return lambda request: Response(next(answers), headers=NOW, media_type="application/json")


# the simulator


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=400)


@pytest.fixture
def simulator(world: World, tmp_path: Path) -> Iterator[SimulatorServer]:
    world.day = 0
    with SimulatorServer(tmp_path / "files", world=world, limits=False) as server:
        yield server


def pull(lake: Lake, simulator: SimulatorServer, **section: Any) -> IngestReport:
    return run_source(lake, "jikan", simulator.base_url("jikan"), **section)


def best(world: World, count: int) -> set[int]:
    scores = {a.mal_id: a.stats(0).score for a in world.anime if a.is_listed(0)}
    ranked = sorted((-(s or 0), id_) for id_, s in scores.items())
    return {id_ for _, id_ in ranked[:count]}


def stored(lake: Lake, resource: str = "anime") -> set[str]:
    files = [str(p) for d in lake.deliveries("jikan", resource) for p in d.paths]
    with duckdb.connect() as connection:
        rows = connection.execute("select entity_id from read_parquet($1)", [files]).fetchall()
    return {entity for (entity,) in rows}


def test_the_top_list_is_as_long_as_wanted(
    lake: Lake, simulator: SimulatorServer, world: World
) -> None:
    report = pull(lake, simulator, top=60)
    assert rows_of(report) == {"anime": 60}
    assert report.warnings == report.notes == []
    scored = silver_rows(
        lake, "select title_id_mal, score, member_count, rank from silver_jikan__anime"
    )
    truth = {a.mal_id: a for a in world.anime}
    assert {id_ for id_, *_ in scored} == best(world, 60)
    for id_, score, members, _ in scored:
        assert (score, members) == (truth[id_].stats(0).score, truth[id_].members(0))
    assert sorted(rank for *_, rank in scored if rank) == list(range(1, 61))


def test_details_are_as_in_the_world(lake: Lake, simulator: SimulatorServer, world: World) -> None:
    anime = next(a for a in world.anime if a.is_listed(0) and a.episodes and a.streaming)
    details = ["full", "statistics", "recommendations", "episodes", "staff", "streaming"]
    pull(lake, simulator, ids=[anime.mal_id], details=details)
    [(watching, members)] = silver_rows(
        lake, "select watching_count, member_count from silver_jikan__anime_statistics"
    )
    assert (watching, members) == (anime.stats(0).watching, anime.stats(0).members)
    services = silver_rows(lake, "select service from silver_jikan__streaming")
    assert {name for (name,) in services} == set(anime.streaming)
    [(episodes,)] = silver_rows(lake, "select count(*) from silver_jikan__episode")
    assert episodes == sum(e.air_day <= 0 for e in anime.episodes)
    studios = silver_rows(
        lake, "select company_name from silver_jikan__anime_company where company_role = 'studio'"
    )
    assert {name for (name,) in studios} == {studio.name for studio in anime.studios}


def test_counters_of_each_fetch_are_kept(
    lake: Lake, simulator: SimulatorServer, world: World
) -> None:
    anime = max(world.anime, key=lambda a: a.members(30) - a.members(0))
    pull(lake, simulator, ids=[anime.mal_id], details=["statistics"])
    again = pull(lake, simulator, ids=[anime.mal_id], details=["statistics"])
    assert {outcome.status for outcome in again.outcomes} <= {"unchanged", "empty"}
    world.day = 30
    pull(lake, simulator, ids=[anime.mal_id], details=["statistics"])
    seen = silver_rows(
        lake, "select member_count from silver_jikan__anime_snapshot order by fetched_at"
    )
    assert [count for (count,) in seen] == [anime.members(0), anime.members(30)]
    [(now,)] = silver_rows(lake, "select member_count from silver_jikan__anime")
    assert now == anime.members(30)


def test_limit_takes_the_first(lake: Lake, simulator: SimulatorServer) -> None:
    report = run_source(
        lake, "jikan", simulator.base_url("jikan"), top=100, wanted=Wanted(limit=30)
    )
    assert rows_of(report) == {"anime": 30}


def busiest_season(world: World) -> tuple[str, set[str]]:
    seasons: dict[str, set[str]] = {}
    for anime in world.anime:
        if anime.season and anime.is_listed(0):
            name = f"{anime.season_year}-{anime.season}"
            seasons.setdefault(name, set()).add(str(anime.mal_id))
    return max(seasons.items(), key=lambda item: len(item[1]))


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=429, retry_after="0", times=2),
        Fault(status=500, retry_after="0", times=2),
        Fault(status=504, retry_after="0", times=2),
        Fault(body=json.dumps(UPSTREAM), retry_after="0", times=2),
        Fault(body="null", retry_after="0", times=1),
        Fault(html=True, times=1),
        Fault(cut_after=300, times=1),
    ],
    ids=["429", "500", "504", "hidden error", "null", "html", "cut"],
)
def test_faults_that_pass_cost_nothing(
    lake: Lake, simulator: SimulatorServer, world: World, fault: Fault
) -> None:
    simulator.faults.add(fault)
    season, there = busiest_season(world)
    pull(lake, simulator, seasons=[season], top=30)
    assert stored(lake) == there | {str(id_) for id_ in best(world, 30)}


@pytest.mark.parametrize("shift", [1, 3, -2])
def test_a_list_that_moves_is_read_until_it_is_whole(
    lake: Lake, simulator: SimulatorServer, world: World, shift: int
) -> None:
    listed = {str(a.mal_id) for a in world.anime if a.is_listed(0)}
    simulator.faults.add(Fault(path="*top*", query="*page=2*", shift=shift, times=1))
    report = pull(lake, simulator, top=len(listed))
    assert stored(lake) == listed
    assert report.warnings == []


def test_episodes_that_move_are_read_until_none_is_missing(lake: Lake) -> None:
    def page(numbers: range, *, has_more: bool) -> bytes:
        pagination = {"last_visible_page": 2, "has_next_page": has_more}
        data = [{"mal_id": number, "title": str(number)} for number in numbers]
        return json.dumps({"pagination": pagination, "data": data}).encode()

    # episode 101 moves to the first page after that was read, and is there when it is read again
    second = iter([page(range(102, 121), has_more=False), page(range(101, 121), has_more=False)])
    address = f"{API}/anime/5/episodes"
    with ReplayServer(
        [
            Recording(f"{API}/anime/5", anime_body(5)),
            Recording(address, page(range(1, 101), has_more=True), {"page": "1"}),
            Recording(address, _each(second), {"page": "2"}),
        ]
    ) as server:
        run_source(lake, "jikan", server.url + API, ids=[5], details=["episodes"])
    assert stored(lake, "anime_episodes") == {f"5/{number}" for number in range(1, 121)}


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault(drop_field="score"), "field 'score' has vanished"),
        (Fault(retype_field="members"), "field 'members' is string"),
        (Fault(add_field="mood"), "field 'mood' is new"),
        (Fault(drop_field="name"), "name' has vanished"),
    ],
)
def test_drift_is_told_and_silver_still_builds(
    lake: Lake, simulator: SimulatorServer, fault: Fault, told: str
) -> None:
    simulator.faults.add(fault)
    report = pull(lake, simulator, top=25)
    assert any(told in message for message in [*report.warnings, *report.notes])
    [(count,)] = silver_rows(lake, "select count(*) from silver_jikan__anime")
    assert count == 25


def test_usage_errors_are_usage_errors() -> None:
    from reelhouse.sources import seasons

    with pytest.raises(UsageError):
        seasons.parse("2024")
    assert seasons.parse("2024-Fall") == (2024, "fall")
