from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reelhouse.lake import Lake
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.providers.reddit import BANNED, PRIVATE
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world.social import SUBREDDITS
from reelhouse.sources.ingest import IngestFailed
from reelhouse.sources.ingest_api import Wanted
from reelhouse.sources.reddit import judge
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

TOKEN = "/api/v1/access_token"
LISTED = SUBREDDITS[0]
LISTINGS = ("hot", "new", "top")


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[SimulatorServer]:
    with simulated(tmp_path / "served") as server:
        yield server


def posts_in(*subreddits: str) -> set[str]:
    return {f"t3_{p.post_id}" for p in posts_there("reddit") if p.subreddit in subreddits}


def post_ids(lake: Lake) -> set[str]:
    return {row[0] for row in silver_rows(lake, "select post_id_reddit from silver_reddit__post")}


def run(lake: Lake, server: ReplayServer, **section: Any) -> Any:
    keys = {"client_id": "canary-app", "client_secret": "canary-secret"}
    address = {"token_url": server.url + TOKEN}
    return run_source(lake, "reddit", server.url, **{**keys, **address, **section})


def given_token() -> Recording:
    return Recording(TOKEN, b'{"access_token": "canary-token", "expires_in": 3600}')


def bodies_of(name: str) -> dict[str, Any]:
    """Recorded listings of a session by their path."""
    found = {}
    for exchange in recorded("reddit", name):
        body = exchange["response"]["body"]
        if body.get("kind") == "Listing":
            found[urlsplit(exchange["request"]["uri"]).path] = body
    return found


@pytest.mark.parametrize("listing", LISTINGS)
def test_recorded_listings_arrive_whole(lake: Lake, listing: str) -> None:
    [(path, body)] = bodies_of(f"TestSubredditListings.test_{listing}").items()
    last = {"kind": "Listing", "data": {"children": [], "after": None}}
    after = {"after": body["data"]["after"]}
    pages = [
        Recording(path, json.dumps(body).encode()),
        Recording(path, json.dumps(last).encode(), after),
    ]
    with ReplayServer([given_token(), *pages]) as server:
        report = run(lake, server, subreddits="r/askreddit", listing=listing)
        asked = [question for question in server.asked if TOKEN not in question]
    assert len(asked) == 2
    assert all("raw_json=1" in question for question in asked)
    assert all(("t=week" in question) == (listing == "top") for question in asked)
    assert report.warnings == [] == report.notes
    posts = {child["data"]["name"]: child["data"] for child in body["data"]["children"]}
    assert len(posts) == (102 if listing == "hot" else 100)
    rows = silver_rows(
        lake,
        "select post_id_reddit, title, text, account_name, score, reply_count, created_at, "
        "edited_at, link_url, is_stickied from silver_reddit__post",
    )
    assert {row[0]: row[1:] for row in rows} == {
        name: (
            post["title"],
            post["selftext"] if post["selftext"] not in ("", "[deleted]", "[removed]") else None,
            post["author"] if post["author"] != "[deleted]" else None,
            post["score"],
            post["num_comments"],
            moment(post["created_utc"]),
            moment(post["edited"]) if post["edited"] else None,
            None if post["is_self"] else post["url"],
            post["stickied"],
        )
        for name, post in posts.items()
    }


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("name", "posts"),
    [
        ("TestSubredditListings.test_rising", 100),
        ("TestSubreddit.test_search", 6),
        ("TestListingGenerator.test_no_items", 0),
        ("TestDomainListing.test_rising", 0),
        ("TestSubredditListings.test_comments", 0),
        ("TestSubreddits.test_search", 0),
    ],
)
def test_other_recorded_listings_give_their_posts_only(lake: Lake, name: str, posts: int) -> None:
    [body] = bodies_of(name).values()
    body["data"]["after"] = None
    listed = [child["data"]["name"] for child in body["data"]["children"] if child["kind"] == "t3"]
    with ReplayServer([given_token(), Recording("/r/a/new", json.dumps(body).encode())]) as server:
        report = run(lake, server, subreddits="a")
    assert report.warnings == []
    assert [outcome.rows for outcome in report.outcomes] == [posts]
    assert len(set(listed)) == posts
    if posts:
        assert post_ids(lake) == set(listed)


def test_a_recorded_404_is_skipped(lake: Lake) -> None:
    [body] = [
        exchange["response"]["body"]
        for exchange in recorded("reddit", "TestSubreddit.test_traffic__not_public")
        if exchange["response"]["status"]["code"] == 404
    ]
    page = Recording("/r/a/new", json.dumps(body).encode(), status=404)
    with ReplayServer([given_token(), page]) as server:
        report = run(lake, server, subreddits="a")
    assert report.warnings == ["Reddit shows no r/a: it is private, banned or does not exist"]


@pytest.mark.parametrize("listing", LISTINGS)
def test_every_post_of_the_subreddits_arrives(
    lake: Lake, simulator: SimulatorServer, listing: str
) -> None:
    report = run_simulated(lake, "reddit", simulator, listing=listing, period="all")
    assert report.warnings == [] == report.notes
    assert post_ids(lake) == posts_in(*SUBREDDITS)
    assert len(simulator.faults.asked_for("/reddit/r/*")) == 2 * len(SUBREDDITS)
    assert len(simulator.faults.asked_for(f"/reddit{TOKEN}")) == 1
    agent = simulator.faults.asked_for("/reddit/r/*")[0].headers["user-agent"]
    assert agent.startswith("python:reelhouse:v")


def test_silver_is_as_the_world_says(lake: Lake, simulator: SimulatorServer) -> None:
    run_simulated(lake, "reddit", simulator)
    posts = {f"t3_{post.post_id}": post for post in posts_there("reddit")}
    rows = silver_rows(
        lake,
        "select post_id_reddit, subreddit, account_id_reddit, account_name, created_at, edited_at, "
        "score, reply_count from silver_reddit__post",
    )
    day = world().day
    for name, *row in rows:
        post = posts[name]
        account = world().accounts[post.account_index]
        edited_at = post.edited_at if post.is_edited(day) else None
        assert row == [
            post.subreddit,
            account.account_id,
            account.handle,
            post.created_at.replace(tzinfo=None),
            edited_at.replace(tzinfo=None) if edited_at else None,
            post.likes(day),
            post.replies(day),
        ]
    assert broken_silver(lake, "reddit") == []


def test_who_answers_for_the_app_is_named(lake: Lake, simulator: SimulatorServer) -> None:
    run_simulated(lake, "reddit", simulator, subreddits=LISTED, contact="/u/moth")
    agent = simulator.faults.asked_for("/reddit/r/*")[0].headers["user-agent"]
    assert agent.endswith(" (by /u/moth)")


def test_subreddits_that_nobody_may_see_are_told_and_cost_nothing_else(
    lake: Lake, simulator: SimulatorServer
) -> None:
    hidden = [PRIVATE, BANNED, "nosuchthing"]
    report = run_simulated(lake, "reddit", simulator, subreddits=[*hidden, LISTED])
    assert sorted(report.warnings) == sorted(
        f"Reddit shows no r/{name}: it is private, banned or does not exist" for name in hidden
    )
    assert post_ids(lake) == posts_in(LISTED)
    # a search for other subreddits is not what was asked for
    assert simulator.faults.asked_for("*/subreddits/search*") == []


@pytest.mark.parametrize("fault", RECOVERABLE, ids=str)
def test_a_passing_fault_costs_no_post(
    lake: Lake, simulator: SimulatorServer, fault: dict[str, Any]
) -> None:
    simulator.faults.add(Fault(path="/reddit/r/*", query="*after*", times=1, **fault))
    run_simulated(lake, "reddit", simulator, subreddits=LISTED)
    assert post_ids(lake) == posts_in(LISTED)
    assert any(seen.fault for seen in simulator.faults.requests)


@pytest.mark.parametrize("shift", [3, -3])
def test_a_listing_that_moves_is_read_on_after_the_same_entry(
    lake: Lake, simulator: SimulatorServer, shift: int
) -> None:
    simulator.faults.add(Fault(path="/reddit/r/*", query="*after*", shift=shift, times=1))
    run_simulated(lake, "reddit", simulator, subreddits=LISTED)
    assert post_ids(lake) == posts_in(LISTED)


def test_since_and_limit_are_kept(lake: Lake, simulator: SimulatorServer) -> None:
    since = world().today - timedelta(days=40)
    run_simulated(lake, "reddit", simulator, subreddits=LISTED, wanted=Wanted(since=since))
    own = [post for post in posts_there("reddit") if post.subreddit == LISTED]
    assert post_ids(lake) == {f"t3_{p.post_id}" for p in own if p.created_at.date() >= since}
    other = Lake(lake.root.parent / "other")
    run_simulated(other, "reddit", simulator, subreddits=LISTED, wanted=Wanted(limit=7))
    newest = sorted(own, key=lambda p: (p.day, p.second, p.index))[-7:]
    assert post_ids(other) == {f"t3_{post.post_id}" for post in newest}


def test_a_wrong_secret_is_told_and_never_shown(lake: Lake, simulator: SimulatorServer) -> None:
    with pytest.raises(IngestFailed) as caught:
        run_simulated(lake, "reddit", simulator, client_secret="wrong-canary")
    assert "REELHOUSE_REDDIT__CLIENT_SECRET" in str(caught.value)
    assert "canary" not in str(caught.value)


def test_an_app_without_approval_is_told_what_to_do(lake: Lake) -> None:
    def blocked(request: Request) -> Response:
        return Response("<html>blocked</html>", 403, media_type="text/html")

    with (
        ReplayServer([given_token(), Recording("/r/a/new", blocked)]) as server,
        pytest.raises(IngestFailed, match="HTTP 403") as caught,
    ):
        run(lake, server, subreddits="a")
    assert "approved apps" in str(caught.value)
    files = [path for path in lake.root.rglob("*") if path.is_file()]
    assert not any(b"canary" in path.read_bytes() for path in files)


def test_the_seconds_of_the_reset_are_waited_for(lake: Lake) -> None:
    verdict = judge(429, {"X-Ratelimit-Reset": "42"}, {"message": "Too Many Requests"})
    assert verdict is not None
    assert (verdict.action, verdict.after) == ("retry", 42)
    empty = {"kind": "Listing", "data": {"children": [], "after": None}}
    answers = [JSONResponse({"error": 429}, 429, {"X-Ratelimit-Reset": "0"}), JSONResponse(empty)]
    page = Recording("/r/a/new", lambda request: answers.pop(0))
    with ReplayServer([given_token(), page]) as server:
        run(lake, server, subreddits="a")
    assert answers == []


def test_drift_is_named_and_silver_still_builds(lake: Lake, simulator: SimulatorServer) -> None:
    simulator.faults.add(
        Fault(path="/reddit/r/*", drop_field="num_comments", retype_field="title", add_field="mood")
    )
    report = run_simulated(lake, "reddit", simulator, subreddits=LISTED)
    assert any("'num_comments' has vanished" in warning for warning in report.warnings)
    assert any("'title' is object" in warning for warning in report.warnings)
    assert any("'mood' is new" in note for note in report.notes)
    assert silver_rows(lake, "select count(*), count(reply_count) from silver_reddit__post") == [
        (len(posts_in(LISTED)), 0)
    ]
