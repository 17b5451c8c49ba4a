"""What platforms hold, against the world's offers and plain sets."""

from __future__ import annotations

from collections import defaultdict
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelhouse.simulator.world.availability import Offer
from tests.transform.marts.model_sql import run_model
from tests.whole_lake import WholeLake

PLATFORMS = {"hbo": "hbomax"}
"""Where a service of the world goes by another name here."""

Held = dict[tuple[str, str], set[int]]


def place_of(offer: Offer) -> tuple[str, str, str]:
    return PLATFORMS.get(offer.service, offer.service), offer.country, offer.kind


@pytest.fixture(scope="module")
def known(demo_build: WholeLake) -> set[int]:
    """Titles whose offers TMDB tells under a key that is IMDb's number."""
    return {
        key
        for (key,) in demo_build.rows(
            "select title_key from bridge_title_source where source = 'tmdb' "
            "and record_kind in ('movie', 'tv') and method <> 'match'"
        )
    }


@pytest.fixture(scope="module")
def included(demo_build: WholeLake) -> Held:
    held: Held = defaultdict(set)
    for platform, country, title in demo_build.rows(
        "select platform, country_code, title_key from fact_offer where is_current and is_included"
    ):
        held[platform, country].add(title)
    return held


def test_offers_of_the_day_are_current_and_no_others(
    demo_build: WholeLake, known: set[int]
) -> None:
    world = demo_build.world
    on = {
        (int(world.titles[offer.title_index].imdb_id[2:]), *place_of(offer))
        for offer in world.availability.on(0)
    }
    found = {
        tuple(row)
        for row in demo_build.rows(
            "select title_key, platform, country_code, offer_kind from fact_offer where is_current"
        )
    }
    expected = {offer for offer in on if offer[0] in known}
    judged = {offer for offer in found if offer[0] in known}

    assert len(expected) > 3_000
    assert len(expected & judged) >= 0.99 * len(expected)
    assert len(judged - expected) <= 0.01 * len(judged)


def test_the_first_day_is_that_of_the_offer(demo_build: WholeLake, known: set[int]) -> None:
    world = demo_build.world
    starts = {
        (int(world.titles[offer.title_index].imdb_id[2:]), *place_of(offer)): offer.since_day
        for offer in world.availability.on(0)
    }
    told = {
        (title, platform, country, kind): day
        for title, platform, country, kind, day in demo_build.rows(
            "select title_key, platform, country_code, offer_kind, "
            "date_diff('day', date '2026-02-28', since_date) from fact_offer "
            "where is_current and is_in_streaming_availability"
        )
        if title in known
    }

    assert len(told) > 300
    agree = [day == starts[offer] for offer, day in told.items() if offer in starts]
    assert sum(agree) >= 0.99 * len(agree)


def test_what_is_gone_or_announced_is_not_held(demo_build: WholeLake) -> None:
    found = demo_build.rows(
        "select is_current, since_date > last_seen_date, until_date <= last_seen_date, count(*) "
        "from fact_offer group by all"
    )
    announced = sum(count for current, ahead, _, count in found if ahead and not current)
    gone = sum(count for current, _, over, count in found if over and not current)

    assert announced > 0
    assert gone > 0
    assert not [row for row in found if row[0] and (row[1] or row[2])]


def test_overlap_and_exclusives_are_those_of_sets(demo_build: WholeLake, included: Held) -> None:
    for country, platform, other, shared, jaccard in demo_build.rows(
        "select country_code, platform, other_platform, shared_title_count, jaccard "
        "from mart_catalogue_overlap"
    ):
        one, two = included[platform, country], included[other, country]
        assert shared == len(one & two)
        assert jaccard == pytest.approx(len(one & two) / len(one | two))
    for country, platform, exclusive in demo_build.rows(
        "select country_code, platform, exclusive_title_count from mart_catalogue "
        "where content_kind = 'all'"
    ):
        others = [
            titles
            for (name, where), titles in included.items()
            if where == country and name != platform
        ]
        assert exclusive == len(included[platform, country].difference(*others))


def test_additions_of_all_months_are_the_titles_whose_day_is_known(demo_build: WholeLake) -> None:
    [(added,)] = demo_build.rows("select sum(added_title_count) from mart_catalogue_month")
    [(known,)] = demo_build.rows(
        "select count(distinct (country_code, platform, title_key)) from fact_offer "
        "where is_included and since_date <= last_seen_date"
    )

    assert added == known > 300


def test_gaps_are_popular_titles_that_nobody_includes(
    demo_build: WholeLake, included: Held
) -> None:
    told = demo_build.rows(
        "select country_code, title_key, popularity_percentile_rate from mart_catalogue_gap"
    )

    assert len(told) > 100
    for country, title, percentile in told:
        assert percentile >= 0.75
        assert not any(title in held for (_, where), held in included.items() if where == country)


def test_saturation_is_the_ratio_of_two_shares(demo_build: WholeLake) -> None:
    rows = demo_build.rows(
        "select demand_share_rate, supply_share_rate, gap_log_ratio, saturation_index, "
        "market_zone, greatest(demand_title_count, supply_title_count) "
        "from mart_market_saturation"
    )

    assert {"underserved", "saturated", "balanced"} <= {zone for *_, zone, _ in rows}
    for demand, supply, gap, index, zone, titles in rows:
        assert index == pytest.approx(100 * supply / (supply + demand))
        if demand:
            assert gap == pytest.approx(log(demand / supply))
        if titles >= 10:
            ratio = demand / supply
            named = "underserved" if ratio > 1.25 else "saturated" if ratio < 0.8 else "balanced"
            assert zone == named


@given(st.integers(1, 60), st.integers(1, 60))
@settings(max_examples=40)
def test_the_index_is_100_and_no_more_where_there_is_no_demand(unwanted: int, wanted: int) -> None:
    genres = dict(enumerate([10] * unwanted + [20] * wanted))
    world = {"content_kind": "film", "title_count": 1}
    rows = run_model(
        "mart_market_saturation",
        {
            "mart_country_genre": [
                {**world, "country_code": country, "genre_key": key, "genre": str(key)}
                | {"share_rate": float(key == 20)}
                for country in ("DE", "all")
                for key in (10, 20)
            ],
            "fact_offer": [
                {"title_key": title, "country_code": "DE", "is_included": True, "is_current": True}
                for title in genres
            ],
            "dim_title": [
                {"title_key": title, "title_type": "movie", "is_current": True} for title in genres
            ],
            "bridge_title_genre": [
                {"title_key": title, "genre_key": key} for title, key in genres.items()
            ],
            "dim_genre": [{"genre_key": key, "genre": str(key)} for key in (10, 20)],
        },
    )

    told = {row["saturation_index"] for row in rows if row["genre_key"] == 10}
    assert told == {100}
    assert all(0 <= row["saturation_index"] <= 100 for row in rows)
