"""The world's time: whole days before and after the first day, which is day 0."""

from datetime import UTC, date, datetime, timedelta

from reelhouse.simulator.universe import FIRST_DAY

WEEKS = 130
"""Netflix weeks that are published on day 0."""

HISTORY_DAYS = 7 * (WEEKS + 8)
"""How far before the first day counters are known."""

DAY_SECONDS = 86_400


def date_of(day: int) -> date:
    """The calendar date of a day."""
    return FIRST_DAY + timedelta(days=day)


def day_of(when: date) -> int:
    """The day of a calendar date."""
    return (when - FIRST_DAY).days


def moment(day: int, seconds: float = 0.0) -> datetime:
    """UTC time so many whole seconds after the day's midnight."""
    midnight = datetime.combine(date_of(day), datetime.min.time(), tzinfo=UTC)
    return midnight + timedelta(seconds=int(seconds))


def unix(day: int, seconds: float = 0.0) -> int:
    """Unix time so many seconds after the day's midnight."""
    return int(moment(day, seconds).timestamp())


def sunday_of(day: int) -> int:
    """The Sunday that ends the week of a day, as a day."""
    return day + 6 - date_of(day).weekday()


def month_start(when: date) -> date:
    """The first day of a date's month."""
    return when.replace(day=1)


def add_months(when: date, months: int) -> date:
    """The first day of the month so many months after a date's month."""
    place = when.year * 12 + when.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)
