"""Charts: moves and runs against plain Python, on invented, generated and recorded charts."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from reelhouse.simulator.providers import apple_music as simulated
from reelhouse.transform.declarations import declaration
from tests.transform.marts.model_sql import compiled
from tests.whole_lake import WholeLake

FIRST = date(2026, 3, 1)
Charts = Mapping[date, Sequence[str]]
"""Items in the order of their ranks, by day."""


def computed(charts: Mapping[str, Charts]) -> dict[str, list[dict[str, Any]]]:
    """Rows of mart_chart_day and mart_chart_run for charts by country."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("create schema build")
        connection.execute("create table build.terms (source varchar, may_derive boolean)")
        kinds = declaration("fact_chart_entry").columns
        columns = ", ".join(f"{name} {kind}" for name, kind in kinds.items())
        connection.execute(f"create table fact_chart_entry ({columns})")
        rows = [
            ("apple_music", "song", country, day, rank, item, item, None)
            for country, days in charts.items()
            for day, items in days.items()
            for rank, item in enumerate(items, 1)
        ]
        connection.executemany("insert into fact_chart_entry values (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        made: dict[str, list[dict[str, Any]]] = {}
        for model in ("mart_chart_day", "mart_chart_run"):
            connection.execute(f"create table {model} as {compiled(model)}")
            found = connection.execute(f"select * from {model}")
            names = [column[0] for column in found.description]
            made[model] = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        return made


def runs_of(charts: Charts) -> dict[tuple[str, int], dict[str, Any]]:
    """What each stay of each item was like, by item and number of the stay."""
    runs: dict[tuple[str, int], dict[str, Any]] = {}
    counts: dict[str, int] = {}
    before: Sequence[str] | None = None
    for day in sorted(charts):
        for item in dict.fromkeys(charts[day]):
            rank = charts[day].index(item) + 1
            if before is None or item not in before:
                counts[item] = counts.get(item, 0) + 1
                runs[item, counts[item]] = {
                    "entered_date": day, "chart_day_count": 0, "entry_rank": rank,
                    "peak_rank": rank, "peak_date": day, "is_cut_at_start": before is None,
                }  # fmt: skip
            run = runs[item, counts[item]]
            run["chart_day_count"] += 1
            run["last_seen_date"] = day
            if rank < run["peak_rank"]:
                run |= {"peak_rank": rank, "peak_date": day}
        before = charts[day]
    last = max(charts)
    for (item, number), run in runs.items():
        run["is_open"] = run["last_seen_date"] == last
        run["days_to_peak"] = (run["peak_date"] - run["entered_date"]).days
        earlier = runs.get((item, number - 1))
        away = earlier and (run["entered_date"] - earlier["last_seen_date"]).days
        run["days_away"] = away
    return runs


def agree(charts: Mapping[str, Charts]) -> None:
    """Hold both marts against plain Python."""
    made = computed(charts)
    found = {(r["country_code"], r["item_id"], r["run_number"]): r for r in made["mart_chart_run"]}
    expected = {(c, *key): run for c, days in charts.items() for key, run in runs_of(days).items()}
    assert found.keys() == expected.keys()
    for key, run in expected.items():
        assert {name: found[key][name] for name in run} == run
    for row in made["mart_chart_day"]:
        days, day, item = charts[row["country_code"]], row["chart_date"], row["item_id"]
        order = sorted(days)
        place = order.index(day)
        before = days[order[place - 1]] if place else []
        previous = before.index(item) + 1 if item in before else None
        seen = [days[d].index(item) + 1 for d in order[: place + 1] if item in days[d]]
        assert row["chart_rank"] == seen[-1]
        assert row["previous_rank"] == previous
        assert row["rank_gain"] == (previous and previous - seen[-1])
        assert row["is_new_entry"] == (len(seen) == 1 if place else None)
        assert row["is_reentry"] == (len(seen) > 1 and previous is None)
        assert (row["total_day_count"], row["peak_rank"]) == (len(seen), min(seen))


charts = st.dictionaries(
    st.integers(0, 12).map(lambda days: FIRST + timedelta(days)),
    st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6),
    min_size=1,
    max_size=8,
)


# planning the SQL takes longer than running it, so that many charts go through at once
@settings(max_examples=6, deadline=None)
@given(st.lists(charts, min_size=8, max_size=8))
def test_runs_and_moves_are_those_of_plain_python(charts: list[Charts]) -> None:
    agree({str(number): days for number, days in enumerate(charts)})


def test_recorded_trending_charts_have_the_runs_of_plain_python(shared_data: Path) -> None:
    charts: dict[str, dict[date, list[str]]] = {}
    for path in (shared_data / "youtube" / "trending_2020-08").glob("*.csv"):
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            for row in csv.DictReader(file):
                # one file ends within its last row
                if day := row["trending_date"]:
                    days = charts.setdefault(path.name[:2], {})
                    days.setdefault(date.fromisoformat(day[:10]), []).append(row["video_id"])

    assert len(charts) == 11
    agree(charts)


def test_charts_of_every_country_are_there(demo_build: WholeLake) -> None:
    world = demo_build.world
    fetched = demo_build.rows(
        "select chart_kind, country_code, chart_rank, item_id from fact_chart_entry "
        "where provider = 'apple_music'"
    )
    countries = {country for _, country, _, _ in fetched}
    expected = {
        (feed.removesuffix("s").replace("-", "_"), country, rank, str(item["id"]))
        for country in countries
        for feed in simulated.TITLES
        for rank, item in enumerate(simulated.chart(world, feed, country), 1)
    }

    assert len(countries) > 1
    assert set(fetched) <= expected
    assert {(k, c) for k, c, _, _ in fetched} == {(k, c) for k, c, _, _ in expected}


def test_youtubes_chart_is_compared_only_where_it_may_be(demo_build: WholeLake) -> None:
    [(entries,)] = demo_build.rows(
        "select count(*) from fact_chart_entry where provider = 'youtube'"
    )
    [(compared,)] = demo_build.rows(
        "select count(*) from mart_chart_day where provider = 'youtube'"
    )

    assert entries > 0
    assert compared == 0


def test_counters_of_tracks_are_the_worlds(demo_build: WholeLake) -> None:
    world = demo_build.world
    plays = {
        str(t.soundcloud_id): t.playback_count(world.day) for t in world.tracks if t.soundcloud_id
    }
    found = demo_build.rows(
        "select item_id, play_count from mart_music_day where item_kind = 'track'"
    )

    assert found
    assert {item: plays[item] for item, _ in found} == dict(found)
