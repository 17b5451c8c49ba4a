"""A sentence and what it claims."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from reelhouse.dashboards.words import percent

# `none`: the figures show no difference that stands out of the noise; `unknown`: too few data
Direction = Literal["up", "down", "none", "unknown"]


# in the steps that are in use with rank correlations (Cohen 1988)
_STRENGTHS = ((0.1, "very weakly"), (0.3, "weakly"), (0.5, "moderately"), (1.0, "strongly"))


_NOTHING = {percent(0.0, 0), percent(0.0, 1)}


FEWEST = 10  # below that many observations nothing general is said


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence and what it claims.

    Attributes:
        text: the sentence, without a full stop.
        direction: what it claims.
    """

    text: str
    direction: Direction = "none"

    @property
    def claims(self) -> bool:
        """Whether it claims a direction, an order or a link."""
        return self.direction in {"up", "down"}

    def __str__(self) -> str:
        return self.text


def known(*values: float | None) -> bool:
    """Whether all figures are there."""
    return all(value is not None and math.isfinite(value) for value in values)


def too_few(subject: str, n: int | None = None, need: int | None = None) -> Finding:
    """That there are too few data to say anything about a subject."""
    have = "" if n is None else f": {n:,}" + ("" if need is None else f" of at least {need:,}")
    return Finding(f"Too few data to judge {subject}{have}", "unknown")
