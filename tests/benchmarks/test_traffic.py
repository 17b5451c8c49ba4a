"""How the use of limits is judged."""

from __future__ import annotations

import pytest
from benchmarks.traffic import Traffic, least_seconds

from reelhouse.sources.api import Window


@pytest.mark.parametrize(
    ("count", "windows", "seconds"),
    [
        (3, (Window(3, 1),), 0),
        (4, (Window(3, 1),), 1),
        (61, (Window(3, 1), Window(60, 60)), 60),
        (63, (Window(3, 1), Window(60, 60)), 60),
        (64, (Window(3, 1), Window(60, 60)), 61),
        (1000, (), 0),
    ],
)
def test_the_least_time_is_that_of_the_strictest_windows(
    count: int, windows: tuple[Window, ...], seconds: float
) -> None:
    assert least_seconds(count, windows) == seconds


def test_the_share_is_of_the_rate_that_is_allowed_for_ever() -> None:
    half = Traffic("a case", 100, 5.0, 1.0, refused=0, allowed_rate=40)
    assert half.share == 0.5
    free = Traffic("without limits", 100, 2.0, 1.0, refused=0, allowed_rate=None)
    assert (free.share, free.rate) == (0.5, 50)
