"""What the moment of publishing does to reach, as it is planted."""

from __future__ import annotations

import numpy as np
import pytest

from reelhouse.simulator.world import World
from reelhouse.simulator.world.posting import (
    HOURS,
    OWN_POSTS,
    POSTING,
    channel_effect,
    posting_factor,
)


def test_effects_average_to_nothing() -> None:
    for effect in (*POSTING.values(), OWN_POSTS):
        told = [effect.log_reach(day, hour * 3600 + 1800) for day in range(7) for hour in HOURS]
        assert np.mean(told) == pytest.approx(0, abs=1e-9)
        assert max(told) > 0.3


def test_trailers_have_none_and_channels_differ() -> None:
    assert posting_factor("trailer", 3, 0, 40_000, 7) == 1.0
    peaks = {channel_effect("creator", n, 7).peak_hour for n in range(8)}  # type: ignore[union-attr]
    assert len(peaks) == 8
    assert np.mean(list(peaks)) == pytest.approx(POSTING["creator"].peak_hour, abs=2)


def test_videos_published_at_the_peak_reach_further(world: World) -> None:
    told = [
        (posting_factor(v.kind, v.channel_index, v.published_day, v.published_second, world.seed),
         sum(v.views_until(v.published_day + 28)))
        for v in world.videos
        if v.kind == "creator" and v.published_day < 0 and not v.viral and not v.bots
    ]  # fmt: skip
    factor, views = np.array(told, dtype=float).T

    assert np.corrcoef(np.log(factor), np.log(views + 1))[0, 1] > 0.25


def test_most_viral_videos_take_off_while_they_are_new(world: World) -> None:
    waits = [v.viral.start_day - v.published_day for v in world.videos if v.viral]

    assert min(waits) >= 3
    assert max(waits) > 40
    assert np.median(waits) < 35
