from collections import Counter

import numpy as np
import pytest

from reelhouse.simulator.world import World
from reelhouse.simulator.world.deals import Deal
from reelhouse.simulator.world.effects import DEAL_REGIONS
from reelhouse.simulator.world.members import DEVICES, SEGMENTS
from reelhouse.simulator.world.regions import is_after_rise, price_usd


def hazard(world: World, *, rise: bool, drought: bool, low_use: bool) -> float:
    """Share of the member-months with exactly these conditions in which the member left."""
    left = [
        month.has_left
        for month in world.member_months
        if (month.is_after_rise, month.is_drought, month.is_low_use) == (rise, drought, low_use)
    ]
    return sum(left) / len(left)


def test_members_leave_for_the_planted_reasons(world: World) -> None:
    effects = world.effects
    calm = hazard(world, rise=False, drought=False, low_use=False)
    assert calm == pytest.approx(effects.churn_base, rel=0.25)
    for reason, factor in (
        ("rise", effects.churn_price),
        ("drought", effects.churn_drought),
        ("low_use", effects.churn_low_use),
    ):
        conditions = {"rise": False, "drought": False, "low_use": False} | {reason: True}
        assert hazard(world, **conditions) / calm == pytest.approx(factor, rel=0.35)


def test_the_hazard_of_a_month_is_the_product_of_its_factors(world: World) -> None:
    effects = world.effects
    for month in world.member_months:
        expected = effects.churn_base
        expected *= effects.churn_price if month.is_after_rise else 1
        expected *= effects.churn_drought if month.is_drought else 1
        expected *= effects.churn_low_use if month.is_low_use else 1
        assert month.hazard == pytest.approx(expected)
        if month.minutes_before is not None:
            assert month.is_low_use == (month.minutes_before < effects.low_use_minutes)


def test_who_leaves_has_a_day_and_a_reason(world: World) -> None:
    left = {month.member_index for month in world.member_months if month.has_left}
    reasons = Counter(member.cancel_reason for member in world.members)
    assert set(reasons) == {None, "price", "content", "low use", "other"}
    for member in world.members:
        assert (member.cancel_reason is None) == (member.cancelled_day is None)
        if member.cancelled_day is not None:
            assert member.index in left
            assert member.joined_day < member.cancelled_day <= world.days
            assert member.cancelled_on(member.cancelled_day - 1) is None
            assert member.cancelled_on(member.cancelled_day) is not None


def test_the_reason_was_true_of_the_month(world: World) -> None:
    last = {month.member_index: month for month in world.member_months if month.has_left}
    for member in world.members:
        if member.cancel_reason is None:
            continue
        month = last[member.index]
        told = {
            "price": month.is_after_rise,
            "content": month.is_drought,
            "low use": month.is_low_use,
            "other": True,
        }
        assert told[member.cancel_reason]


def test_members_watch_while_they_are_members_and_what_is_out(world: World) -> None:
    assert len(world.sessions) > 100_000
    for session in world.sessions:
        member = world.members[session.member_index]
        assert member.joined_day <= session.day <= world.days
        assert member.cancelled_day is None or session.day < member.cancelled_day
        assert world.titles[session.title_index].release_day <= session.day
        assert 1 <= session.minutes <= 400
        assert session.device in DEVICES


def test_the_minutes_behind_low_use_are_those_of_the_sessions(world: World) -> None:
    watched: Counter[tuple[int, int, int]] = Counter()
    for session in world.sessions:
        started = session.started_at
        tenths = round(session.minutes * 10)
        watched[session.member_index, started.year, started.month] += tenths
    checked = 0
    for month in world.member_months[::7]:
        if month.minutes_before is None:
            continue
        year, number = month.month.year, month.month.month - 1
        key = (month.member_index, year - (number == 0), number or 12)
        assert watched[key] / 10 == pytest.approx(month.minutes_before, abs=0.1)
        checked += 1
    assert checked > 1_000


def test_segments_watch_what_they_like(world: World) -> None:
    watched: dict[str, Counter[str]] = {segment.name: Counter() for segment in SEGMENTS}
    favourite = other = 0
    for session in world.sessions:
        member, title = world.members[session.member_index], world.titles[session.title_index]
        watched[member.segment][title.kind] += 1
        favourite += member.favourite in title.genres
        other += 1
    share = {
        name: {kind: count / sum(kinds.values()) for kind, count in kinds.items()}
        for name, kinds in watched.items()
    }
    assert share["anime fan"]["anime"] > 1.5 * share["casual"]["anime"]
    assert share["film lover"]["film"] > 1.3 * share["casual"]["film"]
    assert share["binger"]["series"] > 1.3 * share["casual"]["series"]
    assert favourite / other > 0.25


def test_running_deals_move_viewing_by_the_planted_amounts(world: World) -> None:
    """Where one region alone has a deal of a title, it watches that title more or less."""
    effects = world.effects
    months = sorted({month.month for month in world.member_months})
    seen: Counter[tuple[str, int, int]] = Counter()
    total: Counter[tuple[str, int]] = Counter()
    place = {(month.year, month.month): number for number, month in enumerate(months)}
    for session in world.sessions:
        number = place.get((session.started_at.year, session.started_at.month))
        if number is not None:
            region = world.members[session.member_index].region
            seen[region, session.title_index, number] += 1
            total[region, number] += 1
    running: dict[tuple[int, int], list[Deal]] = {}
    for deal in world.deals:
        for number, month in enumerate(months):
            if deal.start_date <= month <= deal.end_date:
                running.setdefault((deal.title_index, number), []).append(deal)
    expected = found = plain = 0.0
    for (title, number), deals in running.items():
        if len(deals) > 1:
            continue
        deal = deals[0]
        factor = (1 - effects.delay_cost_per_month) ** deal.delay_months
        factor *= 1 + effects.exclusive_uplift if deal.is_exclusive else 1
        elsewhere = [region for region in DEAL_REGIONS if region != deal.region]
        seen_elsewhere = sum(seen[region, title, number] for region in elsewhere)
        share = seen_elsewhere / sum(total[region, number] for region in elsewhere)
        plain += share * total[deal.region, number]
        expected += factor * share * total[deal.region, number]
        found += seen[deal.region, title, number]
    assert found > 2_000
    assert found == pytest.approx(expected, rel=0.06)
    assert abs(expected / plain - 1) > 0.1


def test_subscribers_and_revenue_add_up(world: World) -> None:
    before: dict[str, int] = {}
    churn: dict[bool, list[float]] = {True: [], False: []}
    for row in world.subscribers:
        if row.region in before:
            gained = row.new_subscribers - row.cancelled_subscribers
            assert row.subscribers == before[row.region] + gained
            rate = row.cancelled_subscribers / before[row.region]
            churn[is_after_rise(world.price_rises, row.region, row.month)].append(rate)
        before[row.region] = row.subscribers
    ratio = np.mean(churn[True]) / np.mean(churn[False])
    assert ratio == pytest.approx(world.effects.churn_price, rel=0.03)
    for plan in world.subscription_revenue:
        assert plan.price_usd == price_usd(world.price_rises, plan.region, plan.plan, plan.month)
        full = plan.price_usd * plan.subscribers
        assert 0.98 * full <= plan.revenue_usd <= full
