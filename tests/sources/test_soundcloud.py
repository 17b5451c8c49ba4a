from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reelhouse.lake import Lake
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.providers import soundcloud as simulated
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.sources.ingest import IngestFailed, IngestReport
from reelhouse.sources.ingest_api import Wanted
from tests.replay import Recording, ReplayServer
from tests.silver import run_simulated, run_source, silver_rows
from tests.sources.faults import after_each_that_passes

TOKEN = Recording("/oauth/token", b'{"access_token":"t","token_type":"Bearer","expires_in":3600}')


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=120)


@pytest.fixture
def provider(world: World, tmp_path: Path) -> Iterator[SimulatorServer]:
    world.day = 0
    with SimulatorServer(tmp_path / "files", world=world) as running:
        yield running


def take(lake: Lake, provider: SimulatorServer, **section: Any) -> IngestReport:
    return run_simulated(lake, "soundcloud", provider, **section)


def tracks_in(world: World) -> dict[str, tuple[int, int]]:
    """Plays and likes of every track that is there, by number."""
    return {
        str(track.soundcloud_id): (track.playback_count(world.day), track.likes_count(world.day))
        for artist in world.artists
        if artist.soundcloud_id
        for track in simulated.tracks_of(world, artist)
    }


def test_users_tracks_and_counters_are_the_worlds(
    lake: Lake, provider: SimulatorServer, world: World
) -> None:
    first = take(lake, provider)
    assert first.warnings == first.notes == []
    before = tracks_in(world)
    assert {o.resource: o.rows for o in first.outcomes} == {
        "users": sum(artist.soundcloud_id is not None for artist in world.artists),
        "tracks": len(before),
        "search_results": 50,
    }
    assert {o.status for o in take(lake, provider).outcomes} <= {"unchanged", "empty"}

    world.day = 7
    take(lake, provider)
    after = tracks_in(world)
    assert before.items() != after.items()
    rows = silver_rows(
        lake,
        """
        select distinct 'track', track_id_soundcloud, play_count, like_count, null
        from silver_soundcloud__track_snapshot
        union all
        select 'user', user_id_soundcloud, null, null, null from silver_soundcloud__user
        union all
        select 'found', track_id_soundcloud, null, null, result_rank
        from silver_soundcloud__search_result
        """,
    )
    seen = {(id_, plays, likes) for kind, id_, plays, likes, _ in rows if kind == "track"}
    told = {(id_, *counts) for day in (before, after) for id_, counts in day.items()}
    assert seen == told
    assert {id_ for kind, id_, *_ in rows if kind == "user"} == {
        str(artist.soundcloud_id) for artist in world.artists if artist.soundcloud_id
    }
    found = {rank: id_ for kind, id_, _, _, rank in rows if kind == "found"}
    assert sorted(found) == list(range(1, 51))
    assert len(set(found.values())) == 50


def test_a_track_carries_what_silver_promises(
    lake: Lake, provider: SimulatorServer, world: World
) -> None:
    artist = next(artist for artist in world.artists if artist.soundcloud_id)
    take(lake, provider, users=[str(artist.soundcloud_id)], searches=[])
    track = simulated.tracks_of(world, artist)[0]
    album = world.albums[track.album_index]
    [row] = silver_rows(
        lake,
        "select user_id_soundcloud, track_name, isrc, label, release_date, "
        "round(duration_minutes * 60000), cast(created_at as date) from silver_soundcloud__track "
        f"where track_id_soundcloud = '{track.soundcloud_id}'",
    )
    assert row[:5] == (
        str(artist.soundcloud_id),
        track.name,
        track.isrc,
        album.label,
        album.release_date,
    )
    assert row[5] == track.duration_ms


def test_the_limit_counts_users(lake: Lake, provider: SimulatorServer) -> None:
    report = take(lake, provider, wanted=Wanted(limit=2), searches=[])
    assert {o.resource: o.rows for o in report.outcomes}["users"] == 2


def test_missing_and_wrong_keys_are_told_with_advice(lake: Lake, provider: SimulatorServer) -> None:
    with pytest.raises(Exception, match="REELHOUSE_SOUNDCLOUD__CLIENT_ID in the environment"):
        take(lake, provider, client_id="")
    with pytest.raises(IngestFailed, match="token service of soundcloud") as caught:
        take(lake, provider, client_secret="wrong-but-secret")
    assert "wrong-but-secret" not in f"{caught.value} {caught.value.advice}"
    with pytest.raises(IngestFailed, match="nothing is wanted of SoundCloud"):
        take(lake, provider, users=[], searches=[])


def test_a_user_who_is_gone_is_told_and_the_rest_comes(
    lake: Lake, provider: SimulatorServer, world: World
) -> None:
    known = next(artist.soundcloud_id for artist in world.artists if artist.soundcloud_id)
    users = ["1", f"soundcloud:users:{known}"]
    report = take(lake, provider, users=users, searches=[])
    assert report.warnings == ["SoundCloud has no user 1"]
    assert {o.resource: o.rows for o in report.outcomes}["users"] == 1


def replay_user(
    lake: Lake, world: World, answer: Callable[[list[Any], Request], Response]
) -> IngestReport:
    """Ingest one user whose 450 tracks are answered by a function of them and the request."""
    artist = next(artist for artist in world.artists if artist.soundcloud_id)
    track = simulated.track_json(world, simulated.tracks_of(world, artist)[0])
    tracks = [{**track, "urn": f"soundcloud:tracks:{number}"} for number in range(450)]
    user = simulated.user_json(world, artist) | {"track_count": len(tracks)}
    path = f"/users/{user['urn']}"
    recordings = [
        TOKEN,
        Recording(path, json.dumps(user).encode()),
        Recording(f"{path}/tracks", lambda request: answer(tracks, request)),
    ]
    with ReplayServer(recordings) as server:
        return run_source(
            lake,
            "soundcloud",
            server.url,
            token_url=f"{server.url}/oauth/token",
            client_id="an-invented-id",
            client_secret="an-invented-secret",
            users=[str(artist.soundcloud_id)],
        )


def page(tracks: list[Any], request: Request, elsewhere: str = "") -> Response:
    start, count = int(request.query_params.get("cursor", 0)), int(request.query_params["limit"])
    body = {"collection": tracks[start : start + count]}
    if start + count < len(tracks):
        link = str(request.url.include_query_params(cursor=start + count))
        return JSONResponse({**body, "next_href": elsewhere or link})
    return JSONResponse({**body, "next_href": None})


def test_pages_are_followed_on_the_server_that_was_asked(lake: Lake, world: World) -> None:
    def named_wrongly(tracks: list[Any], request: Request) -> Response:
        start = int(request.query_params.get("cursor", 0)) + 200
        return page(tracks, request, f"https://elsewhere.invalid/x?limit=200&cursor={start}")

    report = replay_user(lake, world, named_wrongly)
    assert report.warnings == []
    assert {o.resource: o.rows for o in report.outcomes}["tracks"] == 450


def test_a_list_that_moves_while_it_is_read_comes_whole(lake: Lake, world: World) -> None:
    asked: list[str] = []

    def shrinking(tracks: list[Any], request: Request) -> Response:
        asked.append(str(request.url.query))
        # of the first reading, later pages begin one track further than they should
        return page(tracks if len(asked) in (1, 4, 5, 6) else tracks[1:], request)

    replay_user(lake, world, shrinking)
    [(tracks,)] = silver_rows(lake, "select count(*) from silver_soundcloud__track")
    assert tracks == 450
    assert len(asked) == 6


def test_a_limit_of_a_day_pauses_until_it_is_reset(
    lake: Lake, provider: SimulatorServer, world: World
) -> None:
    at = datetime.now(UTC) + timedelta(hours=5)
    meta = {"rate_limit": {"group": "plays"}, "reset_time": at.strftime("%Y/%m/%d %H:%M:%S +0000")}
    body = json.dumps({"errors": [{"meta": meta}]})
    provider.faults.add(Fault(path="*/tracks", status=429, body=body, times=1))
    report = take(lake, provider, connections=1)
    assert "resumes at" in report.paused
    assert at.isoformat(timespec="hours")[:13] in report.paused
    assert take(lake, provider, connections=1).paused == ""
    [(tracks,)] = silver_rows(lake, "select count(*) from silver_soundcloud__track")
    assert tracks == len(tracks_in(world))


@after_each_that_passes("*/users/*", '{"code": 500, "message": "oh"}')
def test_what_passes_ends_in_complete_data(
    lake: Lake, provider: SimulatorServer, world: World, fault: Fault
) -> None:
    provider.faults.add(fault)
    report = take(lake, provider)
    assert report.warnings == []
    assert {o.resource: o.rows for o in report.outcomes}["tracks"] == len(tracks_in(world))


def test_drift_is_told_and_silver_stands(
    lake: Lake, provider: SimulatorServer, world: World
) -> None:
    provider.faults.add(
        Fault(path="*/users/*/tracks", drop_field="duration", retype_field="playback_count")
    )
    report = take(lake, provider, searches=[])
    assert any("'duration' has vanished" in warning for warning in report.warnings)
    assert any("'playback_count' is string" in warning for warning in report.warnings)
    [(rows, minutes)] = silver_rows(
        lake, "select count(*), count(duration_minutes) from silver_soundcloud__track"
    )
    assert (rows, minutes) == (len(tracks_in(world)), 0)
