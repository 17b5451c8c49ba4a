"""Seasons of broadcast, as anime is counted by: winter begins in January."""

from __future__ import annotations

from datetime import date

from reelhouse import clock
from reelhouse.errors import UsageError

NAMES = ("winter", "spring", "summer", "fall")


def since(day: date) -> list[str]:
    """Every season from that of a day to the present one, such as `2025-fall`."""
    today = clock.today()
    first, last = (d.year * 4 + (d.month - 1) // 3 for d in (day, today))
    return [f"{quarter // 4}-{NAMES[quarter % 4]}" for quarter in range(first, last + 1)]


def present() -> str:
    """The present season."""
    return since(clock.today())[0]


def parse(season: str) -> tuple[int, str]:
    """Year and name of a season.

    Raises:
        UsageError: it is not written as `2025-fall`.
    """
    year, _, name = season.lower().partition("-")
    if not (year.isdigit() and len(year) == 4 and name in NAMES):
        raise UsageError(
            f"'{season}' is not a season",
            advice=f"Write the year and one of {', '.join(NAMES)}, such as 2025-fall.",
        )
    return int(year), name
