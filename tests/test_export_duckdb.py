"""All tables as one DuckDB file."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.export_duckdb import ABOUT, export_duckdb, may_leave
from reelhouse.gold import Build, require_current
from reelhouse.transform.declarations import declaration
from tests.small_lake import small_lake


@pytest.fixture(scope="module")
def published(shared_folder: Path) -> Build:
    return require_current(small_lake(shared_folder))


def test_it_has_every_table_with_its_rows_types_and_words(published: Build, tmp_path: Path) -> None:
    target = tmp_path / "it's gold.duckdb"
    written = export_duckdb(published, target, for_own_use=True, force=False)
    assert written.tables == published.tables
    assert written.left_out == []
    assert list(tmp_path.iterdir()) == [target]
    with duckdb.connect(str(target), read_only=True) as connection:
        for table in published.tables:
            rows = connection.execute(f'select count(*) from "{table}"').fetchall()
            assert rows == [(published.rows[table],)], table
        said = dict(
            connection.execute("select table_name, comment from duckdb_tables()").fetchall()
        )
        columns = connection.execute(
            "select column_name, data_type, comment from duckdb_columns() "
            "where table_name = 'dim_genre' order by column_index"
        ).fetchall()
        about = connection.execute(f"select name, value from {ABOUT}").fetchall()
    declared = declaration("dim_genre")
    assert said["dim_genre"] == declared.description
    assert all(said[table] for table in published.tables)
    assert {name: words for name, _, words in columns} == {
        name: words.strip() for name, words in declared.descriptions.items()
    }
    assert ("build_id", published.build_id) in about
    assert [("attribution", text) for text in written.attributions] == [
        row for row in about if row[0] == "attribution"
    ]
    assert any("IMDb" in text for text in written.attributions)


def test_what_may_not_be_handed_on_is_left_out_and_named(published: Build, tmp_path: Path) -> None:
    target = tmp_path / "gold.duckdb"
    written = export_duckdb(published, target, for_own_use=False, force=False)
    assert "dim_title" in written.left_out
    assert "dim_date" in written.tables
    assert set(written.tables) | set(written.left_out) == set(published.tables)
    with duckdb.connect(str(target), read_only=True) as connection:
        names = {row[0] for row in connection.execute("show tables").fetchall()}
    assert names == {*written.tables, ABOUT}


def test_rows_about_members_stay(published: Build) -> None:
    kept = {
        table
        for table in published.tables
        if "member_key" in published.manifest["tables"][table]["columns"]
    }
    assert kept
    assert not any(may_leave(published, table) for table in kept)


def test_a_file_that_is_there_stays_unless_forced(published: Build, tmp_path: Path) -> None:
    target = tmp_path / "gold.duckdb"
    target.write_text("mine")
    with pytest.raises(UsageError, match="--force"):
        export_duckdb(published, target, for_own_use=False, force=False)
    assert target.read_text() == "mine"
    export_duckdb(published, target, for_own_use=False, force=True)
    with duckdb.connect(str(target), read_only=True) as connection:
        assert connection.execute("select count(*) from dim_date").fetchall()


def test_a_folder_that_is_not_there_is_told(published: Build, tmp_path: Path) -> None:
    with pytest.raises(ReelhouseError, match="cannot be written"):
        export_duckdb(published, tmp_path / "no" / "gold.duckdb", for_own_use=True, force=False)
    assert list(tmp_path.iterdir()) == []
