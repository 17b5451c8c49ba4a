"""The Netflix tables of the invented world, against what the world knows."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from reelhouse.simulator.providers.netflix import engagement_sheets, reports
from tests.whole_lake import WholeLake


def test_every_place_of_the_world_is_there(demo_build: WholeLake) -> None:
    rows = demo_build.rows(
        "select top10_week, category, weekly_rank, show_title, season_title, viewed_hours, "
        "view_count, cumulative_week_count, week_count from fact_netflix_week"
    )
    assert Counter(rows) == Counter(
        (
            place.week,
            place.category,
            place.rank,
            place.run.show_title,
            place.run.season_title,
            place.hours,
            place.views,
            place.cumulative_weeks,
            place.cumulative_weeks,
        )
        for place in demo_build.world.netflix.global_top(0)
    )


def test_countries_reached_are_those_whose_lists_hold_it(demo_build: WholeLake) -> None:
    reached = defaultdict(set)
    for place in demo_build.world.netflix.country_top(0):
        reached[place.week, place.run.show_title, place.run.season_title].add(place.country)
    rows = demo_build.rows(
        "select top10_week, show_title, season_title, country_count from fact_netflix_week"
    )

    assert rows
    assert [len(reached[week, show, season]) for week, show, season, _ in rows] == [
        count for *_, count in rows
    ]


def test_weeks_are_counted_as_netflix_counts_them(demo_build: WholeLake) -> None:
    weeks: dict[tuple[Any, ...], dict[int, list[date]]] = defaultdict(lambda: defaultdict(list))
    for place in demo_build.world.netflix.country_top(0):
        run = place.run
        name = (place.country, place.category, run.show_title, run.season_title)
        weeks[name][run.index].append(place.week)
    # lists do not tell which of two films of a name a place is of, where both are in one at once
    mixed = {
        name
        for name, runs in weeks.items()
        if any(max(one) >= min(other) for one, other in pairwise(sorted(runs.values(), key=min)))
    }
    rows = demo_build.rows(
        "select country_code, category, show_title, season_title, week_count, "
        "cumulative_week_count from fact_netflix_country_week"
    )
    wrong = {tuple(name) for *name, count, told in rows if count != told}

    assert len(rows) == len(demo_build.world.netflix.country_top(0))
    assert wrong <= mixed
    assert len(mixed) < len(weeks) / 20


def test_weeks_of_titles_add_up_to_those_of_their_entries(demo_build: WholeLake) -> None:
    [(of_titles, of_entries)] = demo_build.rows(
        "select (select sum(viewed_hours) from mart_netflix_title_week), "
        "(select sum(viewed_hours) from fact_netflix_week where title_key is not null)"
    )
    assert of_titles == of_entries > 0


@pytest.mark.parametrize("kind", ["film", "series", "anime"])
def test_planted_half_lives_are_found_within_a_tenth(demo_build: WholeLake, kind: str) -> None:
    planted = math.log(2) / demo_build.world.effects.decay_per_week[kind]
    [(found, entries)] = demo_build.rows(
        "select half_life_weeks, entry_count from mart_netflix_decay "
        f"where phase = 'later' and genre = 'all' and title_kind = '{kind}'"
    )

    assert entries >= 20
    assert found == pytest.approx(planted, rel=0.1)


def test_hours_fall_faster_while_trailers_fade(demo_build: WholeLake) -> None:
    rates = demo_build.rows(
        "select decay_per_week from mart_netflix_decay where genre = 'all' "
        "order by title_kind, phase"
    )

    assert len(rates) == 6
    assert all(launch > later for (later,), (launch,) in zip(rates[::2], rates[1::2], strict=True))


def test_the_half_year_is_what_was_reported(demo_build: WholeLake) -> None:
    rows = demo_build.rows(
        "select report_year, report_half, is_film, title, viewed_hours, share_rate "
        "from fact_netflix_half_year"
    )
    expected: Counter[tuple[Any, ...]] = Counter()
    halves = reports(demo_build.world.today)
    for half in halves:
        for sheet, lines in engagement_sheets(demo_build.world, *half).items():
            for name, *_, hours, _, _ in lines[5:]:
                expected[(*half, sheet != "TV", str(name).split(" // ")[0], hours)] += 1
    totals = {
        half: sum(row[4] * count for row, count in expected.items() if row[:2] == half)
        for half in halves
    }

    assert len(halves) == 4
    assert Counter(row[:5] for row in rows) == expected
    assert all(row[5] == pytest.approx(row[4] / totals[row[:2]]) for row in rows)


def test_figures_that_are_not_there_are_null(demo_build: WholeLake) -> None:
    [(not_numbers, unexplained)] = demo_build.rows(
        "select count_if(isnan(decay_per_week) or isnan(half_life_weeks)), "
        "count_if((reason is null) <> (decay_per_week is not null)) from mart_netflix_decay"
    )
    assert (not_numbers, unexplained) == (0, 0)
