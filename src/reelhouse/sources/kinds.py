"""What a cell may hold, checked for a whole column at once and, where that leaves a doubt, one by one.

Every kind has two sides. `doubtful` looks at all cells of a column with numpy and may suspect too much,
never too little. `fault` looks at one cell and decides.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from reelhouse.sources.blocks import SPACE, Block, Bools, Cells, Places, Words

NULL = b"\\N"
_NULL_PAIR = np.uint16(int.from_bytes(NULL, "little"))
_ZEROS = np.uint64(int.from_bytes(b"00000000", "little"))
_OVER_NINE = np.uint64(0x7676767676767676)
_TOP_BITS = np.uint64(0x8080808080808080)
_MOST_DIGITS = 8


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
        return _some(_is_null(cells)) if self.required else None

    def fault(self, cell: bytes) -> str:
        """Decide on one cell."""
        return "is missing" if self.required and cell == NULL else ""


@dataclass(frozen=True)
class Number:
    """A whole number of at most eight digits."""

    required: bool = False
    digits: int = _MOST_DIGITS

    key_bits = 27

    def doubtful(self, cells: Cells) -> Bools | None:
        """Cells with anything but digits, or too many of them."""
        lengths = cells.lengths
        wrong = _not_digits(_right_aligned(cells, lengths)) != 0
        wrong |= lengths > self.digits
        return _some(wrong) if self.required else _some_besides_null(cells, wrong)

    def fault(self, cell: bytes) -> str:
        """Decide on one cell."""
        if cell == NULL:
            return "is missing" if self.required else ""
        if len(cell) <= self.digits and cell.isdigit():
            return ""
        return f"is not a whole number of up to {self.digits} digits"

    def keys(self, cells: Cells) -> Words:
        """The numbers."""
        return _value(_right_aligned(cells, cells.lengths))


@dataclass(frozen=True, slots=True)
class Flag:
    """0 or 1."""

    required: bool = False

    def doubtful(self, cells: Cells) -> Bools | None:
        """Cells other than the one byte 0 or 1."""
        wrong = (cells.block.bytes[cells.starts] | 1) != ord("1")
        wrong |= cells.lengths != 1
        return _some(wrong) if self.required else _some_besides_null(cells, wrong)

    def fault(self, cell: bytes) -> str:
        """Decide on one cell."""
        if cell == NULL:
            return "is missing" if self.required else ""
        return "" if cell in (b"0", b"1") else "is neither 0 nor 1"


@dataclass(frozen=True, slots=True)
class Score:
    """A number from 1.0 to 10.0 with one decimal; never null."""

    def doubtful(self, cells: Cells) -> Bools | None:
        """Cells other than a digit from 1 to 9, a point, a digit; 10.0 is rare enough for a look."""
        text = cells.words() & np.uint64(0xFFFFFF)
        spread = text ^ np.uint64(int.from_bytes(b"0.0", "little"))
        wrong = ((spread + np.uint64(0x767F76)) | spread) & np.uint64(0x808080) != 0
        wrong |= spread & np.uint64(0xFF) == 0
        wrong |= cells.lengths != 3
        return _some(wrong)

    def fault(self, cell: bytes) -> str:
        """Decide on one cell."""
        return "" if _SCORE.fullmatch(cell) else "is not a number from 1.0 to 10.0 with one decimal"


_SCORE = re.compile(rb"[1-9]\.[0-9]|10\.0")


@dataclass(frozen=True)
class Id:
    """Two letters and a number of 7 to 10 digits, padded with zeros to 7 and never beyond.

    Args:
        prefix: the two letters.
    """

    prefix: bytes

    key_bits = 36

    @cached_property
    def _pattern(self) -> re.Pattern[bytes]:
        return re.compile(re.escape(self.prefix) + rb"(?:[0-9]{7}|[1-9][0-9]{7,9})")

    def doubtful(self, cells: Cells) -> Bools | None:
        """Cells other than the letters and 7 digits, or 8 that do not begin with a zero."""
        shortage = (10 - cells.lengths).view(np.uint64)
        digits = cells.words(2)
        digits ^= _ZEROS
        flags = _not_digits(digits)
        flags ^= shortage << np.uint64(63)
        wrong = flags != 0
        wrong |= shortage > 1
        wrong |= ((digits & np.uint64(0xFF)) | shortage) == 0
        wrong |= cells.pairs() != np.uint16(int.from_bytes(self.prefix, "little"))
        return _some(wrong)

    def fault(self, cell: bytes) -> str:
        """Decide on one cell."""
        if self._pattern.fullmatch(cell):
            return ""
        return f"is not an id like {self.prefix.decode()}0000001"

    def keys(self, cells: Cells) -> Words:
        """The numbers in the order of the ids as text: padded on the right, then by length."""
        lengths = cells.lengths
        digits = cells.words(2) ^ _ZEROS
        digits &= ~(np.uint64(0xFF << 56) * (lengths < 10))
        value = _value(digits)
        value *= np.uint64(100)
        for place, weight in ((10, 10), (11, 1)):
            longer = np.flatnonzero(lengths > place)
            if len(longer):
                digit = cells.block.bytes[cells.starts[longer] + place] - np.uint8(ord("0"))
                value[longer] += digit.astype(np.uint64) * np.uint64(weight)
        value <<= np.uint64(2)
        value |= (lengths - 9).view(np.uint64)
        return value


@dataclass(frozen=True)
class IdList:
    """Ids parted by commas, or null.

    Args:
        prefix: the two letters that each begins with.
    """

    prefix: bytes

    @cached_property
    def _element(self) -> Id:
        return Id(self.prefix)

    def doubtful(self, cells: Cells) -> Bools | None:
        """Cells with an element that is not an id, unless that is all there is and null."""
        elements = _elements(cells)
        wrong = self._element.doubtful(elements)
        if wrong is None:
            return None
        suspects = np.flatnonzero(wrong)
        alone = elements.take(suspects)
        before = cells.block.bytes[np.maximum(alone.starts - 1, 0)]
        null = _is_null(alone)
        null &= (before < SPACE) | (alone.starts == 0)
        null &= cells.block.bytes[alone.ends] < SPACE
        suspects = suspects[~null]
        doubt = np.zeros(len(cells.starts), np.bool_)
        doubt[np.searchsorted(cells.starts, elements.starts[suspects], side="right") - 1] = True
        return _some(doubt)

    def fault(self, cell: bytes) -> str:
        """Decide on one cell."""
        if cell == NULL or not any(self._element.fault(part) for part in cell.split(b",")):
            return ""
        return f"is not a list of ids like {self.prefix.decode()}0000001"


@dataclass(frozen=True, slots=True)
class TextList:
    """A JSON array of texts, or null."""

    def doubtful(self, cells: Cells) -> Bools | None:
        """Cells that are not `["…"]` with texts parted by `","`, or escape more than quotes."""
        block, starts, ends = cells.block, cells.starts, cells.ends
        null = _is_null(cells)
        wrong = block.pairs[starts] != np.uint16(int.from_bytes(b'["', "little"))
        wrong |= block.pairs[ends - 2] != np.uint16(int.from_bytes(b'"]', "little"))
        wrong |= ends - starts < 4
        wrong &= ~null
        unusual = (block.bytes == ord('"')) | (block.bytes == ord("\\"))
        unusual[block.strays] = True
        unusual[starts[null]] = False
        plain = ~(wrong | null)
        unusual[starts[plain] + 1] = False
        unusual[ends[plain] - 2] = False
        inner = np.flatnonzero(unusual)
        cell_of = np.searchsorted(starts, inner, side="right") - 1
        inside = (cell_of >= 0) & (inner < ends[cell_of])
        inner, cell_of = inner[inside], cell_of[inside]
        escape = _begins_escaped_quote(block, inner)
        other = ~(escape | np.concatenate(([False], escape[:-1])))
        inner, cell_of = inner[other], cell_of[other]
        wrong[cell_of[~_parts_texts(block, inner)]] = True
        return _some(wrong)

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


def _elements(cells: Cells) -> Cells:
    """The parts between commas of all cells, in their order."""
    block = cells.block
    places, separators = block.parts
    fields = cells.field_numbers
    last = separators[fields]
    first = np.where(fields > 0, separators[fields - 1] + 1, 0)
    steps = np.zeros(len(places) + 1, np.int8)
    steps[first] = 1
    steps[last + 1] -= 1
    inside = np.flatnonzero(np.cumsum(steps[:-1], dtype=np.int8))
    starts = np.where(inside > 0, places[inside - 1] + 1, 0)
    return Cells(block, starts, places[inside], inside)


def _right_aligned(cells: Cells, lengths: Places) -> Words:
    """The values of up to eight digits in a word each, zeros before them; not digits stay what they are."""
    digits = cells.words()
    digits ^= _ZEROS
    shortage = (_MOST_DIGITS - lengths).view(np.uint64)
    shortage <<= np.uint64(3)
    digits <<= shortage
    return digits


def _not_digits(values: Words) -> Words:
    """Mark the bytes above 9 by their top bit."""
    flags = values + _OVER_NINE
    flags |= values
    flags &= _TOP_BITS
    return flags


def _value(digits: Words) -> Words:
    """The number that eight digit values in a word make, first digit in the lowest byte."""
    value = digits * np.uint64(10 * 256 + 1)
    value >>= np.uint64(8)
    value &= np.uint64(0x00FF00FF00FF00FF)
    value *= np.uint64(100 * 65536 + 1)
    value >>= np.uint64(16)
    value &= np.uint64(0x0000FFFF0000FFFF)
    value *= np.uint64((10000 << 32) + 1)
    value >>= np.uint64(32)
    return value


def _is_null(cells: Cells) -> Bools:
    null: Bools = cells.pairs() == _NULL_PAIR
    if null.any():
        null &= cells.lengths == len(NULL)
    return null


def _some(wrong: Bools) -> Bools | None:
    return wrong if wrong.any() else None


def _some_besides_null(cells: Cells, wrong: Bools) -> Bools | None:
    if not wrong.any():
        return None
    wrong &= ~_is_null(cells)
    return _some(wrong)
