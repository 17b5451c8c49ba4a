"""Weeks in the lists, runs and lives, against plain Python."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transform.marts.model_sql import run_model

Place = dict[str, Any]
FIRST_SUNDAY = date(2023, 1, 1)
ENTRIES = (
    ("Films (English)", "Alpha", None),
    ("Films (Non-English)", "Alpha", None),
    ("TV (English)", "Beta", "Beta: Season 1"),
    ("TV (English)", "Beta", "Beta: Season 2"),
)


@st.composite
def top10_places(draw: st.DrawFn) -> list[Place]:
    """Places of a few entries in lists of some weeks, with gaps."""
    stays = st.sets(st.tuples(st.integers(0, 30), st.sampled_from(range(len(ENTRIES)))), min_size=1)
    places = []
    for week, entry in sorted(draw(stays)):
        category, show, season = ENTRIES[entry]
        places.append(
            {
                "top10_week": FIRST_SUNDAY + timedelta(weeks=week),
                "category": category,
                "is_film": category.startswith("Films"),
                "weekly_rank": draw(st.integers(1, 10)),
                "show_title": show,
                "season_title": season,
                "viewed_hours": draw(st.integers(0, 10**8)),
                "view_count": draw(st.none() | st.integers(1, 10**7)),
                "cumulative_week_count": draw(st.integers(1, 9)),
            }
        )
    return places


def unbroken(place: Place) -> tuple[date, date]:
    """When it would have come, had it missed no week since; then the week itself."""
    week = place["top10_week"]
    return week - timedelta(weeks=place["cumulative_week_count"]), week


def lives(places: list[Place]) -> list[list[Place]]:
    """The places of each entry in order of weeks; Netflix counts anew for another of the name."""
    by_name = defaultdict(list)
    for place in sorted(places, key=unbroken):
        by_name[place["category"], place["show_title"], place["season_title"]].append(place)
    found: list[list[Place]] = []
    for named in by_name.values():
        found.append([])
        for place in named:
            before = found[-1][-1]["cumulative_week_count"] if found[-1] else 0
            if place["cumulative_week_count"] <= before:
                found.append([])
            found[-1].append(place)
    return found


def runs(life: list[Place]) -> list[list[Place]]:
    """A life cut where a week is missing."""
    cut: list[list[Place]] = [[life[0]]]
    for before, place in pairwise(life):
        if place["top10_week"] - before["top10_week"] == timedelta(weeks=1):
            cut[-1].append(place)
        else:
            cut.append([place])
    return cut


def side_by_side(lives: list[list[int]]) -> list[Place]:
    """Places of films of one name, by the weeks in which each is in the list."""
    return [
        {
            "top10_week": FIRST_SUNDAY + timedelta(weeks=week),
            "category": "Films (English)",
            "is_film": True,
            "weekly_rank": 1 + number,
            "show_title": "Alpha",
            "viewed_hours": 100,
            "cumulative_week_count": count,
        }
        for number, weeks in enumerate(lives)
        for count, week in enumerate(weeks, 1)
    ]


def weeks_between(earlier: Place, later: Place) -> int:
    return int((later["top10_week"] - earlier["top10_week"]).days // 7)


@settings(max_examples=40, deadline=None)
@given(top10_places())
def test_stays_are_those_of_plain_python(places: list[Place]) -> None:
    rows = run_model("fact_netflix_week", {"silver_netflix__top10_global": places})
    told = {(r["category"], r["season_title"], r["top10_week"]): r for r in rows}

    assert len(told) == len(rows) == len(places)
    assert len({row["entry_key"] for row in rows}) == len(lives(places))
    for life in lives(places):
        count = 0
        for number, run in enumerate(runs(life), 1):
            before: Place | None = None
            for place in run:
                count += 1
                row = told[place["category"], place["season_title"], place["top10_week"]]
                assert row["week_count"] == count
                assert row["run_number"] == number
                assert row["weeks_since_first"] == weeks_between(life[0], place)
                assert row["is_first_week"] == (count == 1 == place["cumulative_week_count"])
                for figure, change in (
                    ("weekly_rank", "rank_change"),
                    ("viewed_hours", "viewed_hours_change"),
                ):
                    moved = place[figure] - before[figure] if before else None
                    assert row[change] == moved
                before = place


@pytest.mark.parametrize(
    "lives",
    [
        [[0, 1, 2, 3, 4, 5, 6], [2, 3, 4]],
        [[0, 1, 3, 4, 5], [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
        [[0, 1, 2], [5, 6, 7, 8, 9]],
        [[0, 1, 2, 3], [0, 1, 2, 3]],
        [[0, 1], [3, 4, 5, 6, 7], [4, 5, 7]],
    ],
)
def test_films_of_one_name_are_told_apart_side_by_side(lives: list[list[int]]) -> None:
    rows = run_model("fact_netflix_week", {"silver_netflix__top10_global": side_by_side(lives)})
    entries = defaultdict(list)
    for row in rows:
        entries[row["entry_key"]].append((row["weekly_rank"], row["week_count"]))

    assert sorted(entries.values()) == [
        [(number, count) for count in range(1, len(weeks) + 1)]
        for number, weeks in enumerate(lives, 1)
    ]


@settings(max_examples=40, deadline=None)
@given(top10_places())
def test_lives_are_those_of_plain_python(places: list[Place]) -> None:
    weeks = run_model("fact_netflix_week", {"silver_netflix__top10_global": places})
    rows = run_model("mart_netflix_lifecycle", {"fact_netflix_week": weeks})
    told = {(r["category"], r["season_title"], r["first_week"]): r for r in rows}
    listed = {place["top10_week"] for place in places}

    assert len(told) == len(rows) == len(lives(places))
    for life in lives(places):
        row = told[life[0]["category"], life[0]["season_title"], life[0]["top10_week"]]
        hours = [place["viewed_hours"] for place in life]
        views = [place["view_count"] for place in life if place["view_count"] is not None]
        peak = life[hours.index(max(hours))]
        is_start_unseen = life[0]["top10_week"] == min(listed) or (
            life[0]["cumulative_week_count"] > 1
        )
        opening = max(p["viewed_hours"] for p in life if weeks_between(life[0], p) <= 1)
        expected: Place = {
            "first_week": life[0]["top10_week"],
            "last_week": life[-1]["top10_week"],
            "week_count": len(life),
            "run_count": len(runs(life)),
            "longest_run_week_count": max(map(len, runs(life))),
            "is_start_unseen": is_start_unseen,
            "is_still_listed": life[-1]["top10_week"] == max(listed),
            "viewed_hours": sum(hours),
            "view_count": sum(views) if views else None,
            "first_week_viewed_hours": hours[0],
            "opening_viewed_hours": opening,
            "best_rank": min(place["weekly_rank"] for place in life),
            "peak_week": peak["top10_week"],
            "peak_viewed_hours": max(hours),
            "weeks_to_peak": None if is_start_unseen else weeks_between(life[0], peak),
        }
        assert {name: row[name] for name in expected} == expected
        if is_start_unseen or opening == 0:
            assert row["legs_ratio"] is None
        else:
            assert row["legs_ratio"] == pytest.approx(sum(hours) / opening)

        [run] = [run for run in runs(life) if peak in run]
        falling = [p for p in run[run.index(peak) :] if p["viewed_hours"] > 0]
        assert row["decay_week_count"] == len(falling)
        if len(falling) < 3:
            assert row["decay_per_week"] is row["half_life_weeks"] is row["decay_r2"] is None
            continue
        slope = np.polyfit(
            [weeks_between(peak, place) for place in falling],
            [math.log(place["viewed_hours"]) for place in falling],
            1,
        )[0]
        assert row["decay_per_week"] == pytest.approx(-slope, abs=1e-9)
        if slope < -1e-9:
            assert row["half_life_weeks"] == pytest.approx(math.log(2) / -slope)
        assert 0 <= row["decay_r2"] <= 1 + 1e-9


@settings(max_examples=25, deadline=None)
@given(top10_places(), st.sets(st.tuples(st.integers(0, 30), st.sampled_from("BNU")), max_size=20))
def test_weeks_of_titles_are_those_of_plain_python(
    places: list[Place], in_countries: set[tuple[int, str]]
) -> None:
    """Alpha is title 1; season 1 and 2 of Beta are title 2, and Alpha is in lists of countries."""
    keys = {"Alpha": 1, "Beta": 2}
    weeks = [place | {"title_key": keys[place["show_title"]]} for place in places]
    countries = [
        {
            "title_key": 1,
            "country_code": code,
            "top10_week": FIRST_SUNDAY + timedelta(weeks=week),
            "weekly_rank": 1 + (week + ord(code)) % 10,
        }
        for week, code in in_countries
    ]
    rows = run_model(
        "mart_netflix_title_week",
        {"fact_netflix_week": weeks, "fact_netflix_country_week": countries},
    )

    assert sum(row["viewed_hours"] or 0 for row in rows) == sum(p["viewed_hours"] for p in places)
    assert sum(row["entry_count"] for row in rows) == len(places)
    assert sum(row["country_count"] for row in rows) == len(countries)
    for key in (1, 2):
        listed = [row for row in [*weeks, *countries] if row["title_key"] == key]
        there = sorted({row["top10_week"] for row in listed})
        mine = [row for row in rows if row["title_key"] == key]
        assert [row["top10_week"] for row in mine] == there
        assert [row["week_count"] for row in mine] == list(range(1, len(there) + 1))
        if there:
            stays = runs([{"top10_week": week} for week in there])
            numbers = [number for number, stay in enumerate(stays, 1) for _ in stay]
            assert [row["run_number"] for row in mine] == numbers
