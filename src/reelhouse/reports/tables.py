"""What stands in tables of reports."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

MOST_ROWS = 40


def rows_of(frame: pd.DataFrame) -> tuple[list[str], list[list[str]], int]:
    """Names of columns, cells in words, and how many rows are left out."""
    shown = frame.head(MOST_ROWS)
    cells = [
        [cell(name, value) for name, value in zip(frame.columns, row, strict=True)]
        for row in shown.itertuples(index=False, name=None)
    ]
    return [str(name).replace("_", " ") for name in frame.columns], cells, len(frame) - len(shown)


def cell(column: str, value: Any) -> str:
    """A value in words; a year or an id has no commas."""
    if isinstance(value, list | tuple | dict | np.ndarray):
        return str(value)
    if value is None or pd.isna(value):
        return "–"
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, datetime | pd.Timestamp):
        is_day = value.hour == value.minute == value.second == 0
        return f"{value:%Y-%m-%d}" if is_day else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | np.integer | np.floating):
        number = float(value)
        if column.endswith(("year", "decade", "_key", "_id")) and number.is_integer():
            return f"{number:.0f}"
        if not math.isfinite(number):
            return "–"
        if number.is_integer():
            return f"{number:,.0f}"
        return f"{number:,.4g}" if abs(number) < 1000 else f"{number:,.0f}"
    return str(value)
