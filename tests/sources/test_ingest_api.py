"""A pull from an API: complete or refused, within limits, resumed, and nothing stored twice."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from starlette.responses import JSONResponse

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.lake import Lake
from reelhouse.sources.api import ApiSource, Quota, Verdict, Window
from reelhouse.sources.ingest import IngestFailed, IngestReport
from reelhouse.sources.ingest_api import Wanted, ingest_api
from reelhouse.verify import verify_lake
from tests.silver import source_settings
from tests.sources.rest_provider import Server, cut, provider, serving, status, text, too_many


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Server()) as running:
        yield running


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def ingest(
    lake: Lake, server: Server, declared: ApiSource | None = None, **section: Any
) -> IngestReport:
    settings = source_settings(lake, "jikan", base_url=server.url, **section)
    return ingest_api(lake, settings, declared or provider(), Wanted())


def stored(lake: Lake, resource: str = "things") -> list[tuple[str, str]]:
    """Entity and payload of every row in bronze."""
    files = [str(p) for d in lake.deliveries("jikan", resource) for p in d.paths]
    if not files:
        return []
    with duckdb.connect() as connection:
        return connection.execute(
            "select entity_id, payload from read_parquet($1) order by all", [files]
        ).fetchall()


def entities(lake: Lake, resource: str = "things") -> set[str]:
    return {entity for entity, _ in stored(lake, resource)}


def evidence(report: IngestReport) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(report.evidence.read_text())
    return content


ALL = {str(n) for n in range(1, 36)}


def test_every_entity_is_a_row_with_what_was_sent(lake: Lake, server: Server) -> None:
    report = ingest(lake, server)
    assert [(o.resource, o.status, o.rows_out) for o in report.outcomes] == [
        ("things", "delivered", 35),
        ("places", "delivered", 5),
    ]
    [delivery] = lake.deliveries("jikan", "things")
    with duckdb.connect() as connection:
        cursor = connection.execute(
            "select payload, request, status, load_id from read_parquet($1) where entity_id = '7'",
            [str(delivery.paths[0])],
        )
        [(payload, request, code, load_id)] = cursor.fetchall()
    assert json.loads(payload) == {"id": 7, "name": "thing 7", "score": None}
    assert request == "GET /things?page=1"
    assert code == 200
    assert load_id == report.run_id
    assert not [f for f in verify_lake(lake) if f.problem]


def test_a_run_that_finds_nothing_new_stores_nothing(lake: Lake, server: Server) -> None:
    ingest(lake, server)
    again = ingest(lake, server)
    assert [o.status for o in again.outcomes] == ["unchanged", "unchanged"]
    assert len(lake.deliveries("jikan", "things")) == 1


def test_a_counter_that_moves_is_kept_beside_the_old_one(lake: Lake, server: Server) -> None:
    ingest(lake, server)
    server.things[0] = {**server.things[0], "score": 9.9}
    again = ingest(lake, server)
    assert again.outcomes[0].status == "delivered"
    scores = [json.loads(payload)["score"] for entity, payload in stored(lake) if entity == "1"]
    assert sorted(scores) == [0.1, 9.9]
    assert again.outcomes[1].status == "unchanged"


def test_what_is_gone_from_a_whole_list_is_news(lake: Lake, server: Server) -> None:
    ingest(lake, server)
    server.chart.pop()
    again = ingest(lake, server)
    assert [(o.resource, o.status) for o in again.outcomes] == [
        ("things", "unchanged"),
        ("places", "delivered"),
    ]


@pytest.mark.parametrize(
    "trouble",
    [
        [too_many("1")],
        [too_many(), too_many()],
        [status(500), status(504), status(503)],
        [text("<!DOCTYPE html><html></html>", "text/html")],
        [text("null")],
        [text('{"data": [{"id": 1,')],
        [cut({"data": []})],
    ],
    ids=["429 with Retry-After", "429 without", "5xx burst", "HTML", "null", "truncated", "cut"],
)
def test_passing_trouble_ends_in_complete_data(
    lake: Lake, server: Server, trouble: list[Any]
) -> None:
    server.instead["/things?page=2"] = list(trouble)
    report = ingest(lake, server)
    assert entities(lake) == ALL
    assert sum(evidence(report)["outcome"]["requests"]["made_again"].values()) == len(trouble)


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (lambda: status(503, "in the workshop")(), "HTTP 503: in the workshop"),
        (lambda: text("<html>Moved</html>", "text/html")(), "where JSON was expected"),
        (lambda: text("null")(), "'null' where JSON was expected"),
    ],
    ids=["down", "HTML for good", "null for good"],
)
def test_lasting_trouble_ends_in_an_error_and_loses_nothing(
    lake: Lake, server: Server, trouble: Any, said: str
) -> None:
    server.instead["/things?page=3"] = [trouble] * 2
    settings = source_settings(lake, "jikan", base_url=server.url).model_copy(
        update={"download_attempts": 2}
    )
    with pytest.raises(IngestFailed, match=said) as failed:
        ingest_api(lake, settings, provider(), Wanted())
    assert f"GET {server.url}/things" in str(failed.value)
    assert stored(lake) == []
    asked_before = list(server.asked)
    ingest_api(lake, settings, provider(), Wanted())
    assert entities(lake) == ALL
    later = server.asked[len(asked_before) :]
    assert "/things?page=1" not in later
    assert "/things?page=2" not in later


@pytest.mark.parametrize("code", [401, 403, 400])
def test_what_the_user_must_mend_stops_at_once(lake: Lake, server: Server, code: int) -> None:
    server.instead["/things?page=1"] = [status(code, "no such plan")]
    with pytest.raises(IngestFailed, match="no such plan") as failed:
        ingest(lake, server)
    assert failed.value.advice
    assert len(server.asked) == 1


def test_what_is_not_there_is_skipped_and_counted(lake: Lake, server: Server) -> None:
    report = ingest(lake, server, ids=[1, 2, 999, 1000])
    assert evidence(report)["outcome"]["requests"]["not_there"] == 2
    assert entities(lake) == ALL


def test_an_error_that_says_200_is_one_where_the_source_knows_it(
    lake: Lake, server: Server
) -> None:
    def judge(status: int, headers: Any, body: Any) -> Verdict | None:
        is_error = isinstance(body, dict) and body.get("status") == 500
        return Verdict("retry", "says 500") if is_error else None

    server.instead["/things?page=2"] = [lambda: JSONResponse({"status": 500, "type": "Upstream"})]
    ingest(lake, server, provider(judge=judge))
    assert entities(lake) == ALL


def test_a_list_that_shrinks_while_it_is_read_is_read_again(lake: Lake, server: Server) -> None:
    first_page = {"data": server.things[:10], "total": 35, "more": True}

    def shrink() -> JSONResponse:
        # one entry of the first page goes, so that the eleventh moves to it
        server.things.pop(0)
        return JSONResponse(first_page)

    server.instead["/things?page=1"] = [shrink]
    ingest(lake, server)
    assert entities(lake) == ALL
    assert server.asked.count("/things?page=1") == 2


def test_entries_on_two_pages_are_stored_once(lake: Lake, server: Server) -> None:
    second = {"data": server.things[9:20], "total": 35, "more": True}
    server.instead["/things?page=2"] = [lambda: JSONResponse(second)]
    ingest(lake, server)
    assert len(stored(lake)) == 35


def test_a_list_that_counts_more_than_it_shows_is_taken_with_a_warning(
    lake: Lake, server: Server
) -> None:
    server.things[20] = dict(server.things[5])
    report = ingest(lake, server)
    assert entities(lake) == ALL - {"21"}
    assert report.warnings == ["The provider counts 35 entries of things and shows 34"]


def test_a_quota_pauses_the_run_and_the_next_one_goes_on(lake: Lake, server: Server) -> None:
    small = provider(quotas=(Quota("calls", 3, "America/Los_Angeles"),))
    paused = ingest(lake, server, small)
    assert "3 of today's 3 jikan units (calls) are used; resumes at" in paused.paused
    resumes = datetime.fromisoformat(paused.paused.rpartition(" ")[2])
    assert resumes.astimezone(UTC) > datetime.now(UTC)
    assert len(server.asked) == 3
    assert len(entities(lake)) == 30
    assert ingest(lake, server, small).paused
    assert len(server.asked) == 3, "a quota outlives the process"
    ample = provider(quotas=(Quota("calls", 100, "America/Los_Angeles"),))
    assert ingest(lake, server, ample).paused == ""
    assert entities(lake) == ALL
    assert len(server.asked) == len(set(server.asked)) == 5, "nothing was asked for twice"
    assert len(stored(lake)) == 35


def test_a_pause_does_not_show_part_of_what_is_always_whole(lake: Lake, server: Server) -> None:
    ingest(lake, server)
    server.chart = server.chart[:2]

    def judge(code: int, headers: Any, body: Any) -> Verdict | None:
        return Verdict("pause", "no more") if code == 402 else None

    server.instead["/things/5"] = [status(402)]
    quotas = (Quota("calls", 100),)
    report = ingest(lake, server, provider(quotas=quotas, judge=judge), ids=[1, 5])
    assert "100 of today's 100" in report.paused
    assert len(stored(lake, "places")) == 5


def test_a_provider_that_asks_for_long_patience_pauses_the_run(lake: Lake, server: Server) -> None:
    server.instead["/things?page=2"] = [too_many("7200")]
    report = ingest(lake, server)
    assert "resumes at" in report.paused
    assert len(server.asked) == 2


def test_windows_are_used_and_not_exceeded(lake: Lake, server: Server) -> None:
    ingest(lake, server, provider(Window(4, 0.3)), limits=None, ids=list(range(1, 30)))
    assert len(server.asked) == 34
    with sqlite3.connect(lake.limits_file) as connection:
        left = connection.execute("select item_timestamp from window_jikan order by 1").fetchall()
    times = [moment for (moment,) in left]
    gaps = [later - earlier for earlier, later in zip(times, times[4:], strict=False)]
    assert len(gaps) == 30
    assert min(gaps) >= 300, "milliseconds between a request and the fourth after it"


@pytest.mark.parametrize(
    ("field", "change", "said"),
    [
        ("score", lambda t: {k: v for k, v in t.items() if k != "score"}, "'score' has vanished"),
        ("score", lambda t: {**t, "score": "high"}, "'score' is string in 35 of 35 rows"),
    ],
)
def test_drift_is_told_with_the_fields_name(
    lake: Lake, server: Server, field: str, change: Any, said: str
) -> None:
    server.things = [change(thing) for thing in server.things]
    report = ingest(lake, server)
    assert len(report.warnings) == 1
    assert said in report.warnings[0]
    gates = evidence(report)["gates"]
    assert [g["name"] for g in gates if g["verdict"] == "warned"] == [f"drift:jikan/things:{field}"]


def test_a_new_field_is_noted(lake: Lake, server: Server) -> None:
    server.things = [{**thing, "mood": "good"} for thing in server.things]
    report = ingest(lake, server)
    assert report.warnings == []
    assert "'mood' is new, in 35 of 35 rows" in report.notes[0]


def test_a_missing_key_is_asked_for_by_its_variable(lake: Lake, server: Server) -> None:
    keyed = ApiSource(
        "tmdb", "TMDB", (), lambda pull: None, credentials=("token",), key_advice="Get one."
    )
    settings = source_settings(lake, "tmdb", base_url=server.url)
    with pytest.raises(ReelhouseError, match="REELHOUSE_TMDB__TOKEN in the environment\n  Get one"):
        ingest_api(lake, settings, keyed)
    assert server.asked == []


PULL = """
import sys
from pathlib import Path
from reelhouse.lake import Lake
from reelhouse.sources.ingest_api import Wanted, ingest_api
from tests.silver import source_settings
from tests.sources.rest_provider import provider
lake = Lake(Path(sys.argv[1]))
settings = source_settings(lake, "jikan", base_url=sys.argv[2], ids=list(range(1, 36)))
ingest_api(lake, settings, provider(), Wanted())
"""


@pytest.mark.parametrize(
    "killed_at", [3, *(pytest.param(n, marks=pytest.mark.long) for n in (1, 20, 39))]
)
def test_a_killed_pull_goes_on_and_asks_for_nothing_it_has(
    lake: Lake, server: Server, killed_at: int
) -> None:
    process: list[subprocess.Popen[bytes]] = []

    def kill() -> JSONResponse:
        process[0].send_signal(signal.SIGKILL)
        return JSONResponse({}, 500)

    requests = ["/things?page=1", "/things?page=2", "/things?page=3", "/things?page=4"]
    requests += [f"/things/{n}" for n in range(1, 36)]
    server.instead[requests[killed_at - 1]] = [kill]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", PULL, str(lake.root), server.url]
    process.append(subprocess.Popen(command, env=environment))
    assert process[0].wait() == -signal.SIGKILL
    answered = set(server.asked) - {requests[killed_at - 1]}
    # requests that were under way side by side when the process died may come again
    journaled = _journaled(lake)
    before = len(server.asked)
    subprocess.run(command, env=environment, check=True)
    asked_again = set(server.asked[before:]) & answered
    assert len(asked_again) <= len(answered) - journaled
    assert entities(lake) == ALL
    assert len(entities(lake, "places")) == 5
    assert not list(lake.pulls("jikan").iterdir())


def _journaled(lake: Lake) -> int:
    journals = list(lake.pulls("jikan").glob("*.sqlite"))
    if not journals:
        return 0
    with sqlite3.connect(journals[0]) as connection:
        [(count,)] = connection.execute("select count(*) from answers").fetchall()
    return int(count)


def test_what_came_empty_is_not_called_unchanged(lake: Lake, server: Server) -> None:
    server.chart = []
    statuses = {o.resource: o.status for o in ingest(lake, server).outcomes}
    assert statuses == {"things": "delivered", "places": "empty"}


def test_a_whole_list_that_came_empty_is_warned_of_where_there_was_one(
    lake: Lake, server: Server
) -> None:
    ingest(lake, server)
    server.chart = []
    [warning] = ingest(lake, server).warnings
    assert warning.startswith("The provider gave nothing for places; what stands as the newest")


def test_what_is_not_there_is_told(lake: Lake, server: Server) -> None:
    report = ingest(lake, server, ids=[1, 999, 1000])
    assert report.notes[0] == "The provider does not have 2 of the things that were asked for"


def test_a_pause_holds_back_what_is_always_whole(lake: Lake, server: Server) -> None:
    small = provider(quotas=(Quota("calls", 5),))
    report = ingest(lake, server, small, ids=[1, 2])
    assert report.paused
    assert {o.resource: o.status for o in report.outcomes} == {
        "things": "delivered",
        "places": "empty",
    }


def test_a_login_in_the_address_is_not_written_down(lake: Lake, server: Server) -> None:
    address = server.url.replace("http://", "http://someone:canary-login@")
    with pytest.raises(UsageError, match="has no query") as refused:
        source_settings(lake, "jikan", base_url=f"{address}/?api_key=canary-query")
    assert "canary" not in str(refused.value)
    settings = source_settings(lake, "jikan", base_url=address)
    ingest_api(lake, settings, provider(), Wanted())
    written = b"".join(p.read_bytes() for p in lake.root.rglob("*") if p.is_file())
    assert b"canary" not in written
