"""Questions about metrics, answered from rows written by hand or drawn at random."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelhouse.errors import UsageError
from reelhouse.metrics.definitions import Definitions
from reelhouse.metrics.load import load_definitions
from reelhouse.metrics.query import Question
from reelhouse.metrics.sql import write_sql
from reelhouse.transform.declarations import declaration

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]

STANDS = """\
joins:
  - {name: title, key: title_key, table: dim_title, where: is_current,
     dimensions: [title_type, {name: kind, sql: upper(title_type), description: Kind.}]}
tables:
  - name: fact_rating_snapshot
    dates: {column: snapshot_date, grain: day}
    dimensions: [is_latest]
metrics:
  - name: votes
    title: Votes
    description: Votes as they stand at the end of the period.
    table: fact_rating_snapshot
    formula: sum(vote_count)
    last_in_period: true
    unit: count
    origin: IMDb
  - name: rows_by_flag
    title: Rows
    description: Rows, of one flag.
    table: fact_rating_snapshot
    formula: count(*)
    not_over: {is_latest: the flag says which is which, period_start: days are apart}
    unit: count
    origin: own
  - name: share_by_flag
    title: Share
    description: Rows of one flag over the votes in thousands.
    ratio: {of: rows_by_flag, to: votes, times: 1000}
    unit: ratio
    origin: own
"""


def ask(definitions: Definitions, tables: Tables, *metrics: str, **asked: Any) -> list[Any]:
    """Rows that answer a question, asked of tables that hold these rows."""
    where = {name: tuple(values) for name, values in asked.pop("where", {}).items()}
    written = write_sql(definitions, Question(metrics, where=where, **asked))
    with duckdb.connect() as connection:
        for name in written.tables:
            declared = declaration(name)
            connection.execute(f"create table {name} as {declared.empty}")
            rows = [
                [row.get(column) for column in declared.columns] for row in tables.get(name, ())
            ]
            if rows:  # in one statement: each takes as long as a hundred rows
                marks = ", ".join([f"({', '.join('?' * len(declared.columns))})"] * len(rows))
                connection.execute(f"insert into {name} values {marks}", [*chain(*rows)])
        return connection.execute(written.sql).fetchall()


@pytest.fixture(scope="module")
def stands(tmp_path_factory: pytest.TempPathFactory) -> Definitions:
    path = tmp_path_factory.mktemp("metrics") / "metrics.yml"
    path.write_text(STANDS, encoding="utf-8")
    return load_definitions(path, bind=True)


def rated(
    key: int,
    kind: str,
    year: int | None,
    votes: int,
    rating: float = 7.0,
    genres: str | None = None,
) -> Row:
    return {
        "title_key": key,
        "title_type": kind,
        "start_year": year,
        "decade": year and year // 10 * 10,
        "vote_count": votes,
        "average_rating": rating,
        "weighted_rating": rating,
        "is_adult": False,
        "genres": genres,
    }


DRAMA, COMEDY = {"genre_key": 1, "genre": "Drama"}, {"genre_key": 2, "genre": "Comedy"}
CATALOGUE: Tables = {
    "mart_title_mix": [
        {"title_type": "movie", "start_year": 1999, "genres": "Drama,Comedy", "title_count": 3},
        {"title_type": "movie", "start_year": 2005, "genres": "Comedy", "title_count": 4},
        {"title_type": "short", "start_year": None, "genres": None, "title_count": 5},
    ],
    "mart_content_performance": [
        rated(1, "movie", 1999, 100, 8.0, "Drama,Comedy"),
        rated(2, "movie", 2005, 50, 6.0, "Comedy"),
        rated(3, "tvSeries", 2005, 10, 7.5),
    ],
    "dim_title": [
        {"title_key": key, "title_type": kind, "is_current": True}
        for key, kind in ((1, "movie"), (2, "movie"), (3, "tvSeries"), (4, "tvSeries"))
    ],
    "bridge_title_genre": [
        {"title_key": 1, "genre_key": 1, "genre_position": 1},
        {"title_key": 1, "genre_key": 2, "genre_position": 2},
        {"title_key": 2, "genre_key": 2, "genre_position": 1},
    ],
    "dim_genre": [DRAMA, COMEDY],
}


def test_a_total_is_one_row(definitions: Definitions) -> None:
    assert ask(definitions, CATALOGUE, "vote_count") == [(160,)]


def test_a_question_about_nothing_has_an_answer(definitions: Definitions) -> None:
    where = {"title_type": ["video"]}

    assert ask(definitions, CATALOGUE, "rated_title_count", "vote_count", where=where) == [
        (0, None)
    ]
    assert ask(definitions, CATALOGUE, "mean_average_rating", where=where) == [(None,)]


def test_figures_are_split_by_a_column_largest_first(definitions: Definitions) -> None:
    assert ask(definitions, CATALOGUE, "vote_count", by=("title_type",)) == [
        ("movie", 150),
        ("tvSeries", 10),
    ]


@pytest.mark.parametrize("metric", ["title_count", "vote_count", "known_title_count"])
def test_a_title_counts_in_each_genre_and_once_in_a_total(
    definitions: Definitions, metric: str
) -> None:
    expected = {
        "title_count": ([("Comedy", 7), (None, 5), ("Drama", 3)], 7),
        "vote_count": ([("Comedy", 150), ("Drama", 100), (None, 10)], 150),
        "known_title_count": ([("Comedy", 2), (None, 2), ("Drama", 1)], 2),
    }[metric]
    both = {"genre": ["Drama", "Comedy"]}

    assert ask(definitions, CATALOGUE, metric, by=("genre",)) == expected[0]
    assert ask(definitions, CATALOGUE, metric, where=both) == [(expected[1],)]
    assert sorted(ask(definitions, CATALOGUE, metric, by=("genre",), where=both)) == sorted(
        row for row in expected[0] if row[0]
    )


@pytest.mark.parametrize(
    ("metric", "without", "of_nothing"),
    [("title_count", 5, None), ("vote_count", 10, None), ("known_title_count", 2, 0)],
)
def test_what_has_no_value_can_be_picked_out(
    definitions: Definitions, metric: str, without: int, of_nothing: int | None
) -> None:
    def total(genres: list[str | None]) -> int:
        [(figure,)] = ask(definitions, CATALOGUE, metric, where={"genre": genres})
        return int(figure)

    assert total([None]) == without
    assert total([None, "Drama"]) == without + total(["Drama"])
    assert ask(definitions, CATALOGUE, metric, where={"genre": []}) == [(of_nothing,)]


def test_ratios_divide_sums(definitions: Definitions) -> None:
    [(of_votes, of_titles)] = ask(
        definitions, CATALOGUE, "vote_weighted_average_rating", "mean_average_rating"
    )

    assert of_votes == pytest.approx((800 + 300 + 75) / 160)
    assert of_titles == pytest.approx(21.5 / 3)


def test_figures_of_several_tables_stand_side_by_side(definitions: Definitions) -> None:
    assert ask(
        definitions, CATALOGUE, "title_count", "rated_title_share", "vote_count", by=("title_type",)
    ) == [("movie", 7, 2 / 7, 150), ("short", 5, None, None), ("tvSeries", None, None, 10)]
    assert ask(definitions, CATALOGUE, "title_count", "vote_count") == [(12, 160)]


def test_periods_begin_on_their_first_day(definitions: Definitions) -> None:
    assert ask(definitions, CATALOGUE, "vote_count", grain="year") == [
        (date(1999, 1, 1), 100),
        (date(2005, 1, 1), 60),
    ]
    assert ask(definitions, CATALOGUE, "vote_count", since=date(2000, 1, 1)) == [(60,)]
    assert ask(definitions, CATALOGUE, "vote_count", until=date(2000, 1, 1)) == [(100,)]


def test_sorted_and_cut_as_asked(definitions: Definitions) -> None:
    def votes(**asked: Any) -> list[Any]:
        by = ("title_type", "title_key")
        return [row[1:] for row in ask(definitions, CATALOGUE, "vote_count", by=by, **asked)]

    assert votes(limit=2) == [(1, 100), (2, 50)]
    assert votes(sort="vote_count", limit=1) == [(3, 10)]
    assert votes(sort="-title_key") == [(3, 10), (2, 50), (1, 100)]
    assert votes(limit=1, limit_within="title_type") == [(1, 100), (3, 10)]


def snapshot(key: int, day: str, votes: int, *, is_latest: bool = False) -> Row:
    return {
        "title_key": key,
        "snapshot_date": day,
        "vote_count": votes,
        "is_latest": is_latest,
        "average_rating": 5,
        "weighted_rating": 5,
    }


SNAPSHOTS: Tables = {
    "fact_rating_snapshot": [
        snapshot(1, "2026-01-05", 10),
        snapshot(1, "2026-01-20", 20),
        snapshot(1, "2026-02-03", 30, is_latest=True),
        snapshot(2, "2026-01-31", 5, is_latest=True),
    ],
    "dim_title": [
        {"title_key": 1, "title_type": "movie", "is_current": True},
        {"title_key": 1, "title_type": "video", "is_current": False},
    ],
}


def test_a_stand_counts_once_in_a_period(stands: Definitions) -> None:
    assert ask(stands, SNAPSHOTS, "votes") == [(35,)]
    assert ask(stands, SNAPSHOTS, "votes", grain="month") == [
        (date(2026, 1, 1), 25),
        (date(2026, 2, 1), 30),
    ]
    assert ask(stands, SNAPSHOTS, "votes", until=date(2026, 1, 19)) == [(10,)]
    assert ask(stands, SNAPSHOTS, "votes", grain="half") == [(date(2026, 1, 1), 35)]


def test_a_join_takes_current_rows_and_keeps_what_it_does_not_find(stands: Definitions) -> None:
    assert ask(stands, SNAPSHOTS, "votes", by=("title_type",)) == [("movie", 30), (None, 5)]
    assert ask(stands, SNAPSHOTS, "votes", by=("kind",)) == [("MOVIE", 30), (None, 5)]
    assert ask(stands, SNAPSHOTS, "votes", where={"kind": ["MOVIE"]}) == [(30,)]


def test_parts_of_the_date(stands: Definitions) -> None:
    days = {"is_latest": [True]}

    assert ask(
        stands, SNAPSHOTS, "rows_by_flag", by=("weekday",), where=days, grain="day", sort="weekday"
    ) == [(date(2026, 2, 3), 2, 1), (date(2026, 1, 31), 6, 1)]


def test_what_must_not_be_added_up_is_refused_with_the_reason(
    definitions: Definitions, stands: Definitions
) -> None:
    def refused(of: Definitions, *metrics: str, **asked: Any) -> str:
        with pytest.raises(UsageError) as error:
            ask(of, {}, *metrics, **asked)
        return str(error.value)

    flag, day = {"is_latest": [True]}, date(2026, 2, 3)

    assert "over is_latest: the flag says which is which" in refused(
        stands, "rows_by_flag", grain="day"
    )
    assert "over period_start: days are apart" in refused(stands, "rows_by_flag", where=flag)
    assert "over period_start: days are apart" in refused(stands, "share_by_flag", where=flag)
    assert "over is_latest" in refused(
        stands, "rows_by_flag", grain="day", where={"is_latest": [True, False]}
    )
    assert ask(stands, SNAPSHOTS, "rows_by_flag", where=flag, since=day, until=day) == [(1,)]
    assert ask(stands, SNAPSHOTS, "share_by_flag", where=flag, since=day, until=day) == [
        (pytest.approx(1000 / 30),)
    ]
    assert "over person_key: the figure stands ready" in refused(definitions, "person_title_count")


def test_what_is_not_there_cannot_be_asked(definitions: Definitions) -> None:
    def refused(*metrics: str, **asked: Any) -> None:
        with pytest.raises(UsageError):
            ask(definitions, {}, *metrics, **asked)

    refused()
    refused("gone")
    refused("vote_count", "vote_count")
    refused("vote_count", by=("gone",))
    refused("vote_count", by=("title_type", "title_type"))
    refused("vote_count", where={"gone": ["x"]})
    refused("vote_count", grain="month")
    refused("vote_count", grain="fortnight")
    refused("person_count", grain="year")
    refused("person_count", since=date(2026, 1, 1))
    refused("vote_count", sort="start_year")
    refused("vote_count", limit_within="title_type")
    refused("title_count", "vote_count", by=("primary_title",))
    refused("vote_count", where={"title_type": ["\0"]})


VALUES = st.one_of(st.text(), st.sampled_from(["'", "a\nb", "x' or 1=1 --", "\\'"]))


@settings(deadline=None, max_examples=40)
@given(values=st.lists(VALUES, max_size=3))
def test_a_value_is_never_more_than_a_value(definitions: Definitions, values: list[str]) -> None:
    values = [value.replace("\0", "") for value in values]
    rows = [rated(key, kind, 2000, 1) for key, kind in enumerate(dict.fromkeys([*values, "movie"]))]
    tables = {**CATALOGUE, "mart_content_performance": rows}

    for name in ("title_type", "genre"):
        [(count,)] = ask(definitions, tables, "rated_title_count", where={name: values})
        assert count == (len(set(values)) if name == "title_type" else 0)


_TITLE = st.tuples(
    st.sampled_from(["movie", "tvSeries", "short"]),
    st.one_of(st.none(), st.integers(1990, 2025)),
    st.integers(1, 10**6),
    st.integers(10, 100).map(lambda tenths: tenths / 10),
)
_TITLES = st.lists(_TITLE, max_size=12).map(
    lambda drawn: [rated(key, *found) for key, found in enumerate(drawn)]
)


def summed(rows: Iterable[Row], key: Callable[[Row], Any], figure: str) -> dict[Any, Any]:
    """Sums by plain Python."""
    sums: dict[Any, Any] = defaultdict(int)
    for row in rows:
        sums[key(row)] += row[figure]
    return dict(sums)


@settings(deadline=None, max_examples=15)
@given(rows=_TITLES)
def test_split_figures_add_up_to_the_whole(definitions: Definitions, rows: list[Row]) -> None:
    tables = {**CATALOGUE, "mart_content_performance": rows}
    for name in ("vote_count", "rated_title_count"):
        [(total,)] = ask(definitions, tables, name)
        for dimension in definitions.dimensions_of(definitions.metrics[name]):
            if not definitions.why_not_add(definitions.metrics[name], dimension):
                parts = [row[-1] for row in ask(definitions, tables, name, by=(dimension,))]
                assert sum(parts) == (total or 0)


@settings(deadline=None, max_examples=40)
@given(rows=_TITLES)
def test_figures_are_those_of_plain_python(definitions: Definitions, rows: list[Row]) -> None:
    tables = {**CATALOGUE, "mart_content_performance": rows}
    by_type = summed(rows, lambda row: row["title_type"], "vote_count")

    assert by_type == dict(ask(definitions, tables, "vote_count", by=("title_type",)))


_START = date(2026, 1, 1)


@settings(deadline=None, max_examples=40)
@given(votes=st.dictionaries(st.tuples(st.integers(1, 3), st.integers(0, 200)), st.integers(1, 9)))
def test_stands_are_those_of_plain_python(
    stands: Definitions, votes: dict[tuple[int, int], int]
) -> None:
    days = {(key, _START + timedelta(offset)): n for (key, offset), n in sorted(votes.items())}
    last = {(key, day.replace(day=1)): n for (key, day), n in days.items()}
    rows = [snapshot(key, day.isoformat(), n) for (key, day), n in days.items()]

    by_month = ask(stands, {**SNAPSHOTS, "fact_rating_snapshot": rows}, "votes", grain="month")

    assert by_month == sorted(
        (month, sum(n for (_, m), n in last.items() if m == month))
        for month in {m for _, m in last}
    )
