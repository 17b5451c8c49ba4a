"""Text in blocks of whole lines, and the places of all fields in a block at once.

A block of about a megabyte stays in the processor's cache, so that every check can go over all its rows
with a few numpy calls. Eight bytes at any place are read as one number (`words`), which makes an id or
a number of up to eight digits one element of an array.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reelhouse.errors import ReelhouseError

Bools: TypeAlias = NDArray[np.bool_]
Places: TypeAlias = NDArray[np.int64]
Words: TypeAlias = NDArray[np.uint64]

BLOCK_BYTES = 1 << 20
LONGEST_LINE_BYTES = 1 << 25
TAB, NEWLINE, SPACE, COMMA = 9, 10, 32, 44
_SEPARATORS = NEWLINE - TAB + 1
_PADDING = bytes(16)


# Freeing one large array makes the allocator keep what is freed from then on, instead of handing
# every block's arrays back to the system and having them zeroed again (a third of the time).
np.empty(30 << 20, np.uint8)


class Block:
    """Whole lines, each with its newline, and views of their bytes.

    Args:
        padded: the lines, followed by 16 bytes that belong to none of them.
        first_line: number of the first line within its file.

    Attributes:
        bytes: the lines' bytes as an array of length `size`.
        words: at i, the bytes i … i+7 as a little-endian number.
        pairs: at i, the bytes i and i+1 likewise.
    """

    def __init__(self, padded: bytes, first_line: int) -> None:
        self.data = padded
        self.first_line = first_line
        self.size = len(padded) - len(_PADDING)
        self.bytes: NDArray[np.uint8] = np.frombuffer(padded, np.uint8, self.size)
        self.words: Words = np.ndarray((self.size + 8,), "<u8", padded, strides=(1,))
        self.pairs: NDArray[np.uint16] = np.ndarray((self.size + 8,), "<u2", padded, strides=(1,))

    @cached_property
    def separators(self) -> Bools:
        """Where tabs and newlines are."""
        return (self.bytes - np.uint8(TAB)) < _SEPARATORS

    @cached_property
    def marks(self) -> Places:
        """Places of all tabs and newlines."""
        return np.flatnonzero(self.separators)

    @cached_property
    def strays(self) -> Places:
        """Places of control characters that separate nothing."""
        controls = self.bytes < SPACE
        if np.count_nonzero(controls) == len(self.marks):
            return np.empty(0, np.int64)
        return np.flatnonzero(controls & ~self.separators)

    @cached_property
    def parts(self) -> tuple[Places, Places]:
        """Places of all commas, tabs and newlines, and which of these are no commas."""
        places = np.flatnonzero(self.separators | (self.bytes == COMMA))
        return places, np.flatnonzero(self.bytes[places] != COMMA)

    @cached_property
    def line_ends(self) -> Places:
        """Places of all newlines."""
        return np.flatnonzero(self.bytes == NEWLINE)

    def lines_at(self, places: Places) -> Places:
        """Index within the block of the line that each place lies in."""
        return np.searchsorted(self.line_ends, places)

    def line_start(self, index: int) -> int:
        """Place of a line's first byte; the line after the last one begins at `size`."""
        return int(self.line_ends[index - 1]) + 1 if index else 0

    def line(self, index: int) -> bytes:
        """One line without its newline."""
        return self.data[self.line_start(index) : int(self.line_ends[index])]


@dataclass(frozen=True, slots=True)
class Cells:
    """One column of a block's well-formed rows.

    Attributes:
        block: the block.
        starts: place of each cell's first byte.
        ends: place of the tab or newline behind each cell.
        fields: how many fields of the block precede each cell, whichever rows these belong to.
    """

    block: Block
    starts: Places
    ends: Places
    fields: Places | range

    @property
    def field_numbers(self) -> Places:
        """`fields` as an array."""
        if isinstance(self.fields, range):
            return np.arange(self.fields.start, self.fields.stop, self.fields.step)
        return self.fields

    @property
    def lengths(self) -> Places:
        """Bytes in each cell."""
        return self.ends - self.starts

    def words(self, offset: int = 0) -> Words:
        """Eight bytes of each cell from an offset on; they may reach beyond the cell."""
        return self.block.words[self.starts + offset if offset else self.starts]

    def pairs(self) -> NDArray[np.uint16]:
        """The first two bytes of each cell; they may reach beyond the cell."""
        return self.block.pairs[self.starts]

    def take(self, chosen: NDArray[Any]) -> Cells:
        """The cells at some rows only, given as a mask or as indices."""
        fields = self.field_numbers[chosen]
        return Cells(self.block, self.starts[chosen], self.ends[chosen], fields)


@dataclass(frozen=True, slots=True)
class Rows:
    """A block cut into rows and fields.

    Attributes:
        block: the block.
        grid: (rows, columns) places of the tab or newline behind each field of each well-formed row.
        fields: (rows, columns) how many fields of the block precede each of them; None where all
            rows are well formed, so that the fields are simply numbered through.
        lines: index within the block of each well-formed row.
        malformed: indices of the lines that are left out, for another number of fields or since.
        gaps: places of a tab or newline directly behind another one, or at the very beginning.
    """

    block: Block
    grid: Places
    fields: Places | None
    lines: Places
    malformed: Places
    gaps: Places

    def without(self, lines: Places) -> Rows:
        """The same block with fewer well-formed rows.

        Args:
            lines: indices within the block of the lines to leave out.
        """
        if not len(lines):
            return self
        kept = ~np.isin(self.lines, lines)
        columns = self.grid.shape[1]
        every = (
            np.arange(self.grid.size).reshape(-1, columns) if self.fields is None else self.fields
        )
        malformed = np.union1d(self.malformed, lines)
        return Rows(
            self.block, self.grid[kept], every[kept], self.lines[kept], malformed, self.gaps
        )

    def column(self, index: int) -> Cells:
        """The cells of one column."""
        ends = np.ascontiguousarray(self.grid[:, index])
        if index:
            starts = self.grid[:, index - 1] + 1
        elif len(self.malformed):
            starts = np.concatenate(([0], self.block.line_ends + 1))[self.lines]
        else:
            starts = np.empty_like(ends)
            starts[:1] = 0
            np.add(self.grid[:-1, -1], 1, out=starts[1:])
        columns = self.grid.shape[1]
        fields = (
            range(index, self.grid.size, columns) if self.fields is None else self.fields[:, index]
        )
        return Cells(self.block, starts, ends, fields)


def split(block: Block, columns: int) -> Rows:
    """Find all fields of a block.

    Args:
        block: whole lines.
        columns: fields that a row should have.
    """
    separators = block.separators
    marks = block.marks
    kinds = block.bytes[marks]
    adjacent = separators[1:] & separators[:-1]
    gaps = np.flatnonzero(adjacent) + 1 if adjacent.any() else np.empty(0, np.int64)
    if separators[:1].any():
        gaps = np.concatenate(([0], gaps))
    if _is_regular(kinds, columns):
        grid = marks.reshape(-1, columns)
        none = np.empty(0, np.int64)
        return Rows(block, grid, None, np.arange(len(grid)), none, gaps)

    last = np.flatnonzero(kinds == NEWLINE)
    counts = np.diff(last, prepend=-1)
    well_formed = counts == columns
    fields = np.flatnonzero(np.repeat(well_formed, counts))
    return Rows(
        block,
        marks[fields].reshape(-1, columns),
        fields.reshape(-1, columns),
        np.flatnonzero(well_formed),
        np.flatnonzero(~well_formed),
        gaps,
    )


def _is_regular(kinds: NDArray[np.uint8], columns: int) -> bool:
    """Whether tabs and newlines alternate as in a block of nothing but well-formed rows."""
    rows, rest = divmod(len(kinds), columns)
    if rest:
        return False
    pattern = bytes([TAB] * (columns - 1) + [NEWLINE])
    return kinds.tobytes() == pattern * rows


class BlockCutter:
    """Cuts a stream of bytes into blocks of whole lines.

    Args:
        where: name of the file, for errors.
        block_bytes: least size of a block, but for the last.
    """

    def __init__(self, where: str = "", block_bytes: int = BLOCK_BYTES) -> None:
        self._where = where
        self._block_bytes = block_bytes
        self._held: list[bytes | memoryview] = []
        self._held_bytes = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take the next bytes; give whole lines, with padding for `Block`.

        Raises:
            ReelhouseError: a line is longer than any line of a table can be.
        """
        start = 0
        while len(data) - start + self._held_bytes >= self._block_bytes:
            stop = start + max(self._block_bytes - self._held_bytes, 0)
            cut = data.rfind(b"\n", start, stop) + 1 or data.find(b"\n", stop) + 1
            if not cut:
                break
            yield b"".join((*self._held, memoryview(data)[start:cut], _PADDING))
            self._held, self._held_bytes = [], 0
            start = cut
        if start < len(data):
            self._held.append(memoryview(data)[start:])
            self._held_bytes += len(data) - start
        if self._held_bytes > max(LONGEST_LINE_BYTES, 2 * self._block_bytes):
            raise ReelhouseError(
                f"a line is longer than {LONGEST_LINE_BYTES >> 20} MB",
                where=self._where,
                advice="This is not a table of lines; look at what was downloaded.",
            )

    def finish(self) -> Iterator[bytes]:
        """Give the last lines; a missing newline at the very end is supplied."""
        rest = b"".join(self._held)
        self._held, self._held_bytes = [], 0
        if rest:
            newline = b"" if rest.endswith(b"\n") else b"\n"
            yield b"".join((rest, newline, _PADDING))
