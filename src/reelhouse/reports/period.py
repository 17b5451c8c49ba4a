"""The period of a report, as it is typed."""

from __future__ import annotations

import re
from datetime import date, timedelta

from reelhouse.dashboards.filters import PERIODS, bounds
from reelhouse.errors import UsageError

NAMED = tuple(name for name in PERIODS if name != "own")
_PART = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>\d\d)))?")
_SIGN = ".."
_MONTHS = 12


def days_of(said: str, today: date) -> tuple[date | None, date | None]:
    """First and last day of a period; None where it is open.

    Args:
        said: one of `NAMED`, a year `2025`, a quarter `2025-Q1`, a month `2025-03`, or two days
            with `..` between them.
        today: the day on which the periods end that have a name.

    Raises:
        UsageError: it is none of these, or ends before it begins.
    """
    if said in NAMED:
        return bounds(said, today, (None, None))
    if _SIGN in said:
        first, last = (_day(part, said) for part in said.split(_SIGN, 1))
        if first > last:
            raise UsageError("the period ends before it begins", where=said)
        return first, last
    found = _PART.fullmatch(said)
    if found is None:
        raise _unknown(said)
    year = int(found["year"])
    begin, months = 1, _MONTHS
    if found["quarter"]:
        begin, months = 3 * int(found["quarter"]) - 2, 3
    elif found["month"]:
        begin, months = int(found["month"]), 1
    after = year * _MONTHS + begin - 1 + months
    try:
        return date(year, begin, 1), date(after // _MONTHS, after % _MONTHS + 1, 1) - timedelta(
            days=1
        )
    except ValueError as error:
        raise _unknown(said) from error


def _day(said: str, whole: str) -> date:
    try:
        return date.fromisoformat(said.strip())
    except ValueError as error:
        raise _unknown(whole) from error


def _unknown(said: str) -> UsageError:
    return UsageError(
        f"'{said}' is no period",
        advice=f"Use {', '.join(NAMED)}, 2025, 2025-Q1, 2025-03 or 2025-01-01..2025-03-31.",
    )
