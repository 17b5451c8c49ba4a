"""TMDB: recorded bodies without loss, all of the invented world, and bad days."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reelhouse.lake import Lake
from reelhouse.silver import open_silver
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.providers.tmdb import ANNOUNCED_DAYS
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.simulator.world.titles import Title
from reelhouse.sources.ingest import IngestFailed, IngestReport
from reelhouse.sources.ingest_api import Wanted
from reelhouse.sources.tmdb_answers import judge
from tests.replay import Recording, ReplayServer
from tests.silver import run_source, silver_rows, source_settings

NO_GENRES = b'{"genres":[]}'
PARTS = {
    "credits",
    "keywords",
    "release_dates",
    "content_ratings",
    "watch/providers",
    "external_ids",
    "videos",
}
Recorded = list[tuple[str, dict[str, list[str]], int, Any]]


def ask_silver(lake: Lake, statements: dict[str, str]) -> dict[str, Any]:
    """The first value of each query's first row; the views are made once."""
    with open_silver(lake, source_settings(lake, "tmdb")) as connection:
        rows = {name: connection.execute(sql).fetchone() for name, sql in statements.items()}
    return {name: row[0] if row else None for name, row in rows.items()}


def ingest(lake: Lake, url: str, wanted: Wanted | None = None, **section: Any) -> IngestReport:
    section = {"token": "secret-token", "trending": [], **section}
    return run_source(lake, "tmdb", url, wanted=wanted, **section)


# recorded bodies


@pytest.fixture(scope="module")
def recorded(shared_data: Path) -> Recorded:
    folder = shared_data / "tmdb"
    index = json.loads((folder / "_index.json").read_text())
    return [(p, q, s, json.loads((folder / file).read_bytes())) for p, q, s, file in index]


def genre_lists() -> list[Recording]:
    return [Recording(f"/3/genre/{kind}/list", NO_GENRES) for kind in ("movie", "tv")]


def one_after_another(bodies: list[Any]) -> Callable[[Request], Response]:
    """Lists as if they were pages 1, 2, 3 … of one."""

    def answer(request: Request) -> Response:
        page = int(request.query_params["page"])
        return JSONResponse(bodies[page - 1] | {"page": page, "total_pages": len(bodies)})

    return answer


@pytest.mark.parametrize("kind", ["movie", "tv"])
def test_no_title_of_recorded_lists_is_lost(lake: Lake, recorded: Recorded, kind: str) -> None:
    bodies = [body for path, _, _, body in recorded if path == f"/3/discover/{kind}"]
    lists = [Recording(f"/3/discover/{kind}", one_after_another(bodies)), *genre_lists()]
    with ReplayServer(lists) as server:
        report = ingest(lake, f"{server.url}/3", Wanted(limit=10_000), kinds=[kind], details=False)

    titles = [title for body in bodies for title in body["results"]]
    [outcome] = [o for o in report.outcomes if o.resource == f"listed_{kind}"]
    assert len(titles) > 100
    assert outcome.rows == len(titles)
    assert report.warnings == []
    assert report.notes == []
    newest = {title["id"]: title for title in titles}
    found = ask_silver(
        lake,
        {
            "titles": f"select count(*) from silver_tmdb__listed_{kind}",
            "votes": f"select sum(vote_count) from silver_tmdb__listed_{kind}",
            "genres": f"select count(*) from silver_tmdb__listed_{kind}_genre",
            "fetches": f"select count(distinct title_id_tmdb_{kind}) "
            f"from silver_tmdb__{kind}_snapshot where not is_whole",
        },
    )
    assert found == {
        "titles": len(newest),
        "votes": sum(title["vote_count"] for title in newest.values()),
        "genres": sum(len(title["genre_ids"]) for title in newest.values()),
        "fetches": len(newest),
    }


def test_no_place_of_recorded_charts_is_lost(lake: Lake, recorded: Recorded) -> None:
    charts = {
        kind: next(b for p, _, _, b in recorded if p == f"/3/trending/{kind}/week")
        for kind in ("movie", "tv")
    }
    lists = [
        Recording(f"/3/trending/{kind}/week", json.dumps(body).encode())
        for kind, body in charts.items()
    ]
    with ReplayServer([*lists, *genre_lists()]) as server:
        ingest(lake, f"{server.url}/3", discover=False, trending=["week"], trending_pages=1)

    for kind, body in charts.items():
        rows = silver_rows(
            lake,
            f"select chart_rank, title_id_tmdb_{kind} from silver_tmdb__trending_{kind} "
            "order by chart_rank",
        )
        assert rows == [(n, title["id"]) for n, title in enumerate(body["results"], 1)]


def put_together(recorded: Recorded, kind: str) -> dict[int, dict[str, Any]]:
    """Recorded titles, each with the parts that were recorded at addresses of their own."""
    titles: dict[int, dict[str, Any]] = {}
    for path, query, status, body in recorded:
        if status == 200 and re.fullmatch(rf"/3/{kind}/(\d+|tt\d+|latest)", path):
            known = titles.setdefault(body["id"], {})
            titles[body["id"]] = body | known if query else known | body
    for path, _, status, body in recorded:
        match = re.fullmatch(rf"/3/{kind}/(\d+)/(.+)", path)
        if status == 200 and match and match[2] in PARTS:
            part = {name: value for name, value in body.items() if name != "id"}
            titles.setdefault(body["id"], {"id": body["id"]})[match[2]] = part
    return titles


def entries(titles: dict[int, dict[str, Any]], *steps: str) -> int:
    """How many entries there are in the lists at the end of a path."""
    total = 0
    for title in titles.values():
        value: Any = title
        for step in steps:
            value = value.get(step, {})
        total += len(value)
    return total


@pytest.mark.parametrize("kind", ["movie", "tv"])
def test_no_part_of_recorded_titles_is_lost(lake: Lake, recorded: Recorded, kind: str) -> None:
    titles = put_together(recorded, kind)
    answers = [
        Recording(f"/3/{kind}/{number}", json.dumps(title).encode())
        for number, title in titles.items()
    ]
    wanted: dict[str, Any] = {f"{kind}_ids": list(titles)}
    with ReplayServer([*answers, *genre_lists()]) as server:
        ingest(lake, f"{server.url}/3", kinds=[kind], discover=False, **wanted)

    keywords = ("keywords", "keywords") if kind == "movie" else ("keywords", "results")
    expected = {
        "genre": entries(titles, "genres"),
        "company": entries(titles, "production_companies"),
        "country": entries(titles, "production_countries"),
        "language": entries(titles, "spoken_languages"),
        "keyword": entries(titles, *keywords),
        "video": entries(titles, "videos", "results"),
        "credit": entries(titles, "credits", "cast") + entries(titles, "credits", "crew"),
        "offer": sum(
            len(offers)
            for title in titles.values()
            for country in title.get("watch/providers", {}).get("results", {}).values()
            for how, offers in country.items()
            if how != "link"
        ),
    }
    if kind == "movie":
        expected["release"] = sum(
            len(country["release_dates"])
            for title in titles.values()
            for country in title.get("release_dates", {}).get("results", [])
        )
    else:
        expected |= {
            "certification": entries(titles, "content_ratings", "results"),
            "network": entries(titles, "networks"),
            "creator": entries(titles, "created_by"),
            "season": entries(titles, "seasons"),
        }
    counts = {name: f"select count(*) from silver_tmdb__{kind}_{name}" for name in expected}
    whole = f"select count(*) from silver_tmdb__{kind}"
    named = f"{whole} where title_id_imdb is not null"
    found = ask_silver(lake, counts | {"titles": whole, "with an IMDb id": named})

    assert min(expected.values()) > 0
    assert found == expected | {
        "titles": len(titles),
        "with an IMDb id": sum(
            bool(title.get("imdb_id") or title.get("external_ids", {}).get("imdb_id"))
            for title in titles.values()
        ),
    }


def test_what_tmdb_does_not_have_is_skipped_and_counted(lake: Lake, recorded: Recorded) -> None:
    body = next(body for path, _, _, body in recorded if path == "/3/movie/999999999")
    gone = Recording("/3/movie/999999999", json.dumps(body).encode(), status=404)
    there = Recording("/3/movie/5", b'{"id":5,"title":"Five"}')
    with ReplayServer([gone, there, *genre_lists()]) as server:
        report = ingest(lake, f"{server.url}/3", discover=False, movie_ids=[999999999, 5])

    record = json.loads(report.evidence.read_text())
    assert record["outcome"]["requests"]["not_there"] == 1
    assert silver_rows(lake, "select title from silver_tmdb__movie") == [("Five",)]


# lists that are longer than what may be asked for


def long_list(per_day: int, days: int) -> tuple[list[Recording], set[int]]:
    """Discovery of a month in which so many movies come out each day."""
    first = 10
    numbers = {
        day: range(day * 100_000, day * 100_000 + per_day) for day in range(first, first + days)
    }

    def answer(request: Request) -> Response:
        query = request.query_params
        low = int(query["primary_release_date.gte"][-2:])
        high = int(query["primary_release_date.lte"][-2:])
        found = [n for day, ns in numbers.items() if low <= day <= high for n in ns]
        page = int(query["page"])
        if page > 500:
            return JSONResponse({"success": False, "status_code": 22, "status_message": "no"}, 400)
        shown = [{"id": n} for n in found[(page - 1) * 20 : page * 20]]
        pages = -(-len(found) // 20)
        return JSONResponse(
            {"page": page, "results": shown, "total_pages": pages, "total_results": len(found)}
        )

    everything = {n for ns in numbers.values() for n in ns}
    return [Recording("/3/discover/movie", answer), *genre_lists()], everything


MONTH: dict[str, Any] = {"first_date": "2026-03-10", "last_date": "2026-03-25", "kinds": ["movie"]}


def test_a_list_beyond_page_500_is_cut_by_date(lake: Lake) -> None:
    recordings, everything = long_list(per_day=660, days=16)
    with ReplayServer(recordings) as server:
        report = ingest(lake, f"{server.url}/3", details=False, **MONTH)
        pages = [int(page) for page in re.findall(r"[?&]page=(\d+)", " ".join(server.asked))]

    [outcome] = [o for o in report.outcomes if o.resource == "listed_movie"]
    assert len(everything) > 500 * 20
    assert outcome.rows == outcome.rows_out == len(everything)
    assert max(pages) <= 500
    assert len(pages) == len(set(server.asked)) - 1
    assert not any("pages" in warning for warning in report.warnings)


def test_a_day_beyond_page_500_is_told(lake: Lake) -> None:
    recordings, _ = long_list(per_day=10_020, days=1)
    day: dict[str, Any] = {
        "first_date": "2026-03-10",
        "last_date": "2026-03-10",
        "kinds": ["movie"],
    }
    with ReplayServer(recordings) as server:
        report = ingest(lake, f"{server.url}/3", details=False, **day)

    told = "TMDB shows 500 of the 501 pages of discover/movie from 2026-03-10 to 2026-03-10"
    assert told in report.warnings


# the invented world


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=150)


@pytest.fixture
def simulator(world: World, tmp_path: Path) -> Iterator[SimulatorServer]:
    world.day = 0
    with SimulatorServer(tmp_path / "files", world=world, limits=False) as server:
        yield server


def ingest_world(
    lake: Lake, simulator: SimulatorServer, wanted: Wanted | None = None, **section: Any
) -> IngestReport:
    section = {"first_date": "1900-01-01", "last_date": "2030-12-31", **section}
    return ingest(lake, simulator.base_url("tmdb"), wanted, **section)


def listed(world: World, kind: str) -> dict[int, Title]:
    last = world.day + ANNOUNCED_DAYS
    return {
        title.tmdb_id: title
        for title in world.titles
        if title.tmdb_kind == kind and title.release_day <= last
    }


def test_all_titles_come_under_their_own_ids(
    lake: Lake, simulator: SimulatorServer, world: World
) -> None:
    ingest_world(lake, simulator)

    truth = {title["imdb_id"]: title for title in world.truth()["titles"]}
    for kind in ("movie", "tv"):
        rows = silver_rows(
            lake,
            f"select title_id_tmdb_{kind}, title_id_imdb, title, vote_count "
            f"from silver_tmdb__{kind}",
        )
        titles = listed(world, kind)
        assert {number for number, *_ in rows} == set(titles)
        for number, imdb, name, votes in rows:
            title = titles[number]
            assert (imdb, name, votes) == (title.imdb_id, title.names.tmdb, title.votes(0).count)
            assert (truth[imdb]["tmdb_kind"], truth[imdb]["tmdb_id"]) == (kind, number)


def test_zeros_are_unknown_and_offers_are_those_of_the_day(
    lake: Lake, simulator: SimulatorServer, world: World
) -> None:
    ingest_world(lake, simulator, kinds=["movie"])
    movies = listed(world, "movie").values()

    found = ask_silver(
        lake,
        {
            "runtimes": "select count(runtime_minutes) from silver_tmdb__movie",
            "budgets": "select sum(budget_usd) from silver_tmdb__movie",
            "services": "select count(distinct (title_id_tmdb_movie, country)) "
            "from silver_tmdb__movie_offer",
            "credits": "select count(*) from silver_tmdb__movie_credit",
        },
    )
    offers = [offer for offer in world.offers if offer.is_on(0)]
    shown = {movie.index for movie in movies}
    assert found == {
        "runtimes": sum(movie.is_runtime_known for movie in movies),
        "budgets": sum(movie.budget_usd for movie in movies),
        "services": len({(o.title_index, o.country) for o in offers if o.title_index in shown}),
        "credits": sum(len(movie.credits) for movie in movies),
    }


def test_votes_are_kept_day_by_day_and_the_same_only_once(
    lake: Lake, simulator: SimulatorServer, world: World
) -> None:
    ingest_world(lake, simulator, kinds=["tv"])
    again = ingest_world(lake, simulator, kinds=["tv"])
    world.day = 20
    ingest_world(lake, simulator, kinds=["tv"])

    assert {o.status for o in again.outcomes if o.rows} <= {"unchanged", "empty"}
    title = max(listed(world, "tv").values(), key=lambda t: t.votes(20).count - t.votes(0).count)
    rows = silver_rows(
        lake,
        "select vote_count from silver_tmdb__tv_snapshot where is_whole "
        f"and title_id_tmdb_tv = {title.tmdb_id} order by fetched_at",
    )
    assert rows == [(title.votes(0).count,), (title.votes(20).count,)]


def test_a_limit_takes_the_most_popular(
    lake: Lake, simulator: SimulatorServer, world: World
) -> None:
    ingest_world(lake, simulator, Wanted(limit=7), kinds=["movie"])

    popular = sorted(listed(world, "movie").values(), key=lambda t: -t.popularity(0))[:7]
    rows = silver_rows(lake, "select title_id_tmdb_movie from silver_tmdb__movie")
    assert {number for (number,) in rows} == {movie.tmdb_id for movie in popular}


def test_since_leaves_older_titles_out(
    lake: Lake, simulator: SimulatorServer, world: World
) -> None:
    days = sorted(movie.release_date for movie in listed(world, "movie").values())
    since = days[len(days) // 2]
    ingest_world(lake, simulator, Wanted(since=since), kinds=["movie"], details=False)

    [(count, first)] = silver_rows(
        lake, "select count(*), min(release_date) from silver_tmdb__listed_movie"
    )
    assert (count, first) == (sum(day >= since for day in days), since)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=429, retry_after="0", times=3),
        Fault(status=429, times=2),
        Fault(status=500, times=2),
        Fault(body='{"success":false,"status_code":11,"status_message":"oops"}', times=2),
        Fault(body="null", times=2),
        Fault(body='{"page":1}', times=2),
        Fault(html=True, times=2),
        Fault(cut_after=100, times=2),
        Fault(query="*page=2*", shift=3, times=1),
        Fault(query="*page=2*", shift=-3, times=1),
    ],
    ids=lambda fault: str({k: v for k, v in vars(fault).items() if v not in (None, "*", False)}),
)
def test_a_bad_moment_costs_no_title(
    lake: Lake, simulator: SimulatorServer, world: World, fault: Fault
) -> None:
    simulator.faults.add(fault)

    ingest_world(lake, simulator, kinds=["movie"], details=False)

    rows = silver_rows(lake, "select title_id_tmdb_movie from silver_tmdb__listed_movie")
    assert {number for (number,) in rows} == set(listed(world, "movie"))
    assert fault.times == 0


def test_a_list_that_shrinks_for_good_is_read_again(
    lake: Lake, simulator: SimulatorServer, world: World
) -> None:
    later_pages = [Fault(query=f"*page={page}&*", shift=5, times=1) for page in (2, 3, 4)]
    simulator.faults.add(*later_pages)

    ingest_world(lake, simulator, kinds=["movie"], details=False)

    rows = silver_rows(lake, "select title_id_tmdb_movie from silver_tmdb__listed_movie")
    assert {number for (number,) in rows} == set(listed(world, "movie"))


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault("*/discover/*", status=500), "HTTP 500"),
        (Fault("*/discover/*", body="null"), "null"),
        (Fault("*/discover/*", html=True), "DOCTYPE"),
        (Fault("*/discover/*", drop_field="id"), "without ids of titles"),
        (Fault("*/genre/*", drop_field="id"), "without ids of genres"),
    ],
)
def test_a_bad_day_ends_in_a_clear_error(
    lake: Lake, simulator: SimulatorServer, fault: Fault, said: str
) -> None:
    simulator.faults.add(fault)

    with pytest.raises(IngestFailed) as failed:
        run_quickly(lake, simulator)

    assert said in str(failed.value)
    assert lake.deliveries("tmdb", "listed_movie") == []


def run_quickly(lake: Lake, simulator: SimulatorServer, **section: Any) -> IngestReport:
    """An ingest that gives up soon."""
    from reelhouse.settings import load_settings
    from reelhouse.sources.ingest_api import ingest_api
    from reelhouse.sources.tmdb import SOURCE

    overrides: Any = {
        "lake": lake.root,
        "download_attempts": 2,
        "tmdb": {
            "base_url": simulator.base_url("tmdb"),
            "limits": [],
            "token": "secret-token",
            "first_date": "1900-01-01",
            "trending": [],
            "details": False,
            **section,
        },
    }
    return ingest_api(lake, load_settings(**overrides), SOURCE)


def test_a_wrong_key_stops_at_once_and_is_not_shown(lake: Lake, simulator: SimulatorServer) -> None:
    with pytest.raises(IngestFailed) as failed:
        run_quickly(lake, simulator, token="wrong-0815")

    assert "Invalid API key" in str(failed.value)
    assert "token" in failed.value.advice
    assert "wrong-0815" not in str(failed.value) + failed.value.report.evidence.read_text()
    assert len(simulator.faults.requests) == 1


def test_an_older_key_goes_into_the_query_and_nowhere_else(
    lake: Lake, simulator: SimulatorServer
) -> None:
    key = "0123456789abcdef0123456789abcdef"
    run_quickly(lake, simulator, token=key, kinds=["movie"])

    assert all(f"api_key={key}" in seen.query for seen in simulator.faults.requests)
    for path in (path for path in lake.root.rglob("*") if path.is_file()):
        assert key.encode() not in path.read_bytes()


def test_a_base_url_without_version_is_told(lake: Lake, simulator: SimulatorServer) -> None:
    with pytest.raises(IngestFailed, match="no list") as failed:
        run_quickly(lake, simulator, base_url=f"{simulator.url}/tmdb/none")

    assert "tmdb.base_url" in failed.value.advice


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(drop_field="vote_count"), "field 'vote_count' has vanished"),
        (Fault(retype_field="vote_count"), "field 'vote_count' is string"),
        (Fault(retype_field="title"), "field 'title' is object"),
    ],
)
def test_drift_is_told_and_silver_still_builds(
    lake: Lake, simulator: SimulatorServer, world: World, fault: Fault, said: str
) -> None:
    fault.path = "*/discover/movie"
    simulator.faults.add(fault)

    report = ingest_world(lake, simulator, kinds=["movie"], details=False)

    assert any(said in warning for warning in report.warnings)
    [(count,)] = silver_rows(lake, "select count(*) from silver_tmdb__listed_movie")
    assert count == len(listed(world, "movie"))


def test_a_field_that_appears_is_noted(lake: Lake, simulator: SimulatorServer) -> None:
    simulator.faults.add(Fault(path="*/discover/movie", add_field="mood"))

    report = ingest_world(lake, simulator, kinds=["movie"], details=False)

    assert report.warnings == []
    assert any("'mood' is new" in note for note in report.notes)


@pytest.mark.parametrize(
    ("status", "code", "action"),
    [
        (200, 34, "skip"),
        (404, 34, "skip"),
        (429, 25, "retry"),
        (200, 25, "retry"),
        (504, 24, "retry"),
        (401, 7, "stop"),
        (400, 22, "stop"),
    ],
)
def test_codes_say_what_to_do(status: int, code: int, action: str) -> None:
    verdict = judge(status, {}, {"success": False, "status_code": code, "status_message": "m"})

    assert verdict is not None
    assert verdict.action == action
