"""`reelhouse forecast` as a user meets it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from reelhouse.gold import open_build
from reelhouse.lake import Lake
from reelhouse.storage import sha256_of
from reelhouse.transform.declarations import declaration
from tests.command_line import answer
from tests.command_line import run_here as reelhouse
from tests.whole_lake import WholeLake


@pytest.fixture(scope="module")
def built(demo_build: WholeLake, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `forecast` reads of a lake without models: the pointer, the manifest and a table."""
    folder = tmp_path_factory.mktemp("built")
    build = demo_build.build
    gold = Lake(folder / "lake").gold
    [path] = build.table_files("mart_forecast")
    (gold / build.build_id / "mart_forecast").mkdir(parents=True)
    shutil.copy(path, gold / build.build_id / "mart_forecast")
    shutil.copy(build.folder / "manifest.json", gold / build.build_id)
    shutil.copy(demo_build.lake.gold / "current.json", gold)
    return folder


@pytest.fixture(scope="module")
def forecast(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with forecasts of two series in it, and one that is too short."""
    folder = tmp_path_factory.mktemp("forecast")
    shutil.copytree(built, folder, dirs_exist_ok=True)
    build = open_build(next((folder / "lake" / "gold").glob("*/manifest.json")).parent)
    usual = {
        "period": "week", "known_until_date": "2026-02-22", "history_count": 130,
        "needed_count": 78, "status": "forecast", "candidate": "pooled regression",
        "is_naive": False, "mase": 0.8, "naive_mase": 1.1, "measured_coverage_rate": 0.79,
        "origin_count": 52, "model_version": "v1",
    }  # fmt: skip
    rows = [
        usual
        | {
            "series_kind": kind, "series_key": name, "series_name": name, "horizon": step,
            "target_date": f"2026-03-{1 + 7 * (step - 1):02}", "value_hours": 1e6 * step,
            "low80_hours": 5e5, "high80_hours": 2e6, "low95_hours": 3e5, "high95_hours": 4e6,
        }
        for kind, name in (("category_week", "TV (English)"), ("genre_week", "Drama"))
        for step in (1, 2)
    ]  # fmt: skip
    rows.append(
        {
            "series_kind": "genre_week", "series_key": "War", "series_name": "War",
            "period": "week", "horizon": 0, "history_count": 9, "needed_count": 78,
            "status": "not enough", "reason": "9 weeks of history, 78 are needed",
        }
    )  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(declaration("mart_forecast").columns))
    typed = ", ".join(
        f"cast({name} as {kind}) as {name}"
        for name, kind in declaration("mart_forecast").columns.items()
    )
    [path] = build.table_files("mart_forecast")
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        connection.execute(f"copy (select {typed} from frame) to '{path}' (format parquet)")
    manifest = json.loads((build.folder / "manifest.json").read_text(encoding="utf-8"))
    [entry] = manifest["tables"]["mart_forecast"]["files"]
    entry |= {"bytes": path.stat().st_size, "sha256": sha256_of(path)}
    (build.folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_without_a_series_the_next_period_of_each_is_shown(forecast: Path) -> None:
    shown = reelhouse(forecast, "forecast").stdout

    assert "TV (English)" in shown
    assert "1,000,000" in shown
    assert "2,000,000" in shown  # the upper bound, not the week after
    assert "2026-03-08" not in shown
    assert "War: 9 weeks of history, 78 are needed" in shown


def test_a_series_is_shown_with_what_its_intervals_held(forecast: Path) -> None:
    shown = reelhouse(forecast, "forecast", "drama").stdout

    assert "2026-03-08" in shown
    assert "held 79% of what came, over 52 past origins" in shown
    assert "English" not in shown


def test_programs_get_all_columns(forecast: Path) -> None:
    rows = answer(forecast, "forecast", "english", "--by", "category")

    assert [row["horizon"] for row in rows] == [1, 2]
    assert rows[0]["low80_hours"] == 5e5
    assert rows[0]["candidate"] == "pooled regression"
    assert rows[0]["model_version"] == "v1"


def test_a_series_that_is_not_there_is_a_wrong_question(forecast: Path) -> None:
    ended = reelhouse(forecast, "forecast", "Drama", "--by", "category")

    assert ended.returncode == 2
    assert "no series by category is called 'Drama'" in ended.stderr


def test_without_a_trained_model_it_says_what_to_do(built: Path) -> None:
    ended = reelhouse(built, "forecast")

    assert ended.returncode == 1
    assert "nothing is forecast in the published build" in ended.stderr
    assert "reelhouse train forecasts" in ended.stderr
