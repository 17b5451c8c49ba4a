"""Gold in a warehouse: on a PostgreSQL that was started for it, and on DuckDB."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.evidence import read_runs
from reelhouse.gold import MANIFEST, Build, query, require_current
from reelhouse.lake import Lake
from reelhouse.publish.run import PublishReport, publish_build
from reelhouse.publish.targets import parse_target
from reelhouse.sources.terms import NotRedistributable
from reelhouse.storage import sha256_of
from reelhouse.transform.declarations import declaration
from tests.lakes import settings_of
from tests.publish.conftest import TABLES, Place
from tests.publish.postgres import PASSWORD
from tests.small_lake import keep_tables


def published(lake: Lake, place: Place, **options: object) -> PublishReport:
    target = parse_target(place.address)
    return publish_build(lake, settings_of(lake), target, for_own_use=True, **options)  # type: ignore[arg-type]


def change_a_table(build: Build, table: str, sql: str) -> None:
    """Let a table of a build have other rows; the manifest goes along."""
    [path] = build.table_files(table)
    other = path.with_name("other.parquet")
    with duckdb.connect() as connection:
        connection.execute(f"create table t as from read_parquet('{path}')")
        connection.execute(sql)
        [(rows,)] = connection.execute("select count(*) from t").fetchall()
        connection.execute(f"copy t to '{other}' (format parquet)")
    other.replace(path)
    manifest = json.loads((build.folder / MANIFEST).read_text())
    content = manifest["tables"][table]
    content["rows"] = content["files"][0]["rows"] = rows
    content["files"][0] |= {"sha256": sha256_of(path), "bytes": path.stat().st_size}
    (build.folder / MANIFEST).write_text(json.dumps(manifest))


def test_tables_come_with_rows_types_keys_and_comments(lake: Lake, place: Place) -> None:
    build = require_current(lake)

    report = published(lake, place)

    assert report.written == {table: build.rows[table] for table in TABLES}
    for table in TABLES:
        columns = ", ".join(build.manifest["tables"][table]["columns"])
        there = place.ask(f"select {columns} from reelhouse.{table}")
        here = query(build, f"select {columns} from {table}")[1]
        assert sorted(map(repr, there)) == sorted(map(repr, here)), table
    types = dict(
        place.ask(
            "select column_name, data_type from information_schema.columns where table_schema = "
            "'reelhouse' and table_name = 'fact_rating_snapshot'"
        )
    )
    assert {name: kind.lower().split("(")[0] for name, kind in types.items()} == {
        "title_key": "bigint",
        "snapshot_date": "date",
        "average_rating": "numeric" if place.name == "postgresql" else "decimal",
        "vote_count": "integer",
        "weighted_rating": "double precision" if place.name == "postgresql" else "double",
        "is_latest": "boolean",
    }
    keys = place.ask(
        "select table_name, constraint_type from information_schema.table_constraints "
        "where table_schema = 'reelhouse' and constraint_type in ('PRIMARY KEY', 'UNIQUE')"
    )
    assert {("fact_rating_snapshot", "PRIMARY KEY"), ("dim_genre", "PRIMARY KEY")} <= set(keys)
    comment = (
        "select obj_description('reelhouse.dim_genre'::regclass)"
        if place.name == "postgresql"
        else "select comment from duckdb_tables() where table_name = 'dim_genre' "
        "and schema_name = 'reelhouse'"
    )
    assert place.ask(comment) == [(" ".join(declaration("dim_genre").description.split()),)]
    about = place.ask(
        "select table_name, build_id, attribution from reelhouse.reelhouse_publication"
    )
    assert {row[:2] for row in about} == {(table, build.build_id) for table in TABLES}
    assert any("IMDb" in row[2] for row in about)
    assert place.ask(
        "select count(*) from information_schema.schemata where schema_name like 'reelhouse_%'"
    ) == [(0,)]
    [run] = read_runs(lake, "publish")
    assert run["status"] == "done"
    assert run["outcome"]["written"] == report.written


def test_only_what_changed_is_written_and_views_stay(lake: Lake, place: Place) -> None:
    published(lake, place)
    place.do("create view reelhouse.best as select * from reelhouse.fact_rating_snapshot")
    assert published(lake, place).written == {}
    build = require_current(lake)
    change_a_table(build, "fact_rating_snapshot", "delete from t where title_key = 1")

    again = published(lake, place)

    assert again.why == {"fact_rating_snapshot": "rows"}
    assert sorted(again.same) == sorted(set(TABLES) - {"fact_rating_snapshot"})
    assert place.ask("select count(*) from reelhouse.best") == [(2,)]
    place.do("drop view reelhouse.best")
    assert set(published(lake, place, full=True).why.values()) == {"shape"}


def test_a_key_that_may_be_null_is_not_the_primary_one(lake: Lake, place: Place) -> None:
    published(lake, place)
    change_a_table(
        require_current(lake), "dim_genre", "update t set genre_key = null where genre = 'Crime'"
    )
    key = declaration("dim_genre").key
    assert key == ("genre_key",)

    report = published(lake, place)

    assert report.why == {"dim_genre": "shape"}
    assert place.ask(
        "select constraint_type from information_schema.table_constraints where table_name = "
        "'dim_genre' and table_schema = 'reelhouse' "
        "and constraint_type in ('PRIMARY KEY', 'UNIQUE')"
    ) == [("UNIQUE",)]


def test_all_tables_change_or_none(lake: Lake, place: Place) -> None:
    published(lake, place)
    build = require_current(lake)
    before = place.ask("select count(*) from reelhouse.dim_title")
    change_a_table(build, "dim_title", "delete from t where title_key = 1")
    change_a_table(build, "fact_rating_snapshot", "delete from t where title_key = 1")
    manifest = json.loads((build.folder / MANIFEST).read_text())
    manifest["tables"]["fact_rating_snapshot"]["rows"] += 5  # that never come
    (build.folder / MANIFEST).write_text(json.dumps(manifest))

    with pytest.raises(ReelhouseError, match="2 rows came of 7"):
        published(lake, place)

    assert place.ask("select count(*) from reelhouse.dim_title") == before
    assert read_runs(lake, "publish")[0]["status"] == "failed"
    manifest["tables"]["fact_rating_snapshot"]["rows"] -= 5
    (build.folder / MANIFEST).write_text(json.dumps(manifest))
    assert sorted(published(lake, place).written) == ["dim_title", "fact_rating_snapshot"]


def test_what_is_published_no_more_goes_unless_tables_are_named(lake: Lake, place: Place) -> None:
    published(lake, place)
    keep_tables(lake, ["dim_title", "dim_date"])

    assert published(lake, place, tables=["dim_date"]).dropped == []
    report = published(lake, place)

    assert report.dropped == ["dim_genre", "fact_rating_snapshot", "mart_genre_year"]
    assert place.ask(
        "select table_name from information_schema.tables where table_schema = 'reelhouse' "
        "order by 1"
    ) == [("dim_date",), ("dim_title",), ("reelhouse_publication",)]


def test_a_dry_run_shows_statements_and_changes_nothing(lake: Lake, place: Place) -> None:
    report = published(lake, place, dry_run=True)

    assert report.written["dim_title"] == 4
    assert any(
        text.startswith("create table") and "dim_title" in text for text in report.statements
    )
    assert read_runs(lake, "publish") == []
    assert place.ask(
        "select count(*) from information_schema.tables where table_schema = 'reelhouse'"
    ) == [(0,)]


def test_terms_are_kept_as_export_keeps_them(lake: Lake, place: Place) -> None:
    target = parse_target(place.address)
    settings = settings_of(lake)

    report = publish_build(lake, settings, target)
    assert list(report.written) == ["dim_date"]
    assert "dim_title" in report.left_out
    with pytest.raises(NotRedistributable, match="imdb"):
        publish_build(lake, settings, target, tables=["dim_title"])
    with pytest.raises(UsageError, match="there is no table 'dim_nothing'"):
        publish_build(lake, settings, target, tables=["dim_nothing"])


def test_rows_about_members_stay(whole: Lake, tmp_path: Path) -> None:
    target = parse_target(f"duckdb:{tmp_path / 'x.duckdb'}")
    with pytest.raises(UsageError, match="personal data"):
        publish_build(whole, settings_of(whole), target, tables=["dim_member"])


def test_a_password_is_seen_nowhere(lake: Lake, postgres: str) -> None:
    wrong = postgres.replace("hunter2", "hunter3")
    target = parse_target(wrong)

    with pytest.raises(ReelhouseError) as told:
        publish_build(lake, settings_of(lake), target, for_own_use=True)

    secret = PASSWORD.replace("hunter2", "hunter3")
    assert "password authentication failed" in str(told.value)
    assert secret not in str(told.value)
    assert secret.replace(" ", "%20") not in str(told.value)
    written = "".join(path.read_text() for path in lake.evidence.glob("*publish*"))
    assert "hunter3" not in written
    assert target.shown in written


def test_a_warehouse_that_is_not_there_is_told(lake: Lake) -> None:
    target = parse_target("postgresql://keeper:hunter2@127.0.0.1:9/none")
    with pytest.raises(ReelhouseError, match=r"(?s)could not be written.*refused"):
        publish_build(lake, settings_of(lake), target, for_own_use=True)
