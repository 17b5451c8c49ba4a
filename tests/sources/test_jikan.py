from __future__ import annotations

import json
import re
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
EPISODES_OF = {
    "frieren": 52991, "cowboy-bebop": 1, "attack-on-titan": 16498, "steins-gate": 9253,
    "demon-slayer": 38000, "one-piece": 21, "vinland-saga": 37521, "k-on": 5680, "madoka": 9756,
    "evangelion": 30, "death-note": 1535,
}  # fmt: skip
"""The anime whose recorded episodes are in a file of this name."""
UPSTREAM = {"status": 500, "type": "UpstreamException", "message": "MyAnimeList.net failed"}


def body_of(path: Path) -> Any:
    return json.loads(path.read_bytes())


def last_page(first: Any) -> bytes:
    """The page after the last one."""
    pagination = {**first["pagination"], "has_next_page": False}
    return json.dumps({"pagination": pagination, "data": []}).encode()


def anime_body(mal_id: int) -> bytes:
    return json.dumps({"data": {"mal_id": mal_id, "title": f"Anime {mal_id}"}}).encode()


def rows_of(report: IngestReport) -> dict[str, int]:
    return {outcome.resource: outcome.rows for outcome in report.outcomes if outcome.rows}


# recorded bodies


@pytest.fixture(scope="module")
def recorded(shared_data: Path) -> Path:
    return shared_data / "jikan"


def test_all_recorded_seasons_give_every_anime_whole(lake: Lake, recorded: Path) -> None:
    seasons, recordings = [], []
    anime: dict[int, Any] = {}
    for path in sorted((recorded / "season_matrix").glob("*.json")):
        _, year, season = path.stem.split("-")
        body = body_of(path)
        seasons.append(f"{year}-{season}")
        address = f"{API}/seasons/{year}/{season}"
        recordings.append(Recording(address, path.read_bytes(), {"page": "1"}))
        recordings.append(Recording(address, last_page(body)))
        anime |= {entry["mal_id"]: entry for entry in body["data"]}
    assert (len(seasons), len(anime)) == (64, 1_600)

    with ReplayServer(recordings) as server:
        report = run_source(lake, "jikan", server.url + API, seasons=seasons)

    assert rows_of(report) == {"anime": 1_600}
    assert report.notes == []
    assert all(re.search(r"counts \d+ entries of seasons/", text) for text in report.warnings)
    figures = silver_rows(
        lake,
        "select title_id_mal, title, score, scored_by_count, member_count, episode_count, season,"
        " season_year, cast(aired_from_date as varchar) from silver_jikan__anime",
    )
    assert sorted(figures) == sorted(
        (
            id_, a["title"], a["score"], a["scored_by"], a["members"], a["episodes"], a["season"],
            a["year"], (a["aired"]["from"] or "")[:10] or None,
        )
        for id_, a in anime.items()
    )  # fmt: skip
    companies = silver_rows(
        lake, "select title_id_mal, company_role, company_name from silver_jikan__anime_company"
    )
    assert sorted(companies) == sorted(
        (id_, role, company["name"])
        for id_, a in anime.items()
        for role in ("studio", "producer", "licensor")
        for company in a[f"{role}s"]
    )
    genres = silver_rows(
        lake, "select title_id_mal, genre_kind, genre from silver_jikan__anime_genre"
    )
    kinds = {"genre": "genres", "explicit genre": "explicit_genres", "theme": "themes"}
    assert sorted(genres) == sorted(
        (id_, kind, genre["name"])
        for id_, a in anime.items()
        for kind, field in (kinds | {"demographic": "demographics"}).items()
        for genre in a[field]
    )
    [(names,)] = silver_rows(lake, "select count(*) from silver_jikan__anime_name")
    assert names == sum(len(a["titles"]) for a in anime.values())
    [(trailers,)] = silver_rows(lake, "select count(video_id_youtube) from silver_jikan__anime")
    assert trailers == len([a for a in anime.values() if a["trailer"]["embed_url"]])
    timeless = silver_rows(
        lake, "select title_id_mal from silver_jikan__anime where runtime_minutes is null"
    )
    assert {id_ for (id_,) in timeless} == {
        id_ for id_, a in anime.items() if not re.search(r"\d", a["duration"])
    }


def test_recorded_details_lose_nothing(lake: Lake, recorded: Path) -> None:
    full = {b["mal_id"]: b for p in recorded.glob("anime_full/*") for b in [body_of(p)["data"]]}
    recordings = [
        Recording(f"{API}/anime/{body_of(path)['data']['mal_id']}/full", path.read_bytes())
        for path in recorded.glob("anime_full/*.json")
    ]
    lists = {}
    for name in ("statistics", "recommendations", "staff", "streaming"):
        path = recorded / f"anime_{name}" / "01-frieren-52991.json"
        lists[name] = body_of(path)["data"]
        recordings.append(Recording(f"{API}/anime/52991/{name}", path.read_bytes()))
    assert len(full) == 10

    details = ["full", *lists]
    with ReplayServer(recordings) as server:
        report = run_source(lake, "jikan", server.url + API, ids=list(full), details=details)

    assert rows_of(report) == {
        "anime": len(full),
        **{f"anime_{name}": 1 for name in lists},
    }
    assert report.warnings == []

    def count(statement: str) -> Any:
        return silver_rows(lake, f"select {statement}")[0]

    assert count("count(*) from silver_jikan__recommendation")[0] == len(lists["recommendations"])
    assert count("sum(vote_count) from silver_jikan__recommendation")[0] == sum(
        entry["votes"] for entry in lists["recommendations"]
    )
    assert count("count(*), count(distinct person_id_mal) from silver_jikan__staff") == (
        sum(len(entry["positions"]) for entry in lists["staff"]),
        len({entry["person"]["mal_id"] for entry in lists["staff"]}),
    )
    assert count("member_count, completed_count from silver_jikan__anime_statistics") == (
        lists["statistics"]["total"],
        lists["statistics"]["completed"],
    )
    assert count("sum(vote_count) from silver_jikan__anime_score")[0] == sum(
        score["votes"] for score in lists["statistics"]["scores"]
    )
    assert count("count(*) from silver_jikan__streaming where title_id_mal = 52991")[0] == len(
        lists["streaming"]
    )
    assert count("count(*) from silver_jikan__streaming where title_id_mal != 52991")[0] == sum(
        len({s["name"] for s in a["streaming"]}) for id_, a in full.items() if id_ != 52991
    )
    assert count("count(*) from silver_jikan__anime_relation")[0] == sum(
        len(relation["entry"]) for a in full.values() for relation in a["relations"]
    )


def test_recorded_anime_and_episodes_lose_nothing(lake: Lake, recorded: Path) -> None:
    single = {p: body_of(p).get("data") for p in recorded.glob("anime_by_id/*.json")}
    anime = {body["mal_id"]: body for body in single.values() if body}
    recordings = [
        Recording(f"{API}/anime/{body['mal_id']}", path.read_bytes())
        for path, body in single.items()
        if body
    ]
    episodes: dict[tuple[int, int], Any] = {}
    for path in recorded.glob("anime_episodes/*.json"):
        body = body_of(path)
        if "data" not in body:
            continue
        name, _, number = path.stem[3:].partition("-page-")
        address = f"{API}/anime/{EPISODES_OF[name]}/episodes"
        recordings.append(Recording(address, path.read_bytes(), {"page": number or "1"}))
        episodes |= {(EPISODES_OF[name], e["mal_id"]): e for e in body["data"]}
    assert (len(anime), len(episodes)) == (15, 304)

    with ReplayServer(recordings) as server:
        run_source(lake, "jikan", server.url + API, ids=list(anime), details=["episodes"])

    shown = silver_rows(lake, "select title_id_mal, title, score from silver_jikan__anime")
    assert sorted(shown) == sorted((id_, a["title"], a["score"]) for id_, a in anime.items())
    listed = silver_rows(
        lake,
        "select title_id_mal, episode_number, title, cast(aired_date as varchar), is_filler "
        "from silver_jikan__episode",
    )
    assert sorted(listed) == sorted(
        (*key, e["title"], e["aired"][:10], e["filler"]) for key, e in episodes.items()
    )


def test_recorded_lists_lose_nothing(lake: Lake, recorded: Path) -> None:
    recordings, anime, seasons = [], set(), []
    for path in sorted(recorded.glob("seasons/*.json")):
        body, season = body_of(path), path.stem[3:]
        if "data" not in body or not re.fullmatch(r"\d{4}-\w+|upcoming", season):
            continue
        seasons.append(season)
        address = f"{API}/seasons/{season.replace('-', '/')}"
        recordings.append(Recording(address, path.read_bytes(), {"page": "1"}))
        anime |= {a["mal_id"] for a in body["data"]}
    for name, address in (
        ("seasons_now/01-now", "seasons/now"),
        ("top_anime/01-top10", "top/anime"),
    ):
        path = recorded / f"{name}.json"
        recordings.append(Recording(f"{API}/{address}", path.read_bytes(), {"page": "1"}))
        anime |= {a["mal_id"] for a in body_of(path)["data"]}
    with ReplayServer(recordings) as server:
        report = run_source(lake, "jikan", server.url + API, seasons=[*seasons, "now"], top=10)
    assert len(seasons) == 12
    assert rows_of(report) == {"anime": len(anime)}
    assert {int(entity) for entity in stored(lake)} == anime


def test_bodies_of_other_recorders_come_through(lake: Lake, shared_data: Path) -> None:
    folder = shared_data.parent / "specs" / "jikan" / "recorded"
    if not folder.is_dir():
        pytest.skip(f"the recorded bodies are not there: {folder}")
    bodies = {
        address: body_of(folder / f"{name}.json")["interactions"][0]["response"]["body"]
        for name, address in (
            ("season-success", "seasons/2018/winter"),
            ("current-season-success", "seasons/now"),
            ("season-upcoming-success", "seasons/upcoming"),
            ("top-success", "top/anime"),
            ("anime-success", "anime/457"),
            ("anime-episodes-success", "anime/457/episodes"),
        )
    }
    recordings = [
        Recording(f"{API}/{address}", json.dumps(body).encode(), {"page": "1"})
        if "pagination" in body
        else Recording(f"{API}/{address}", json.dumps(body).encode())
        for address, body in bodies.items()
    ]
    with ReplayServer(recordings) as server:
        report = run_source(
            lake,
            "jikan",
            server.url + API,
            seasons=["2018-winter", "now", "upcoming"],
            top=25,
            ids=[457],
            details=["episodes"],
        )
    lists = [body["data"] for body in bodies.values() if "pagination" in body]
    anime = {a["mal_id"] for entries in lists[:4] for a in entries} | {457}
    assert rows_of(report) == {"anime": len(anime), "anime_episodes": 26}
    [(stored,)] = silver_rows(lake, "select count(distinct title_id_mal) from silver_jikan__anime")
    assert stored == len(anime)


# what answers mean


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
    assert {outcome.status for outcome in again.outcomes} == {"unchanged"}
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
