"""Whether intervals hold what was planted, in any invented world."""

from __future__ import annotations

from collections.abc import Iterable

from scipy import stats


def assert_held(intervals: Iterable[tuple[str, float, float, float]]) -> None:
    """Fail where intervals of 95 % miss more often, or by more, than chance allows.

    Of intervals that are right one in twenty misses, in whatever world. More misses than are let
    pass here are one chance in a thousand, and so, nearly, is a miss by half of the width.

    Args:
        intervals: a name, the lower end, what was planted, and the upper end of each.
    """
    told = list(intervals)
    misses = [name for name, low, planted, high in told if not low <= planted <= high]
    far = [
        name for name, low, planted, high in told if abs(planted - (low + high) / 2) > high - low
    ]
    assert not far
    assert len(misses) <= stats.binom.ppf(0.999, len(told), 0.05), misses
