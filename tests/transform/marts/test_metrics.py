"""Every metric, asked of a whole lake in every way that it may be asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import duckdb
import pytest

from reelhouse.gold import ask_metric, open_gold
from reelhouse.metrics.entries import PERIOD, Grain, Metric
from reelhouse.metrics.load import load_definitions
from reelhouse.metrics.query import Question
from reelhouse.metrics.sql import write_sql
from tests.whole_lake import WholeLake

DEFINITIONS = load_definitions()
METRICS = DEFINITIONS.metrics
by_metric = pytest.mark.parametrize("name", METRICS)

# they compare days, follow something over weeks, or judge what one day does not show
NEED_MORE_DAYS = {
    "new_title_votes",
    "new_title_members",
    "rising_count",
    "median_early_members_per_day",
    "velocity_top_share",
    "velocity_top_share_low",
    "velocity_top_share_high",
    "trailer_views",
    "marketing_effect",
    "marketing_effect_low",
    "marketing_effect_high",
    "new_channel_subscribers",
    "channel_subscribers",
    "video_half_life",
    "new_plays",
    "new_followers",
    "mean_sentiment",
    "kind_share",
    "unkind_share",
}


@pytest.fixture(scope="module")
def gold(demo_build: WholeLake) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables of the whole lake, opened once."""
    with open_gold(demo_build.build) as connection:
        yield connection


def ask(
    gold: duckdb.DuckDBPyConnection, name: str, by: Sequence[str], grain: Grain | None
) -> list[Any]:
    """Rows that answer a question."""
    question = Question((name,), by=tuple(by), grain=grain)
    return gold.execute(write_sql(DEFINITIONS, question).sql).fetchall()


def least(metric: Metric) -> tuple[list[str], Grain | None]:
    """The dimensions that a metric has to be split by, and the period."""
    fixed = DEFINITIONS.to_be_fixed(metric)
    grain = DEFINITIONS.grains_of(metric)[0] if PERIOD in fixed else None
    return [name for name in fixed if name != PERIOD], grain


@by_metric
def test_a_metric_can_be_asked_in_every_way(gold: duckdb.DuckDBPyConnection, name: str) -> None:
    metric = METRICS[name]
    by, grain = least(metric)
    figures = [row[-1] for row in ask(gold, name, by, grain)]
    for dimension in DEFINITIONS.dimensions_of(metric):
        figures += [row[-1] for row in ask(gold, name, [*dict.fromkeys([*by, dimension])], grain)]
    for longer in () if grain else DEFINITIONS.grains_of(metric):
        figures += [row[-1] for row in ask(gold, name, by, longer)]

    assert {type(figure) for figure in figures} <= {int, float, type(None)}
    if name not in NEED_MORE_DAYS:
        assert any(figure is not None for figure in figures)


@by_metric
def test_parts_add_up_to_the_whole_wherever_nothing_speaks_against_it(
    gold: duckdb.DuckDBPyConnection, name: str
) -> None:
    metric = METRICS[name]
    by, grain = least(metric)
    whole = {row[:-1]: row[-1] or 0 for row in ask(gold, name, by, grain)}
    for dimension in DEFINITIONS.dimensions_of(metric):
        if dimension not in by and not DEFINITIONS.why_not_add(metric, dimension):
            sums = dict.fromkeys(whole, 0.0)
            for row in ask(gold, name, [*by, dimension], grain):
                sums[row[:-2]] += row[-1] or 0
            assert sums == pytest.approx(whole), dimension


def test_a_figure_that_stands_ready_has_a_row_of_its_own(gold: duckdb.DuckDBPyConnection) -> None:
    for table in DEFINITIONS.tables:
        key = ", ".join(DEFINITIONS.key_of(table))
        [(repeated,)] = gold.execute(
            f"select count(*) from (select {key} from {table} group by all having count(*) > 1)"
        ).fetchall()
        assert repeated == 0, table


def test_a_join_repeats_no_row(gold: duckdb.DuckDBPyConnection) -> None:
    for join in DEFINITIONS.joins.values():
        if not join.counted_in_each:
            where = f"where {join.where}" if join.where else ""
            [(rows, keys)] = gold.execute(
                f"select count(*), count(distinct {join.key}) from {join.table} {where}"
            ).fetchall()
            assert rows == keys


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("known_title_count", "select count(*) from dim_title where is_current"),
        (
            "title_count",
            "select count(*) from dim_title where is_current and described_by = 'imdb'",
        ),
        ("netflix_hours", "select sum(viewed_hours) from fact_netflix_week"),
        (
            "click_rate",
            "select sum(click_count) / sum(impression_count) from mart_campaign "
            "where click_count is not null and impression_count is not null",
        ),
        ("vote_count", "select sum(vote_count) from mart_content_performance"),
        (
            "mean_average_rating",
            "select avg(cast(average_rating as double)) from mart_content_performance",
        ),
        (
            "rated_title_share",
            "select (select count(*) from mart_content_performance) / count(*) from dim_title "
            "where is_current and described_by = 'imdb'",
        ),
    ],
)
def test_a_total_is_that_of_sql_by_hand(demo_build: WholeLake, name: str, sql: str) -> None:
    [(expected,)] = demo_build.rows(sql)

    [(found,)] = ask_metric(demo_build.build, name).rows

    assert found == pytest.approx(float(expected))


def test_an_answer_says_what_it_is(demo_build: WholeLake) -> None:
    answer = ask_metric(
        demo_build.build, ["vote_count", "mean_average_rating"], by=["genre"], grain="year",
        since=date(2000, 1, 1),
    )  # fmt: skip

    assert answer.build_id == demo_build.build.build_id
    assert [metric.title for metric in answer.metrics] == ["Votes", "Mean rating"]
    assert answer.columns == ["period_start", "genre", "vote_count", "mean_average_rating"]
    assert answer.not_additive["vote_count"] == {"genre": "a title counts in each of its genres"}
    assert set(answer.not_additive["mean_average_rating"]) == {"period_start", "genre"}
    assert "mart_content_performance" in answer.tables
    assert demo_build.rows(answer.sql) == answer.rows
