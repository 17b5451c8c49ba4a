"""Recorded bodies of YouTube go through connector and silver without loss."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reelhouse.lake import Lake
from reelhouse.sources.ingest_api import Wanted
from tests.conftest import SHARED_DATA
from tests.replay import Recording, ReplayServer
from tests.silver import run_source, silver_rows

RECORDED = SHARED_DATA.parent / "specs" / "youtube" / "recorded"
MORE = SHARED_DATA / "youtube" / "api"
TRENDING = SHARED_DATA / "youtube" / "trending_2020-08"
PATHS = {
    "youtube#videoListResponse": "videos",
    "youtube#channelListResponse": "channels",
    "youtube#playlistItemListResponse": "playlistItems",
    "youtube#videoCategoryListResponse": "videoCategories",
}
pytestmark = pytest.mark.skipif(
    not (RECORDED.is_dir() and MORE.is_dir()), reason=f"no recorded bodies at {RECORDED}"
)


def bodies(kind: str) -> Iterator[dict[str, Any]]:
    """Every recorded list of a kind that is a whole page of its own."""
    for path in sorted((*RECORDED.glob("*.json"), *MORE.rglob("*.json"))):
        body = json.loads(path.read_text())
        if isinstance(body, dict) and body.get("kind") == kind and "_paged_" not in path.name:
            yield body


def run(lake: Lake, recordings: list[Recording], limit: int | None = None, **section: Any) -> None:
    with ReplayServer(recordings) as server:
        usual: dict[str, Any] = {"key": "any", "popular": False, "connections": 1}
        wanted = Wanted(limit=limit)
        run_source(lake, "youtube", server.url, wanted=wanted, **(usual | section))


def as_bytes(body: Any) -> bytes:
    return json.dumps(body).encode()


def no_chart() -> Recording:
    return Recording("/videos", as_bytes({"kind": "youtube#videoListResponse"}))


def test_lists_by_id_arrive(lake: Lake) -> None:
    seen: dict[str, set[str]] = {"videos": set(), "channels": set(), "playlistItems": set()}
    counts: Counter[str] = Counter()
    for kind, path in PATHS.items():
        for body in bodies(kind) if path in seen else ():
            ids = [item["id"] for item in body["items"]]
            section: dict[str, Any] = {path: ids}
            if path == "playlistItems":
                section = {"playlists": [body["items"][0]["snippet"]["playlistId"]]}
            # a page of a chart that goes on is read as far as it goes
            run(lake, [Recording(f"/{path}", as_bytes(body))], limit=len(ids), **section)
            seen[path].update(ids)
            counts[path] += 1

    assert counts["videos"] >= 4
    assert counts["channels"] >= 3
    assert counts["playlistItems"] >= 3
    for path, view, column in (
        ("videos", "video", "video_id_youtube"),
        ("channels", "channel", "channel_id_youtube"),
        ("playlistItems", "playlist_item", "playlist_item_id_youtube"),
    ):
        rows = silver_rows(lake, f"select {column} from silver_youtube__{view}")
        assert sorted(row[0] for row in rows) == sorted(seen[path])


def test_a_chart_of_two_pages_and_one_of_fifty_arrive(lake: Lake) -> None:
    first, second = (
        json.loads((RECORDED / f"videos__videos_chart_paged_{n}.json").read_text()) for n in (1, 2)
    )
    long = json.loads((MORE / "videos_mostPopular_2025-10.json").read_text())
    chart = {"chart": "mostPopular", "regionCode": "US"}
    run(
        lake,
        [
            Recording("/videos", as_bytes(first), chart),
            Recording("/videos", as_bytes(second), chart | {"pageToken": first["nextPageToken"]}),
        ],
        popular=True,
        regions=["US"],
    )
    indian = Recording("/videos", as_bytes(long), chart | {"regionCode": "IN"})
    run(lake, [indian], limit=50, popular=True, regions=["IN"])

    items = [*first["items"], *second["items"], *long["items"]]
    rows = silver_rows(
        lake,
        "select p.video_id_youtube, v.view_count, v.like_count, v.comment_count, "
        "(select count(*) from silver_youtube__video_tag t "
        "where t.video_id_youtube = p.video_id_youtube) "
        "from silver_youtube__popular p join silver_youtube__video_snapshot v "
        "using (video_id_youtube) order by country_code desc, rank",
    )
    assert len(rows) == 58
    assert rows == [
        (
            item["id"],
            _count(item, "viewCount"),
            _count(item, "likeCount"),
            _count(item, "commentCount"),
            len(item["snippet"].get("tags", [])),
        )
        for item in items
    ]


def _count(item: dict[str, Any], name: str) -> int | None:
    text = item.get("statistics", {}).get(name)
    return None if text is None else int(text)


def test_a_playlist_and_comments_of_two_pages_arrive(lake: Lake) -> None:
    names = ("playlist_items__playlist_items", "comment_threads__comment_threads_by_video")
    (items, more_items), (threads, more_threads) = (
        [json.loads((RECORDED / f"{name}_paged_{n}.json").read_text()) for n in (1, 2)]
        for name in names
    )
    playlist = items["items"][0]["snippet"]["playlistId"]
    video = threads["items"][0]["snippet"]["videoId"]
    shown = {"id": video, "snippet": {}, "statistics": {"commentCount": "10"}}
    recordings = [
        Recording("/playlistItems", as_bytes(items)),
        Recording("/playlistItems", as_bytes(more_items), {"pageToken": items["nextPageToken"]}),
        Recording("/commentThreads", as_bytes(threads)),
        Recording(
            "/commentThreads", as_bytes(more_threads), {"pageToken": threads["nextPageToken"]}
        ),
        Recording("/videos", as_bytes({"kind": "youtube#videoListResponse", "items": [shown]})),
    ]
    run(lake, recordings, playlists=[playlist], videos=[video], comments=100)

    places = silver_rows(
        lake,
        "select video_id_youtube, position from silver_youtube__playlist_item order by position",
    )
    assert places == [
        (item["snippet"]["resourceId"]["videoId"], item["snippet"]["position"] + 1)
        for item in (*items["items"], *more_items["items"])
    ]
    comments = silver_rows(
        lake, "select comment_id_youtube, comment_text, like_count from silver_youtube__comment"
    )
    # the recorded pages repeat each other
    told = {
        thread["id"]: thread["snippet"]["topLevelComment"]["snippet"]
        for thread in (*threads["items"], *more_threads["items"])
    }
    assert sorted(comments) == sorted(
        (name, comment["textOriginal"], comment["likeCount"]) for name, comment in told.items()
    )
    assert len(comments) == 5


def test_comments_with_replies_arrive(lake: Lake) -> None:
    found = [
        thread
        for body in (*bodies("youtube#commentThreadListResponse"),)
        for thread in body["items"]
    ]
    unique = list({thread["id"]: thread for thread in found}.values())
    shown = {"id": "any", "snippet": {}, "statistics": {"commentCount": "99"}}
    recordings = [
        Recording("/videos", as_bytes({"kind": "youtube#videoListResponse", "items": [shown]})),
        Recording(
            "/commentThreads",
            as_bytes({"kind": "youtube#commentThreadListResponse", "items": unique}),
        ),
    ]
    run(lake, recordings, videos=["any"], comments=100)

    replies = [r for t in unique for r in t.get("replies", {}).get("comments", [])]
    rows = silver_rows(
        lake, "select is_reply, count(*) from silver_youtube__comment group by is_reply"
    )
    assert dict(rows) == {False: len(unique), **({True: len(replies)} if replies else {})}
    assert len(unique) >= 8


def test_categories_of_every_country_arrive(lake: Lake) -> None:
    expected: Counter[str] = Counter()
    recordings = [no_chart()]
    for path in sorted(TRENDING.glob("*_category_id.json")):
        country, body = path.name[:2], json.loads(path.read_text())
        # the bodies are recorded without their parameters; the wire says what kind they are
        recordings.append(Recording("/videoCategories", as_bytes(body), {"regionCode": country}))
        expected[country] = len(body["items"])
    run(lake, recordings, popular=True, regions=list(expected))

    rows = silver_rows(
        lake, "select country_code, count(*) from silver_youtube__category group by country_code"
    )
    assert dict(rows) == expected
    assert len(expected) == 11


def test_a_week_of_a_real_chart_becomes_snapshots(lake: Lake) -> None:
    days: dict[str, list[dict[str, Any]]] = {}
    for row in read_trending(TRENDING / "US_youtube_trending_data.csv"):
        days.setdefault(row["trending_date"], []).append(item_of(row))
    for items in days.values():
        body = {"kind": "youtube#videoListResponse", "items": items}
        run(lake, [Recording("/videos", as_bytes(body))], popular=True, regions=["US"])

    rows = silver_rows(
        lake,
        "select video_id_youtube, view_count, like_count from silver_youtube__video_snapshot",
    )
    expected = Counter(
        (item["id"], _count(item, "viewCount"), _count(item, "likeCount"))
        for items in days.values()
        for item in {item["id"]: item for item in reversed(items)}.values()
    )
    assert Counter(rows) == expected
    assert len(rows) > 500
    [(places, newest)] = silver_rows(
        lake,
        "select (select count(*) from silver_youtube__popular_snapshot), "
        "(select count(*) from silver_youtube__popular)",
    )
    assert places == len(rows)
    assert newest == len({item["id"] for item in days[max(days)]})


def read_trending(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def item_of(row: dict[str, str]) -> dict[str, Any]:
    """A row of the file as the API gives a video."""
    counters = {"viewCount": row["view_count"]}
    if row["ratings_disabled"] != "True":
        counters["likeCount"] = row["likes"]
    if row["comments_disabled"] != "True":
        counters["commentCount"] = row["comment_count"]
    snippet = {
        "title": row["title"],
        "channelId": row["channelId"],
        "publishedAt": row["publishedAt"],
        "categoryId": row["categoryId"],
        "channelTitle": row["channelTitle"],
    }
    return {"id": row["video_id"], "snippet": snippet, "statistics": counters}
