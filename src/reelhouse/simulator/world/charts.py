"""Music charts by country and day, as Apple's feeds show them."""

import zlib
from dataclasses import dataclass

import numpy as np

from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.effects import COUNTRIES
from reelhouse.simulator.world.music import Track

CHART_LENGTH = 100


@dataclass(frozen=True, slots=True)
class ChartEntry:
    """A place in a chart.

    Attributes:
        day: the first day is 0.
        country: ISO 3166-1 alpha-2.
        rank: from 1.
        track: on that place.
    """

    day: int
    country: str
    rank: int
    track: Track


class Charts:
    """Charts of all countries on any day.

    The score of a track is its appeal, a liking of the country for it, a bonus that fades over
    about four months after the release, and a slow wave of its own.

    Args:
        tracks: all tracks.
        seed: of the universe.
    """

    def __init__(self, tracks: tuple[Track, ...], seed: int) -> None:
        self._tracks = tracks
        self._appeal = np.array([track.appeal for track in tracks])
        self._release = np.array([track.release_day for track in tracks])
        dice = Dice(seed, "charts")
        self._phase = dice.rng.random(len(tracks)) * 2 * np.pi
        self._likings = {
            country: Dice(seed, "chart", zlib.crc32(country.encode())).rng.standard_normal(
                len(tracks)
            )
            for country in COUNTRIES
        }

    def chart(self, country: str, day: int, length: int = CHART_LENGTH) -> tuple[ChartEntry, ...]:
        """The most played tracks of a day.

        Args:
            country: one of `COUNTRIES`.
            day: the first day is 0.
            length: at most so many places.

        Raises:
            KeyError: the world has no charts of that country.
        """
        age = day - self._release
        score = (
            self._appeal
            + 0.5 * self._likings[country]
            + 2.0 * np.exp(-np.maximum(age, 0) / 40.0)
            + 0.4 * np.sin(2 * np.pi * day / 45.0 + self._phase)
        )
        score[age < 0] = -np.inf
        order = np.argsort(-score, kind="stable")[:length]
        return tuple(
            ChartEntry(day, country, rank, self._tracks[int(place)])
            for rank, place in enumerate(order, start=1)
            if np.isfinite(score[place])
        )
