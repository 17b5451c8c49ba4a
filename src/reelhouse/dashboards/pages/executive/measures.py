"""Measures of members by month, and how far back they are compared."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from reelhouse.dashboards.answers import Answer
from reelhouse.dashboards.view import View

MONTHS_BACK = 12


def months(view: View, *by: str) -> Answer:
    """What members and their payments came to, month by month, split by dimensions."""
    return view.ask(
        ["subscribers", "subscription_revenue", "revenue_per_subscriber"],
        by=by,
        where={"region": view.filters.regions},
        grain="month",
        in_period=True,
    )


def year_before(rows: pd.DataFrame, last: date) -> pd.Series[Any] | None:
    """The row of the same month a year earlier; None where there is none."""
    earlier = rows[
        [d.year * 12 + d.month == last.year * 12 + last.month - MONTHS_BACK
         for d in rows["period_start"]]
    ]  # fmt: skip
    return None if earlier.empty else earlier.iloc[0]


def span(rows: pd.DataFrame) -> str:
    """First and last month in words."""
    return f"{rows['period_start'].min():%b %Y} to {rows['period_start'].max():%b %Y}"
