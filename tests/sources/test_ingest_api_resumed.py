"""What went wrong in one pull must not spoil the next one, nor be passed over in silence."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse

from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.sources.api import ApiSource, Quota, Unusable, Verdict
from reelhouse.sources.ingest import IngestFailed, IngestReport
from reelhouse.sources.ingest_api import ingest_api
from reelhouse.sources.pull import Pull
from tests.silver import source_settings
from tests.sources.rest_provider import PLACE, THING, Server, provider, serving, status, text

CANARY = "canary-in-the-environment"


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
    return ingest_api(lake, settings, declared or provider())


def journals(lake: Lake) -> list[Path]:
    return sorted(lake.pulls("jikan").glob("*.sqlite"))


@pytest.mark.parametrize(
    "body",
    [{"data": [{"name": "without an id"}], "more": False}, {"data": [{"id": 1}]}],
    ids=["an entry without its id", "nothing says whether pages follow"],
)
def test_an_answer_that_nothing_can_be_made_of_is_asked_for_anew(
    lake: Lake, server: Server, body: Any
) -> None:
    server.instead["/things?page=2"] = [lambda: JSONResponse(body)]
    with pytest.raises(IngestFailed, match="nothing can be made of") as failed:
        ingest(lake, server)
    assert isinstance(failed.value.__cause__, Unusable)
    assert journals(lake) == []
    assert [o.status for o in ingest(lake, server).outcomes] == ["delivered", "delivered"]


def test_a_refusal_of_what_was_begun_earlier_begins_it_anew(lake: Lake, server: Server) -> None:
    server.instead["/things?page=3"] = [status(401)]
    with pytest.raises(IngestFailed):
        ingest(lake, server)
    assert len(journals(lake)) == 1
    server.instead["/things?page=3"] = [status(400, "unknown cursor")]
    with pytest.raises(IngestFailed, match="unknown cursor"):
        ingest(lake, server)
    assert journals(lake) == []
    server.asked.clear()
    ingest(lake, server)
    assert "/things?page=1" in server.asked


def test_a_pull_that_nobody_took_up_for_long_begins_anew(lake: Lake, server: Server) -> None:
    day = provider(quotas=(Quota("calls", 2),))
    assert ingest(lake, server, day).paused
    [journal] = journals(lake)
    for path in journal.parent.iterdir():
        os.utime(path, times=(0, time.time() - 8 * 86_400))
    server.asked.clear()
    assert ingest(lake, server).paused == ""
    assert "/things?page=1" in server.asked


def test_a_page_in_the_middle_that_is_not_there_is_told(lake: Lake, server: Server) -> None:
    def fetch(pull: Pull) -> None:
        from reelhouse.sources.paging import PageNumbers

        paginator = PageNumbers(lambda body: bool(body["more"]))
        for page in pull.pages("things", items="data", paginator=paginator):
            pull.keep(THING, page, ((thing["id"], thing) for thing in page.items))

    server.instead["/things?page=3"] = [status(404)]
    declared = ApiSource("jikan", "The provider", (THING, PLACE), fetch)
    report = ingest(lake, server, declared)
    assert report.warnings == [
        "The provider does not have page 3 of things, though page 2 said that it follows: "
        "entries may be missing"
    ]


def test_half_an_emoji_does_not_cost_the_page(lake: Lake, server: Server) -> None:
    body = '{"data": [{"id": 1, "name": "cut \\ud83d", "score": null}], "more": false}'
    server.instead["/things?page=1"] = [text(body)]
    assert ingest(lake, server).outcomes[0].rows == 1
    assert server.asked.count("/things?page=1") == 1


def test_an_entity_that_is_shown_in_two_ways_is_news_only_if_one_of_them_is(
    lake: Lake, server: Server
) -> None:
    whole = {"id": 1, "name": "thing 1", "score": 0.1, "note": "only by itself"}
    for _ in range(3):
        server.instead.setdefault("/things/1", []).append(lambda: JSONResponse(whole))
    statuses = [ingest(lake, server, ids=[1]).outcomes[0].status for _ in range(2)]
    assert statuses == ["delivered", "unchanged"]
    server.things[0] = {**server.things[0], "name": "another name"}
    assert ingest(lake, server, ids=[1]).outcomes[0].status == "delivered"


def test_a_key_that_a_pausing_provider_repeats_is_not_written_down(
    lake: Lake, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELHOUSE_VIMEO__TOKEN", CANARY)
    settings = load_settings(lake=lake.root, vimeo={"base_url": server.url})

    def judge(code: int, headers: Any, body: Any) -> Verdict:
        return Verdict("retry", f"has enough of {CANARY}", after=10_000)

    def fetch(pull: Pull) -> None:
        pull.get("chart")

    declared = ApiSource("vimeo", "Vimeo", (THING,), fetch, judge=judge)
    report = ingest_api(lake, settings, declared)
    assert report.paused.startswith("Vimeo has enough of ***; resumes at ")
    assert CANARY not in report.evidence.read_text()
