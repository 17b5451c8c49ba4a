from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from reelhouse.simulator.providers.youtube_gate import Refused, Units
from reelhouse.simulator.providers.youtube_items import popular_videos
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.simulator.world.video import Video
from tests.discovery import discovery_errors

Ask = Callable[..., requests.Response]
PARTS = "snippet,contentDetails,statistics,status,topicDetails"


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=60, days=30)


@pytest.fixture(scope="module")
def ask(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    with SimulatorServer(tmp_path_factory.mktemp("files"), world=world) as server:

        def get(path: str, key: str | None = "a-key", **params: Any) -> requests.Response:
            headers = {"X-Goog-Api-Key": key} if key else {}
            url = f"{server.base_url('youtube')}/{path}"
            return requests.get(url, params, headers=headers, timeout=30)

        yield get


def some_video(world: World, **wanted: Any) -> Video:
    return next(
        video
        for video in world.videos
        if video.is_there(world.day) and all(getattr(video, k) == v for k, v in wanted.items())
    )


def test_answers_are_as_the_discovery_document_says(ask: Ask, world: World) -> None:
    ids = ",".join(video.video_id for video in world.videos[:50])
    channel = world.channels[0]
    commented = some_video(world, comments_disabled=False)
    answers = {
        "VideoListResponse": ask("videos", part=PARTS, id=ids),
        "ChannelListResponse": ask("channels", part=PARTS, id=channel.channel_id),
        "PlaylistItemListResponse": ask(
            "playlistItems", part="snippet,contentDetails,status", playlistId=channel.uploads_id
        ),
        "CommentThreadListResponse": ask(
            "commentThreads", part="snippet,replies", videoId=commented.video_id
        ),
        "VideoCategoryListResponse": ask("videoCategories", part="snippet", regionCode="JP"),
    }
    for schema, answer in answers.items():
        assert answer.status_code == 200
        assert answer.json()["items"], schema
        assert discovery_errors("youtube", "youtube.v3.json", schema, answer.json()) == []


def test_the_contract_finds_what_is_wrong(ask: Ask) -> None:
    body = ask("videoCategories", part="snippet", regionCode="JP").json()
    body["items"][0]["id"] = 1
    body["items"][1]["colour"] = "red"

    found = discovery_errors("youtube", "youtube.v3.json", "VideoCategoryListResponse", body)

    assert len(found) == 2


def test_counters_are_texts_and_hidden_ones_are_absent(ask: Ask, world: World) -> None:
    shy = some_video(world, hides_likes=True)
    closed = some_video(world, comments_disabled=True)
    found = ask("videos", part="statistics", id=f"{shy.video_id},{closed.video_id}").json()
    figures = {item["id"]: item["statistics"] for item in found["items"]}

    assert figures[shy.video_id]["viewCount"] == str(shy.counters(0).views)
    assert "likeCount" not in figures[shy.video_id]
    assert "commentCount" not in figures[closed.video_id]
    assert set(found["items"][0]) == {"kind", "etag", "id", "statistics"}


def test_ids_that_are_gone_are_missing(ask: Ask, world: World) -> None:
    there = some_video(world)
    later = next(video for video in world.videos if not video.is_there(world.day))

    found = ask("videos", part="snippet", id=f"{later.video_id},{there.video_id},nonsense").json()
    nobody = ask("channels", part="snippet", id="UCnobody").json()

    assert [item["id"] for item in found["items"]] == [there.video_id]
    assert "items" not in nobody
    assert nobody["pageInfo"]["totalResults"] == 0


def test_a_chart_is_read_page_by_page(ask: Ask, world: World) -> None:
    chart = popular_videos(world, "JP")
    params = {"part": "snippet", "chart": "mostPopular", "regionCode": "JP", "maxResults": 50}
    ids: list[str] = []
    token = None
    while True:
        page = ask("videos", **params, **({"pageToken": token} if token else {})).json()
        ids += [item["id"] for item in page["items"]]
        assert page["pageInfo"] == {"totalResults": len(chart), "resultsPerPage": 50}
        token = page.get("nextPageToken")
        if not token:
            break

    assert ids == [video.video_id for video in chart]
    assert len(set(ids)) == 200


@pytest.mark.parametrize(
    ("path", "params", "status", "reason"),
    [
        ("videos", {"id": "x"}, 400, "missingRequiredParameter"),
        ("videos", {"part": "id"}, 400, "missingRequiredParameter"),
        ("videos", {"part": "id", "id": ",".join(map(str, range(51)))}, 400, "invalidFilters"),
        ("playlistItems", {"part": "id", "playlistId": "UUnone"}, 404, "playlistNotFound"),
        ("commentThreads", {"part": "id", "videoId": "none"}, 404, "videoNotFound"),
        (
            "videos",
            {"part": "id", "chart": "mostPopular", "pageToken": "?"},
            400,
            "invalidPageToken",
        ),
        (
            "videos",
            {"part": "id", "chart": "mostPopular", "maxResults": 51},
            400,
            "invalidParameter",
        ),
        ("videos", {"part": "id", "chart": "mostPopular", "regionCode": "X"}, 400, "invalid"),
    ],
)
def test_errors_have_reasons(
    ask: Ask, path: str, params: dict[str, Any], status: int, reason: str
) -> None:
    answer = ask(path, **params)
    error = answer.json()["error"]

    assert answer.status_code == error["code"] == status
    assert error["errors"][0]["reason"].startswith(reason)


def test_keys_and_disabled_comments_are_refused(ask: Ask, world: World) -> None:
    video = some_video(world, comments_disabled=True).video_id
    missing = ask("videos", key=None, part="id", id="x")
    wrong = ask("videos", key="wrong-key", part="id", id="x")
    closed = ask("commentThreads", part="id", videoId=video)

    assert (missing.status_code, wrong.status_code, closed.status_code) == (403, 400, 403)
    assert wrong.json()["error"]["details"][0]["reason"] == "API_KEY_INVALID"
    assert closed.json()["error"]["errors"][0]["reason"] == "commentsDisabled"


def test_the_units_of_a_day_run_out() -> None:
    units = Units(3)
    for _ in range(3):
        units.take(0)
    with pytest.raises(Refused, match="exceeded your quota"):
        units.take(0)
    units.take(1)
