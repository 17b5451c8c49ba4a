"""What the hour and weekday of publishing do to how far a video reaches."""

from dataclasses import dataclass
from math import cos, exp, pi

from reelhouse.simulator.world.clock import date_of
from reelhouse.simulator.world.dice import Dice

HOURS = range(6, 22)
"""Hours in which anything is published; effects average to nothing over them."""


@dataclass(frozen=True, slots=True)
class PostingEffect:
    """How the logarithm of reach depends on when something is published.

    Attributes:
        peak_hour: UTC, at which it is highest; 12 hours off it is lowest.
        amplitude: of the wave over the day, in the logarithm of reach.
        weekend: added on Saturdays and Sundays.
    """

    peak_hour: float
    amplitude: float
    weekend: float

    def log_reach(self, day: int, second: int) -> float:
        """What is added to the logarithm of reach; 0 on average over `HOURS` and weekdays."""
        usual = sum(self._wave(hour + 0.5) for hour in HOURS) / len(HOURS) + self.weekend * 2 / 7
        weekend = self.weekend if date_of(day).weekday() >= 5 else 0.0
        return self._wave(second / 3600) + weekend - usual

    def _wave(self, hour: float) -> float:
        return self.amplitude * cos(2 * pi * (hour - self.peak_hour) / 24)


POSTING = {
    "clip": PostingEffect(12.0, 0.7, -0.1),
    "creator": PostingEffect(18.0, 0.9, 0.25),
    "music": PostingEffect(20.0, 0.8, 0.15),
}
"""By kind of video; trailers are waited for, so that their hour does nothing."""

OWN_POSTS = PostingEffect(19.0, 0.8, 0.2)
"""Of the team's own posts on TikTok, Instagram and Facebook."""


def channel_effect(kind: str, channel_index: int, seed: int) -> PostingEffect | None:
    """The effect for a channel: that of its kind, the wave a little off and weaker or stronger."""
    usual = POSTING.get(kind)
    if usual is None:
        return None
    dice = Dice(seed, "posting", channel_index)
    return PostingEffect(
        peak_hour=usual.peak_hour + dice.normal(0.0, 1.5),
        amplitude=usual.amplitude * exp(dice.normal(0.0, 0.25)),
        weekend=usual.weekend,
    )


def posting_factor(kind: str, channel_index: int, day: int, second: int, seed: int) -> float:
    """By how much the moment of publishing multiplies a video's reach; about 1 on average."""
    effect = channel_effect(kind, channel_index, seed)
    return exp(effect.log_reach(day, second)) if effect else 1.0
