"""Numbers, money and periods in words, the same on every page."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

SPACE = "\u00a0"  # keeps a number and its unit on one line
_STEPS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "BRL": "R$", "KRW": "₩"}

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Money:
    """The currency that money is shown in; gold holds US dollars.

    Attributes:
        currency: its code.
        per_usd: how much of it a US dollar is worth.
    """

    currency: str = "USD"
    per_usd: float = 1.0

    @property
    def symbol(self) -> str:
        """What stands before an amount."""
        return _SYMBOLS.get(self.currency, f"{self.currency} ")

    def of(self, usd: float) -> float:
        """An amount of US dollars in this currency."""
        return usd * self.per_usd

    def text(self, usd: float | None) -> str:
        """An amount of US dollars in this currency, in words."""
        if usd is None or math.isnan(usd):
            return "–"
        value = self.of(usd)
        sign = "-" if value < 0 else ""
        return f"{sign}{self.symbol}{compact(abs(value), small=2)}"


def compact(value: float | None, *, small: int = 0) -> str:
    """A number in few characters: 1.2 M, 431, 0.52.

    Args:
        value: the number; None or not a number gives a dash.
        small: decimals of a number below a thousand.
    """
    if value is None or math.isnan(value):
        return "–"
    for size, letter in _STEPS:
        if abs(value) >= size * 0.9995:
            scaled = value / size
            number = f"{scaled:.{1 if abs(scaled) < 99.95 else 0}f}".removesuffix(".0")
            return f"{number}{SPACE}{letter}"
    return f"{value:,.{small}f}"


def percent(rate: float | None, decimals: int | None = None) -> str:
    """A share from 0 to 1 in percent, with a decimal where it would else read as 0 or 100.

    Args:
        rate: the share; it may be negative or above 1 for a change.
        decimals: how many; by default as many as it needs.
    """
    if rate is None or math.isnan(rate):
        return "–"
    value = rate * 100
    if decimals is None:
        decimals = 1 if 0 < abs(value) < 10 or 99 < value < 100 else 0
    return f"{value:,.{decimals}f}{SPACE}%"


def points(rate: float, decimals: int = 1) -> str:
    """A difference of shares in percentage points."""
    return f"{abs(rate) * 100:.{decimals}f} percentage points"


# what is not written as one word with a capital
_PROPER = {"tv": "TV", "youtube": "YouTube", "tiktok": "TikTok", "soundcloud": "SoundCloud"}


def proper(code: str) -> str:
    """A name that tables write small, such as `tv` or `youtube`, as it is written elsewhere."""
    return _PROPER.get(code, code.replace("_", " ").capitalize())


def counted(n: int, things: str) -> str:
    """So many things, such as `1,234 rated titles` or `1 rated title`.

    Args:
        n: how many.
        things: what they are, more than one of them.
    """
    if n == 1:
        things = re.sub(r"\bpeople\b", "person", things)
        things = re.sub(r"\b(?!series\b)(\w+)s\b", r"\1", things, count=1)
    return f"{n:,} {things}"


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them: A, B and C."""
    if len(names) <= 1:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def days(since: date | None, until: date | None) -> str:
    """A period in words."""
    if since and until:
        return f"{since:%-d %b %Y} to {until:%-d %b %Y}"
    if since:
        return f"since {since:%-d %b %Y}"
    return f"until {until:%-d %b %Y}" if until else "all time"
