"""How many views a video gets on each day."""

from math import exp

import numpy as np
from numpy.typing import NDArray

from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.effects import Effects
from reelhouse.simulator.world.titles import Title
from reelhouse.simulator.world.video import Bots, Counts, Viral

Gains = NDArray[np.float64]

_SIZE = {"trailer": 350_000.0, "clip": 60_000.0, "creator": 90_000.0, "music": 400_000.0}
_LONG_TAIL = 0.002


def expected_views(kind: str, title: Title | None, dice: Dice) -> float:
    """Views of the first wave: more for better-known and, a little, for better titles."""
    interest = 0.7 * title.fame + 0.8 * (title.quality - 0.5) if title else 0.0
    return dice.spread(_SIZE[kind], 0.8) * exp(interest)


def draw_gains(
    kind: str, size: float, published_day: int, days: int, viral: Viral | None, effects: Effects,
    dice: Dice,
) -> Gains:  # fmt: skip
    """True views of each day from publishing on, before they are whole numbers.

    Daily views fall exponentially from the first day, with a long flat tail, daily noise of 15 %
    and more on weekends.

    Args:
        kind: of the video.
        size: views of the first wave.
        published_day: its first day.
        days: how many days to tell, at least 1.
        viral: multiplies views from its start on, fading.
        effects: has the decay by kind.
        dice: of the video.
    """
    age = np.arange(max(1, days), dtype=np.float64)
    decay = effects.video_decay_days[kind]
    gains = size * (np.exp(-age / decay) / decay + _LONG_TAIL / (1 + age / 60))
    gains *= np.exp(0.15 * dice.rng.standard_normal(len(age)))
    gains *= np.where((age + published_day) % 7 < 2, 1.15, 0.94)
    if viral:
        since = age + published_day - viral.start_day
        surplus = (viral.multiplier - 1) * np.exp(-np.maximum(since, 0) / viral.fade_days)
        gains *= np.where(since >= 0, 1 + surplus, 1.0)
    return gains


def count_views(gains: Gains, published_day: int, bots: Bots | None) -> tuple[Counts, Counts]:
    """Cumulative true and fake views for each day from publishing on.

    Args:
        gains: true views of each day.
        published_day: the first of them.
        bots: adds fake views.
    """
    true = np.floor(gains).astype(np.int64)
    fake = np.zeros_like(true)
    if bots:
        day = np.arange(len(gains)) + published_day
        inside = (day >= bots.first_day) & (day <= bots.last_day)
        fake[inside] = (true[inside] * bots.share / (1 - bots.share)).astype(np.int64)
    return np.cumsum(true), np.cumsum(fake)
