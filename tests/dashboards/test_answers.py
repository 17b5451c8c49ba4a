from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from reelhouse.dashboards import answers
from reelhouse.dashboards.answers import Answer, AnswerCache
from reelhouse.errors import ReelhouseError
from reelhouse.gold import ask_metric
from tests.whole_lake import WholeLake


def _answer(rows: int) -> Answer:
    return Answer(pd.DataFrame({"x": range(rows)}), "select", ("t",), "b")


def test_what_is_asked_again_is_not_computed_again() -> None:
    cache, asked = AnswerCache(), []
    for _ in range(2):
        cache.get(("a",), lambda: asked.append(1) or _answer(3))  # type: ignore[func-returns-value]
    assert asked == [1]


def test_what_several_ask_at_once_is_computed_by_one() -> None:
    cache, asked = AnswerCache(), []
    began, goes_on = threading.Event(), threading.Event()

    def ask() -> Answer:
        asked.append(1)
        began.set()
        goes_on.wait()
        return _answer(3)

    with ThreadPoolExecutor(4) as readers:
        first = readers.submit(cache.get, ("a",), ask)
        began.wait()
        others = [readers.submit(cache.get, ("a",), ask) for _ in range(3)]
        goes_on.set()
        answers_given = {id(reader.result()) for reader in (first, *others)}

    assert asked == [1]
    assert len(answers_given) == 1


def test_a_question_that_failed_is_asked_again() -> None:
    cache = AnswerCache()

    def fail() -> Answer:
        raise ReelhouseError("no disk")

    with pytest.raises(ReelhouseError):
        cache.get(("a",), fail)

    assert len(cache.get(("a",), lambda: _answer(3)).frame) == 3


def test_the_cache_stays_within_its_limit_and_forgets_what_was_used_longest_ago() -> None:
    one = int(_answer(1000).frame.memory_usage(deep=True).sum())
    cache = AnswerCache(limit=3 * one + 100)
    for name in "abcd":
        cache.get((name,), lambda: _answer(1000))
        cache.get(("a",), lambda: _answer(1000))
    assert cache.bytes <= 3 * one + 100
    fresh: list[str] = []

    def noted(name: str) -> Answer:
        fresh.append(name)
        return _answer(1)

    for name in "abcd":
        cache.get((name,), lambda name=name: noted(name))  # type: ignore[misc]
    assert "a" not in fresh
    assert "b" in fresh


def test_metrics_are_those_of_the_command_line(demo_build: WholeLake) -> None:
    asked = {"by": ["genre"], "where": {"title_type": ["movie"]}, "limit": 5}
    here = answers.ask(demo_build.build, "title_count", **asked)  # type: ignore[arg-type]
    there = ask_metric(demo_build.build, "title_count", **asked)  # type: ignore[arg-type]
    assert [tuple(row) for row in here.frame.itertuples(index=False)] == there.rows
    assert here.sql == there.sql


def test_places_of_a_query_become_conditions() -> None:
    sql = answers.written(
        "top_titles",
        types=("movie",),
        anime=None,
        genres=("Drama", "O'Hara"),
        since_year=1999,
        until_year=None,
        limit=3,
    )
    assert "title_type in ('movie')" in sql
    assert "position(',O''Hara,' in ',' || genres || ',') > 0" in sql
    assert "start_year >= 1999" in sql
    assert "limit 3" in sql
    assert "{" not in sql


@pytest.mark.parametrize(("count", "n"), [(0, 7), (1, 1), (13, 40), (99_000, 100_000)])
def test_bounds_of_a_share_are_those_of_statsmodels(count: int, n: int) -> None:
    with duckdb.connect() as connection:
        bounds = [
            connection.execute(
                f"select {answers._wilson_bound(side, 'rate', 'n')} "
                f"from (select cast({count} as double) / {n} as rate, cast({n} as bigint) as n)"
            ).fetchall()[0][0]
            for side in ("low", "high")
        ]
    assert bounds == pytest.approx(proportion_confint(count, n, method="wilson"), abs=1e-6)


def test_a_place_that_is_not_filled_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"top_titles\.sql has"):
        answers.written("top_titles", types=None)


@pytest.mark.parametrize("path", sorted(answers.QUERIES.glob("*.sql")), ids=lambda p: p.stem)
def test_every_query_runs_with_and_without_filters(demo_build: WholeLake, path: Path) -> None:
    places = {m[1]: m[2] for m in answers._PLACE.finditer(answers.query_text(path.stem))}
    blank = {name: None if expression else 5 for name, expression in places.items()}
    everything = answers.run(demo_build.build, path.stem, **blank)  # type: ignore[arg-type]
    assert everything.tables
    some: dict[str, object] = {
        "since": date(2020, 1, 1),
        "until": date(2026, 1, 1),
        "genres": ("Drama", "Horror"),
        "types": ("movie",),
    }
    picked = {
        name: 5 if not expression else some.get(name, 2000 if name.endswith("_year") else ())
        for name, expression in places.items()
    }
    assert len(answers.run(demo_build.build, path.stem, **picked).frame) <= max(  # type: ignore[arg-type]
        1, len(everything.frame)
    )


def test_a_page_does_not_ask_for_more_than_it_can_show(demo_build: WholeLake) -> None:
    with pytest.raises(ReelhouseError, match="rows at most"):
        answers.select(demo_build.build, "select title_key from dim_title")


def test_a_table_that_an_older_build_lacks_is_said_to_be(demo_build: WholeLake) -> None:
    with pytest.raises(ReelhouseError, match="no table mart_of_tomorrow"):
        answers.select(demo_build.build, "select * from mart_of_tomorrow")
