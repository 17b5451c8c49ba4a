"""The marts of licensing on an invented team: what was planted is what they say."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from math import exp, log
from statistics import mean, median
from typing import Any

import numpy as np
import pytest

from reelhouse.settings import load_settings
from reelhouse.simulator.providers.first_party import title_cells
from reelhouse.simulator.world.clock import date_of
from reelhouse.simulator.world.deals import Deal
from reelhouse.transform.computed.licensing_roi import ASSUMED
from tests.transform.marts.intervals import assert_held
from tests.whole_lake import WholeLake


@pytest.fixture(scope="module")
def deals(demo_build: WholeLake) -> dict[str, Deal]:
    """The invented deals by id."""
    return {deal.deal_id: deal for deal in demo_build.world.deals}


def title_keys(lake: WholeLake) -> dict[int, int | None]:
    """The key that each invented title has in the team's files; None where it is uncertain."""
    found = dict(
        lake.rows(
            "select record_id, title_key from bridge_title_source where source = 'first_party'"
        )
    )
    cells = {title.index: title_cells(lake.world, title.index) for title in lake.world.titles}
    return {index: found.get(f"{imdb_id}|{name}") for index, (name, imdb_id) in cells.items()}


def planted_return(lake: WholeLake, deal: Deal) -> float:
    """Mean revenue per dollar of such a deal, its title and its delay, without the draw of luck."""
    effects = lake.world.effects
    return exp(
        log(effects.deal_return)
        + effects.deal_quality * (lake.world.titles[deal.title_index].quality - 0.5)
        + deal.is_exclusive * log(1 + effects.exclusive_uplift)
        + deal.delay_months * log(1 - effects.delay_cost_per_month)
        + effects.deal_noise**2 / 2
    )


def test_every_signed_deal_is_there_with_its_cost(
    demo_build: WholeLake, deals: dict[str, Deal]
) -> None:
    today = demo_build.world.today
    rows = demo_build.rows(
        "select deal_id, fee_usd, term_days, cost_to_date_usd, reported_roi "
        "from fact_licensing_deal"
    )
    assert {row[0] for row in rows} == {d.deal_id for d in deals.values() if d.signed_date <= today}
    for deal_id, fee, term, cost, roi in rows:
        deal = deals[deal_id]
        over = max(0, (min(deal.end_date, today) - deal.start_date).days + 1)
        assert term == (deal.end_date - deal.start_date).days + 1
        assert cost == pytest.approx(fee * over / term)
        if over:
            # revenue comes as evenly as cost falls due: the return so far is that of the term
            assert roi == pytest.approx(deal.revenue_usd / deal.fee_usd - 1, abs=1e-4)
        else:
            assert roi is None


def test_lags_fall_into_their_bands(demo_build: WholeLake, deals: dict[str, Deal]) -> None:
    bands = defaultdict(set)
    for deal_id, lag, band, basis in demo_build.rows(
        "select deal_id, lag_days, lag_band, premiere_basis from fact_licensing_deal"
    ):
        assert lag == deals[deal_id].start_day - deals[deal_id].release_day
        bands[band].add(lag)
        assert basis in {"japan", "first release"}
    assert max(bands["same season"]) <= 14 < min(bands["late season"])
    assert max(bands["late season"]) <= 90 < min(bands["library"])


def test_planted_effects_lie_in_their_intervals(demo_build: WholeLake) -> None:
    world = demo_build.world
    rated = [(t.quality, t.imdb_average) for t in world.titles if t.imdb_average]
    quality, average = np.array(rated).T
    by_quality = np.polyfit(quality, average, 1)[0]
    planted = {
        "exclusive": log(1 + world.effects.exclusive_uplift),
        "month of lag": log(1 - world.effects.delay_cost_per_month),
        "point of score": world.effects.deal_quality / by_quality,
        "tier 1": 0.0,
    }
    rows = {
        term: (low, high, verdict)
        for term, low, high, verdict in demo_build.rows(
            "select term, log_effect_low, log_effect_high, verdict from mart_licensing_effect "
            "where basis = 'reported'"
        )
    }
    assert_held((term, rows[term][0], effect, rows[term][1]) for term, effect in planted.items())
    assert [rows[term][2] for term in planted][:3] == ["more", "less", "more"]


def test_planted_differences_lie_in_their_intervals(
    demo_build: WholeLake, deals: dict[str, Deal]
) -> None:
    known = demo_build.rows(
        "select deal_id, lag_days, region_tier, score from fact_licensing_deal "
        "where reported_roi is not null"
    )
    planted = {deal_id: planted_return(demo_build, deals[deal_id]) for deal_id, *_ in known}
    sides: dict[str, tuple[list[str], list[str]]] = {
        "exclusivity": (
            [i for i, *_ in known if deals[i].is_exclusive],
            [i for i, *_ in known if not deals[i].is_exclusive],
        ),
        "same season": (
            [i for i, lag, *_ in known if lag <= 14],
            [i for i, lag, *_ in known if lag > 14],
        ),
        "in season": (
            [i for i, lag, *_ in known if lag <= 90],
            [i for i, lag, *_ in known if lag > 90],
        ),
        "region tier": (
            [i for i, _, tier, _ in known if tier == 1],
            [i for i, _, tier, _ in known if tier == 2],
        ),
        "quality": (
            [i for i, *_, score in known if score is not None and score >= 8],
            [i for i, *_, score in known if score is not None and score < 8],
        ),
    }
    rows = demo_build.rows(
        "select comparison, deal_count, other_deal_count, mean_difference_low, "
        "mean_difference_high, verdict from mart_licensing_comparison where basis = 'reported'"
    )
    assert {row[0] for row in rows} == set(sides)
    verdicts, intervals = {}, []
    for name, count, other_count, low, high, verdict in rows:
        one, other = sides[name]
        assert (count, other_count) == (len(one), len(other))
        verdicts[name] = verdict
        if min(count, other_count) < 10:
            assert (low, high, verdict) == (None, None, "not enough deals")
        else:
            difference = mean(planted[i] for i in one) - mean(planted[i] for i in other)
            intervals.append((name, low, difference, high))
    assert_held(intervals)
    assert verdicts["exclusivity"] == verdicts["in season"] == "more"


def test_attribution_is_the_share_of_minutes_in_region_and_month(
    demo_build: WholeLake, deals: dict[str, Deal]
) -> None:
    world = demo_build.world
    keys = title_keys(demo_build)
    revenue: dict[tuple[str, date], float] = defaultdict(float)
    for row in world.subscription_revenue:
        if row.known_day <= world.day:
            revenue[row.region, row.month] += row.revenue_usd
    total: dict[tuple[str, date], float] = defaultdict(float)
    of_title: dict[tuple[str, int | None], list[tuple[int, float]]] = defaultdict(list)
    for session in world.sessions:
        member = world.members[session.member_index]
        if session.day <= world.day and member.consents_analytics:
            total[member.region, date_of(session.day).replace(day=1)] += session.minutes
            of_title[member.region, keys[session.title_index]].append(
                (session.day, session.minutes)
            )
    under = defaultdict(list)
    for deal in deals.values():
        if deal.signed_date <= world.today:
            under[deal.region, keys[deal.title_index]].append(deal)

    rows = demo_build.rows(
        "select deal_id, cost_usd, revenue_usd, roi, roi_low, roi_high, is_assumption "
        "from mart_licensing_roi where method = 'viewing'"
    )
    assert len(rows) > 30
    for deal_id, cost, earned, roi, low, high, is_assumption in rows:
        deal = deals[deal_id]
        expected = 0.0
        for day, minutes in of_title[deal.region, keys[deal.title_index]]:
            month = date_of(day).replace(day=1)
            if deal.start_day <= day <= deal.end_day and (deal.region, month) in revenue:
                at_once = sum(
                    other.start_day <= day <= other.end_day
                    for other in under[deal.region, keys[deal.title_index]]
                )
                share = minutes / at_once / total[deal.region, month]
                expected += share * revenue[deal.region, month]
        assert earned == pytest.approx(expected, rel=1e-6), deal_id
        days = [deal.start_date + timedelta(n) for n in range(deal.end_day - deal.start_day + 1)]
        paid = [day for day in days if (deal.region, day.replace(day=1)) in revenue]
        assert cost == pytest.approx(deal.fee_usd * len(paid) / len(days))
        assert roi == pytest.approx(earned / cost - 1)
        assert low < roi < high
        assert is_assumption is False


def test_every_started_deal_has_a_return_that_says_how_it_is_known(demo_build: WholeLake) -> None:
    started = demo_build.rows("select deal_id from fact_licensing_deal where elapsed_days > 0")
    rows = demo_build.rows(
        "select deal_id, method, is_assumption, roi_low from mart_licensing_roi "
        "where basis = 'attributed'"
    )
    assert sorted(deal_id for deal_id, *_ in rows) == sorted(deal_id for (deal_id,) in started)
    for _, method, is_assumption, low in rows:
        assert is_assumption == (method in ASSUMED)
        assert (low is None) == is_assumption


def test_few_viewers_are_never_shown_alone(demo_build: WholeLake, deals: dict[str, Deal]) -> None:
    world = demo_build.world
    keys = title_keys(demo_build)
    few = load_settings().marts.min_group
    viewers: dict[str, set[int]] = defaultdict(set)
    under = defaultdict(list)
    for deal in deals.values():
        under[deal.region, keys[deal.title_index]].append(deal)
    for session in world.sessions:
        region = world.members[session.member_index].region
        for deal in under[region, keys[session.title_index]]:
            if session.day <= world.day and deal.start_day <= session.day <= deal.end_day:
                viewers[deal.deal_id].add(session.member_index)
    methods = dict(
        demo_build.rows("select deal_id, method from mart_licensing_roi where basis = 'attributed'")
    )
    assert all(len(viewers[i]) >= few for i, method in methods.items() if method == "viewing")
    assert any(len(viewers[i]) < few for i, method in methods.items() if method == "pooled viewing")


def test_regions_and_lag_bands_add_up_to_the_deals(demo_build: WholeLake) -> None:
    returns: dict[Any, list[tuple[float, float]]] = defaultdict(list)
    for region, band, cost, revenue in demo_build.rows(
        "select region, lag_band, cost_usd, revenue_usd from mart_licensing_roi "
        "where basis = 'reported'"
    ):
        returns[region].append((cost, revenue))
        returns[region, band].append((cost, revenue))
    of_region = demo_build.rows(
        "select region, reported_deal_count, reported_roi, median_reported_roi "
        "from mart_licensing_region"
    )
    of_band = demo_build.rows(
        "select region, lag_band, reported_deal_count, reported_roi, median_reported_roi "
        "from mart_licensing_time_to_market where reported_deal_count > 0"
    )
    shown = {row[0]: row[1:] for row in of_region} | {row[:2]: row[2:] for row in of_band}
    assert shown.keys() == returns.keys()
    for key, (count, roi, middle) in shown.items():
        costs, revenues = zip(*returns[key], strict=True)
        assert count == len(costs)
        assert roi == pytest.approx(sum(revenues) / sum(costs) - 1)
        assert middle == pytest.approx(median(r / c - 1 for c, r in returns[key]))
