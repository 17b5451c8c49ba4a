from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from reelhouse.lake import Lake
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.sources import twitch
from reelhouse.sources.ingest import IngestFailed, IngestReport
from reelhouse.sources.ingest_api import Wanted
from tests.contracts import SPECS
from tests.replay import Recording, ReplayServer
from tests.silver import run_source, silver_rows

SECRET = "canary-secret-of-twitch"
WORLD = World(titles=60, days=30)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorServer]:
    with SimulatorServer(tmp_path_factory.mktemp("files"), world=WORLD, limits=False) as server:
        yield server


@pytest.fixture
def server(running: SimulatorServer) -> SimulatorServer:
    running.faults.clear()
    WORLD.day = 0
    return running


def pull(
    lake: Lake, server: SimulatorServer, wanted: Wanted | None = None, **section: Any
) -> IngestReport:
    url = server.base_url("twitch")
    usual: dict[str, Any] = {
        "token_url": url.removesuffix("/helix") + "/oauth2/token",
        "client_id": "an-id",
        "client_secret": SECRET,
        "connections": 2,
    }
    return run_source(lake, "twitch", url, wanted=wanted, **(usual | section))


def users(count: int = 40) -> list[str]:
    return [streamer.user_id for streamer in WORLD.twitch.streamers[:count]]


def videos(of: list[str]) -> dict[str, int]:
    """Ids and lengths of the videos that are there."""
    return {
        video.video_id: video.duration_seconds
        for video in WORLD.twitch.videos
        if video.streamer.user_id in of and video.published_day <= WORLD.day
    }


def test_games_streams_and_videos_arrive_whole(
    lake: Lake, server: SimulatorServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twitch, "MOST_A_PAGE", 3)
    live = WORLD.twitch.streams(0)
    pull(lake, server, users=users())

    rows = silver_rows(
        lake,
        "select 'video', video_id_twitch, duration_seconds from silver_twitch__video union all "
        "select 'stream', stream_id_twitch, viewer_count from silver_twitch__stream_snapshot "
        "union all select 'game', game_id_twitch, rank from silver_twitch__top_game union all "
        "select 'user', user_id_twitch, null from silver_twitch__user",
    )
    found = {kind: {name: n for k, name, n in rows if k == kind} for kind, _, _ in rows}
    assert found["video"] == videos(users())
    assert found["user"].keys() == set(users())
    top = {name for name, rank in found["game"].items() if rank <= 20}
    assert len(found["game"]) == min(20, len(WORLD.twitch.games))
    assert found["stream"] == {
        stream.stream_id: stream.viewers for stream in live if stream.game.game_id in top
    }
    assert len(rows) == sum(map(len, found.values()))


def test_viewers_of_two_days_are_snapshots(lake: Lake, server: SimulatorServer) -> None:
    pull(lake, server, users=users(3))
    WORLD.day = 1
    pull(lake, server, users=users(3))

    [(streams, fetches, views)] = silver_rows(
        lake,
        "select (select count(*) from silver_twitch__stream), "
        "(select count(distinct load_id) from silver_twitch__top_game_snapshot), "
        "(select count(*) from silver_twitch__video_snapshot)",
    )
    both = [*WORLD.twitch.streams(0), *WORLD.twitch.streams(1)]
    assert streams == len({stream.stream_id for stream in both})
    assert fetches == 2
    assert views > len(videos(users(3)))


def test_limit_since_and_users_that_are_gone(lake: Lake, server: SimulatorServer) -> None:
    report = pull(lake, server, Wanted(limit=2), users=["1", *users(1)], streams=1)
    rows = {outcome.resource: outcome.rows for outcome in report.outcomes}
    assert rows["top_game"] == 2
    assert rows["stream"] <= 2
    assert report.warnings == ["Twitch has no user 1"]


def test_one_token_serves_the_whole_pull_and_is_written_nowhere(
    lake: Lake, server: SimulatorServer
) -> None:
    pull(lake, server, users=users(2))

    seen = server.faults.requests
    assert len([request for request in seen if request.path.endswith("/token")]) == 1
    [token] = {r.headers["authorization"] for r in seen if "authorization" in r.headers}
    secrets = (SECRET.encode(), token.partition(" ")[2].encode())
    for path in (path for path in lake.root.rglob("*") if path.is_file()):
        assert not [secret for secret in secrets if secret in path.read_bytes()], path


def test_a_wrong_secret_is_told_and_not_shown(lake: Lake, server: SimulatorServer) -> None:
    with pytest.raises(IngestFailed, match="refuses the client id or secret") as failed:
        pull(lake, server, client_secret="wrong-canary")

    assert "REELHOUSE_TWITCH__CLIENT_SECRET" in str(failed.value)
    assert "canary" not in str(failed.value)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("*/helix/*", status=429, retry_after="0", times=2),
        Fault("*/helix/*", status=500, times=1),
        Fault("*/token", status=503, times=1),
        Fault("*/helix/*", body='{"error":"Internal","status":500,"message":"no"}', times=1),
        Fault("*/helix/*", body="null", times=1),
        Fault("*/helix/*", body="[]", times=1),
        Fault(
            "*/videos",
            status=400,
            body='{"status":400,"message":"invalid cursor"}',
            query="*after*",
            times=1,
        ),
        Fault("*/helix/*", html=True, times=1),
        Fault("*/helix/*", cut_after=20, times=1),
        Fault("*/videos", query="*after*", shift=1, times=1),
        Fault("*/videos", query="*after*", shift=-1, times=1),
    ],
    ids=lambda fault: "-".join(
        name for name in ("status", "body", "html", "cut_after", "shift") if getattr(fault, name)
    ),
)
def test_faults_end_in_complete_data(
    lake: Lake, server: SimulatorServer, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twitch, "MOST_A_PAGE", 2)
    server.faults.add(fault)

    report = pull(lake, server, users=users(6), games=4)

    assert not report.warnings
    rows = silver_rows(lake, "select video_id_twitch, duration_seconds from silver_twitch__video")
    assert dict(rows) == videos(users(6))
    assert fault.times == 0


def test_a_list_that_never_rests_is_a_clear_error(
    lake: Lake, server: SimulatorServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twitch, "MOST_A_PAGE", 2)
    shifts = [Fault("*/videos", "*after*", shift=shift, times=1) for shift in (2, 1)]
    server.faults.add(*shifts)
    busy = next(user for user in users() if len(videos([user])) == 4)

    with pytest.raises(IngestFailed, match="changed each of the 3 times"):
        pull(lake, server, users=[busy], games=0)


def test_drift_is_told_and_silver_still_builds(lake: Lake, server: SimulatorServer) -> None:
    server.faults.add(Fault("*/videos", drop_field="duration"))
    server.faults.add(Fault("*/streams", retype_field="viewer_count"))

    report = pull(lake, server, users=users(2))

    told = "\n".join(report.warnings)
    assert "field 'duration' has vanished" in told
    assert "field 'viewer_count' is string" in told
    [(lengths, viewers)] = silver_rows(
        lake,
        "select (select count(duration_seconds) from silver_twitch__video), "
        "(select count(viewer_count) from silver_twitch__stream_snapshot)",
    )
    assert lengths == 0
    assert viewers > 0


def test_the_wait_is_the_one_that_twitch_names() -> None:
    verdict = twitch.judge(429, {"Ratelimit-Reset": str(int(time.time()) + 40)}, {})
    assert verdict is not None
    assert verdict.action == "retry"
    assert verdict.after is not None
    assert 35 < verdict.after <= 40
    assert twitch.judge(200, {}, {"data": []}) is None


def test_the_contract_s_examples_arrive(lake: Lake) -> None:
    path = SPECS / "twitch" / "openapi.json"
    if not path.is_file():
        pytest.skip(f"the contract is not there: {path}")
    paths = json.loads(path.read_text())["paths"]

    def example(name: str) -> dict[str, Any]:
        content = paths[name]["get"]["responses"]["200"]["content"]["application/json"]
        found: dict[str, Any] = next(iter(content["examples"].values()))["value"]
        return found

    bodies = {name: example(name) for name in ("/games/top", "/streams", "/users", "/videos")}
    user = bodies["/users"]["data"][0]["id"]
    recordings = [Recording(n, json.dumps(b).encode()) for n, b in bodies.items()]
    # the examples show first pages; what follows them is empty
    empty = b'{"data":[],"pagination":{}}'
    recordings += [
        Recording(name, empty, {"after": body["pagination"]["cursor"]})
        for name, body in bodies.items()
        if body.get("pagination", {}).get("cursor")
    ]
    recordings.append(Recording("/token", b'{"access_token":"abc","expires_in":3600}'))
    with ReplayServer(recordings) as server:
        report = run_source(
            lake,
            "twitch",
            server.url,
            token_url=f"{server.url}/token",
            client_id="an-id",
            client_secret="s",
            users=[user],
        )

    assert report.warnings == []
    counts = silver_rows(
        lake,
        "select (select count(*) from silver_twitch__top_game), "
        "(select count(*) from silver_twitch__stream), "
        "(select count(*) from silver_twitch__user), (select count(*) from silver_twitch__video)",
    )
    assert counts == [tuple(len(body["data"]) for body in bodies.values())]
    [(name, length)] = silver_rows(
        lake, "select video_name, duration_seconds from silver_twitch__video"
    )
    assert (name, length) == (bodies["/videos"]["data"][0]["title"], 3 * 60 + 21)
