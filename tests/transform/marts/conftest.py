from __future__ import annotations

import pytest

from tests.weekly_lake import WeeklyLake, weekly_lake
from tests.whole_lake import WholeLake, whole_lake


@pytest.fixture(scope="session")
def demo_build(tmp_path_factory: pytest.TempPathFactory, world_seed: int) -> WholeLake:
    """A lake with every simulated source, built; it is for reading."""
    base = tmp_path_factory.getbasetemp()
    return whole_lake(base.parent if base.name.startswith("popen") else base, world_seed)


@pytest.fixture(scope="session")
def weekly_build(demo_build: WholeLake) -> WeeklyLake:
    """The same lake after YouTube was looked at every week of a year, built; it is for reading."""
    return weekly_lake(demo_build)
