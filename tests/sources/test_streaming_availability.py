"""Streaming Availability: all of the invented world, its daily quota, and bad days."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from requests import Request as Asked
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.settings.sources import StreamingAvailabilitySettings
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.providers.streaming_availability_bodies import show_id
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.sources.ingest import IngestFailed, IngestReport
from reelhouse.sources.ingest_api import Wanted, ingest_api
from reelhouse.sources.streaming_availability import SOURCE
from reelhouse.sources.streaming_availability_answers import judge
from tests.replay import Recording, ReplayServer
from tests.silver import silver_rows

SERVICES = {"netflix", "prime", "disney", "hulu"}
DAY_SECONDS = 86_400


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=200)


@pytest.fixture
def simulator(world: World, tmp_path: Path) -> Iterator[SimulatorServer]:
    world.day = 0
    with SimulatorServer(tmp_path / "files", world=world, limits=False) as server:
        yield server


def ingest(
    lake: Lake, url: str, wanted: Wanted | None = None, attempts: int = 5, **section: Any
) -> IngestReport:
    section = {"base_url": url, "key": "secret-key", "limits": [], **section}
    overrides: Any = {
        "lake": lake.root,
        "download_attempts": attempts,
        "streaming_availability": section,
    }
    return ingest_api(lake, load_settings(**overrides), SOURCE, wanted)


def ingest_world(
    lake: Lake,
    simulator: SimulatorServer,
    wanted: Wanted | None = None,
    attempts: int = 5,
    **section: Any,
) -> IngestReport:
    section = {"requests_per_day": 10_000, **section}
    return ingest(lake, simulator.base_url("streaming_availability"), wanted, attempts, **section)


def on_services(world: World, country: str) -> dict[str, str]:
    """IMDb ids of what the services have in a country, by id of the API."""
    return {
        show_id(world.titles[offer.title_index]): world.titles[offer.title_index].imdb_id
        for offer in world.availability.on(world.day)
        if offer.country == country and offer.service in SERVICES
    }


def shows_in(lake: Lake) -> dict[str, str]:
    rows = silver_rows(
        lake,
        "select show_id_streaming_availability, title_id_imdb "
        "from silver_streaming_availability__show",
    )
    return dict(rows)


def test_every_show_and_offer_of_a_country_comes(
    lake: Lake, simulator: SimulatorServer, world: World
) -> None:
    ingest_world(lake, simulator, countries=["us", "de"], changes=[])

    rows = silver_rows(
        lake,
        "select country, show_id_streaming_availability, title_id_imdb, title_id_tmdb_movie, "
        "title_id_tmdb_tv from silver_streaming_availability__show",
    )
    by_imdb = {title.imdb_id: title for title in world.titles}
    for country in ("US", "DE"):
        assert {s: i for c, s, i, *_ in rows if c == country} == on_services(world, country)
    for _, _, imdb, movie, series in rows:
        title = by_imdb[imdb]
        expected = (title.tmdb_id, None) if title.tmdb_kind == "movie" else (None, title.tmdb_id)
        assert (movie, series) == expected

    offers = silver_rows(
        lake,
        "select country, show_id_streaming_availability, service, offer_kind, "
        "cast(price_amount as double), epoch(available_at), epoch(expires_at) "
        "from silver_streaming_availability__offer",
    )
    assert sorted(offers, key=str) == sorted(
        (
            (
                offer.country,
                show_id(world.titles[offer.title_index]),
                offer.service,
                offer.kind,
                offer.price_on(0),
                float(offer.since),
                float(offer.until) if offer.is_expiring(0) and offer.until else None,
            )
            for offer in world.availability.on(0)
            if offer.country in {"US", "DE"}
            and show_id(world.titles[offer.title_index]) in on_services(world, offer.country)
        ),
        key=str,
    )


def test_changes_come_with_their_shows_and_times(
    lake: Lake, simulator: SimulatorServer, world: World
) -> None:
    kinds = ["new", "removed", "updated", "expiring", "upcoming"]
    ingest_world(lake, simulator, countries=["us"], changes=kinds, shows=False)

    past = world.availability.past_changes(-31, 0)
    future = world.availability.future_changes(0)
    expected = [
        change
        for change in (*past, *future)
        if change.offer.country == "US" and change.offer.service in SERVICES
    ]
    rows = silver_rows(
        lake,
        "select show_id_streaming_availability, change_kind, service, offer_kind "
        "from silver_streaming_availability__change",
    )
    assert sorted(rows) == sorted(
        (show_id(world.titles[c.offer.title_index]), c.kind, c.offer.service, c.offer.kind)
        for c in expected
    )
    [(undated,)] = silver_rows(
        lake, "select count(*) from silver_streaming_availability__change where changes_at is null"
    )
    assert undated == sum(c.kind == "upcoming" and c.offer.index % 7 == 0 for c in expected)
    assert set(shows_in(lake)) == {show for show, *_ in rows}


def a_day_later(lake: Lake) -> None:
    """What was used of quotas is as old as if midnight had passed."""
    with sqlite3.connect(lake.root / ".state" / "limits.sqlite") as connection:
        connection.execute("delete from quota_used")


def test_a_quota_that_runs_out_pauses_and_the_next_day_goes_on(
    lake: Lake, simulator: SimulatorServer, world: World
) -> None:
    wanted: dict[str, Any] = {"countries": ["us", "gb", "de"], "changes": ["new"]}
    first = ingest_world(lake, simulator, requests_per_day=6, **wanted)
    assert "resumes at" in first.paused
    assert len(simulator.faults.requests) == 6

    report = first
    while report.paused:
        a_day_later(lake)
        # a larger plan asks for the same things
        report = ingest_world(lake, simulator, requests_per_day=7, **wanted)

    asked = [(seen.path, seen.query) for seen in simulator.faults.requests]
    assert len(asked) == len(set(asked)) > 6
    assert set(shows_in(lake)) >= {s for c in ("US", "GB", "DE") for s in on_services(world, c)}


def test_the_plans_own_refusal_pauses_too(lake: Lake, simulator: SimulatorServer) -> None:
    refusal = '{"message":"You have exceeded the DAILY quota for Requests on your current plan"}'
    simulator.faults.add(Fault("*/shows/*", status=429, body=refusal))

    report = ingest_world(lake, simulator, changes=[])

    assert "resumes at" in report.paused
    assert len(simulator.faults.requests) == 1


def test_a_limit_ends_the_walk(lake: Lake, simulator: SimulatorServer) -> None:
    ingest_world(lake, simulator, Wanted(limit=25), countries=["us"], changes=[])

    assert len(simulator.faults.requests) == 2
    assert len(shows_in(lake)) == 40


def test_since_is_asked_for_where_the_api_can_know(lake: Lake, simulator: SimulatorServer) -> None:
    today = datetime.now(UTC).date()
    recent, old = today - timedelta(days=5), today - timedelta(days=60)
    for since in (recent, old):
        ingest_world(lake, simulator, Wanted(since=since), changes=["new"], shows=False)

    queries = [seen.query for seen in simulator.faults.requests]
    seconds = (recent - date(1970, 1, 1)).days * DAY_SECONDS
    assert [f"from={seconds}" in query for query in queries] == [True, False]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=429, retry_after="0", times=2),
        Fault(status=429, times=1),
        Fault(status=504, times=2),
        Fault(body='{"message":"An error occurred."}', times=2),
        Fault(body="null", times=1),
        Fault(html=True, times=1),
        Fault(cut_after=50, times=1),
        Fault(query="*cursor=*", shift=-4, times=1),
        Fault(query="*cursor=*", shift=4, times=2),
    ],
    ids=lambda fault: str(
        fault.status or fault.body or fault.html or fault.cut_after or fault.shift
    ),
)
def test_a_bad_moment_costs_no_show(
    lake: Lake, simulator: SimulatorServer, world: World, fault: Fault
) -> None:
    simulator.faults.add(fault)

    ingest_world(lake, simulator, countries=["us"], changes=[])

    assert shows_in(lake) == on_services(world, "US")
    assert fault.times == 0


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(status=500), "HTTP 500"),
        (Fault(body="null"), "null"),
        (Fault(html=True), "DOCTYPE"),
        (Fault(body='{"message":"An error occurred."}'), "An error occurred"),
        (Fault(drop_field="id"), "without ids of shows"),
        (Fault(body='{"shows":[],"hasMore":true}'), "without nextCursor"),
        (Fault(status=401, body='{"message":"Invalid API key"}'), "Invalid API key"),
        (Fault(status=404, body='{"message":"Not Found"}'), "there is no"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_day_ends_in_a_clear_error(
    lake: Lake, simulator: SimulatorServer, fault: Fault, said: str
) -> None:
    simulator.faults.add(fault)

    with pytest.raises(IngestFailed, match=said) as failed:
        ingest_world(lake, simulator, changes=[], attempts=2)

    assert "secret-key" not in str(failed.value) + failed.value.report.evidence.read_text()
    assert lake.deliveries("streaming_availability", "show") == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(drop_field="rating"), "field 'rating' has vanished"),
        (Fault(retype_field="rating"), "field 'rating' is string"),
        (Fault(retype_field="title"), "field 'title' is object"),
    ],
)
def test_drift_is_told_and_silver_still_builds(
    lake: Lake, simulator: SimulatorServer, world: World, fault: Fault, said: str
) -> None:
    simulator.faults.add(fault)

    report = ingest_world(lake, simulator, countries=["us"], changes=[])

    assert any(said in warning for warning in report.warnings)
    assert set(shows_in(lake)) == set(on_services(world, "US"))


def test_times_that_are_null_are_unknown(lake: Lake) -> None:
    service = {"id": "netflix", "name": "Netflix"}
    show = {
        "id": "1",
        "imdbId": "tt1",
        "tmdbId": "movie/1",
        "showType": "movie",
        "title": "Alpha",
        "streamingOptions": {
            "us": [
                {
                    "service": service,
                    "type": "subscription",
                    "availableSince": None,
                    "expiresOn": None,
                    "expiresSoon": False,
                }
            ]
        },
    }
    change = {
        "changeType": "upcoming",
        "itemType": "show",
        "showId": "1",
        "showType": "movie",
        "service": service,
        "streamingOptionType": "subscription",
        "timestamp": None,
    }

    def answer(request: Request) -> Response:
        return JSONResponse({"changes": [change], "shows": {"1": show}, "hasMore": False})

    with ReplayServer([Recording("/v4/changes", answer)]) as server:
        ingest(lake, f"{server.url}/v4", changes=["upcoming"], shows=False)

    assert silver_rows(
        lake,
        "select changes_at, available_at, expires_at from silver_streaming_availability__change "
        "cross join silver_streaming_availability__offer",
    ) == [(None, None, None)]


def test_the_key_is_sent_where_the_host_looks_for_it() -> None:
    assert SOURCE.auth is not None
    for url, header in (
        ("https://api.movieofthenight.com/v4", "X-API-Key"),
        ("https://streaming-availability.p.rapidapi.com", "X-RapidAPI-Key"),
    ):
        settings = StreamingAvailabilitySettings.model_validate({"base_url": url, "key": "k"})
        auth = SOURCE.auth(settings)
        assert auth is not None
        assert Asked("GET", url, auth=auth).prepare().headers[header] == "k"


def test_an_answer_that_lacks_something_is_asked_for_again() -> None:
    good = {"shows": [{"id": "1"}], "hasMore": False}
    bad: list[Any] = [[], {}, {"hasMore": False}, good | {"shows": None}, good | {"changes": []}]

    assert judge(200, {}, good) is None
    verdicts = [judge(200, {}, body) for body in bad]
    assert [verdict and verdict.action for verdict in verdicts] == ["retry"] * len(bad)
