from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reelhouse.errors import ReelhouseError
from reelhouse.lake import Lake
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world.social import Post
from reelhouse.sources.bluesky import judge
from reelhouse.sources.ingest import IngestFailed
from reelhouse.sources.ingest_api import Wanted
from tests.replay import Recording, ReplayServer
from tests.silver import run_simulated, run_source, silver_rows
from tests.sources.social import (
    RECOVERABLE,
    broken_silver,
    posts_there,
    simulated,
    world,
)

LOGIN = "/xrpc/com.atproto.server.createSession"
SEARCH = "/xrpc/app.bsky.feed.searchPosts"
ACCOUNT: dict[str, Any] = {"handle": "a.example", "app_password": "canary-password"}


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[SimulatorServer]:
    with simulated(tmp_path / "served") as server:
        yield server


def uri_of(post: Post) -> str:
    account = world().accounts[post.account_index]
    return f"at://{account.account_id}/app.bsky.feed.post/{post.post_id}"


def hits(words: str) -> set[str]:
    return {uri_of(p) for p in posts_there("bluesky") if words in p.text.casefold()}


def post_ids(lake: Lake) -> set[str]:
    return {row[0] for row in silver_rows(lake, "select post_id_bluesky from silver_bluesky__post")}


def token(seconds: int) -> str:
    content = base64.urlsafe_b64encode(json.dumps({"exp": time.time() + seconds}).encode())
    return f"e30.{content.decode().rstrip('=')}.sig"


def logging_in(seconds: int = 7200) -> tuple[Recording, list[Any]]:
    """A host that gives tokens, and the bodies of the logins so far."""
    seen: list[Any] = []

    def log_in(request: Request) -> Response:
        seen.append(request.headers.get("content-type"))
        return JSONResponse({"accessJwt": token(seconds), "handle": "a.example", "did": "did:a"})

    return Recording(LOGIN, log_in), seen


def test_every_hit_and_every_post_of_an_author_arrives(
    lake: Lake, simulator: SimulatorServer
) -> None:
    author = world().accounts[posts_there("bluesky")[0].account_index]
    report = run_simulated(
        lake, "bluesky", simulator, searches=["the"], authors=[f"@{author.handle}"], posts=800
    )
    assert report.warnings == [] == report.notes
    own = {uri_of(p) for p in posts_there("bluesky") if p.account_index == author.index}
    assert len(hits("the")) > 100
    assert own - hits("the")
    assert post_ids(lake) == hits("the") | own
    rows = silver_rows(
        lake,
        "select post_id_bluesky, account_id_bluesky, account_name, text, language, created_at, "
        "like_count, repost_count, reply_count from silver_bluesky__post",
    )
    posts = {uri_of(post): post for post in posts_there("bluesky")}
    day = world().day
    for uri, *row in rows:
        post = posts[uri]
        account = world().accounts[post.account_index]
        assert row == [
            account.account_id,
            account.handle,
            post.text,
            post.language,
            post.created_at.replace(tzinfo=None),
            post.likes(day),
            post.reposts(day),
            post.replies(day),
        ]
    tags = silver_rows(lake, "select * from silver_bluesky__post_hashtag")
    assert set(tags) == {
        (uri, tag.lower()) for uri in post_ids(lake) for tag in posts[uri].hashtags
    }
    assert broken_silver(lake, "bluesky") == []


def test_one_session_is_enough(lake: Lake, simulator: SimulatorServer) -> None:
    run_simulated(lake, "bluesky", simulator, searches=["the", "a", "of"], authors=[])
    assert len(simulator.faults.asked_for(f"*{LOGIN}")) == 1
    assert len(simulator.faults.asked_for(f"*{SEARCH}")) > 3


def test_a_session_is_renewed_before_it_ends(lake: Lake) -> None:
    login, seen = logging_in(seconds=0)
    pages = [Recording(SEARCH, b'{"posts": []}')]
    with ReplayServer([login, *pages]) as server:
        run_source(lake, "bluesky", f"{server.url}/xrpc", searches="a,b", connections=1, **ACCOUNT)
    assert len(seen) == 2


@pytest.mark.parametrize("shift", [7, -7])
def test_hits_that_go_or_come_while_reading_leave_no_gap(
    lake: Lake, simulator: SimulatorServer, shift: int
) -> None:
    simulator.faults.add(Fault(path=f"*{SEARCH}", query="*cursor=100*", shift=shift, times=1))
    run_simulated(lake, "bluesky", simulator, searches=["the"], authors=[], posts=800)
    assert post_ids(lake) == hits("the")


@pytest.mark.parametrize("fault", RECOVERABLE, ids=str)
def test_a_passing_fault_costs_no_post(
    lake: Lake, simulator: SimulatorServer, fault: dict[str, Any]
) -> None:
    simulator.faults.add(Fault(path=f"*{SEARCH}", query="*cursor*", times=1, **fault))
    run_simulated(lake, "bluesky", simulator, searches=["the"], authors=[], posts=800)
    assert post_ids(lake) == hits("the")
    assert any(seen.fault for seen in simulator.faults.requests)


def test_a_passing_fault_of_the_login_is_outlived(lake: Lake, simulator: SimulatorServer) -> None:
    simulator.faults.add(Fault(path=f"*{LOGIN}", times=1, status=503))
    run_simulated(lake, "bluesky", simulator, searches=["the"], authors=[], posts=800)
    assert post_ids(lake) == hits("the")


def test_since_and_limit_are_kept(lake: Lake, simulator: SimulatorServer) -> None:
    since = world().today - timedelta(days=50)
    posts = {uri_of(post): post for post in posts_there("bluesky")}
    run_simulated(
        lake, "bluesky", simulator, searches=["the"], authors=[], wanted=Wanted(since=since)
    )
    assert post_ids(lake) == {u for u in hits("the") if posts[u].created_at.date() >= since}
    other = Lake(lake.root.parent / "other")
    run_simulated(
        other, "bluesky", simulator, searches=["the"], authors=[], wanted=Wanted(limit=101)
    )
    newest = sorted(hits("the"), key=lambda u: (posts[u].day, posts[u].second, posts[u].index))
    assert post_ids(other) == set(newest[-101:])


def test_an_author_whom_nobody_knows_is_an_error_and_one_who_blocks_is_not(lake: Lake) -> None:
    login, _ = logging_in()
    blocking = JSONResponse({"error": "BlockedByActor", "message": "no"}, 400)
    feed = Recording("/xrpc/app.bsky.feed.getAuthorFeed", lambda request: blocking)
    with ReplayServer([login, feed]) as server:
        report = run_source(lake, "bluesky", f"{server.url}/xrpc", authors="b.example", **ACCOUNT)
    assert [outcome.rows for outcome in report.outcomes] == [0]


def test_reposts_of_others_are_not_the_authors_posts(lake: Lake) -> None:
    login, _ = logging_in()
    view = {"cid": "c", "author": {"did": "did:a", "handle": "a"}, "indexedAt": "2026-01-01T00:00Z"}
    feed = {
        "feed": [
            {"post": {**view, "uri": "at://a/x/1", "record": {}}},
            {"post": {**view, "uri": "at://b/x/2", "record": {}}, "reason": {"by": {}}},
        ]
    }
    page = Recording("/xrpc/app.bsky.feed.getAuthorFeed", json.dumps(feed).encode())
    with ReplayServer([login, page]) as server:
        run_source(lake, "bluesky", f"{server.url}/xrpc", authors="a.example", **ACCOUNT)
    assert post_ids(lake) == {"at://a/x/1"}


def test_a_wrong_password_is_told_and_never_shown(lake: Lake, simulator: SimulatorServer) -> None:
    with pytest.raises(IngestFailed, match="Invalid identifier or password") as caught:
        run_simulated(lake, "bluesky", simulator, app_password="wrong-canary")
    assert "REELHOUSE_BLUESKY__APP_PASSWORD" in str(caught.value)
    files = [path for path in lake.root.rglob("*") if path.is_file()]
    assert "canary" not in str(caught.value)
    assert not any(b"canary" in path.read_bytes() for path in files)


def test_a_password_that_is_missing_is_asked_for(lake: Lake, simulator: SimulatorServer) -> None:
    with pytest.raises(ReelhouseError, match="REELHOUSE_BLUESKY__APP_PASSWORD") as caught:
        run_simulated(lake, "bluesky", simulator, app_password="")
    assert "App passwords" in caught.value.advice


def test_too_many_logins_say_when_to_come_again(lake: Lake) -> None:
    def full(request: Request) -> Response:
        reset = str(int(time.time()) + 600)
        return JSONResponse({"error": "RateLimitExceeded"}, 429, {"RateLimit-Reset": reset})

    with (
        ReplayServer([Recording(LOGIN, full)]) as server,
        pytest.raises(IngestFailed, match="no more logins") as caught,
    ):
        run_source(lake, "bluesky", f"{server.url}/xrpc", searches="a", **ACCOUNT)
    assert "in 10 minutes" in str(caught.value)


def test_a_host_that_refuses_search_is_explained(lake: Lake, simulator: SimulatorServer) -> None:
    public = simulator.base_url("bluesky").replace("/xrpc", "/public/xrpc")
    with pytest.raises(IngestFailed, match="HTTP 403") as caught:
        run_source(lake, "bluesky", public, searches="a", **ACCOUNT)
    assert "https://bsky.social/xrpc" in str(caught.value)


def test_the_public_host_is_not_even_asked(lake: Lake) -> None:
    with pytest.raises(IngestFailed, match=r"public\.api\.bsky\.app refuses search") as caught:
        run_source(lake, "bluesky", "https://public.api.bsky.app/xrpc", searches="a", **ACCOUNT)
    assert "bluesky.base_url" in str(caught.value)


def test_the_time_of_the_reset_is_waited_for() -> None:
    verdict = judge(429, {"RateLimit-Reset": str(int(time.time()) + 60)}, None)
    assert verdict is not None
    assert verdict.action == "retry"
    assert 55 < (verdict.after or 0) <= 60


def test_drift_is_named_and_silver_still_builds(lake: Lake, simulator: SimulatorServer) -> None:
    simulator.faults.add(
        Fault(path=f"*{SEARCH}", drop_field="indexedAt", retype_field="record", add_field="mood")
    )
    report = run_simulated(lake, "bluesky", simulator, searches=["the"], authors=[], posts=800)
    assert any("'indexedAt' has vanished" in warning for warning in report.warnings)
    assert any("'record.text' has vanished" in warning for warning in report.warnings)
    assert any("'mood' is new" in note for note in report.notes)
    assert silver_rows(
        lake, "select count(*), count(text), count(indexed_at) from silver_bluesky__post"
    ) == [(len(hits("the")), 0, 0)]
