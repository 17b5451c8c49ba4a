"""Text in blocks of whole lines, and the places of all fields in a block at once.

A block of about a megabyte stays in the processor's cache, so that every check can go over all its
rows with a few numpy calls. Eight bytes at any place are read as one number (`words_at`), which
makes an id or a number of up to eight digits one element of an array.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from reelhouse.errors import ReelhouseError

Bools: TypeAlias = NDArray[np.bool_]
Places: TypeAlias = NDArray[np.int64]
Words: TypeAlias = NDArray[np.uint64]

BLOCK_BYTES = 1 << 20
LONGEST_LINE_BYTES = 1 << 25
LONGEST_ROW_BYTES = 1 << 20  # engines read lines into a buffer of about twice this size
TAB, NEWLINE, SPACE = 9, 10, 32
_SEPARATORS = NEWLINE - TAB + 1
PADDING = bytes(24)


# Freeing one large array makes the allocator keep what is freed from then on, instead of handing
# every block's arrays back to the system and having them zeroed again (a third of the time).
np.empty(30 << 20, np.uint8)


class Block:
    """Whole lines, each with its newline, and views of their bytes.

    Args:
        padded: the lines, followed by 24 bytes that belong to none of them.
        first_line: number of the first line within its file.

    Attributes:
        bytes: the lines' bytes as an array of length `size`.
    """

    def __init__(self, padded: bytes, first_line: int) -> None:
        self.data = padded
        self.first_line = first_line
        self.size = len(padded) - len(PADDING)
        self.bytes: NDArray[np.uint8] = np.frombuffer(padded, np.uint8, self.size)
        self._words: Words = np.frombuffer(padded, "<u8", len(padded) // 8)

    def bytes_at(self, places: Places) -> NDArray[np.uint8]:
        """The byte at each place."""
        return self.bytes.take(places, mode="clip")

    def words_at(self, places: Places) -> Words:
        """The eight bytes from each place on as a little-endian number.

        Two aligned words are put together, which is faster than numpy's reading of unaligned ones.
        """
        index = places >> 3
        shift = ((places & 7) << 3).view(np.uint64)
        found = self._words.take(index, mode="clip")
        found >>= shift
        index += 1
        following = self._words.take(index, mode="clip")
        following <<= np.uint64(64) - shift
        found |= following
        return found

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
    def gaps(self) -> Places:
        """Places of a tab or newline directly behind another one, or at the very beginning."""
        separators = self.separators
        adjacent = separators[1:] & separators[:-1]
        gaps = np.flatnonzero(adjacent) + 1 if adjacent.any() else np.empty(0, np.int64)
        return np.concatenate(([0], gaps)) if separators[:1].any() else gaps

    @cached_property
    def long_lines(self) -> Places:
        """Places of the newlines behind rows that are longer than a row may be."""
        if self.size <= LONGEST_ROW_BYTES:
            return np.empty(0, np.int64)
        return self.line_ends[np.diff(self.line_ends, prepend=-1) > LONGEST_ROW_BYTES + 1]

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


class Cells:
    """One column of a block's well-formed rows.

    Args:
        block: the block.
        starts: place of each cell's first byte.
        ends: place of the tab or newline behind each cell.
    """

    def __init__(self, block: Block, starts: Places, ends: Places) -> None:
        self.block = block
        self.starts = starts
        self.ends = ends
        self._words: dict[int, Words] = {}

    @cached_property
    def lengths(self) -> Places:
        """Bytes in each cell."""
        return self.ends - self.starts

    @cached_property
    def first_bytes(self) -> NDArray[np.uint8]:
        """The first byte of each cell."""
        return self.block.bytes_at(self.starts)

    def words(self, offset: int = 0) -> Words:
        """Eight bytes of each cell from an offset on; they may reach beyond the cell."""
        if offset not in self._words:
            self._words[offset] = self.block.words_at(self.starts + offset)
        return self._words[offset]


class Rows:
    """A block cut into rows and fields.

    Args:
        block: the block.
        grid: (rows, columns) places of the tab or newline behind each field of well-formed rows.
        lines: index within the block of each well-formed row.
        malformed: indices of the lines with another number of fields.
        complete: whether every line of the block is a well-formed row.
    """

    def __init__(
        self, block: Block, grid: Places, lines: Places, malformed: Places, *, complete: bool
    ) -> None:
        self.block = block
        self.grid = grid
        self.lines = lines
        self.malformed = malformed
        self._complete = complete
        self._columns: dict[int, Cells] = {}
        self._column_ends: dict[int, Places] = {}

    def without(self, lines: Places) -> Rows:
        """The same block with fewer well-formed rows.

        Args:
            lines: indices within the block of the lines to leave out.
        """
        if not len(lines):
            return self
        kept = ~np.isin(self.lines, lines)
        return Rows(self.block, self.grid[kept], self.lines[kept], self.malformed, complete=False)

    def column(self, index: int) -> Cells:
        """The cells of one column."""
        if index not in self._columns:
            self._columns[index] = Cells(self.block, self._starts(index), self._ends(index))
        return self._columns[index]

    def _ends(self, index: int) -> Places:
        if index not in self._column_ends:
            self._column_ends[index] = np.ascontiguousarray(self.grid[:, index])
        return self._column_ends[index]

    def _starts(self, index: int) -> Places:
        if index:
            return self._ends(index - 1) + 1
        if not self._complete:
            return np.concatenate(([0], self.block.line_ends + 1))[self.lines]
        starts = np.zeros(len(self.grid), np.int64)
        np.add(self.grid[:-1, -1], 1, out=starts[1:])
        return starts


def split(block: Block, columns: int) -> Rows:
    """Find all fields of a block.

    Args:
        block: whole lines.
        columns: fields that a row should have.
    """
    marks = block.marks
    rows, rest = divmod(len(marks), columns)
    if not rest and rows == np.count_nonzero(block.bytes == NEWLINE):
        grid = marks.reshape(-1, columns)
        if (block.bytes[grid[:, -1]] == NEWLINE).all():
            none = np.empty(0, np.int64)
            return Rows(block, grid, np.arange(rows), none, complete=True)
    kinds = block.bytes[marks]
    last = np.flatnonzero(kinds == NEWLINE)
    counts = np.diff(last, prepend=-1)
    well_formed = counts == columns
    return Rows(
        block,
        marks[np.repeat(well_formed, counts)].reshape(-1, columns),
        np.flatnonzero(well_formed),
        np.flatnonzero(~well_formed),
        complete=False,
    )


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
            yield b"".join((*self._held, memoryview(data)[start:cut], PADDING))
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
            yield b"".join((rest, newline, PADDING))
