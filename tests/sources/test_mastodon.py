from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reelhouse.lake import Lake
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.providers.posts import has_tag
from reelhouse.simulator.server import SimulatorServer
from reelhouse.sources.ingest import IngestFailed
from reelhouse.sources.ingest_api import Wanted
from reelhouse.sources.mastodon import judge
from tests.replay import Recording, ReplayServer
from tests.silver import run_simulated, run_source, silver_rows
from tests.sources.social import (
    RECOVERABLE,
    broken_silver,
    posts_there,
    recorded,
    simulated,
    world,
)

TIMELINES = "test_public_tl", "test_public_tl_anonymous", "test_timeline_disabled"


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[SimulatorServer]:
    with simulated(tmp_path / "served") as server:
        yield server


def tagged(tag: str) -> set[str]:
    return {post.post_id for post in posts_there("mastodon") if has_tag(post, tag)}


def one_tag() -> str:
    tags = [tag for post in posts_there("mastodon") for tag in post.hashtags]
    return max(set(tags), key=lambda tag: (tags.count(tag), tag))


def post_ids(lake: Lake) -> set[str]:
    return {
        row[0] for row in silver_rows(lake, "select post_id_mastodon from silver_mastodon__post")
    }


def recordings_of_a_hashtag() -> tuple[str, list[Recording], dict[str, Any]]:
    """Name of the recorded hashtag, its pages at their paths, and its posts by id."""
    pages = []
    posts: dict[str, Any] = {}
    for exchange in recorded("mastodon", "test_pagination_iterator"):
        address = urlsplit(exchange["request"]["uri"])
        query = {k: v for k, v in parse_qsl(address.query) if k != "limit"}
        if "/timelines/tag/" not in address.path or "min_id" in query:
            continue
        body = exchange["response"]["body"]
        headers = {
            name: v[0] for name, v in exchange["response"]["headers"].items() if name == "link"
        }
        pages.append(Recording(address.path, json.dumps(body).encode(), query, headers=headers))
        posts |= {post["id"]: post for post in body}
    return pages[0].path.rpartition("/")[2], pages, posts


def test_recorded_pages_of_a_hashtag_arrive_whole(lake: Lake) -> None:
    tag, pages, posts = recordings_of_a_hashtag()
    with ReplayServer(pages) as server:
        report = run_source(lake, "mastodon", f"{server.url}/api/v1", hashtags=tag, trends=False)
        # the recorded links name another host, which is not asked
        assert [urlsplit(asked).path for asked in server.asked] == [pages[0].path] * 4
    assert report.warnings == []
    rows = silver_rows(
        lake,
        "select post_id_mastodon, account_name, text, language, like_count from "
        "silver_mastodon__post",
    )
    assert len(rows) == len(posts) == 30
    assert {row[0]: row[1:] for row in rows} == {
        post_id: (
            post["account"]["acct"],
            html.unescape(re.sub("<[^>]*>", "", post["content"])),
            post["language"],
            post["favourites_count"],
        )
        for post_id, post in posts.items()
    }
    hashtags = silver_rows(lake, "select * from silver_mastodon__post_hashtag")
    assert set(hashtags) == {
        (post_id, entry["name"].lower())
        for post_id, post in posts.items()
        for entry in post["tags"]
    }


def test_recorded_timelines_arrive_whole(lake: Lake) -> None:
    pages = []
    posts: dict[str, Any] = {}
    for name in TIMELINES:
        for number, exchange in enumerate(recorded("mastodon", name)):
            if "/timelines/public" in exchange["request"]["uri"]:
                body = exchange["response"]["body"]
                path = f"/api/v1/timelines/tag/{name}{number}"
                pages.append(Recording(path, json.dumps(body).encode()))
                posts |= {post["id"]: post for post in body}
    tags = [page.path.rpartition("/")[2] for page in pages]
    with ReplayServer(pages) as server:
        report = run_source(lake, "mastodon", f"{server.url}/api/v1", hashtags=tags, trends=False)
    assert report.warnings == [] == report.notes
    assert len(pages) == 4
    assert post_ids(lake) == set(posts)
    edited = silver_rows(
        lake, "select post_id_mastodon from silver_mastodon__post where edited_at is not null"
    )
    assert {row[0] for row in edited} == {i for i, post in posts.items() if post["edited_at"]}


def test_recorded_trends_are_empty_lists(lake: Lake) -> None:
    pages = [
        Recording(urlsplit(exchange["request"]["uri"]).path, b"[]")
        for kind in ("links", "statuses", "tags")
        for exchange in recorded("mastodon", f"test_trending_{kind}")
        if exchange["response"]["body"] == []
    ]
    with ReplayServer(pages) as server:
        report = run_source(lake, "mastodon", f"{server.url}/api/v1")
        assert len(server.asked) == 3
    assert {outcome.rows for outcome in report.outcomes} == {0}
    assert report.warnings == ["no hashtags are followed: `mastodon.hashtags` is empty"]


def test_every_post_with_the_hashtags_arrives(lake: Lake, simulator: SimulatorServer) -> None:
    report = run_simulated(lake, "mastodon", simulator)
    assert report.warnings == [] == report.notes
    posts = {post.post_id: post for post in posts_there("mastodon")}
    tags = [
        urlsplit(seen.path).path.rpartition("/")[2]
        for seen in simulator.faults.asked_for("*/timelines/tag/*")
    ]
    assert len(tags) > len(set(tags)) == 5
    assert post_ids(lake) == set().union(*(tagged(tag) for tag in tags))
    rows = silver_rows(
        lake,
        "select post_id_mastodon, account_id_mastodon, text, language, created_at, edited_at, "
        "like_count, repost_count, reply_count from silver_mastodon__post",
    )
    accounts, day = world().accounts, world().day
    for post_id, *row in rows:
        post = posts[post_id]
        edited_at = post.edited_at if post.is_edited(day) else None
        assert row == [
            accounts[post.account_index].account_id,
            post.text,
            post.language,
            post.created_at.replace(tzinfo=None),
            edited_at.replace(tzinfo=None) if edited_at else None,
            post.likes(day),
            post.reposts(day),
            post.replies(day),
        ]
    assert broken_silver(lake, "mastodon") == []


def test_trends_keep_their_places(lake: Lake, simulator: SimulatorServer) -> None:
    run_simulated(lake, "mastodon", simulator, hashtags=[])
    for chart in ("post", "tag", "link"):
        view = f"silver_mastodon__trending_{chart}_snapshot"
        places = [row[0] for row in silver_rows(lake, f"select place from {view} order by place")]
        assert places == list(range(1, len(places) + 1))
        assert places
    most = silver_rows(
        lake, "select hashtag, max(use_count) from silver_mastodon__trending_tag_day group by all"
    )
    assert max(uses for _, uses in most) >= 1


def test_counters_of_two_days_are_two_snapshots(lake: Lake, tmp_path: Path) -> None:
    from reelhouse.simulator.world import World

    shown = World(day=world().day - 1)
    tag = one_tag()
    with simulated(tmp_path / "served", shown) as server:
        run_simulated(lake, "mastodon", server, hashtags=tag, trends=False)
        shown.day += 1
        run_simulated(lake, "mastodon", server, hashtags=tag, trends=False)
        again = run_simulated(lake, "mastodon", server, hashtags=tag, trends=False)
    assert {outcome.status for outcome in again.outcomes} <= {"unchanged", "empty"}
    rows = silver_rows(
        lake,
        "select post_id_mastodon, list(like_count order by fetched_at) from "
        "silver_mastodon__post_snapshot group by all having count(*) = 2",
    )
    posts = {post.post_id: post for post in world().posts}
    assert len(rows) > 10
    for post_id, likes in rows:
        assert likes == [posts[post_id].likes(shown.day - 1), posts[post_id].likes(shown.day)]


def test_since_and_limit_end_a_timeline_early(lake: Lake, simulator: SimulatorServer) -> None:
    tag = one_tag()
    since = world().today - timedelta(days=60)
    run_simulated(
        lake, "mastodon", simulator, hashtags=tag, trends=False, wanted=Wanted(since=since)
    )
    posts = {post.post_id: post for post in posts_there("mastodon")}
    assert post_ids(lake) == {i for i in tagged(tag) if posts[i].created_at.date() >= since}
    assert len(post_ids(lake)) < len(tagged(tag))
    other = Lake(lake.root.parent / "other")
    run_simulated(other, "mastodon", simulator, hashtags=tag, trends=False, wanted=Wanted(limit=45))
    assert post_ids(other) == set(sorted(tagged(tag), key=int)[-45:])


@pytest.mark.parametrize("fault", RECOVERABLE, ids=str)
def test_a_passing_fault_costs_no_post(
    lake: Lake, simulator: SimulatorServer, fault: dict[str, Any]
) -> None:
    tag = one_tag()
    simulator.faults.add(Fault(path="*/timelines/*", query="*max_id*", times=1, **fault))
    run_simulated(lake, "mastodon", simulator, hashtags=tag, trends=False)
    assert post_ids(lake) == tagged(tag)
    assert any(seen.fault for seen in simulator.faults.requests)


def test_posts_that_go_or_come_while_reading_leave_no_gap(
    lake: Lake, simulator: SimulatorServer
) -> None:
    tag = one_tag()
    simulator.faults.add(Fault(path="*/timelines/*", query="*max_id*", shift=-5, times=1))
    run_simulated(lake, "mastodon", simulator, hashtags=tag, trends=False)
    assert post_ids(lake) == tagged(tag)


def test_a_wrong_token_is_told(lake: Lake, simulator: SimulatorServer) -> None:
    with pytest.raises(IngestFailed, match="access token is invalid") as caught:
        run_simulated(lake, "mastodon", simulator, token="wrong-canary")
    assert "REELHOUSE_MASTODON__TOKEN" in str(caught.value)
    assert "canary" not in str(caught.value)


def test_a_token_is_sent_and_not_to_whom_a_link_names(lake: Lake) -> None:
    given = []

    def page(request: Request) -> Response:
        given.append(request.headers.get("authorization"))
        if "max_id" in request.query_params:
            return JSONResponse([])
        link = '<https://elsewhere.invalid/api/v1/timelines/tag/fog?max_id=1>; rel="next"'
        return JSONResponse([{"id": "1", "content": "x"}], headers={"Link": link})

    with ReplayServer([Recording("/api/v1/timelines/tag/fog", page)]) as server:
        run_source(
            lake, "mastodon", f"{server.url}/api/v1", hashtags="#fog", trends=False, token="t"
        )
    assert given == ["Bearer t", "Bearer t"]


def test_the_date_of_the_reset_is_waited_for(lake: Lake) -> None:
    later = (datetime.now(UTC) + timedelta(seconds=90)).isoformat().replace("+00:00", "Z")
    verdict = judge(429, {"X-RateLimit-Reset": later}, {"error": "Too many requests"})
    assert verdict is not None
    assert verdict.action == "retry"
    assert verdict.after is not None
    assert 80 < verdict.after <= 90
    answers = [
        JSONResponse({"error": "Too many"}, 429, {"X-RateLimit-Reset": "2026-01-01T00:00:00Z"}),
        JSONResponse([]),
    ]
    with ReplayServer(
        [Recording("/api/v1/timelines/tag/fog", lambda request: answers.pop(0))]
    ) as server:
        run_source(lake, "mastodon", f"{server.url}/api/v1", hashtags="fog", trends=False)
    assert answers == []


def test_drift_is_named_and_silver_still_builds(lake: Lake, simulator: SimulatorServer) -> None:
    tag = one_tag()
    simulator.faults.add(
        Fault(
            path="*/timelines/*",
            drop_field="language",
            retype_field="favourites_count",
            add_field="mood",
        )
    )
    report = run_simulated(lake, "mastodon", simulator, hashtags=tag, trends=False)
    assert any("'language' has vanished" in warning for warning in report.warnings)
    assert any("'favourites_count' is string" in warning for warning in report.warnings)
    assert any("'mood' is new" in note for note in report.notes)
    assert silver_rows(
        lake, "select count(*), count(language), count(like_count) from silver_mastodon__post"
    ) == [(len(tagged(tag)), 0, len(tagged(tag)))]


def test_a_vanished_id_is_an_error(lake: Lake, simulator: SimulatorServer) -> None:
    simulator.faults.add(Fault(path="*/timelines/*", drop_field="id"))
    with pytest.raises(IngestFailed, match="'id' has vanished"):
        run_simulated(lake, "mastodon", simulator, hashtags=one_tag(), trends=False)
