"""What time it is: the machine's, unless a rehearsal says which day it plays.

Invented providers live on days of their own. What is fetched from them has to bear those days, or
nothing that compares two days could be tried without waiting for them to pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

_ahead = timedelta()


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC) + _ahead


def today() -> date:
    """This day, in UTC."""
    return now().date()


def set_today(day: date | None) -> None:
    """Play another day from now on, at the machine's time of day.

    Args:
        day: the day that it shall be; None for the machine's.
    """
    global _ahead
    _ahead = day - datetime.now(UTC).date() if day else timedelta()


@contextmanager
def playing(day: date | None) -> Iterator[None]:
    """Play another day for a while."""
    global _ahead
    before = _ahead
    set_today(day)
    try:
        yield
    finally:
        _ahead = before
