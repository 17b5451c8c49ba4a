"""Cells of reports."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from reelhouse.reports.tables import MOST_ROWS, cell, rows_of


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("hours", 1234567, "1,234,567"),
        ("start_year", 1999, "1999"),
        ("share", 0.12345, "0.1235"),
        ("day", date(2025, 1, 2), "2025-01-02"),
        ("looked_at", pd.Timestamp("2025-01-02 03:04"), "2025-01-02 03:04"),
        ("is_best", True, "yes"),
        ("name", None, "–"),
        ("rate", float("nan"), "–"),
    ],
)
def test_a_cell_reads_well(column: str, value: object, text: str) -> None:
    assert cell(column, value) == text


def test_long_tables_say_what_they_leave_out() -> None:
    names, rows, more = rows_of(pd.DataFrame({"a_b": range(MOST_ROWS + 7)}))
    assert (names, len(rows), more) == (["a b"], MOST_ROWS, 7)
