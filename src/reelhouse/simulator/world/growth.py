"""Curves by which votes, members and popularity grow with time."""

from dataclasses import dataclass
from math import exp, sqrt


@dataclass(frozen=True, slots=True)
class Growth:
    """A count that rises from 0, fast at first, and goes on rising slowly.

    Attributes:
        start: day on which it begins.
        ceiling: what it approaches in the fast part.
        days: in which it gets to 63 % of the ceiling.
        yearly: what each year adds, as a share of the ceiling.
    """

    start: int
    ceiling: float
    days: float
    yearly: float = 0.05

    def at(self, day: int) -> int:
        """The count at the end of a day; never falling."""
        age = day - self.start + 1
        if age <= 0:
            return 0
        fast = 1 - exp(-age / self.days)
        return int(self.ceiling * (fast + self.yearly * age / 365.25))


@dataclass(frozen=True, slots=True)
class Votes:
    """How a title is rated on a day.

    Attributes:
        count: votes so far.
        average: mean vote, 0-10 with three decimals; 0 without votes.
    """

    count: int
    average: float


def settle(level: float, first: float, count: int) -> float:
    """An average that starts off by `first` and comes to `level` as votes come in.

    Args:
        level: where it ends, 1-10.
        first: how far off the first vote is.
        count: votes so far.

    Returns:
        1-10; 0 without votes.
    """
    if count == 0:
        return 0.0
    return round(min(10.0, max(1.0, level + first / sqrt(count))), 3)
