"""Axes hold their values, and marks are round."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.dashboards.stills.axes import Placed, scale_of, ticks, written
from reelhouse.dashboards.words import SPACE

NUMBERS = st.floats(-1e12, 1e12).filter(lambda n: n == 0 or abs(n) > 1e-6)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1234.5, ",.0f", "1,234"),
        (0.123, "+.1%", f"+12.3{SPACE}%"),
        (-0.5, "+.0%", f"-50{SPACE}%"),
        (1_500_000, "~s", f"1.5{SPACE}M"),
        (0.25, "~s", "0.25"),
        (3.14159, ".2f", "3.14"),
        (2000, ",", "2,000"),
        (1999.0, "d", "1999"),
    ],
)
def test_numbers_are_written_as_the_pages_write_them(value: float, form: str, text: str) -> None:
    assert written(value, form) == text


def test_a_form_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="no form"):
        written(1, "$.2e")


@given(st.tuples(NUMBERS, NUMBERS).filter(lambda pair: pair[0] != pair[1]))
def test_marks_lie_within_their_bounds_in_order(pair: tuple[float, float]) -> None:
    low, high = sorted(pair)
    found = ticks(low, high)
    slack = (high - low) * 1e-6
    assert found == sorted(set(found))
    assert len(found) <= 8
    assert all(low - slack <= mark <= high + slack for mark in found)


@given(st.lists(NUMBERS, min_size=1, max_size=20))
def test_an_axis_holds_all_its_values(values: list[float]) -> None:
    scale = scale_of(values, go.layout.XAxis()).between(10, 110)
    assert all(10 - 1e-6 <= scale.pixel(value) <= 110 + 1e-6 for value in values)


def test_names_stand_in_their_order_and_days_are_days() -> None:
    names = scale_of(["b", "a", "b"], go.layout.XAxis())
    assert names.marks("") == [(0.0, "b"), (1.0, "a")]
    days = scale_of([date(2025, 1, 1), date(2025, 12, 1)], go.layout.XAxis())
    assert [text for _, text in days.marks("")] == ["Jan 2025", "Apr 2025", "Jul 2025", "Oct 2025"]
    assert days.pixel(Placed(days.number(date(2025, 1, 1)))) == days.pixel(date(2025, 1, 1))


def test_a_logarithm_has_powers_of_ten() -> None:
    scale = scale_of([1, 1000], go.layout.XAxis(type="log"))
    assert [text for _, text in scale.marks("")] == ["1", "10", "100", f"1{SPACE}K"]


def test_years_have_no_comma() -> None:
    scale = scale_of([1950, 2026], go.layout.XAxis())
    assert [text for _, text in scale.marks("")] == ["1960", "1980", "2000", "2020"]
    amounts = scale_of([0, 50_000], go.layout.XAxis()).marks("")
    assert "20,000" in [text for _, text in amounts]
