"""Titles by day and how they perform, against plain Python and the invented world."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelhouse import clock
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.settings.marts import MartSettings
from reelhouse.silver import open_silver
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from tests.silver import run_simulated
from tests.transform.marts.model_sql import run_model
from tests.whole_lake import WholeLake

START = datetime(2026, 3, 1)  # noqa: DTZ001 -- silver has UTC, without a zone

Observed = dict[str, Any]
observations = st.lists(
    st.fixed_dictionaries(
        {
            "title_id_tmdb_movie": st.integers(1, 3),
            "fetched_at": st.integers(0, 24 * 20).map(lambda hour: START + timedelta(hours=hour)),
            "vote_count": st.none() | st.integers(0, 5000),
            "average_rating": st.none() | st.floats(1, 10),
            "popularity": st.floats(0.1, 500),
            "is_whole": st.just(True),
        }
    ),
    unique_by=lambda row: (row["title_id_tmdb_movie"], row["fetched_at"]),
)


@settings(max_examples=40, deadline=None)
@given(observations)
def test_each_day_shows_its_last_fetch_and_what_changed_since(fetches: list[Observed]) -> None:
    records = [
        {"title_key": 70 + key, "source": "tmdb", "record_kind": "movie", "record_id": str(key)}
        for key in (1, 2)
    ]
    rows = run_model(
        "fact_title_day",
        {"silver_tmdb__movie_snapshot": fetches, "bridge_title_source": records},
    )
    told = {(row["title_key"], row["observed_date"]): row for row in rows}

    last: dict[int, dict[Any, Observed]] = defaultdict(dict)
    for fetch in sorted(fetches, key=lambda fetch: fetch["fetched_at"]):
        last[fetch["title_id_tmdb_movie"]][fetch["fetched_at"].date()] = fetch
    assert len(told) == len(rows) == len(last[1]) + len(last[2])
    for key in (1, 2):
        for before, day in pairwise([None, *last[key]]):
            row, fetch = told[70 + key, day], last[key][day]
            assert row["is_latest"] == (day == max(last[key]))
            assert row["previous_date"] == before
            for figure in ("vote_count", "average_rating", "popularity"):
                earlier = last[key][before][figure] if before else None
                assert row[figure] == fetch[figure]
                if earlier is None or fetch[figure] is None:
                    assert row[f"{figure}_change"] is None
                else:
                    assert row[f"{figure}_change"] == pytest.approx(fetch[figure] - earlier)
            if row["vote_count_change"] is not None:
                days = (day - before).days
                assert row["votes_per_day"] == pytest.approx(row["vote_count_change"] / days)


def test_velocities_are_those_of_the_world(tmp_path: Path) -> None:
    world = World(titles=60)
    lake = Lake(tmp_path / "lake")
    days = (0, 3, 10)
    with SimulatorServer(tmp_path / "files", world=world) as server:
        for day in days:
            world.day = day
            with clock.playing(world.today):
                run_simulated(lake, "anilist", server)
    with open_silver(lake, load_settings(lake=lake.root)) as silver:
        found = silver.execute("select * from silver_anilist__anime_snapshot")
        names = [column[0] for column in found.description]
        snapshots = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    known = {anime.anilist_id: anime for anime in world.anime if anime.anilist_id}
    rows = run_model(
        "fact_title_day",
        {
            "silver_anilist__anime_snapshot": snapshots,
            "bridge_title_source": [
                {
                    "title_key": anime.title_index,
                    "source": "anilist",
                    "record_kind": "anime",
                    "record_id": str(record),
                }
                for record, anime in known.items()
            ],
        },
    )
    changes = [row for row in rows if row["previous_date"] is not None]

    assert len(changes) > 20
    for row in changes:
        [first, last] = [
            (row[name] - world.today).days + days[-1] for name in ("previous_date", "observed_date")
        ]
        assert (first, last) in pairwise(days)
        seen = {
            day: next(
                snapshot["member_count"]
                for snapshot in snapshots
                if str(snapshot["title_id_anilist"]) == row["record_id"]
                and (snapshot["fetched_at"].date() - world.today).days + days[-1] == day
            )
            for day in (first, last)
        }
        assert row["members_per_day"] == pytest.approx((seen[last] - seen[first]) / (last - first))
    assert sum(row["members_per_day"] for row in changes) > 0


figures = st.lists(st.tuples(st.integers(0, 1000), st.integers(10, 100)), min_size=1, max_size=12)


@settings(max_examples=30, deadline=None)
@given(figures, st.integers(2, 6), st.tuples(*[st.integers(0, 5)] * 3))
def test_the_index_is_the_weighed_mean_of_percentiles(
    told: list[tuple[int, int]], min_group: int, weight: tuple[int, int, int]
) -> None:
    """Titles of one type with votes and a rating at one source; nothing tells of attention."""
    audience, rating, attention = map(float, weight)
    rows = run_model(
        "mart_title_performance",
        {
            "dim_title": [
                {"title_key": key, "title_type": "movie", "is_anime": False, "is_current": True}
                for key in range(len(told))
            ],
            "fact_title_day": [
                {
                    "title_key": key,
                    "source": "jikan",
                    "member_count": members,
                    "average_rating": score / 10,
                    "is_latest": True,
                }
                for key, (members, score) in enumerate(told)
            ],
        },
        MartSettings(
            min_group=min_group,
            index_weights={"audience": audience, "rating": rating, "attention": attention},
        ),
    )
    if len(told) < min_group:
        assert rows == []
        return

    def percentile(place: int, value: int) -> float:
        return 100 * sum(other[place] < value for other in told) / (len(told) - 1)

    assert [row["title_key"] for row in rows] == list(range(len(told)))
    for row, (members, score) in zip(rows, told, strict=True):
        expected = percentile(0, members), percentile(1, score)
        assert (row["audience_pct"], row["rating_pct"]) == pytest.approx(expected)
        assert (row["attention_pct"], row["missing_parts"]) == (None, "attention")
        if audience + rating == 0:
            assert row["performance_index"] is None
        else:
            mean = (expected[0] * audience + expected[1] * rating) / (audience + rating)
            assert row["performance_index"] == pytest.approx(mean)


def test_the_engagement_score_is_the_usual_one(demo_build: WholeLake) -> None:
    rows = demo_build.rows(
        "select engagement_score, popularity, average_rating, vote_count "
        "from mart_title_performance inner join fact_title_day using (title_key) "
        "where source = 'tmdb' and is_latest "
        "qualify count(*) over (partition by title_key) = 1"
    )

    assert len(rows) > 400
    for score, popularity, average, votes in rows:
        factor = min(votes / 100, 10)
        assert score == pytest.approx(popularity * 0.4 + (average or 0) * factor * 0.6)


def test_figures_of_a_day_are_those_of_the_world(demo_build: WholeLake) -> None:
    rows = demo_build.rows(
        "select record_kind, record_id, vote_count, popularity from fact_title_day "
        "where source = 'tmdb'"
    )
    titles = {(title.tmdb_kind, str(title.tmdb_id)): title for title in demo_build.world.titles}

    assert len(rows) > 400
    for kind, record, votes, popularity in rows:
        title = titles[kind, record]
        assert votes == title.votes(0).count
        assert popularity == pytest.approx(title.popularity(0), abs=0.01)


def test_the_index_tells_good_titles_from_bad_ones(demo_build: WholeLake) -> None:
    """The better half of the world's titles, by a quality that no source shows, is rated higher."""
    quality = {int(t.imdb_id[2:]): t.quality for t in demo_build.world.titles}
    rows = [
        (quality[key], index, rating)
        for key, index, rating in demo_build.rows(
            "select title_key, performance_index, rating_pct from mart_title_performance "
            "where missing_parts is null"
        )
        if key in quality
    ]
    middle = sorted(q for q, *_ in rows)[len(rows) // 2]
    means = [
        [math.fsum(row[place] for row in half) / len(half) for place in (1, 2)]
        for half in (
            [row for row in rows if row[0] < middle],
            [row for row in rows if row[0] >= middle],
        )
    ]

    assert len(rows) > 100
    assert means[1][0] > means[0][0] + 5
    assert means[1][1] > means[0][1] + 15
