"""Seeded draws: every part of the world has its own stream, so that it can be told alone."""

import zlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")

_BASE62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_BASE64URL = _BASE62 + "-_"


class Dice:
    """Draws for one purpose; the same seed, purpose and index give the same draws.

    Args:
        seed: of the universe.
        purpose: what is drawn, for instance "netflix names".
        index: of the entity it is drawn for, not negative.
    """

    def __init__(self, seed: int, purpose: str, index: int = 0) -> None:
        self.rng = np.random.default_rng([seed, zlib.crc32(purpose.encode()), index])

    def chance(self, probability: float) -> bool:
        """Whether something happens that has this probability (0-1)."""
        return bool(self.rng.random() < probability)

    def unit(self) -> float:
        """A number from 0 to below 1."""
        return float(self.rng.random())

    def between(self, low: float, high: float) -> float:
        """A number from `low` to below `high`."""
        return low + (high - low) * self.unit()

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.unit() * (high - low + 1))

    def normal(self, mean: float = 0.0, deviation: float = 1.0) -> float:
        """A normal draw."""
        return mean + deviation * float(self.rng.standard_normal())

    def spread(self, median: float, sigma: float) -> float:
        """A log-normal draw around a median."""
        return median * float(np.exp(sigma * self.rng.standard_normal()))

    def one(self, choices: Sequence[T]) -> T:
        """One of the choices, all equally likely."""
        return choices[int(self.unit() * len(choices))]

    def weighted(self, choices: Sequence[T], weights: Sequence[float]) -> T:
        """One of the choices by their weights, which need not add up to 1."""
        target = self.unit() * sum(weights)
        reached = 0.0
        for choice, weight in zip(choices, weights, strict=True):
            reached += weight
            if target < reached:
                return choice
        return choices[-1]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """Up to `count` different choices, in the order in which they were drawn."""
        order = self.rng.permutation(len(choices))[: max(0, count)]
        return [choices[int(place)] for place in order]

    def distinct(self, low: int, high: int, count: int) -> list[int]:
        """`count` different whole numbers from `low` to `high`, in random order."""
        found: dict[int, None] = {}
        while len(found) < count:
            found[self.whole(low, high)] = None
        return list(found)

    def text_id(self, length: int, prefix: str = "") -> str:
        """An identifier of `length` letters and digits after the prefix, as Spotify's."""
        return prefix + self._letters(_BASE62, length)

    def url_id(self, length: int, prefix: str = "") -> str:
        """An identifier of `length` letters, digits, - and _ after the prefix, as YouTube's."""
        return prefix + self._letters(_BASE64URL, length)

    def _letters(self, alphabet: str, length: int) -> str:
        drawn = (self.rng.random(length) * len(alphabet)).astype(int)
        return "".join(alphabet[place] for place in drawn.tolist())
