from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml

from reelhouse.lake import Lake
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.providers.vimeo import FESTIVAL
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.simulator.world.vimeo import VimeoVideo
from reelhouse.sources import vimeo
from reelhouse.sources.ingest import IngestFailed, IngestReport
from reelhouse.sources.ingest_api import Wanted
from tests.contracts import SPECS
from tests.replay import Recording, ReplayServer
from tests.silver import run_source, silver_rows

TOKEN = "canary-token-of-vimeo"
WORLD = World(titles=60, days=30)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorServer]:
    with SimulatorServer(tmp_path_factory.mktemp("files"), world=WORLD, limits=False) as server:
        yield server


@pytest.fixture
def server(running: SimulatorServer, monkeypatch: pytest.MonkeyPatch) -> SimulatorServer:
    monkeypatch.setattr(vimeo, "PER_PAGE", 10)
    running.faults.clear()
    WORLD.day = 0
    return running


def pull(
    lake: Lake, server: SimulatorServer, wanted: Wanted | None = None, **section: Any
) -> IngestReport:
    usual: dict[str, Any] = {"token": TOKEN, "connections": 2, "channels": [FESTIVAL]}
    return run_source(lake, "vimeo", server.base_url("vimeo"), wanted=wanted, **(usual | section))


def festival() -> list[VimeoVideo]:
    there = (v for v in WORLD.vimeo if v.title_index is not None and v.published_day <= WORLD.day)
    return sorted(there, key=lambda video: video.published_at, reverse=True)


def test_videos_arrive_whole_with_their_counters(lake: Lake, server: SimulatorServer) -> None:
    first = festival()
    pull(lake, server)
    WORLD.day = 1
    second = festival()
    pull(lake, server)

    rows = silver_rows(
        lake,
        "select video_id_vimeo, user_id_vimeo, duration_seconds, view_count, like_count, "
        "comment_count from silver_vimeo__video join silver_vimeo__video_snapshot "
        "using (video_id_vimeo)",
    )
    expected = [
        (
            str(video.video_id),
            str(video.user_id),
            video.duration_seconds,
            video.plays(day),
            video.likes(day),
            video.comments(day),
        )
        for day, videos in ((0, first), (1, second))
        for video in videos
    ]
    assert sorted(map(repr, rows)) == sorted(map(repr, expected))
    tags = silver_rows(lake, "select video_id_vimeo, tag from silver_vimeo__video_tag")
    assert sorted(tags) == sorted((str(v.video_id), tag) for v in second for tag in v.tags)


def test_limit_since_and_lists_that_are_gone(lake: Lake, server: SimulatorServer) -> None:
    since = festival()[12].published_at.date()
    pull(lake, server, Wanted(since=since))
    rows = silver_rows(lake, "select video_id_vimeo from silver_vimeo__video")
    recent = {str(v.video_id) for v in festival() if v.published_at.date() >= since}
    assert {row[0] for row in rows} == recent
    assert len(recent) >= 13

    report = pull(lake, server, Wanted(limit=12), channels=[FESTIVAL, "none"])
    assert [outcome.rows for outcome in report.outcomes] == [12]
    assert report.warnings == ["Vimeo has nothing at channels/none/videos"]


def test_nothing_to_ask_for_is_told(lake: Lake, server: SimulatorServer) -> None:
    report = pull(lake, server, channels=[])

    assert report.warnings == ["nothing was asked for: vimeo.users and vimeo.channels are empty"]
    assert server.faults.requests == []


def test_a_wrong_token_is_told_and_not_shown(lake: Lake, server: SimulatorServer) -> None:
    with pytest.raises(IngestFailed, match="refuses access") as failed:
        pull(lake, server, token="wrong-canary")

    assert "canary" not in str(failed.value)


def test_the_token_is_written_nowhere(lake: Lake, server: SimulatorServer) -> None:
    pull(lake, server)

    assert {r.headers["authorization"] for r in server.faults.requests} == {f"Bearer {TOKEN}"}
    files = [path for path in lake.root.rglob("*") if path.is_file()]
    assert not [path for path in files if TOKEN.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=429, retry_after="0", times=2),
        Fault(status=502, times=1),
        Fault(body='{"error":"Something strange occurred."}', times=1),
        Fault(body="null", times=1),
        Fault(html=True, times=1),
        Fault(cut_after=300, times=1),
        Fault(query="*page=2*", shift=1, times=1),
        Fault(query="*page=2*", shift=-1, times=1),
    ],
    ids=lambda fault: "-".join(
        name for name in ("status", "body", "html", "cut_after", "shift") if getattr(fault, name)
    ),
)
def test_faults_end_in_complete_data(lake: Lake, server: SimulatorServer, fault: Fault) -> None:
    server.faults.add(fault)

    report = pull(lake, server)

    assert not report.warnings
    rows = silver_rows(lake, "select video_id_vimeo from silver_vimeo__video")
    assert sorted(row[0] for row in rows) == sorted(str(v.video_id) for v in festival())
    assert fault.times == 0


def test_drift_is_told_and_silver_still_builds(lake: Lake, server: SimulatorServer) -> None:
    server.faults.add(Fault(drop_field="plays"))

    report = pull(lake, server)

    assert any("field 'stats.plays' has vanished" in told for told in report.warnings)
    [(videos, plays)] = silver_rows(
        lake, "select count(*), count(view_count) from silver_vimeo__video_snapshot"
    )
    assert (videos, plays) == (len(festival()), 0)


@pytest.mark.parametrize("form", ["iso", "unix"])
def test_the_wait_is_the_one_that_vimeo_names(form: str) -> None:
    reset = datetime.now(UTC) + timedelta(seconds=40)
    text = reset.isoformat() if form == "iso" else str(int(reset.timestamp()))
    verdict = vimeo.judge(429, {"X-RateLimit-Reset": text}, {"error": "Too many"})
    assert verdict is not None
    assert verdict.after is not None
    assert 35 < verdict.after <= 40
    assert vimeo.judge(429, {"X-RateLimit-Reset": "soon"}, None) is not None


def test_a_video_made_of_the_contract_s_examples_arrives(lake: Lake) -> None:
    path = SPECS / "vimeo" / "api.yaml"
    if not path.is_file():
        pytest.skip(f"the contract is not there: {path}")
    document = yaml.load(path.read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    schemas = document["components"]["schemas"]
    video = {
        name: example_of(schemas["video"]["properties"][name], schemas)
        for name in {field.partition(".")[0].removesuffix("[]") for field in vimeo.FIELDS}
    }
    body = json.dumps({"total": 1, "paging": {"next": None}, "data": [video]}).encode()
    with ReplayServer([Recording("/users/1/videos", body)]) as server:
        report = run_source(lake, "vimeo", server.url, token="any", users=["1"])

    assert report.warnings == []
    [row] = silver_rows(
        lake,
        "select video_id_vimeo, video_name, duration_seconds, view_count, like_count "
        "from silver_vimeo__video join silver_vimeo__video_snapshot using (video_id_vimeo)",
    )
    likes = video["metadata"]["connections"]["likes"]["total"]
    number = video["uri"].rpartition("/")[2]
    assert row == (number, video["name"], video["duration"], video["stats"]["plays"], likes)


def example_of(schema: dict[str, Any], schemas: dict[str, Any], depth: int = 0) -> Any:
    """A value as the contract shows it."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas, depth)
    if "allOf" in schema:
        return example_of(schema["allOf"][0], schemas, depth)
    if "example" in schema:
        return schema["example"]
    if schema.get("type") == "array":
        return [example_of(schema["items"], schemas, depth + 1)] if depth < 4 else []
    if "properties" in schema:
        properties = schema["properties"].items() if depth < 4 else ()
        return {name: example_of(value, schemas, depth + 1) for name, value in properties}
    return schema["enum"][0] if "enum" in schema else None
