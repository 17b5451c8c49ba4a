"""What is planted in invented worlds is found, and little else is."""

from __future__ import annotations

import pytest
from benchmarks.models.anomalies import count_videos, count_viewing

from reelhouse.ml.anomalies.rules import CONFIRMED, RAW
from reelhouse.simulator.world import World

SEEDS = (7, 12)


@pytest.fixture(scope="module")
def worlds() -> dict[int, World]:
    return {seed: World(seed=seed) for seed in SEEDS}


def test_odd_days_of_the_service_are_found(worlds: dict[int, World]) -> None:
    counts = [count_viewing(world, seed) for seed, world in worlds.items()]
    told, true, planted, found = (
        sum(getattr(count[CONFIRMED], name) for count in counts)
        for name in ("alarms", "true_alarms", "planted", "found")
    )

    assert planted >= 15
    assert found >= 0.9 * planted
    assert true >= 0.9 * told
    assert all(count[RAW].recall < count[CONFIRMED].recall for count in counts)


def test_viral_videos_and_bots_are_found(worlds: dict[int, World]) -> None:
    """Of each world all videos with something planted, and one in six of the others."""
    alarms = true = planted = found = 0
    for seed, world in worlds.items():
        videos = [v for v in world.videos if v.viral or v.bots or v.index % 6 == 0]
        count = count_videos(videos, seed)[CONFIRMED]
        alarms, true = alarms + count.alarms, true + count.true_alarms
        planted, found = planted + count.planted, found + count.found

    assert planted >= 12
    assert found >= 0.85 * planted
    assert true >= 0.9 * alarms
