"""YouTube against the simulator: complete data, whatever goes wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reelhouse.lake import Lake
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.providers.youtube import MUSIC_CHART
from reelhouse.simulator.providers.youtube_items import popular_videos
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.simulator.world.video import Video
from reelhouse.sources.ingest import IngestFailed, IngestReport
from reelhouse.sources.ingest_api import Wanted
from tests.silver import run_source, silver_rows

KEY = "canary-key-of-youtube"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorServer]:
    world = World(titles=60, days=30)
    with SimulatorServer(tmp_path_factory.mktemp("files"), world=world) as server:
        server.shown = world  # type: ignore[attr-defined]
        yield server


@pytest.fixture
def server(running: SimulatorServer) -> SimulatorServer:
    running.faults.clear()
    world_of(running).day = 0
    return running


def world_of(server: SimulatorServer) -> World:
    world: World = server.shown  # type: ignore[attr-defined]
    return world


def pull(
    lake: Lake, server: SimulatorServer, wanted: Wanted | None = None, **section: Any
) -> IngestReport:
    usual: dict[str, Any] = {"key": KEY, "popular": False, "connections": 2}
    url = server.base_url("youtube")
    return run_source(lake, "youtube", url, wanted=wanted, **(usual | section))


def channel_ids(server: SimulatorServer, count: int) -> list[str]:
    return [channel.channel_id for channel in world_of(server).channels[:count]]


def uploads_of(server: SimulatorServer, count: int) -> list[Video]:
    """Videos of the first channels that are there."""
    world = world_of(server)
    return [v for v in world.videos if v.channel_index < count and v.is_there(world.day)]


def test_channels_uploads_and_comments_arrive_whole(lake: Lake, server: SimulatorServer) -> None:
    world = world_of(server)
    pull(lake, server, channels=channel_ids(server, 4), playlists=[MUSIC_CHART], comments=2)

    uploads = uploads_of(server, 4)
    figures = silver_rows(
        lake,
        "select 'channels', count(*), count(distinct channel_id_youtube) from "
        "silver_youtube__channel union all "
        "select 'uploads', count(*), count(distinct video_id_youtube) from "
        "silver_youtube__playlist_item where playlist_id_youtube like 'UU%' union all "
        "select 'chart', count(*), max(position) from silver_youtube__playlist_item "
        "where playlist_id_youtube like 'PL%' union all "
        "select 'likes', count(*) - count(like_count), sum(view_count) from "
        "silver_youtube__video_snapshot join silver_youtube__video using (video_id_youtube) "
        "where channel_id_youtube in (select channel_id_youtube from silver_youtube__channel) "
        "union all select 'most comments', max(n), count(*) from (select count(*) as n from "
        "silver_youtube__comment where not is_reply group by video_id_youtube) "
        "union all select 'derived', count(engagement_rate), count(engagement_rate_reason) "
        "from silver_youtube__video_snapshot",
    )

    found = {name: (first, second) for name, first, second in figures}
    assert found["channels"] == (4, 4)
    assert found["uploads"] == (len(uploads), len(uploads))
    assert found["chart"] == (50, 50)
    assert found["likes"][1] == sum(v.counters(0).views for v in uploads)
    assert found["likes"][0] == sum(v.hides_likes for v in uploads)
    music = [v for v in world.videos if v.kind == "music" and v.is_there(0)]
    chart = sorted(music, key=lambda v: -v.counters(0).views)[:50]
    with_comments = [v for v in {*uploads, *chart} if v.counters(0).comments]
    assert found["most comments"][0] == 2
    assert found["most comments"][1] == len([v for v in with_comments if _comments(world, v)])
    assert found["derived"] == (0, len({*uploads, *chart}))


def _comments(world: World, video: Video) -> int:
    return sum(comment.published_day <= world.day for comment in world.comments(video))


def test_popular_videos_have_their_places_and_categories(
    lake: Lake, server: SimulatorServer
) -> None:
    world = world_of(server)
    first = popular_videos(world, "JP")
    pull(lake, server, popular=True, regions=["JP", "US"])
    world.day = 1
    second = popular_videos(world, "JP")
    pull(lake, server, popular=True, regions=["JP", "US"])

    rows = silver_rows(
        lake,
        "select s.load_id, s.rank, s.video_id_youtube, p.video_id_youtube, "
        "(select count(*) from silver_youtube__category where country_code = 'JP') "
        "from silver_youtube__popular_snapshot s join silver_youtube__popular p "
        "using (country_code, rank) where country_code = 'JP' order by s.load_id, s.rank",
    )
    assert [row[2] for row in rows] == [video.video_id for video in (*first, *second)]
    assert [row[3] for row in rows] == [video.video_id for video in (*second, *second)]
    assert {row[4] for row in rows} == {8}


def test_a_popular_video_that_is_followed_has_its_comments(
    lake: Lake, server: SimulatorServer
) -> None:
    world = world_of(server)
    video = next(v for v in popular_videos(world, "US") if _comments(world, v))
    pull(lake, server, popular=True, videos=[video.video_id], comments=1)

    assert len(server.faults.asked_for("*/commentThreads")) == 1
    assert [seen for seen in server.faults.asked_for("*/videos") if "id=" in seen.query] == []
    rows = silver_rows(lake, "select distinct video_id_youtube from silver_youtube__comment")
    assert rows == [(video.video_id,)]


def test_a_day_without_news_stores_nothing(lake: Lake, server: SimulatorServer) -> None:
    def once() -> set[str]:
        report = pull(lake, server, channels=channel_ids(server, 2))
        return {o.resource for o in report.with_status("delivered")}

    assert once() == {"channel", "playlist_item", "video"}
    assert once() == set()
    world_of(server).day = 1
    assert "video" in once()
    [(snapshots, videos)] = silver_rows(
        lake,
        "select count(*), count(distinct video_id_youtube) from silver_youtube__video_snapshot",
    )
    assert snapshots > videos


def test_what_is_gone_is_counted_and_told(lake: Lake, server: SimulatorServer) -> None:
    gone = next(v for v in world_of(server).videos if v.published_day > 5)
    report = pull(
        lake,
        server,
        channels=["UCnobody", "@nobody", channel_ids(server, 1)[0]],
        playlists=["PLnone"],
        videos=[gone.video_id],
    )

    told = "\n".join(report.warnings)
    assert f"1 of {len(uploads_of(server, 1)) + 1} videos are not there: {gone.video_id}" in told
    for name in ("UCnobody", "@nobody", "PLnone"):
        assert name in told


def test_handles_limit_and_since(lake: Lake, server: SimulatorServer) -> None:
    world = world_of(server)
    channel = world.channels[0]
    uploads = sorted(uploads_of(server, 1), key=lambda v: v.published_at, reverse=True)
    since = uploads[4].published_at.date()
    pull(lake, server, Wanted(since=since), channels=[channel.handle])
    recent = {v.video_id for v in uploads if v.published_at.date() >= since}

    rows = silver_rows(lake, "select video_id_youtube from silver_youtube__video")
    assert {row[0] for row in rows} == recent
    assert len(recent) < len(uploads)

    report = pull(lake, server, Wanted(limit=3), channels=channel_ids(server, 2))
    assert {o.resource: o.rows for o in report.outcomes}["video"] == 3


def test_a_wrong_key_is_told_and_not_shown(lake: Lake, server: SimulatorServer) -> None:
    with pytest.raises(IngestFailed, match="refuses the key") as failed:
        pull(lake, server, channels=["UCx"], key="wrong-canary")

    assert "REELHOUSE_YOUTUBE__KEY" in str(failed.value)
    assert "canary" not in str(failed.value)
    assert len(server.faults.requests) == 1


def test_the_key_travels_in_a_header_and_is_written_nowhere(
    lake: Lake, server: SimulatorServer
) -> None:
    pull(lake, server, channels=channel_ids(server, 1))

    assert {seen.headers["x-goog-api-key"] for seen in server.faults.requests} == {KEY}
    assert not [seen for seen in server.faults.requests if KEY in seen.query]
    files = [path for path in lake.root.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if KEY.encode() in path.read_bytes()]


def test_a_quota_that_ends_pauses_and_the_next_day_goes_on(
    lake: Lake, server: SimulatorServer, tmp_path: Path
) -> None:
    wanted: dict[str, Any] = {"channels": channel_ids(server, 6), "comments": 1}
    whole = Lake(tmp_path / "whole")
    pull(whole, server, **wanted)
    needed = len(server.faults.requests)
    server.faults.clear()

    a_day = needed // 2 + 1
    first = pull(lake, server, **wanted, units_per_day=a_day)
    assert "resumes at" in first.paused
    assert len(server.faults.requests) == a_day
    forget_quota(lake)
    second = pull(lake, server, **wanted, units_per_day=a_day + 1)

    assert not second.paused
    assert len(server.faults.requests) == needed
    asked = [(seen.path, seen.query) for seen in server.faults.requests]
    assert len(set(asked)) == needed
    query = "select video_id_youtube, view_count from silver_youtube__video_snapshot order by all"
    assert silver_rows(lake, query) == silver_rows(whole, query)


def forget_quota(lake: Lake) -> None:
    """Let the next day begin."""
    with sqlite3.connect(lake.limits_file) as connection:
        connection.execute("delete from quota_used")


def test_a_quota_that_youtube_says_is_spent_pauses(lake: Lake, server: SimulatorServer) -> None:
    body = '{"error":{"code":403,"errors":[{"reason":"quotaExceeded","message":"exceeded"}]}}'
    server.faults.add(Fault("*/videos", status=403, body=body, times=1))

    report = pull(lake, server, channels=channel_ids(server, 1))

    assert "resumes at" in report.paused
    assert {o.resource: o.rows for o in report.outcomes}["channel"] == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=429, retry_after="0", times=2),
        Fault(status=429, times=1),
        Fault(status=500, times=2),
        Fault(body='{"error":{"code":500,"message":"Internal error"}}', times=1),
        Fault(body='{"error":"error message"}', times=1),
        Fault(
            status=403, body='{"error":{"errors":[{"reason":"userRateLimitExceeded"}]}}', times=1
        ),
        Fault(body='{"data":[]}', times=1),
        Fault(body="null", times=1),
        Fault(html=True, times=1),
        Fault(cut_after=200, times=1),
        Fault(query="*pageToken*", shift=1, times=1),
        Fault(query="*pageToken*", shift=-1, times=2),
    ],
    ids=lambda fault: ",".join(
        name for name in ("status", "body", "html", "cut_after", "shift") if getattr(fault, name)
    ),
)
def test_faults_end_in_complete_data(lake: Lake, server: SimulatorServer, fault: Fault) -> None:
    chart = {video.video_id for video in popular_videos(world_of(server), "US")}
    server.faults.add(fault)

    report = pull(lake, server, popular=True, regions=["US"])

    assert not report.paused
    assert {o.resource: o.rows for o in report.outcomes}["popular"] == len(chart)
    rows = silver_rows(lake, "select video_id_youtube from silver_youtube__popular")
    assert {row[0] for row in rows} == chart


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault(drop_field="viewCount"), "field 'statistics.viewCount' has vanished"),
        (Fault(retype_field="likeCount"), "field 'statistics.likeCount' is object"),
        (Fault(drop_field="publishedAt"), "field 'snippet.publishedAt' has vanished"),
        (Fault(add_field="brandPartner"), "field 'brandPartner' is new"),
    ],
)
def test_drift_is_told_and_silver_still_builds(
    lake: Lake, server: SimulatorServer, fault: Fault, told: str
) -> None:
    server.faults.add(fault)

    report = pull(lake, server, channels=channel_ids(server, 1))

    assert any(told in message for message in (*report.warnings, *report.notes))
    [(videos, views)] = silver_rows(
        lake, "select count(*), count(view_count) from silver_youtube__video_snapshot"
    )
    assert videos == len(uploads_of(server, 1))
    assert views == (0 if fault.drop_field == "viewCount" else videos)


def test_an_id_that_vanishes_is_a_clear_error(lake: Lake, server: SimulatorServer) -> None:
    server.faults.add(Fault("*/videos", drop_field="id"))
    with pytest.raises(IngestFailed, match="field 'id' has vanished"):
        pull(lake, server, channels=channel_ids(server, 1))
