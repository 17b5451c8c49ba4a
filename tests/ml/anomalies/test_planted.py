"""What is planted in invented worlds is found, and little else is."""

from __future__ import annotations

import pytest
from benchmarks.models.anomalies import count_videos, count_viewing

from reelhouse.ml.anomalies.rules import CONFIRMED, RAW
from reelhouse.simulator.world import World

SEED = 12


@pytest.fixture(scope="module")
def world() -> World:
    """Another one than that on which thresholds were tried first."""
    return World(seed=SEED)


def test_odd_days_of_the_service_are_found(world: World) -> None:
    counts = count_viewing(world, SEED)
    found = counts[CONFIRMED]

    assert found.planted >= 8
    assert found.recall >= 0.9
    assert found.precision >= 0.9
    assert counts[RAW].recall < found.recall


def test_viral_videos_and_bots_are_found(world: World) -> None:
    """All videos with something planted, and one in six of the others."""
    videos = [v for v in world.videos if v.viral or v.bots or v.index % 6 == 0]
    found = count_videos(videos, SEED)[CONFIRMED]

    assert found.planted >= 5
    assert found.recall >= 0.85
    assert found.precision >= 0.9
