"""A period as it is typed."""

from __future__ import annotations

from datetime import date

import pytest

from reelhouse.errors import UsageError
from reelhouse.reports.period import days_of

TODAY = date(2026, 2, 28)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("all", None, None),
        ("3m", date(2025, 11, 29), TODAY),
        ("year", date(2026, 1, 1), TODAY),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2025-Q4", date(2025, 10, 1), date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
        ("2025-01-05..2025-03-01", date(2025, 1, 5), date(2025, 3, 1)),
    ],
)
def test_it_has_a_first_and_a_last_day(said: str, first: date | None, last: date | None) -> None:
    assert days_of(said, TODAY) == (first, last)


@pytest.mark.parametrize(
    "said",
    ["", "own", "soon", "2025-13", "2025-Q5", "0000", "9999", "1..2", "2025-01.."],
)
def test_what_is_none_is_refused_with_what_there_is(said: str) -> None:
    with pytest.raises(UsageError) as refused:
        days_of(said, TODAY)
    assert "2025-Q1" in refused.value.advice


def test_an_end_before_the_beginning_is_refused() -> None:
    with pytest.raises(UsageError, match="before it begins"):
        days_of("2025-03-01..2025-01-01", TODAY)
