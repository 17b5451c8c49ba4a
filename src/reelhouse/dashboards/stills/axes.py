"""Axes of drawings: where values lie, which marks stand beside them, how numbers are written."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import numpy as np
import pandas as pd

from reelhouse.dashboards.words import SPACE, compact

Kind = Literal["number", "log", "time", "name"]

# the part of d3's language for numbers that the pages use
_FORM = re.compile(r"(?P<sign>\+?)(?P<comma>,?)(?:\.(?P<decimals>\d+))?~?(?P<kind>[sdf%]?)")
_FIRST_WITH_COMMA = 10_000
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)

# how far marks of days stand from one another, and how they are written
_DAYS = (
    ("D", "%-d %b %Y"),
    ("7D", "%-d %b %Y"),
    ("MS", "%b %Y"),
    ("QS", "%b %Y"),
    ("YS", "%Y"),
    ("5YS", "%Y"),
    ("10YS", "%Y"),
    ("25YS", "%Y"),
)


def written(value: float, form: str) -> str:
    """A number as d3's language has it, in the letters of `words.compact`.

    Args:
        value: the number.
        form: such as `,.0f`, `d`, `+.1%` or `~s`.

    Raises:
        ValueError: the form is of a kind that is not known here.
    """
    found = _FORM.fullmatch(form)
    if found is None:
        raise ValueError(f"{form!r} is no form of numbers that is known")
    sign = "+" if found["sign"] and value > 0 else ""
    decimals = found["decimals"]
    if found["kind"] == "%":
        return f"{sign}{value * 100:,.{decimals or 0}f}{SPACE}%"
    if found["kind"] == "s":
        small = 0 if float(value).is_integer() else 2
        return sign + compact(value, small=small)
    comma = "," if found["comma"] else ""
    if found["kind"] == "d":
        decimals = 0
    if decimals is None:
        return f"{sign}{value:{comma}.10g}"
    return f"{sign}{value:{comma}.{decimals}f}"


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers within bounds, at equal distances."""
    if not high > low:
        return [low]
    rough = (high - low) / most
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * part for part in _STEPS if size * part >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(place * step, 12) for place in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Scale:
    """What turns values into pixels along one axis.

    Attributes:
        kind: what the values are.
        low: first of them, as a number.
        high: last of them, as a number.
        start: pixel at which the first lies.
        end: pixel at which the last lies.
        names: the names, of an axis of names.
    """

    kind: Kind
    low: float
    high: float
    start: float = 0.0
    end: float = 1.0
    names: tuple[str, ...] = ()

    def number(self, value: Any) -> float:
        """A value as a number; not a number where there is none."""
        return as_number(value, self.kind, self.names)

    def pixel(self, value: Any) -> float:
        """Where a value lies."""
        number = value if isinstance(value, Placed) else self.number(value)
        return self.start + (number - self.low) / (self.high - self.low) * (self.end - self.start)

    def between(self, start: float, end: float) -> Scale:
        """The same values, elsewhere."""
        return Scale(self.kind, self.low, self.high, start, end, self.names)

    def marks(self, form: str, most: int = 6) -> list[tuple[float, str]]:
        """Numbers at which marks stand, and what is written there."""
        if self.kind == "name":
            each = max(1, -(-len(self.names) // max(most * 3, 1)))
            return [(float(i), name) for i, name in enumerate(self.names) if i % each == 0]
        if self.kind == "time":
            return _days(self.low, self.high, most)
        if self.kind == "log":
            powers = range(math.ceil(self.low), math.floor(self.high) + 1)
            return [(float(power), compact(10.0**power)) for power in powers]
        found = ticks(self.low, self.high, most)
        # years, of which nothing is said, have no comma
        usual = "" if max(map(abs, found), default=0) < _FIRST_WITH_COMMA else ","
        return [(value, written(value, form or usual)) for value in found]


class Placed(float):
    """A place on an axis that is a number already, whatever its kind."""


def as_number(value: Any, kind: Kind, names: Sequence[str] = ()) -> float:
    """A value of an axis as a number; not a number where there is none."""
    if kind == "name":
        return float(names.index(str(value))) if str(value) in names else math.nan
    if value is None or pd.isna(value):
        return math.nan
    if kind == "time":
        return float(pd.Timestamp(value).value) / 86_400e9
    number = float(value)
    if kind == "log":
        return math.log10(number) if number > 0 else math.nan
    return number


def scale_of(values: Iterable[Any], said: Any, *, reach: Sequence[float] = ()) -> Scale:
    """The scale that holds all values of an axis.

    Args:
        values: what is drawn along it, in the order in which it is drawn.
        said: the axis as Plotly has it: `type`, `range`, `rangemode`.
        reach: further numbers that it must hold, such as ends of stacks.
    """
    drawn = [v for v in values if not (v is None or (not isinstance(v, str) and pd.isna(v)))]
    if any(isinstance(v, str) for v in drawn):
        names = tuple(dict.fromkeys(str(v) for v in drawn))
        return Scale("name", -0.5, len(names) - 0.5, names=names)
    is_time = any(isinstance(v, date | datetime | np.datetime64) for v in drawn)
    kind: Kind = "time" if is_time else "log" if said.type == "log" else "number"
    numbers = [n for v in drawn if not math.isnan(n := as_number(v, kind))]
    numbers += [float(n) for n in reach if not math.isnan(n)]
    if not numbers:
        return Scale(kind, 0.0, 1.0)
    low, high = min(numbers), max(numbers)
    if said.range is not None and kind == "number":
        return Scale(kind, float(said.range[0]), float(said.range[1]))
    if said.rangemode == "tozero" and kind == "number":
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        half = 1.0 if kind != "number" else abs(low) * 0.1 or 1.0
        return Scale(kind, low - half, high + half)
    room = (high - low) * 0.05
    is_floor = kind == "number" and low == 0
    is_roof = kind == "number" and high == 0
    return Scale(kind, low if is_floor else low - room, high if is_roof else high + room)


def _days(low: float, high: float, most: int) -> list[tuple[float, str]]:
    first, last = (pd.Timestamp(int(n * 86_400e9)) for n in (low, high))
    days, form = pd.DatetimeIndex([]), ""
    for step, form in _DAYS:  # noqa: B007
        days = pd.date_range(first.ceil("D"), last, freq=step)
        if len(days) <= most + 1:
            break
    return [(day.value / 86_400e9, format(day, form)) for day in days]
