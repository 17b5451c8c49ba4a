"""`reelhouse metrics` as a user meets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelhouse.metrics.load import load_definitions
from tests.command_line import answer
from tests.command_line import run_here as reelhouse
from tests.lakes import copy_of
from tests.small_lake import small_lake


@pytest.fixture(scope="module")
def built(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose lake has everything and is built."""
    folder = tmp_path_factory.mktemp("built")
    copy_of(small_lake(shared_folder), folder)
    return folder


def test_all_metrics_are_listed_without_a_build(tmp_path: Path) -> None:
    names = [metric["name"] for metric in answer(tmp_path, "metrics")]
    shown = reelhouse(tmp_path, "metrics").stdout

    assert names == list(load_definitions().metrics)
    assert [name for name in names if name not in shown] == []


def test_a_metric_is_split_and_picked_out(built: Path) -> None:
    asked = answer(
        built,
        *("metrics", "vote_count", "mean_average_rating", "--by", "genre"),
        *("--where", "title_type=movie", "--where", "title_type=tvSeries"),
        *("--where", "start_year=1999"),
    )

    assert asked["rows"] == [
        {"genre": "Crime", "vote_count": 100, "mean_average_rating": 8.0},
        {"genre": "Drama", "vote_count": 100, "mean_average_rating": 8.0},
    ]
    assert asked["metrics"][0]["unit"] == "count"
    assert asked["not_additive"]["vote_count"] == {"genre": "a title counts in each of its genres"}


def test_periods_and_days(built: Path) -> None:
    asked = answer(
        built,
        "metrics",
        "vote_count",
        "--per",
        "year",
        "--since",
        "2000-01-01",
        "--sort=-period_start",
    )

    assert asked["rows"] == [
        {"period_start": "2010-01-01", "vote_count": 10},
        {"period_start": "2005-01-01", "vote_count": 50},
    ]


def test_nothing_after_the_sign_is_no_value(built: Path) -> None:
    [row] = answer(built, "metrics", "title_count", "--where", "genre=")["rows"]

    assert row == {"title_count": None}


def test_a_table_says_what_its_figures_are(built: Path) -> None:
    done = reelhouse(built, "metrics", "rated_title_share", "--by", "title_type")

    assert "100.0%" in done.stdout
    assert "Share of titles rated (share)" in done.stdout
    assert "rated_title_share is not to be added up over title_type" in done.stdout
    assert "IMDb" in done.stderr


def test_the_sql_it_shows_gives_the_same(built: Path) -> None:
    asked = ("metrics", "vote_count", "--by", "genre", "--limit", "1")
    sql = reelhouse(built, *asked, "--sql").stdout

    assert answer(built, "sql", sql) == answer(built, *asked)["rows"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["gone"], "there is no metric 'gone'"),
        (["vote_count", "--by", "gone"], "no dimension 'gone'"),
        (["vote_count", "--where", "title_type"], "a condition is DIMENSION=VALUE"),
        (["vote_count", "--where", "is_adult=maybe"], "maybe"),
        (["vote_count", "--per", "day"], "told by year"),
        (["person_title_count"], "cannot be added up over person_key"),
    ],
)
def test_a_wrong_question_is_a_wrong_usage(built: Path, words: list[str], message: str) -> None:
    done = reelhouse(built, "metrics", *words)

    assert done.returncode == 2
    assert message in done.stderr
