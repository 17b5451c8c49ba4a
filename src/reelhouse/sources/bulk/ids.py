"""Ids of two letters and a number, alone or in a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reelhouse.sources.bulk.blocks import Bools, Cells, Words
from reelhouse.sources.bulk.digits import NULL, ZEROS, is_null, not_digits, some, value_of

PREFIX_LETTERS = 2
FEWEST_DIGITS = 7


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
        digits = cells.words(2) ^ ZEROS
        flags = not_digits(digits)
        flags ^= shortage << np.uint64(63)
        wrong = flags != 0
        wrong |= shortage > 1
        wrong |= ((digits & np.uint64(0xFF)) | shortage) == 0
        wrong |= cells.first_bytes != self.prefix[0]
        wrong |= cells.block.bytes_at(cells.starts + 1) != self.prefix[1]
        return some(wrong)

    def fault(self, cell: bytes) -> str:
        """Decide on one cell."""
        if self._pattern.fullmatch(cell):
            return ""
        return f"is not an id like {self.prefix.decode()}0000001"

    def key(self, cell: bytes) -> int:
        """The number that `keys` gives for one id."""
        digits = cell[len(self.prefix) :]
        return (int(digits.ljust(10, b"0")) << 2) | (len(digits) - 7)

    def keys(self, cells: Cells) -> Words:
        """The numbers in the order of the ids as text: padded on the right, then by length."""
        lengths = cells.lengths
        digits = cells.words(2) ^ ZEROS
        digits &= ~(np.uint64(0xFF << 56) * (lengths < 10))
        value = value_of(digits)
        value *= np.uint64(100)
        for place, weight in ((10, 10), (11, 1)):
            longer = np.flatnonzero(lengths > place)
            if len(longer):
                digit = cells.block.bytes[cells.starts[longer] + place] - np.uint8(ord("0"))
                value[longer] += digit.astype(np.uint64) * np.uint64(weight)
        value <<= np.uint64(2)
        value |= (lengths - 9).view(np.uint64)
        return value


_MOST_ELEMENTS = 8


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
        """Cells with another id than `Id` is sure of, or with more than a few.

        The first ids of all cells are checked together, then the second ids of those that have one,
        and so on.
        """
        block = cells.block
        wrong = np.zeros(len(cells.starts), np.bool_)
        rows = np.flatnonzero(~is_null(cells))
        starts, ends = cells.starts[rows], cells.ends[rows]
        for _ in range(_MOST_ELEMENTS):
            if not len(rows):
                return some(wrong)
            has_eight = not_digits(block.words_at(starts + 2) ^ ZEROS) >> np.uint64(63) == 0
            stops = starts + 9 + has_eight
            doubt = self._element.doubtful(Cells(block, starts, stops))
            more = stops != ends
            if doubt is not None:
                wrong[rows[doubt]] = True
                more &= ~doubt
            chosen = np.flatnonzero(more)
            rows, starts, ends = rows[chosen], stops[chosen] + 1, ends[chosen]
            parted = block.bytes[starts - 1] == ord(",")
            if not parted.all():
                wrong[rows[~parted]] = True
                rows, starts, ends = rows[parted], starts[parted], ends[parted]
        wrong[rows] = True
        return some(wrong)

    def fault(self, cell: bytes) -> str:
        """Decide on one cell."""
        if cell == NULL or not any(self._element.fault(part) for part in cell.split(b",")):
            return ""
        return f"is not a list of ids like {self.prefix.decode()}0000001"
