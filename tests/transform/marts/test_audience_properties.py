"""Whoever the members are: no small group shows or can be worked out, and the figures are right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from tests.transform.marts.compiled import Desk, Row, compile_folder

FIRST = date(2025, 1, 1)
KNOWN = date(2025, 7, 20)
MONTH_DAYS = 30.436875
PARTITIONS = ("country", "plan", "device", "hour", "weekday", "viewer")
GENRES = {1: ("Crime", "Drama"), 2: ("Drama",)}
KEYS = {"Crime": 7, "Drama": 8}

Groups = dict[Hashable, set[int]]

few = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(compile_folder("audience", tmp_path_factory.mktemp("compiled")))
    titles = [{"title_key": k, "primary_title": f"T{k}", "is_current": True} for k in (1, 2, 3)]
    desk.put("dim_title", titles)
    desk.put("dim_genre", [{"genre_key": key, "genre": genre} for genre, key in KEYS.items()])
    desk.put(
        "bridge_title_genre",
        [{"title_key": t, "genre_key": KEYS[genre]} for t, of in GENRES.items() for genre in of],
    )
    months = [date(y, m, 1) for y in (1970, 1971, 2024, 2025) for m in range(1, 13)]
    desk.put("dim_date", [{"calendar_date": month, "day_of_month": 1} for month in months])
    return desk


@st.composite
def some_members(draw: st.DrawFn) -> list[Row]:
    members = []
    for key in range(draw(st.integers(0, 25))):
        joined = FIRST + timedelta(draw(st.integers(0, 150)))
        stay = draw(st.none() | st.integers(0, 120))
        left = None if stay is None else joined + timedelta(stay)
        members.append(
            {
                "member_key": key,
                "country_code": draw(st.sampled_from(["DE", "FR", "GB", "US"])),
                "plan": draw(st.sampled_from(["basic", "premium"])),
                "joined_date": joined,
                "cancelled_date": left if left and left <= KNOWN else None,
                "known_date": KNOWN,
            }
        )
    return members


@st.composite
def some_viewing(draw: st.DrawFn, members: list[Row]) -> list[Row]:
    if not members:
        return []
    rows = {}
    for _ in range(draw(st.integers(0, 60))):
        key = draw(st.integers(0, len(members) - 1))
        day = FIRST + timedelta(draw(st.integers(0, 70)))
        hour = datetime.combine(day, time(draw(st.sampled_from([0, 7, 20]))))
        title = draw(st.sampled_from([1, 2, 3, None]))
        device = draw(st.sampled_from(["tv", "mobile", None]))
        rows[hour, key, title, device] = {
            "hour_at": hour,
            "member_key": key,
            "title_key": title,
            "device": device,
            "session_count": draw(st.integers(1, 3)),
            "watched_minutes": draw(st.integers(0, 100)),
            "measured_session_count": 1,
            "completion_sum": draw(st.sampled_from([0, 0.5, 1])),
            "completed_session_count": 0,
        }
    return list(rows.values())


@st.composite
def audiences(draw: st.DrawFn) -> tuple[list[Row], list[Row], int]:
    """Members, what they watched, and the fewest members that a group must have."""
    members = draw(some_members())
    return members, draw(some_viewing(members)), draw(st.integers(2, 5))


def lay_out(desk: Desk, audience: tuple[list[Row], list[Row], int]) -> None:
    members, viewing, least = audience
    desk.set(min_group=least, overlap_titles=100)
    desk.put("dim_member", members)
    desk.put("fact_viewing_hour", viewing)


def month_of(day: date) -> date:
    return date(day.year, day.month, 1)


def months_between(earlier: date, later: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def end_of(month: date) -> date:
    return month_of(month + timedelta(31)) - timedelta(1)


def groups_of(watched: Row, member: Row) -> Iterable[tuple[date, str, str]]:
    """The groups of a month that somebody who watched something is in, all but new or not."""
    hour = watched["hour_at"]
    groups = [
        ("country", member["country_code"]),
        ("plan", member["plan"]),
        ("device", watched["device"] or "unknown"),
        ("hour", f"{hour:%H}"),
        ("weekday", str(hour.isoweekday())),
        *(("genre", genre) for genre in GENRES.get(watched["title_key"], ())),
    ]
    return [(month_of(hour.date()), dimension, value) for dimension, value in groups]


def who(pairs: Iterable[tuple[Hashable, int]]) -> Groups:
    """The members of each group."""
    found: Groups = defaultdict(set)
    for group, member in pairs:
        found[group].add(member)
    return found


def nothing_can_be_worked_out(
    groups: Groups, shown: Iterable[Hashable], margin_of: Any, least: int
) -> None:
    """What a margin holds beyond its shown groups is nothing, or enough members, or unknown."""
    visible = set(shown)
    hidden = who((margin_of(g), m) for g, ms in groups.items() if g not in visible for m in ms)
    total = who((margin_of(g), m) for g, ms in groups.items() for m in ms)
    for margin, members in hidden.items():
        assert len(members) >= least or len(total[margin]) < least


@few
@given(audience=audiences())
def test_groups_of_a_month_are_large_and_add_up_alike_in_every_way_of_splitting(
    desk: Desk, audience: tuple[list[Row], list[Row], int]
) -> None:
    members, viewing, least = audience
    lay_out(desk, audience)
    rows = desk.run("mart_viewing_month")
    of_member = {member["member_key"]: member for member in members}
    truth: dict[tuple[date, str, str], set[int]] = defaultdict(set)
    for watched in viewing:
        for group in groups_of(watched, of_member[watched["member_key"]]):
            truth[group].add(watched["member_key"])
    shown = {(r["month_start_date"], r["dimension"], r["member_group"]) for r in rows}

    sums: dict[tuple[date, str], int] = defaultdict(int)
    for row in rows:
        month, dimension = row["month_start_date"], row["dimension"]
        assert row["member_count"] >= least
        sums[month, dimension] += row["session_count"]
        if dimension == "viewer":
            continue
        hidden = [them for group, them in truth.items()
                  if group[:2] == (month, dimension) and group not in shown]  # fmt: skip
        group = (month, dimension, row["member_group"])
        together = truth[group] if group in truth else set().union(*hidden)
        assert row["member_count"] == len(together), group
    for month in {row["month_start_date"] for row in rows}:
        true = sum(v["session_count"] for v in viewing if month_of(v["hour_at"].date()) == month)
        assert {sums[month, dimension] for dimension in PARTITIONS} == {true}


@few
@given(audience=audiences())
def test_what_is_left_out_cannot_be_worked_out_from_sums(
    desk: Desk, audience: tuple[list[Row], list[Row], int]
) -> None:
    _, viewing, least = audience
    lay_out(desk, audience)
    days = who((v["hour_at"].date(), v["member_key"]) for v in viewing)
    titles = who((v["title_key"], v["member_key"]) for v in viewing)
    title_months = who(
        ((v["title_key"], month_of(v["hour_at"].date())), v["member_key"]) for v in viewing
    )

    shown_days = {r["viewing_date"]: r for r in desk.run("mart_viewing_day")}
    shown_titles = {r["title_key"]: r for r in desk.run("mart_title_audience")}
    shown_months = {
        (r["title_key"], r["month_start_date"]): r for r in desk.run("mart_title_audience_month")
    }
    for groups, shown in ((days, shown_days), (titles, shown_titles), (title_months, shown_months)):
        for group, row in shown.items():
            assert row["member_count"] == len(groups[group]) >= least
    nothing_can_be_worked_out(days, shown_days, month_of, least)
    nothing_can_be_worked_out(titles, shown_titles, lambda title: None, least)
    nothing_can_be_worked_out(title_months, shown_months, lambda group: group[0], least)
    nothing_can_be_worked_out(title_months, shown_months, lambda group: group[1], least)


@few
@given(audience=audiences())
def test_overlaps_are_those_of_sets_and_each_of_the_four_groups_is_large(
    desk: Desk, audience: tuple[list[Row], list[Row], int]
) -> None:
    _, viewing, least = audience
    lay_out(desk, audience)
    everybody = {v["member_key"] for v in viewing}
    titles = who((v["title_key"], v["member_key"]) for v in viewing if v["title_key"])
    expected = {}
    for one, other in ((a, b) for a in titles for b in titles if a != b):
        shared = titles[one] & titles[other]
        either = titles[one] | titles[other]
        four = (shared, titles[one] - shared, titles[other] - shared, everybody - either)
        if all(len(group) >= least for group in four):
            expected[one, other] = (
                len(shared),
                pytest.approx(len(shared) / len(either)),
                pytest.approx(len(shared) * len(everybody) / len(titles[one]) / len(titles[other])),
            )

    rows = desk.run("mart_audience_overlap")

    assert {
        (r["item_key"], r["other_item_key"]): (
            r["shared_member_count"],
            r["jaccard_rate"],
            r["lift"],
        )
        for r in rows
        if r["item_kind"] == "title"
    } == expected
    for row in rows:
        alone = row["member_count"] - row["shared_member_count"]
        assert min(row["shared_member_count"], alone) >= least


@few
@given(audience=audiences())
def test_retention_of_cohorts_is_that_of_a_plain_count(
    desk: Desk, audience: tuple[list[Row], list[Row], int]
) -> None:
    members, viewing, least = audience
    lay_out(desk, audience)
    cohorts = who((month_of(m["joined_date"]), m["member_key"]) for m in members)
    left = {m["member_key"]: m["cancelled_date"] or date.max for m in members}
    active = {(v["member_key"], month_of(v["hour_at"].date())) for v in viewing}

    rows = desk.run("mart_retention_cohort")

    shown: dict[date, list[int]] = defaultdict(list)
    for row in rows:
        cohort, number = row["cohort_month"], row["months_since_join"]
        place = cohort.year * 12 + cohort.month - 1 + number
        month = date(place // 12, place % 12 + 1, 1)
        joined = cohorts[cohort]
        retained = sum(left[key] > end_of(month) for key in joined)
        shown[cohort].append(number)
        assert end_of(month) <= KNOWN
        assert (row["member_count"], row["retained_member_count"]) == (len(joined), retained)
        assert retained >= least
        watching = sum((key, month) in active for key in joined)
        assert row["active_rate"] == pytest.approx(watching / len(joined))
    for cohort, numbers in shown.items():
        assert sorted(numbers) == list(range(len(numbers))), cohort
    nothing_can_be_worked_out(cohorts, shown, lambda cohort: None, least)


@few
@given(audience=audiences())
def test_membership_of_a_month_is_that_of_a_plain_count(
    desk: Desk, audience: tuple[list[Row], list[Row], int]
) -> None:
    members, viewing, least = audience
    lay_out(desk, audience)
    active = {(v["member_key"], month_of(v["hour_at"].date())) for v in viewing}

    rows = desk.run("mart_membership_month")

    for row in rows:
        assert row["member_count"] >= least
        if row["dimension"] == "all":
            month = row["month_start_date"]
            there = [
                m for m in members if m["joined_date"] < month <= (m["cancelled_date"] or date.max)
            ]
            lost = [m for m in there if (m["cancelled_date"] or date.max) <= end_of(month)]
            watching = [m for m in there if (m["member_key"], month) in active]
            new = [m for m in members if month_of(m["joined_date"]) == month]
            assert row["member_count"] == len(there)
            assert row["churn_rate"] == pytest.approx(len(lost) / len(there))
            assert row["active_rate"] == pytest.approx(len(watching) / len(there))
            assert row["join_rate"] == pytest.approx(len(new) / len(there))


@few
@given(audience=audiences())
def test_the_retention_curve_is_that_of_statsmodels(
    desk: Desk, audience: tuple[list[Row], list[Row], int]
) -> None:
    members, _, least = audience
    lay_out(desk, audience)
    days = [((m["cancelled_date"] or KNOWN) - m["joined_date"]).days for m in members]
    ended = [m["cancelled_date"] is not None for m in members]

    rows = [row for row in desk.run("mart_retention_curve") if row["dimension"] == "all"]

    marks = [n for n in range(24) if sum(d > n * MONTH_DAYS for d in days) >= least]
    assert sorted(row["months_since_join"] for row in rows) == marks
    if rows and any(ended):
        curve = SurvfuncRight(np.array(days, float), np.array(ended, int))
    for row in rows:
        before = [d for d, end in zip(days, ended, strict=True)
                  if end and d <= row["months_since_join"] * MONTH_DAYS]  # fmt: skip
        if not before:
            assert (row["retention_rate"], row["retention_low_rate"]) == (1.0, None)
            continue
        place = int(np.searchsorted(curve.surv_times, max(before), side="right")) - 1
        kept, error = curve.surv_prob[place], curve.surv_prob_se[place]
        width = 1.959964 * error / (kept * abs(np.log(kept)))
        assert row["retention_rate"] == pytest.approx(kept, rel=1e-9)
        assert row["retention_low_rate"] == pytest.approx(kept ** np.exp(width), rel=1e-6)
        assert row["retention_high_rate"] == pytest.approx(kept ** np.exp(-width), rel=1e-6)
