from __future__ import annotations

from pathlib import Path

import pytest

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.gold import Build, query, require_current
from reelhouse.pointer import POINTER
from reelhouse.storage import write_json
from tests.lakes import new_lake
from tests.small_lake import small_lake


@pytest.fixture(scope="module")
def build(shared_folder: Path) -> Build:
    return require_current(small_lake(shared_folder))


def test_a_query_returns_columns_and_rows(build: Build) -> None:
    columns, rows = query(
        build, "select title_key, primary_title from dim_title order by 1 limit 2"
    )

    assert columns == ["title_key", "primary_title"]
    assert rows == [(1, "Alpha"), (2, "Beta")]


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "copy dim_title to '{folder}/stolen.parquet'",
        "attach '{folder}/other.duckdb'",
        "set enable_external_access = true",
        "explain analyze copy dim_title to '{folder}/stolen.parquet'",
        "select 1; copy dim_title to '{folder}/stolen.parquet'",
        "",
        "select * from no_such_table",
        "selec 1",
    ],
)
def test_sql_can_read_gold_and_nothing_else(build: Build, tmp_path: Path, sql: str) -> None:
    with pytest.raises(UsageError):
        query(build, sql.format(folder=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_sql_cannot_write_into_the_build(build: Build) -> None:
    target = build.folder / "dim_title" / "copy.parquet"

    with pytest.raises(UsageError):
        query(build, f"copy dim_title to '{target}'")

    assert not target.exists()


def test_sql_changes_nothing(build: Build) -> None:
    with pytest.raises(UsageError):
        query(build, "delete from dim_title")


def test_an_unbuilt_lake_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ReelhouseError, match="reelhouse build"):
        require_current(new_lake(tmp_path))


def test_a_pointer_to_a_lost_build_says_what_to_do(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    write_json(lake.gold / POINTER, {"build_id": "20260101T000000Z-aaaaaa"})

    with pytest.raises(ReelhouseError, match="is gone"):
        require_current(lake)
