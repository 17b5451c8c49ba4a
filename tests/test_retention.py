"""What terms no longer allow to be kept goes from bronze and from builds, and nothing else does."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reelhouse.evidence import Run
from reelhouse.gold import MANIFEST, Build, publish, query, require_current
from reelhouse.lake import Lake
from reelhouse.retention import erase_entities, find_expired, prune_expired
from reelhouse.settings import Settings, load_settings
from reelhouse.sources.api import Resource
from reelhouse.sources.envelope import Fetch, Spool, deliver
from reelhouse.sources.first_party import SOURCE as FIRST_PARTY
from reelhouse.sources.tabular.ingest import ingest_tables
from reelhouse.storage import write_json
from reelhouse.transform.build import build_gold
from reelhouse.verify import verify_lake

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def settings_of(lake: Lake, **overrides: Any) -> Settings:
    return load_settings(lake=lake.root, **overrides)


def bring(lake: Lake, source: str, resource: str, ages: dict[str, int]) -> None:
    """One delivery with entities fetched so many days before `NOW`."""
    with Run.start(lake, "ingest", settings_of(lake)) as run:
        spool = Spool(source, Resource(resource, {}), run.run_id, lake.incoming / "rows.ndjson")
        for entity, age in ages.items():
            fetched = (NOW - timedelta(days=age)).isoformat(timespec="milliseconds")
            spool.add(Fetch("GET /x", 200, fetched), [(entity, {"views": age})])
        day = (NOW - timedelta(days=min(ages.values()))).date()
        delivery = deliver(lake, run, spool, origin="http://x", terms="", day=day)
        assert delivery is not None
        run.outcome["deliveries"] = [{"folder": str(delivery.folder.relative_to(lake.root))}]


def left(lake: Lake, source: str, resource: str) -> set[str]:
    files = [str(path) for d in lake.deliveries(source, resource) for path in d.paths]
    with duckdb.connect() as connection:
        rows = connection.execute("select entity_id from read_parquet($1)", [files]).fetchall()
    return {entity for (entity,) in rows}


def test_old_statistics_go_and_newer_ones_and_other_sources_stay(lake: Lake) -> None:
    bring(lake, "youtube", "video", {"old": 40, "older": 31})
    bring(lake, "youtube", "video", {"mixed-old": 35, "mixed-new": 5})
    bring(lake, "youtube", "video", {"new": 29})
    bring(lake, "jikan", "anime", {"ancient": 900})
    bring(lake, "tmdb", "movie", {"last year": 181, "this year": 179})
    settings = settings_of(lake)
    found = {(e.source, e.rows) for e in find_expired(lake, settings, NOW)}
    assert found == {("youtube", 3), ("tmdb", 1)}
    report = prune_expired(lake, settings, NOW)
    assert sum(e.rows for e in report.expired) == 4
    assert left(lake, "youtube", "video") == {"mixed-new", "new"}
    assert left(lake, "jikan", "anime") == {"ancient"}
    assert left(lake, "tmdb", "movie") == {"this year"}
    assert find_expired(lake, settings, NOW) == []
    assert [f for f in verify_lake(lake) if f.problem] == []
    record = json.loads((lake.evidence / f"{report.run_id}.json").read_text())
    assert len(record["outcome"]["removed"]) == 3


def test_nothing_expired_leaves_no_trace(lake: Lake) -> None:
    bring(lake, "youtube", "video", {"new": 1})
    before = sorted(lake.root.rglob("*.parquet"))
    report = prune_expired(lake, settings_of(lake), NOW)
    assert report.run_id == ""
    assert sorted(lake.root.rglob("*.parquet")) == before


def test_a_contract_may_allow_longer(lake: Lake) -> None:
    bring(lake, "youtube", "video", {"old": 40})
    settings = settings_of(lake, terms={"keep_days": {"youtube": 60}})
    assert prune_expired(lake, settings, NOW).expired == []
    assert left(lake, "youtube", "video") == {"old"}


def test_what_is_removed_is_named_by_resource_and_days(lake: Lake) -> None:
    bring(lake, "youtube", "video", {"old": 40, "new": 2})
    [expired] = prune_expired(lake, settings_of(lake), NOW).expired
    assert dataclasses.asdict(expired) == {
        "source": "youtube",
        "resource": "video",
        "keep_days": 30,
        "rows": 1,
        "deliveries": 1,
    }


def test_single_entities_can_be_erased_with_what_hangs_on_them(lake: Lake) -> None:
    bring(lake, "x", "post", {"1": 3, "2": 3})
    bring(lake, "x", "post", {"1": 1})
    bring(lake, "x", "post", {"1/reply": 1, "12": 1})
    report = erase_entities(lake, settings_of(lake), "x", ["1", "77"])
    assert report.erased == {"post": 3}
    assert left(lake, "x", "post") == {"2", "12"}
    assert [f for f in verify_lake(lake) if f.problem] == []
    assert erase_entities(lake, settings_of(lake), "x", ["1"]).run_id == ""


def test_several_deliveries_of_one_day_lose_their_rows_together(lake: Lake) -> None:
    for number in "123":
        bring(lake, "x", "post", {"gone": 3 + int(number), f"stays {number}": 1})
    report = erase_entities(lake, settings_of(lake), "x", ["gone"])
    assert report.erased == {"post": 3}
    assert left(lake, "x", "post") == {"stays 1", "stays 2", "stays 3"}
    assert len(lake.deliveries("x", "post")) == 1
    assert [f for f in verify_lake(lake) if f.problem] == []


def test_a_build_that_was_published_when_its_data_went_goes_once_it_is_replaced(
    lake: Lake,
) -> None:
    bring(lake, "youtube", "video", {"old": 40, "new": 1})
    [read] = lake.deliveries("youtube", "video")
    path = str(read.paths[0].relative_to(lake.root))
    first = fake_build(lake, "20260601T000000000Z-000001", path)
    first.cache.mkdir(parents=True)
    publish(lake, first)
    assert prune_expired(lake, settings_of(lake), NOW).rebuild
    assert first.folder.is_dir()
    publish(lake, fake_build(lake, "20260630T000000000Z-000002", "another"))
    report = prune_expired(lake, settings_of(lake), NOW)
    assert (report.builds, report.rebuild) == ([first.build_id], False)
    assert not first.folder.exists()
    assert not first.cache.exists()


def fake_build(lake: Lake, build_id: str, path: str) -> Build:
    """A build of no tables that has read one file."""
    manifest = {
        "build_id": build_id,
        "run_id": build_id,
        "created_at": "2026-06-01T00:00:00+00:00",
        "status": "published",
        "tables": {},
        "gates": [],
        "inputs": [{"path": path}],
        "seen": {},
        "fingerprint": "",
    }
    folder = lake.gold / build_id
    write_json(folder / MANIFEST, manifest)
    return Build(folder, manifest)


MEMBERS = "member_id,country,plan,joined_date,cancelled_date,cancel_reason,consent_analytics,consent_marketing,consent_personalisation,consent_date"  # noqa: E501
SESSIONS = "session_id,member_id,title,title_id_imdb,started_at,minutes,device"


def bring_members(lake: Lake, *members: str, titles: dict[str, str] | None = None) -> None:
    """The team's files: each of these members, with a session and a row that is rejected.

    Args:
        lake: where they go.
        members: their ids.
        titles: the name in the rejected row of a member.
    """
    folder = lake.root.parent / "own"
    folder.mkdir(parents=True, exist_ok=True)
    joined = "DE,basic,2026-01-01,,,true,true,true,2026-01-01"
    rows = [f"{member},{joined}" for member in members]
    watched = [
        line
        for number, member in enumerate(members)
        for line in (
            f"S-{number},{member},Alpha,tt0000001,2026-01-02T20:00:00Z,30,tv",
            f"R-{number},{member},{(titles or {}).get(member, 'Alpha')},tt0000001,"
            "2026-01-02T20:00:00Z,a lot,tv",
        )
    ]
    (folder / "member_profiles.csv").write_text("\n".join([MEMBERS, *rows, ""]))
    (folder / "viewing_sessions.csv").write_text("\n".join([SESSIONS, *watched, ""]))
    settings = settings_of(lake, max_reject_share=0.6)
    ingest_tables(lake, settings, FIRST_PARTY, [str(folder)])


def texts_with(lake: Lake, text: str) -> list[Path]:
    """Files in bronze and among the rejects, but Parquet, that hold a text."""
    paths = [*lake.bronze.rglob("*"), *lake.rejects.rglob("*")]
    plain = [path for path in paths if path.is_file() and path.suffix != ".parquet"]
    return [path for path in plain if text in path.read_text(encoding="utf-8")]


def member_ids(lake: Lake) -> list[tuple[str]]:
    """Members that bronze holds in its Parquet files."""
    files = [str(path) for path in lake.bronze.rglob("*.parquet")]
    with duckdb.connect() as connection:
        return connection.execute(
            "select member_id from read_parquet($1, union_by_name = true)", [files]
        ).fetchall()


def test_a_member_can_be_erased_from_the_teams_own_tables(lake: Lake) -> None:
    bring_members(lake, "M-1", "M-2", "M-11")
    build_gold(lake, settings_of(lake))
    before = query(require_current(lake), "select member_key from dim_member")[1]

    report = erase_entities(lake, settings_of(lake), "first_party", ["M-2"])

    assert report.erased == {"member_profiles": 1, "viewing_sessions": 1}
    assert report.rebuild
    assert texts_with(lake, "M-2") == []
    assert {member for (member,) in member_ids(lake)} == {"M-1", "M-11"}
    assert [f for f in verify_lake(lake) if f.problem] == []
    build_gold(lake, settings_of(lake))
    after = query(require_current(lake), "select member_key from dim_member")[1]
    watching = query(require_current(lake), "select distinct member_key from fact_viewing_hour")[1]
    assert set(after) < set(before)
    assert len(after) == 2
    assert set(watching) == set(after)
    assert erase_entities(lake, settings_of(lake), "first_party", ["M-2"]).erased == {}


def test_a_rejected_row_goes_whole_whatever_ends_of_lines_it_holds(lake: Lake) -> None:
    titles = {"M-1": "Up\u2028and\x85down", "M-2": "Left\u2029and\x0bright"}
    bring_members(lake, *titles, titles=titles)
    [rejects] = lake.rejects.glob("*/viewing_sessions*.jsonl")
    assert len(rejects.read_text(encoding="utf-8").rstrip("\n").split("\n")) == len(titles)

    erase_entities(lake, settings_of(lake), "first_party", ["M-2"])

    assert texts_with(lake, "M-2") == texts_with(lake, "right") == []
    [row] = rejects.read_text(encoding="utf-8").rstrip("\n").split("\n")
    assert "M-1" in row
    assert titles["M-1"] in row


def test_of_two_lists_of_members_of_one_day_the_later_one_stays(lake: Lake) -> None:
    bring_members(lake, "M-1", "M-2", "M-3")
    bring_members(lake, "M-1", "M-2")

    erase_entities(lake, settings_of(lake), "first_party", ["M-2"])

    [delivery] = lake.deliveries("first_party", "member_profiles")
    assert delivery.rows == 1
