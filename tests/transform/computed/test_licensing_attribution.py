from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reelhouse.transform.computed.licensing_attribution import (
    Matrix,
    RegionViewing,
    attribute,
    days_in_months,
)

days = st.dates(date(2023, 1, 1), date(2026, 12, 31))


@given(arrays(float, (3, 4, 2), elements=st.sampled_from([0.0, 0.5, 30.0, 4_000.0])))
def test_what_all_titles_earn_is_what_the_region_earns(titles: Matrix) -> None:
    """Three titles, four groups of members, two months."""
    revenue = np.array([1000.0, 500.0])
    region = RegionViewing.draw(titles.sum(axis=0), revenue, 20, np.random.default_rng(1))
    shares = sum(attribute(title, region).shares for title in titles)
    assert shares == pytest.approx(np.where(region.minutes > 0, 1.0, 0.0))


@given(days, st.integers(-3, 700))
def test_every_day_of_a_span_is_in_one_month(first: date, length: int) -> None:
    last = first + timedelta(length - 1)
    months = np.arange("2023-01", "2029-01", dtype="datetime64[M]").astype("datetime64[D]")
    spans = [np.array([day], dtype="datetime64[D]") for day in (first, last)]
    [found] = days_in_months(spans[0], spans[1], months)
    inside = [first + timedelta(n) for n in range(length)]
    for month, count in zip(months.astype(object), found, strict=True):
        assert count == sum(day.replace(day=1) == month for day in inside)


def test_samples_hold_as_many_groups_as_there_are() -> None:
    minutes = np.arange(60.0).reshape(30, 2)
    region = RegionViewing.draw(minutes, np.ones(2), 500, np.random.default_rng(1))
    assert (region.weights.sum(axis=1) == 30).all()
    assert region.drawn_minutes.mean(axis=0) == pytest.approx(region.minutes, rel=0.02)


def test_the_interval_holds_the_true_revenue_as_often_as_it_says() -> None:
    """Members are drawn anew 300 times from habits that are known; 95 % should hold the truth."""
    rng = np.random.default_rng(20260228)
    members, months, held = 150, 4, 0
    revenue = np.full(months, 10_000.0)
    for _ in range(300):
        likes = rng.beta(1, 9, size=members)
        sessions = rng.poisson(4, size=(members, months))
        of_title = rng.binomial(sessions, likes[:, None])
        region = RegionViewing.draw(sessions.astype(np.float64), revenue, 400, rng)
        given_ = attribute(of_title.astype(np.float64), region)
        held += given_.revenue_low_usd <= revenue.sum() * 0.1 <= given_.revenue_high_usd
    assert 0.91 <= held / 300 <= 0.985
