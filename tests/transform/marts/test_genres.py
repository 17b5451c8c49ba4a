"""Genres, countries and release windows, against what was planted and against plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from benchmarks.trends import WITHIN, Found, compare, found
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from reelhouse.settings.marts import MartSettings
from tests.transform.marts.model_sql import Row, run_model
from tests.whole_lake import WholeLake

few = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


# --- what was planted -----------------------------------------------------------------------------


def test_hours_of_genres_add_up_to_those_of_the_lists(demo_build: WholeLake) -> None:
    world = demo_build.world
    known = set(
        demo_build.rows(
            "select distinct show_title, is_film from fact_netflix_week "
            "where title_key in (select title_key from bridge_title_genre)"
        )
    )
    expected: dict[tuple[date, str], int] = defaultdict(int)
    for row in world.netflix.global_top(0):
        if (row.run.show_title, row.run.is_film) in known:
            expected[row.week, "film" if row.run.is_film else "series"] += row.hours
    found = {
        (week, kind): hours
        for week, kind, hours in demo_build.rows(
            "select top10_week, content_kind, sum(viewed_hours) from mart_genre_week group by all"
        )
    }

    assert found == pytest.approx(expected, rel=1e-6)


def fewest_clear(told: Found) -> int:
    """How many trends come out clear at least, but for one chance in a thousand."""
    height = told.planted.abs() / told.error
    power = stats.norm.sf(1.96 - height) + stats.norm.sf(1.96 + height)
    chances = np.ones(1)  # of none, one, two … clear trends
    for one in power:
        chances = np.convolve(chances, [1 - one, one])
    return int(np.searchsorted(np.cumsum(chances), 0.001))


def test_trends_are_found_in_sign_and_size(demo_build: WholeLake) -> None:
    planted = {name: each.trend for name, each in demo_build.world.effects.genres.items()}
    columns = (
        "genre", "log_trend", "standard_error", "growth_rate_low", "growth_rate_high", "verdict",
        "week_count", "half_year_count",
    )  # fmt: skip
    trends = pd.DataFrame(
        demo_build.rows(f"select {', '.join(columns)} from mart_genre_trend"), columns=columns
    )
    told = found(compare(trends, planted))
    right, clear = told.signs

    assert (trends[["week_count", "half_year_count"]].sum() > 500).all()
    # how many are clear follows from what was planted and from the errors, but for chance
    assert clear >= fewest_clear(told)
    assert right == clear
    # in few worlds sizes are farther off, by no more than their error explains
    assert abs(told.size[0] - 1) <= max(WITHIN, 3.3 * told.size[1])
    assert told.size[1] < 0.1
    # one in twenty intervals may miss; more misses than this are one chance in a thousand
    assert (~told.is_held).sum() <= stats.binom.ppf(0.999, len(told.is_held), 0.05)


def test_seasons_are_found_where_they_are_told(demo_build: WholeLake) -> None:
    planted = demo_build.world.effects.genres
    months = defaultdict(list)
    for genre, month, index in demo_build.rows(
        "select genre, calendar_month, season_index from mart_genre_month "
        "join mart_genre_trend using (genre) where is_seasonal and title_count >= 20 order by all"
    ):
        months[genre].append((month, index))
    strong = [genre for genre in months if planted[genre].amplitude >= 0.15]

    assert len(strong) >= 2
    for genre in months:
        assert np.mean([index for _, index in months[genre]]) == pytest.approx(1)
    for genre in strong:
        highest = max(months[genre], key=lambda pair: pair[1])[0]
        away = abs(highest - (planted[genre].peak_day / 365.25 * 12 + 0.5)) % 12
        assert min(away, 12 - away) <= 2


def test_countries_watch_more_of_what_they_like(demo_build: WholeLake) -> None:
    tastes = demo_build.world.effects.tastes
    usual = {
        genre: float(np.mean([taste[genre] for taste in tastes.values()])) for genre in tastes["US"]
    }
    told = demo_build.rows(
        "select country_code, genre, location_quotient, verdict from mart_country_genre "
        "where content_kind = 'all' and verdict <> 'too few titles'"
    )
    liking = [tastes[country][genre] - usual[genre] for country, genre, *_ in told]
    judged = [
        (liked > 0) == (verdict == "watched more")
        for liked, (*_, verdict) in zip(liking, told, strict=True)
        if verdict.startswith("watched")
    ]

    assert len(judged) >= 10
    assert np.mean(judged) >= 0.9
    assert np.corrcoef(liking, np.log([quotient for _, _, quotient, _ in told]))[0, 1] >= 0.5


def test_all_countries_together_watch_as_all_countries_do(demo_build: WholeLake) -> None:
    for quotient, low, high, share, world_share in demo_build.rows(
        "select location_quotient, location_quotient_low, location_quotient_high, share_rate, "
        "world_share_rate from mart_country_genre where country_code = 'all'"
    ):
        assert (quotient, low, high, share) == pytest.approx((1, 1, 1, world_share))


def test_a_quarter_of_every_year_are_hits(demo_build: WholeLake) -> None:
    premieres = demo_build.rows(
        "select is_film, year(premiere_date), premiere_date, vote_count, title_key "
        "from fact_premiere join fact_rating_snapshot using (title_key) "
        "where season_number = 1 and is_latest and vote_count > 0"
    )
    years = defaultdict(list)
    for is_film, year, day, votes, title in premieres:
        years[is_film, year].append((votes, title, day))
    expected: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for (is_film, _), titles in years.items():
        for place, (_, _, day) in enumerate(sorted(titles)):
            is_hit = len(titles) > 1 and place / (len(titles) - 1) >= 0.75
            counted = expected["film" if is_film else "series", day.isoweekday()]
            counted[0] += 1
            counted[1] += is_hit
    found = {
        (kind, number): [titles, hits]
        for kind, number, titles, hits in demo_build.rows(
            "select content_kind, window_number, title_count, hit_count from mart_release_window "
            "where window_kind = 'weekday'"
        )
    }

    assert found == expected


# --- whatever the rows are ------------------------------------------------------------------------


GENRES = [{"genre_key": key, "genre": f"Genre {key}"} for key in range(4)]


def plain_gini(amounts: Sequence[int]) -> float:
    """Mean difference of all pairs over twice the mean: the definition, not the rank formula."""
    mean = sum(amounts) / len(amounts)
    pairs = sum(abs(one - other) for one in amounts for other in amounts)
    return pairs / (2 * len(amounts) ** 2 * mean)


@few
@given(st.lists(st.integers(1, 1000), min_size=1, max_size=130))
def test_concentration_is_that_of_the_definition(amounts: list[int]) -> None:
    titles = list(enumerate(amounts))
    current = {"title_type": "movie", "is_current": True}
    [row] = run_model(
        "mart_concentration",
        {
            "dim_title": [{"title_key": key, **current} for key, _ in titles],
            "fact_rating_snapshot": [
                {"title_key": key, "vote_count": amount, "is_latest": True}
                for key, amount in titles
            ],
        },
    )

    ordered = sorted(amounts, reverse=True)
    assert row["gini"] == pytest.approx(plain_gini(amounts), abs=1e-9)
    for percent in (1, 5, 10, 20):
        first = -(-len(amounts) * percent // 100)
        share = sum(ordered[:first]) / sum(amounts)
        assert row[f"top_{percent}_pct_share_rate"] == pytest.approx(share)


@st.composite
def some_lists(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """Places in lists of countries, and genres of the titles."""
    places: list[Row] = [
        {
            "title_key": draw(st.integers(1, 6)),
            "country_code": country,
            "country_name": country,
            "is_film": draw(st.booleans()),
            "top10_week": date(2024, 1, 7) + timedelta(7 * week),
            "weekly_rank": rank,
        }
        for country in ("DE", "FR", "US")
        for week in range(draw(st.integers(1, 3)))
        for rank in range(1, draw(st.integers(2, 5)))
    ]
    genres: list[Row] = [
        {"title_key": title, "genre_key": genre}
        for title in range(1, 6)  # the sixth has none
        for genre in draw(st.sets(st.integers(0, 3), min_size=1, max_size=3))
    ]
    return places, genres


@few
@given(some_lists())
def test_shares_of_countries_are_those_of_plain_sums(
    made: tuple[list[Row], list[Row]],
) -> None:
    places, genres = made
    tables: dict[str, Sequence[Row]] = {
        "fact_netflix_country_week": places,
        "bridge_title_genre": genres,
        "dim_genre": GENRES,
    }
    of_countries = run_model("mart_country_genre", tables, MartSettings(min_group=2))
    rows = [row for row in of_countries if row["content_kind"] == "all"]

    expected = weights_by_genre(places, genres)
    assert {
        (row["country_code"], int(row["genre"][-1])): row["rank_weight"]
        for row in rows
        if row["country_code"] != "all" and row["rank_weight"] > 0
    } == pytest.approx(expected, abs=1e-6)
    totals: dict[str, float] = defaultdict(float)
    for row in rows:
        totals[row["country_code"]] += row["share_rate"]
        mean = row["location_quotient"] * row["world_share_rate"]
        assert min(row["share_rate"], row["world_share_rate"]) - 1e-6 <= mean
        assert mean <= max(row["share_rate"], row["world_share_rate"]) + 1e-6
        assert (
            row["location_quotient_low"]
            <= row["location_quotient"]
            <= row["location_quotient_high"]
        )
    assert dict(totals) == pytest.approx(dict.fromkeys(totals, 1.0), abs=1e-6)


def weights_by_genre(places: Sequence[Row], genres: Sequence[Row]) -> dict[tuple[str, int], float]:
    """One by rank of every place, divided among the genres of its title."""
    of_titles = defaultdict(list)
    for row in genres:
        of_titles[row["title_key"]].append(row["genre_key"])
    weights: dict[tuple[str, int], float] = defaultdict(float)
    for place in places:
        own = of_titles[place["title_key"]]
        for genre in own:
            weights[place["country_code"], genre] += 1 / place["weekly_rank"] / len(own)
    return dict(weights)


def test_all_countries_together_watch_as_they_do(demo_build: WholeLake) -> None:
    rows = demo_build.rows(
        "select location_quotient, location_quotient_low, location_quotient_high, verdict "
        "from mart_country_genre where country_code = 'all'"
    )

    assert rows
    for quotient, low, high, verdict in rows:
        assert low == quotient == high == pytest.approx(1)
        assert verdict is None
