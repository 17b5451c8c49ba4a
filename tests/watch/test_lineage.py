"""What OpenLineage is told, held against its own schemas."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openlineage.client.serde import Serde
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from reelhouse.errors import ReelhouseError
from reelhouse.evidence import Run, observers, read_runs
from reelhouse.gold import require_current
from reelhouse.lake import Lake
from reelhouse.watch.columns import column_lineage
from reelhouse.watch.emit import emit
from reelhouse.watch.events import end_events, run_uuid, start_event
from tests.conftest import SHARED_DATA
from tests.lakes import new_lake, settings_of
from tests.small_lake import copy_with_tables, small_lake

SPECS = SHARED_DATA.parent / "specs" / "openlineage"

Event = dict[str, Any]


@pytest.fixture(scope="module")
def lake(shared_folder: Path) -> Lake:
    return small_lake(shared_folder)


@pytest.fixture(scope="module")
def events(lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> list[Event]:
    """All that is told of all runs of the lake, as it stands in a file."""
    target = tmp_path_factory.mktemp("lineage") / "lineage.jsonl"
    for record in reversed(read_runs(lake)):
        emit([start_event(record), *end_events(lake, record)], str(target))
    return [json.loads(line) for line in target.read_text().splitlines()]


def made(events: list[Event], table: str) -> Event:
    """What is told of a table when it is there."""
    [found] = [
        e for e in events if e["job"]["name"] == f"build.{table}" and e["eventType"] == "COMPLETE"
    ]
    return found


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    """The specification and each facet, by name of the facet."""
    if not SPECS.is_dir():
        pytest.skip(f"the schemas of OpenLineage are not there: {SPECS}")
    return {
        p.stem: json.loads(p.read_text())
        for p in SPECS.rglob("*.json")
        if "recorded" not in p.parts
    }


def test_every_event_and_facet_is_as_the_specification_has_it(
    events: list[Event], schemas: dict[str, Any]
) -> None:
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"], DRAFT202012.create_resource(schema)) for schema in schemas.values()
    )
    whole = schemas["OpenLineage"]
    check = Draft202012Validator(
        {"$ref": f"{whole['$id']}#/$defs/RunEvent"},
        registry=registry,
        format_checker=FormatChecker(),
    )
    facets = {
        name: Draft202012Validator(schema, registry=registry, format_checker=FormatChecker())
        for schema in schemas.values()
        for name in schema.get("properties", {})
    }
    seen = set()
    for event in events:
        check.validate(event)
        for place in (event["run"], event["job"], *event["inputs"], *event["outputs"]):
            for kind in ("facets", "inputFacets", "outputFacets"):
                for name, facet in place.get(kind, {}).items():
                    facets[name].validate({name: facet})
                    seen.add(name)
    assert seen >= {
        "schema",
        "columnLineage",
        "outputStatistics",
        "dataQualityAssertions",
        "documentation",
        "parent",
        "jobType",
        "processing_engine",
    }


def test_every_run_begins_and_ends(lake: Lake, events: list[Event]) -> None:
    for record in read_runs(lake):
        states = [e["eventType"] for e in events if e["run"]["runId"] == run_uuid(record["run_id"])]
        assert states == ["START", "COMPLETE"]


def test_an_ingest_tells_what_it_brought(lake: Lake, events: list[Event]) -> None:
    ends = [e for e in events if e["job"]["name"] == "ingest" and e["eventType"] == "COMPLETE"]
    [ratings] = [e for e in ends if e["inputs"][0]["name"] == "imdb/title.ratings"]

    [output] = ratings["outputs"]
    assert output["namespace"] == f"file://{lake.root}"
    assert output["name"] == "bronze/imdb/title.ratings"
    assert output["outputFacets"]["outputStatistics"]["rowCount"] == 3


def test_a_build_tells_of_each_table_what_it_is_made_of(lake: Lake, events: list[Event]) -> None:
    build = require_current(lake)
    tables = {e["job"]["name"] for e in events} - {"ingest", "build"}
    assert tables == {f"build.{table}" for table in build.tables}
    event = made(events, "fact_rating_snapshot")

    assert event["run"]["facets"]["parent"]["run"]["runId"] == run_uuid(build.manifest["run_id"])
    assert {i["name"] for i in event["inputs"]} >= {"silver/silver_imdb__rating", "gold/dim_title"}
    [output] = event["outputs"]
    assert output["outputFacets"]["outputStatistics"]["rowCount"] == 3
    fields = output["facets"]["columnLineage"]["fields"]
    space = f"file://{lake.root}"
    assert fields["vote_count"]["inputFields"] == [
        {
            "namespace": space,
            "name": "silver/silver_imdb__rating",
            "field": "vote_count",
            "transformations": [],
        }
    ]
    made_of = {(f["name"], f["field"]) for f in fields["weighted_rating"]["inputFields"]}
    assert made_of >= {
        ("silver/silver_imdb__rating", "average_rating"),
        ("gold/dim_rating_prior", "prior_rating"),
        ("gold/dim_rating_prior", "prior_vote_count"),
    }
    gates = output["facets"]["dataQualityAssertions"]["assertions"]
    assert {
        "assertion": "unique_fact_rating_snapshot",
        "success": True,
        "severity": "error",
    }.items() <= next(g for g in gates if g["assertion"] == "unique_fact_rating_snapshot").items()


def test_columns_are_followed_through_every_model_that_sql_makes(events: list[Event]) -> None:
    compiled = [e for e in events if "columnLineage" in (e["outputs"] or [{}])[0].get("facets", {})]

    # of those that have rows here, which dbt makes, none is beyond what can be read
    rows = {e["job"]["name"] for e in compiled}
    assert {
        "build.dim_title",
        "build.fact_credit",
        "build.mart_talent",
        "build.mart_title_mix",
    } <= rows


def test_what_a_column_is_made_of_is_read_off_the_sql() -> None:
    sql = """
    with ratings as (
        select title_key, average_rating as score, snapshot_date
        from "memory"."main"."silver_imdb__rating"
    ),
    limits as (select setting_value from "memory"."build"."mart_settings")
    select
        ratings.title_key,
        snapshot_date,
        case when score > setting_value then score end as average_rating,
        1 as vote_count,
        score + 1 as weighted_rating,
        true as is_latest
    from ratings cross join limits
    """
    rating = "main.silver_imdb__rating"

    assert column_lineage("fact_rating_snapshot", sql) == {
        "title_key": {(rating, "title_key")},
        "snapshot_date": {(rating, "snapshot_date")},
        "average_rating": {(rating, "average_rating")},
        "vote_count": set(),
        "weighted_rating": {(rating, "average_rating")},
        "is_latest": set(),
    }


@pytest.mark.parametrize("sql", ["select this is not sql", "select 1 as something_else"])
def test_sql_that_cannot_be_read_tells_of_no_columns(sql: str) -> None:
    assert column_lineage("fact_rating_snapshot", sql) == {}


def test_a_run_that_fails_tells_why(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    with pytest.raises(ReelhouseError), Run.start(lake, "ingest", settings_of(lake)):
        raise ReelhouseError("the provider is gone")
    [record] = read_runs(lake)

    [event] = end_events(lake, record)

    told = json.loads(Serde.to_json(event))
    assert told["eventType"] == "FAIL"
    assert told["run"]["facets"]["errorMessage"]["message"] == "the provider is gone"


class _Collector(BaseHTTPRequestHandler):
    received: list[tuple[str, str | None, Event]] = []  # noqa: RUF012
    status = 201

    def do_POST(self) -> None:
        import gzip

        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.received.append((self.path, self.headers.get("Authorization"), json.loads(body)))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[HTTPServer]:
    _Collector.received, _Collector.status = [], 201
    server = HTTPServer(("127.0.0.1", 0), _Collector)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_server_is_told_with_its_token(lake: Lake, collector: HTTPServer) -> None:
    record = read_runs(lake)[0]

    count = emit([start_event(record)], f"http://127.0.0.1:{collector.server_port}", "t0ken")

    assert count == 1
    [(path, authorization, event)] = _Collector.received
    assert path == "/api/v1/lineage"
    assert authorization == "Bearer t0ken"
    assert event["run"]["runId"] == run_uuid(record["run_id"])


def test_a_server_that_refuses_is_an_error_without_secrets(
    lake: Lake, collector: HTTPServer
) -> None:
    _Collector.status = 403
    with pytest.raises(ReelhouseError, match="did not take") as told:
        emit(
            [start_event(read_runs(lake)[0])],
            f"http://me:hunter2@127.0.0.1:{collector.server_port}",
            "t0ken",
        )
    assert "hunter2" not in str(told.value)
    assert "t0ken" not in str(told.value)


def command(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reelhouse.cli", *words],
        cwd=folder,
        env=os.environ | variables,
        check=False,
        capture_output=True,
        text=True,
    )


def test_every_run_of_the_command_line_is_told_and_logged(lake: Lake, tmp_path: Path) -> None:
    lake = copy_with_tables(lake, tmp_path / "lake", ["dim_title"])
    variables = {"REELHOUSE_WATCH__LINEAGE": "lineage.jsonl"}

    done = command(tmp_path, "--log-json", "backup", "vault", **variables)

    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in (tmp_path / "lineage.jsonl").read_text().splitlines()]
    assert [e["eventType"] for e in told] == ["START", "COMPLETE"]
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert {line["run_id"] for line in lines} == {read_runs(lake, "backup")[0]["run_id"]}
    assert lines[0]["message"] == "backup begins"
    assert lines[-1]["status"] == "done"


def test_nobody_listening_fails_no_run(lake: Lake, tmp_path: Path) -> None:
    copy_with_tables(lake, tmp_path / "lake", ["dim_title"])
    variables = {
        "REELHOUSE_WATCH__LINEAGE": "http://127.0.0.1:9",
        "REELHOUSE_WATCH__LOG_FORMAT": "json",
    }

    done = command(tmp_path, "backup", "vault", **variables)

    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    warnings = [line["level"] for line in lines if "nobody was told" in line["message"]]
    assert warnings == ["warning"] * 2


def test_errors_are_lines_of_json_too(tmp_path: Path) -> None:
    done = command(tmp_path, "--log-json", "kpis")

    assert done.returncode == 1
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert lines[0]["level"] == "error"
    assert "nothing has been built yet" in lines[0]["message"]


def test_observers_of_this_process_are_as_before() -> None:
    assert observers == []
