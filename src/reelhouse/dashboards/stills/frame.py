"""A drawing while it is made, and the room that words take in it."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from reelhouse.dashboards.stills.axes import Scale
from reelhouse.dashboards.theme import Theme

LETTER = 7.1  # pixels of a letter of 12 pixels, on the mean


class CannotDraw(Exception):
    """A drawing holds something that has no form here; its data stand as a table all the same."""


@dataclass(slots=True)
class Frame:
    """The drawing while it is made.

    Attributes:
        x: along the width.
        y: along the height.
        width: of the whole drawing, in pixels.
        theme: the look.
        parts: what was drawn so far.
    """

    x: Scale
    y: Scale
    width: float
    theme: Theme
    parts: list[str]

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, more: str = "") -> None:
        """Draw a line between two pixels."""
        ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        self.parts.append(f'<line {ends} stroke="{colour}" {more}/>')

    def text(
        self,
        x: float,
        y: float,
        said: object,
        anchor: str = "start",
        colour: str = "",
        more: str = "",
    ) -> None:
        """Write beside a pixel."""
        fill = colour or self.theme.quiet
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" {more}>'
            f"{escape(str(said))}</text>"
        )


def wide(said: object) -> float:
    """Pixels that a text takes, about; letters of eastern scripts are twice as wide."""
    broad = sum(unicodedata.east_asian_width(letter) in "WF" for letter in str(said))
    return LETTER * (len(str(said)) + broad)


def values_of(values: Any) -> list[Any]:
    """What a trace holds along an axis; nothing where it has none."""
    return [] if values is None else list(pd.Series(list(values), dtype=object))


def errors_of(error: Any, count: int) -> tuple[list[float], list[float]]:
    """How far the lines of an interval reach up and down from each mark."""
    if error is None or error.array is None:
        return [math.nan] * count, [math.nan] * count
    up = [float(v) for v in error.array]
    down = up if error.arrayminus is None else [float(v) for v in error.arrayminus]
    return up, down
