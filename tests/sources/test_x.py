from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reelhouse.lake import Lake
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world.clock import moment
from reelhouse.sources.api import Quota
from reelhouse.sources.ingest import IngestFailed
from reelhouse.sources.ingest_api import Wanted
from reelhouse.sources.limits import LimitStore, QuotaLedger
from reelhouse.sources.x import BUDGET, judge
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

SEARCH = "/2/tweets/search/recent"
EVERYTHING = "-is:retweet"


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[SimulatorServer]:
    with simulated(tmp_path / "served") as server:
        yield server


def recent_ids() -> set[str]:
    earliest = moment(world().day + 1) - timedelta(days=7)
    return {post.post_id for post in posts_there("x") if post.created_at >= earliest}


def post_ids(lake: Lake) -> set[str]:
    return {row[0] for row in silver_rows(lake, "select post_id_x from silver_x__post")}


def posts_left(lake: Lake, units: int) -> int:
    with LimitStore(lake.limits_file) as store:
        return QuotaLedger(store.connection, "x", [Quota(BUDGET, units)]).left(BUDGET)


class Timeline:
    """A server's search with so many posts, page by page."""

    def __init__(self, posts: int) -> None:
        self.posts = posts
        self.asked: list[dict[str, str]] = []

    def answer(self, request: Request) -> Response:
        self.asked.append(dict(request.query_params))
        start = int(request.query_params.get("next_token", "t0")[1:])
        end = min(self.posts, start + int(request.query_params["max_results"]))
        meta: dict[str, Any] = {"result_count": end - start}
        if end < self.posts:
            meta["next_token"] = f"t{end}"
        data = [{"id": str(10_000 - n), "text": f"post {n}"} for n in range(start, end)]
        return JSONResponse({"data": data, "meta": meta} if data else {"meta": meta})

    def serve(self) -> ReplayServer:
        return ReplayServer([Recording(SEARCH, self.answer)])


def run(lake: Lake, server: ReplayServer, **section: Any) -> Any:
    wanted = section.pop("wanted", None)
    section = {"token": "canary-token", "searches": ["fog"], **section}
    return run_source(lake, "x", f"{server.url}/2", wanted=wanted, **section)


@pytest.mark.parametrize("name", ["recent", "all"])
def test_recorded_searches_arrive_whole(lake: Lake, name: str) -> None:
    [exchange] = recorded("x_twitter", f"test_client_search_{name}_tweets")
    body = exchange["response"]["body"]
    token = body["meta"]["next_token"]
    pages = [
        Recording(SEARCH, json.dumps(body).encode()),
        Recording(SEARCH, b'{"meta": {"result_count": 0}}', {"next_token": token}),
    ]
    with ReplayServer(pages) as server:
        report = run(lake, server, searches=["Tweepy"])
        assert len(server.asked) == 2
    # nothing but defaults was recorded; what is asked for beyond them is missed
    missed = {"created_at", "lang", "conversation_id", "public_metrics"}
    assert all(any(f"'{n}" in warning for warning in report.warnings) for n in missed)
    rows = silver_rows(lake, "select post_id_x, text, is_repost, is_edited from silver_x__post")
    assert len(rows) == len(body["data"]) == 10
    assert {row[0]: row[1:] for row in rows} == {
        post["id"]: (
            post["text"],
            post["text"].startswith("RT @"),
            len(post["edit_history_tweet_ids"]) > 1,
        )
        for post in body["data"]
    }


def test_recorded_posts_of_other_endpoints_read_the_same(lake: Lake) -> None:
    bodies = [
        recorded("x_twitter", f"test_client_get_{name}")[0]["response"]["body"]
        for name in ("quote_tweets", "tweets", "users_tweets")
    ]
    posts = {post["id"]: post["text"] for body in bodies for post in body["data"]}
    for body in bodies:
        body["meta"] = {"result_count": len(body["data"])}
    pages = [
        Recording(SEARCH, json.dumps(body).encode(), {"query": f"q{number}"})
        for number, body in enumerate(bodies)
    ]
    with ReplayServer(pages) as server:
        run(lake, server, searches=["q0", "q1", "q2"])
    rows = silver_rows(lake, "select post_id_x, text from silver_x__post")
    assert dict(rows) == posts
    assert len(posts) >= 11


def test_every_post_of_seven_days_arrives_with_its_author(
    lake: Lake, simulator: SimulatorServer
) -> None:
    report = run_simulated(lake, "x", simulator, searches=[EVERYTHING])
    assert report.warnings == [] == report.notes
    posts = {post.post_id: post for post in posts_there("x")}
    assert post_ids(lake) == recent_ids()
    assert len(recent_ids()) > 10
    rows = silver_rows(
        lake,
        "select post_id_x, account_id_x, a.account_name, text, language, p.created_at, like_count, "
        "repost_count, reply_count, is_reply, follower_count from silver_x__post as p "
        "join silver_x__account as a using (account_id_x)",
    )
    assert len(rows) == len(recent_ids())
    day = world().day
    for post_id, *row in rows:
        post = posts[post_id]
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
            False,
            account.followers(day),
        ]
    tags = silver_rows(lake, "select * from silver_x__post_hashtag")
    assert set(tags) == {(i, tag.lower()) for i in recent_ids() for tag in posts[i].hashtags}
    assert broken_silver(lake, "x") == []


def test_authors_are_not_read_unless_they_are_wanted(
    lake: Lake, simulator: SimulatorServer
) -> None:
    run_simulated(lake, "x", simulator, searches=[EVERYTHING], authors=False)
    assert silver_rows(lake, "select count(account_id_x) from silver_x__post") == [(0,)]
    assert not any("expansions" in seen.query for seen in simulator.faults.requests)


def test_pages_follow_the_token_and_the_budget_pays_for_what_came(lake: Lake) -> None:
    timeline = Timeline(posts=230)
    with timeline.serve() as server:
        report = run(lake, server, posts=1000, max_usd_per_day=5)
    assert report.paused == ""
    assert [asked.get("next_token") for asked in timeline.asked] == [None, "t100", "t200"]
    assert len(post_ids(lake)) == 230
    assert posts_left(lake, 1000) == 1000 - 230


def test_a_spent_budget_pauses_and_the_next_day_goes_on(lake: Lake) -> None:
    timeline = Timeline(posts=230)
    section = {"posts": 1000, "max_usd_per_day": 1.0, "usd_per_post": 0.01}
    with timeline.serve() as server:
        report = run(lake, server, **section)
        assert "100 of today's 100 x units (posts) are used; resumes at " in report.paused
        assert len(timeline.asked) == 1
        # the same day again: nothing is bought
        again = run(lake, server, **section)
        assert again.paused
        assert len(timeline.asked) == 1
        assert len(post_ids(lake)) == 100
        with LimitStore(lake.limits_file) as store:
            store.connection.execute("update quota_used set day = '2026-01-01'")
            store.connection.commit()
        run(lake, server, **section)
    assert [asked.get("next_token") for asked in timeline.asked] == [None, "t100"]
    assert len(post_ids(lake)) == 200


def test_a_small_budget_asks_for_small_pages(lake: Lake) -> None:
    timeline = Timeline(posts=50)
    with timeline.serve() as server:
        report = run(lake, server, max_usd_per_day=0.1)
    assert report.paused
    assert [asked["max_results"] for asked in timeline.asked] == ["20"]
    assert len(post_ids(lake)) == 20


def test_authors_make_posts_dearer(lake: Lake) -> None:
    timeline = Timeline(posts=500)
    with timeline.serve() as server:
        report = run(lake, server, posts=500, authors=True, max_usd_per_day=1.5)
    assert "100 of today's 100 x units" in report.paused


def test_a_budget_for_nothing_is_an_error(lake: Lake) -> None:
    with (
        Timeline(posts=50).serve() as server,
        pytest.raises(IngestFailed, match="pays for 4 posts") as caught,
    ):
        run(lake, server, max_usd_per_day=0.02)
    assert server.asked == []
    assert "0.05 or more" in str(caught.value)


def test_a_request_that_failed_is_not_paid_for(lake: Lake) -> None:
    def refused(request: Request) -> Response:
        return JSONResponse({"title": "CreditsDepleted", "detail": "No credits"}, 402)

    with (
        ReplayServer([Recording(SEARCH, refused)]) as server,
        pytest.raises(IngestFailed, match="No credits") as caught,
    ):
        run(lake, server)
    assert "Buy credits" in str(caught.value)
    assert posts_left(lake, 200) == 200


@pytest.mark.parametrize("fault", RECOVERABLE, ids=str)
def test_a_passing_fault_costs_no_post_and_no_money(
    lake: Lake, simulator: SimulatorServer, fault: dict[str, Any]
) -> None:
    simulator.faults.add(Fault(path=f"/x{SEARCH}", times=1, **fault))
    run_simulated(lake, "x", simulator, searches=[EVERYTHING], authors=False)
    assert post_ids(lake) == recent_ids()
    assert posts_left(lake, 200) == 200 - len(recent_ids())


def test_a_cap_on_use_pauses(lake: Lake) -> None:
    def capped(request: Request) -> Response:
        body = {"title": "UsageCapExceeded", "detail": "Usage cap exceeded: Monthly product cap"}
        return JSONResponse(body, 429)

    with ReplayServer([Recording(SEARCH, capped)]) as server:
        report = run(lake, server)
    assert "resumes at" in report.paused


def test_the_time_of_the_reset_is_waited_for() -> None:
    reset = str(int(time.time()) + 300)
    verdict = judge(429, {"x-rate-limit-reset": reset}, {"title": "Too Many Requests"})
    assert verdict is not None
    assert verdict.action == "retry"
    assert 290 < (verdict.after or 0) <= 300


def test_since_within_reach_is_asked_for_and_beyond_it_told(lake: Lake) -> None:
    today = datetime.now(UTC).date()
    timeline = Timeline(posts=5)
    with timeline.serve() as server:
        near = run(lake, server, wanted=Wanted(since=today - timedelta(days=2)))
        far = run(lake, server, wanted=Wanted(since=today - timedelta(days=9)))
    day = (today - timedelta(days=2)).isoformat()
    assert [asked.get("start_time") for asked in timeline.asked] == [f"{day}T00:00:00Z", None]
    assert not any("last 7 days" in warning for warning in near.warnings)
    assert any("last 7 days" in warning for warning in far.warnings)


def test_a_limit_asks_for_no_more_than_x_lets_one_ask_for(lake: Lake) -> None:
    timeline = Timeline(posts=300)
    with timeline.serve() as server:
        run(lake, server, wanted=Wanted(limit=3))
    assert [asked["max_results"] for asked in timeline.asked] == ["10"]


def test_names_that_x_does_not_know_are_explained(lake: Lake, simulator: SimulatorServer) -> None:
    with pytest.raises(IngestFailed, match="HTTP 400") as caught:
        run_simulated(lake, "x", simulator, wording="tweet")
    assert "x.wording" in str(caught.value)


def test_problems_beside_posts_are_told(lake: Lake) -> None:
    body = {
        "data": [{"id": "1", "text": "a"}],
        "errors": [{"title": "Not Found Error", "detail": "Could not find user with ids: [9]."}],
        "meta": {"result_count": 1},
    }
    with ReplayServer([Recording(SEARCH, json.dumps(body).encode())]) as server:
        report = run(lake, server)
    assert "X told of a problem with some posts: Not Found Error" in report.warnings
    assert post_ids(lake) == {"1"}


def test_a_wrong_token_is_told_and_never_shown(lake: Lake, simulator: SimulatorServer) -> None:
    with pytest.raises(IngestFailed, match="HTTP 401") as caught:
        run_simulated(lake, "x", simulator, token="wrong-canary")
    files = [path for path in lake.root.rglob("*") if path.is_file()]
    assert "canary" not in str(caught.value)
    assert not any(b"canary" in path.read_bytes() for path in files)


def test_drift_is_named_and_silver_still_builds(lake: Lake, simulator: SimulatorServer) -> None:
    simulator.faults.add(
        Fault(path=f"/x{SEARCH}", drop_field="lang", retype_field="entities", add_field="mood")
    )
    report = run_simulated(lake, "x", simulator, searches=[EVERYTHING])
    assert any("'lang' has vanished" in warning for warning in report.warnings)
    assert any("'mood' is new" in note for note in report.notes)
    assert silver_rows(
        lake, "select count(*), count(language), count(link_url) from silver_x__post"
    ) == [(len(recent_ids()), 0, 0)]
