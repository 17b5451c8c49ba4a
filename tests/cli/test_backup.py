"""`reelhouse backup`, `restore` and `publish` as they are typed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from reelhouse.cli import app
from reelhouse.errors import UsageError
from reelhouse.lake import Lake
from tests.small_lake import copy_with_tables, small_lake


@pytest.fixture(scope="module")
def whole(shared_folder: Path) -> Lake:
    return small_lake(shared_folder)


def typed(lake: Lake, *words: str) -> Result:
    result = CliRunner().invoke(app, ["--lake", str(lake.root), *words])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_there_and_back(whole: Lake, tmp_path: Path) -> None:
    lake = copy_with_tables(whole, tmp_path / "lake", ["dim_title", "dim_date"])
    target = str(tmp_path / "vault")

    said = typed(lake, "backup", target, "--check").stdout
    assert "all as they were" in said
    [listed] = json.loads(typed(lake, "backup", target, "--list", "--json").stdout)
    assert listed["snapshot_id"] in typed(lake, "backup", target, "--list").stdout
    assert "are as they were" in typed(lake, "restore", target, "--check").stdout
    shutil.rmtree(lake.gold)

    said = typed(lake, "restore", target, "--repair").stdout

    assert f"build {listed['build_id']} is published" in said
    assert f"  gold/{listed['build_id']}/" in said
    with pytest.raises(UsageError, match="choose one"):
        typed(lake, "restore", target, "--repair", "--force")
    shutil.rmtree(lake.root)
    answer = json.loads(typed(lake, "restore", target, "--json").stdout)
    assert answer["restored"]["snapshot_id"] == listed["snapshot_id"]
    assert answer["pruned"]["expired"] == []


def test_tables_go_where_the_environment_says(
    whole: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = copy_with_tables(whole, tmp_path / "lake", ["dim_title", "dim_date"])
    with pytest.raises(UsageError, match="REELHOUSE_PUBLISH__TO"):
        typed(lake, "publish")
    file = tmp_path / "gold.duckdb"
    monkeypatch.setenv("REELHOUSE_PUBLISH__TO", f"duckdb:{file}")

    tried = typed(lake, "publish", "--dry-run", "--dataset", "bi")
    done = json.loads(typed(lake, "publish", "--dataset", "bi", "--json").stdout)

    assert "create table" in tried.stdout
    assert "1 tables would be written" in tried.stdout
    assert list(done["written"]) == ["dim_date"]
    assert done["left_out"] == ["dim_title"]
    with duckdb.connect(str(file)) as connection:
        assert connection.execute("select count(*) from bi.dim_date").fetchall() == [
            (done["written"]["dim_date"],)
        ]
