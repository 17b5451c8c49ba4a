"""Eight digits at a time: bytes in a 64-bit word, tested and turned into a number together."""

from __future__ import annotations

import numpy as np

from reelhouse.sources.bulk.blocks import Bools, Cells, Places, Words

NULL = b"\\N"
MOST_DIGITS = 8
ZEROS = np.uint64(int.from_bytes(b"00000000", "little"))
_OVER_NINE = np.uint64(0x7676767676767676)
_TOP_BITS = np.uint64(0x8080808080808080)


def right_aligned(cells: Cells, lengths: Places) -> Words:
    """The values of up to eight digits in a word each, zeros before them."""
    digits = cells.words() ^ ZEROS
    shortage = (MOST_DIGITS - lengths).view(np.uint64)
    shortage <<= np.uint64(3)
    digits <<= shortage
    return digits


def not_digits(values: Words) -> Words:
    """Mark the bytes above 9 by their top bit."""
    flags = values + _OVER_NINE
    flags |= values
    flags &= _TOP_BITS
    return flags


def value_of(digits: Words) -> Words:
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


def is_null(cells: Cells) -> Bools:
    """Which cells hold the mark of a missing value."""
    null: Bools = cells.first_bytes == NULL[0]
    if null.any():
        null &= cells.lengths == len(NULL)
        null &= cells.block.bytes_at(cells.starts + 1) == NULL[1]
    return null


def some(wrong: Bools) -> Bools | None:
    """The mask, or None if it marks nothing."""
    return wrong if wrong.any() else None


def some_besides_null(cells: Cells, wrong: Bools) -> Bools | None:
    """What the mask marks besides missing values; None if nothing."""
    if not wrong.any():
        return None
    wrong &= ~is_null(cells)
    return some(wrong)
