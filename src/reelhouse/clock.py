"""What time it is: the machine's, unless a rehearsal says which day it plays.

Invented providers live on days of their own. What is fetched from them has to bear those days, or
nothing that compares two days could be tried without waiting for them to pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

_ahead = timedelta()


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC) + _ahead


def today() -> date:
    """This day, in UTC."""
    return now().date()


def set_today(day: date | None, at: time | None = None) -> None:
    """Play another day from now on.

    Args:
        day: the day that it shall be; None for the machine's.
        at: the time of that day at which it begins, in UTC; without one the machine's time of day.
    """
    global _ahead
    now = datetime.now(UTC)
    _ahead = datetime.combine(day, at or now.time(), UTC) - now if day else timedelta()


@contextmanager
def playing(day: date | None, at: time | None = None) -> Iterator[None]:
    """Play another day for a while.

    Args:
        day: the day that it shall be; None for the machine's.
        at: the time of that day at which it begins, in UTC; without one the machine's time of day.
    """
    global _ahead
    before = _ahead
    set_today(day, at)
    try:
        yield
    finally:
        _ahead = before
