"""Tab-separated text without quoting, checked against a contract row by row while it streams by."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from reelhouse.errors import ReelhouseError
from reelhouse.sources.bulk.blocks import (
    BLOCK_BYTES,
    Block,
    BlockCutter,
    Bools,
    Places,
    Rows,
    split,
)
from reelhouse.sources.bulk.contract import Column, FileContract, check_header
from reelhouse.sources.bulk.keys import KeyOrder, Repeat

__all__ = ["Column", "FileContract", "Reject", "ScanResult", "Scanner"]

FIRST_DATA_LINE = 2
_DECODED_BYTES = 1 << 14  # longer pieces fall out of the cache once decoded


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that breaks the contract.

    Attributes:
        line: its line number; the header is line 1.
        reason: which rule it breaks.
        row: its bytes, without the newline.
        detail: what more there is to say, such as where the key came first.
    """

    line: int
    reason: str
    row: bytes
    detail: str = ""

    @property
    def message(self) -> str:
        """Reason and detail."""
        return f"{self.reason}, {self.detail}" if self.detail else self.reason


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What came of a file.

    Attributes:
        rows: data rows, the rejected ones among them.
        reasons: number of rejected rows by reason.
        first: the first few rejects.
        in_order: whether the rows came sorted by id; if not, repeated keys remain to be looked for.
        is_sorted: whether the accepted rows came sorted by their whole key as text.
    """

    rows: int
    reasons: Counter[str]
    first: list[Reject]
    in_order: bool
    is_sorted: bool

    @property
    def rejected(self) -> int:
        """Number of rejected rows."""
        return self.reasons.total()


FIRST_REJECTS = 3
REPEATED_KEY = "duplicate key"


@dataclass(slots=True)
class Scanner:
    """Checks a file that is fed to it block by block.

    Args:
        contract: what the file must look like.
        reject: takes every rejected row, in the order of lines within a block.
        name: name of the file, for errors.
        order: keys of the delivery's earlier files; None if this is the first.
        part: number of the file within the delivery, from 0.
        part_names: names of all its files, to say where a key came first.
        block_bytes: bytes that are checked in one go.
    """

    contract: FileContract
    reject: Callable[[Reject], None]
    name: str = ""
    order: KeyOrder | None = None
    part: int = 0
    part_names: tuple[str, ...] = ()
    block_bytes: int = BLOCK_BYTES
    rows: int = 0
    _reasons: Counter[str] = field(default_factory=Counter)
    _first: list[Reject] = field(default_factory=list)
    _cutter: BlockCutter = field(init=False)
    _order: KeyOrder = field(init=False)
    _header_seen: bool = False

    def __post_init__(self) -> None:
        self._cutter = BlockCutter(self.name, self.block_bytes)
        self._order = self.order or KeyOrder(self.contract.minor_bits)

    @property
    def key_order(self) -> KeyOrder:
        """What is known of the delivery's keys so far."""
        return self._order

    def feed(self, data: bytes) -> None:
        """Check the next bytes of the file.

        Raises:
            ReelhouseError: the header is not the contract's, or there is a line without end.
        """
        for padded in self._cutter.feed(data):
            self._scan(padded)

    def finish(self) -> ScanResult:
        """Check what is left.

        Raises:
            ReelhouseError: the header is not the contract's, or there is no data row.
        """
        for padded in self._cutter.finish():
            self._scan(padded)
        if not self.rows:
            what = (
                "the file holds a header and no rows" if self._header_seen else "the file is empty"
            )
            raise ReelhouseError(what, where=self.name, advice="Fetch it again.")
        is_sorted = bool(self.contract.key) and self._order.rising
        return ScanResult(self.rows, self._reasons, self._first, self._order.in_order, is_sorted)

    def _scan(self, padded: bytes) -> None:
        if not self._header_seen:
            header, _, padded = padded.partition(b"\n")
            check_header(self.contract, header, self.name)
            self._header_seen = True
        block = Block(padded, self.rows + FIRST_DATA_LINE)
        if not block.size:
            return
        rows = split(block, len(self.contract.columns))
        self.rows += len(rows.lines) + len(rows.malformed)
        doubtful = self._doubtful(rows) if len(rows.lines) else None
        if doubtful is not None or len(rows.malformed):
            rows = self._look_closely(rows, doubtful)
        if self.contract.key:
            self._check_keys(rows)

    def _doubtful(self, rows: Rows) -> Bools | None:
        """Which of the well-formed rows need a closer look; None if none does."""
        block = rows.block
        found = None
        for index, kind in self.contract.checked_columns:
            doubt = kind.doubtful(rows.column(index))
            if doubt is not None:
                found = doubt if found is None else found | doubt
        places = [self._empty_cells(rows), block.long_lines, not_utf8(block)]
        if len(block.strays):
            forbidden = np.isin(block.bytes[block.strays], np.frombuffer(b"\0\r", np.uint8))
            places.append(block.strays[forbidden])
        lines = block.lines_at(np.concatenate(places)) if any(map(len, places)) else None
        if lines is not None:
            doubt = np.isin(rows.lines, lines)
            found = doubt if found is None else found | doubt
        return found

    def _empty_cells(self, rows: Rows) -> Places:
        """Places of the empty cells that need a closer look."""
        gaps = rows.block.gaps
        for index in self.contract.free_columns if len(gaps) else ():
            gaps = gaps[~np.isin(gaps, rows.grid[:, index])]
        return gaps

    def _look_closely(self, rows: Rows, doubtful: Bools | None) -> Rows:
        """Reject what breaks the contract and give the rows that remain."""
        block = rows.block
        suspects = rows.malformed
        if doubtful is not None:
            suspects = np.sort(np.concatenate((suspects, rows.lines[doubtful])))
        rejected = []
        for index in suspects.tolist():
            row = block.line(index)
            fault = self.contract.fault(row)
            if fault:
                rejected.append(index)
                self._reject(Reject(block.first_line + index, fault, row))
        return rows.without(np.array(rejected, np.int64))

    def _check_keys(self, rows: Rows) -> None:
        if not self._order.in_order or not len(rows.lines):
            return
        block = rows.block
        for repeat in self._order.repeats(
            self.part, self.contract.keys(rows), rows.lines + block.first_line
        ):
            row = block.line(repeat.line - block.first_line)
            self._reject(repeated(repeat, row, self.part_names))

    def _reject(self, reject: Reject) -> None:
        self._reasons[reject.reason] += 1
        if len(self._first) < FIRST_REJECTS:
            self._first.append(reject)
        self.reject(reject)


def repeated(repeat: Repeat, row: bytes, part_names: Sequence[str] = ()) -> Reject:
    """The reject for a row whose key an earlier row has."""
    first = f"line {repeat.first_line}"
    if repeat.first_part != repeat.part:
        first = f"{part_names[repeat.first_part]}:{repeat.first_line}"
    return Reject(repeat.line, REPEATED_KEY, row, f"first at {first}")


def not_utf8(block: Block) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """A place in every line of a block that is not UTF-8."""
    places: list[int] = []
    if not block.data.isascii():
        view = memoryview(block.data)[: block.size]
        start = 0
        while start < block.size:
            piece = view[start : start + _DECODED_BYTES]
            try:
                start += codecs.utf_8_decode(piece, "strict", start + len(piece) == block.size)[1]
            except UnicodeDecodeError as error:
                places.append(start + error.start)
                start = block.data.index(b"\n", start + error.start) + 1
    return np.array(places, np.int64)
