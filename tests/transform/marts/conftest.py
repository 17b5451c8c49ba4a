from __future__ import annotations

import pytest

from tests.weekly_lake import WeeklyLake, weekly_lake
from tests.whole_lake import WholeLake


@pytest.fixture(scope="session")
def weekly_build(demo_build: WholeLake) -> WeeklyLake:
    """The same lake after YouTube was looked at every week of a year, built; it is for reading."""
    return weekly_lake(demo_build)
