import pytest

from reelhouse.simulator.world import World


@pytest.fixture(scope="session")
def world() -> World:
    """The default world; tests leave its day alone."""
    return World()


@pytest.fixture(scope="session")
def day(world: World) -> int:
    """The last day of that world."""
    return world.days
