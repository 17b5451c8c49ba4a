"""What a cell may hold, checked for a whole column at once and, where a doubt is left, one by one.

Every kind has two sides. `doubtful` looks at all cells of a column with numpy and may suspect too
much, never too little. `fault` looks at one cell and decides.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from reelhouse.sources.bulk.blocks import Block, Bools, Cells, Places, Words
from reelhouse.sources.bulk.digits import (
    MOST_DIGITS,
    NULL,
    is_null,
    not_digits,
    right_aligned,
    some,
    some_besides_null,
    value_of,
)


class Kind(Protocol):
    """What the cells of one column may hold."""

    def doubtful(self, cells: Cells) -> Bools | None:
        """The cells that need a closer look; None where all are certainly right.

        No cell is empty and each is UTF-8: that is checked for all columns together.
        """

    def fault(self, cell: bytes) -> str:
        """What is wrong with a cell, to be read after the column's name; empty if nothing is."""


class KeyKind(Kind, Protocol):
    """A kind whose cells can be told apart by a number."""

    @property
    def key_bits(self) -> int:
        """Bits that the number takes."""

    def keys(self, cells: Cells) -> Words:
        """A number for each cell, equal only for equal values and growing with them."""


@dataclass(frozen=True, slots=True)
class Text:
    """Any text; with `required` neither empty nor null."""

    required: bool = False

    def doubtful(self, cells: Cells) -> Bools | None:
        """The nulls, where there must be none."""
        return some(is_null(cells)) if self.required else None

    def fault(self, cell: bytes) -> str:
        """Decide on one cell."""
        return "is missing" if self.required and cell == NULL else ""


@dataclass(frozen=True)
class Number:
    """A whole number of at most eight digits; with `positive` more than 0."""

    required: bool = False
    digits: int = MOST_DIGITS
    positive: bool = False

    key_bits = 27

    def doubtful(self, cells: Cells) -> Bools | None:
        """Cells with anything but digits, too many of them, or a 0 in front of a count."""
        lengths = cells.lengths
        wrong = not_digits(right_aligned(cells, lengths)) != 0
        wrong |= lengths > self.digits
        if self.positive:
            wrong |= cells.first_bytes == ord("0")
        return some(wrong) if self.required else some_besides_null(cells, wrong)

    def fault(self, cell: bytes) -> str:
        """Decide on one cell."""
        if cell == NULL:
            return "is missing" if self.required else ""
        if len(cell) <= self.digits and cell.isdigit() and (int(cell) or not self.positive):
            return ""
        above = " above 0" if self.positive else ""
        return f"is not a whole number{above} of up to {self.digits} digits"

    def keys(self, cells: Cells) -> Words:
        """The numbers."""
        return value_of(right_aligned(cells, cells.lengths))


@dataclass(frozen=True, slots=True)
class Flag:
    """0 or 1."""

    required: bool = False

    def doubtful(self, cells: Cells) -> Bools | None:
        """Cells other than the one byte 0 or 1."""
        wrong = (cells.first_bytes | 1) != ord("1")
        wrong |= cells.lengths != 1
        return some(wrong) if self.required else some_besides_null(cells, wrong)

    def fault(self, cell: bytes) -> str:
        """Decide on one cell."""
        if cell == NULL:
            return "is missing" if self.required else ""
        return "" if cell in (b"0", b"1") else "is neither 0 nor 1"


@dataclass(frozen=True, slots=True)
class Score:
    """A number from 1.0 to 10.0 with one decimal; never null."""

    def doubtful(self, cells: Cells) -> Bools | None:
        """Cells other than a digit from 1 to 9, a point, a digit; 10.0 is rare enough."""
        text = cells.words() & np.uint64(0xFFFFFF)
        spread = text ^ np.uint64(int.from_bytes(b"0.0", "little"))
        wrong = ((spread + np.uint64(0x767F76)) | spread) & np.uint64(0x808080) != 0
        wrong |= spread & np.uint64(0xFF) == 0
        wrong |= cells.lengths != 3
        return some(wrong)

    def fault(self, cell: bytes) -> str:
        """Decide on one cell."""
        return "" if _SCORE.fullmatch(cell) else "is not a number from 1.0 to 10.0 with one decimal"


_SCORE = re.compile(rb"[1-9]\.[0-9]|10\.0")


@dataclass(frozen=True, slots=True)
class TextList:
    """A JSON array of texts, or null."""

    def doubtful(self, cells: Cells) -> Bools | None:
        """Cells that are not `["…"]` with texts parted by `","`, or escape more than quotes."""
        block, starts, ends = cells.block, cells.starts, cells.ends
        second, last_but_one = starts + 1, ends - 2
        wrong = cells.first_bytes != ord("[")
        wrong |= block.bytes_at(second) != ord('"')
        wrong |= block.bytes_at(last_but_one) != ord('"')
        wrong |= block.bytes_at(ends - 1) != ord("]")
        wrong |= cells.lengths < 4
        wrong &= ~is_null(cells)
        unusual = block.bytes == ord("\\")
        np.greater(unusual[1:], block.separators[:-1], out=unusual[1:])
        unusual[:1] = False
        unusual |= block.bytes == ord('"')
        unusual[block.strays] = True
        unusual[np.minimum(second, ends, out=second)] = False
        unusual[np.maximum(last_but_one, starts, out=last_but_one)] = False
        inner = np.flatnonzero(unusual)
        cell_of = np.searchsorted(starts, inner, side="right") - 1
        inside = (cell_of >= 0) & (inner < ends[cell_of])
        inner, cell_of = inner[inside], cell_of[inside]
        escape = _begins_escaped_quote(block, inner)
        other = ~(escape | np.concatenate(([False], escape[:-1])))
        inner, cell_of = inner[other], cell_of[other]
        wrong[cell_of[~_parts_texts(block, inner)]] = True
        return some(wrong)

    def fault(self, cell: bytes) -> str:
        """Decide on one cell."""
        if cell == NULL:
            return ""
        try:
            texts = json.loads(cell)
        except ValueError:
            texts = None
        if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
            return ""
        return "is not a JSON array of texts"


def _begins_escaped_quote(block: Block, places: Places) -> Bools:
    """Which of these places hold a backslash that can only escape the quote behind it."""
    is_escape = block.bytes[places] == ord("\\")
    adjoining = np.diff(places) == 1
    found = np.zeros(len(places), np.bool_)
    found[:-1] = is_escape[:-1] & adjoining & (block.bytes[places[1:]] == ord('"'))
    found[1:] &= ~(adjoining & is_escape[:-1])
    return found


def _parts_texts(block: Block, places: Places) -> Bools:
    """Which of these places hold the quotes of a `","`, where no quote serves twice."""
    is_quote = block.bytes[places] == ord('"')
    with_next = np.zeros(len(places) + 1, np.bool_)
    if not len(places):
        return with_next[1:]
    with_next[1:-1] = (np.diff(places) == 2) & is_quote[1:] & is_quote[:-1]
    with_next[1:-1] &= block.bytes[places[:-1] + 1] == ord(",")
    parts: Bools = with_next[1:] ^ with_next[:-1]
    return parts
