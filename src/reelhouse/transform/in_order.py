"""Text of bronze as DuckDB reads it: unpacked on the way, in the order of numbers.

IMDb sorts its files by id as text: `tt1000000` comes before `tt10000000`, and that before
`tt1000001`. Gold sorts by the number in the id. Ids of as many digits are in the same order both
ways, so that all rows with 7 digits, followed by all rows with 8 digits and so on, are sorted by
number, and nothing has to be sorted. A file is unpacked once for each.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from fsspec.spec import AbstractFileSystem

from reelhouse.errors import ReelhouseError
from reelhouse.lake import Delivery
from reelhouse.sources.bulk.blocks import TAB, Block, Bools
from reelhouse.sources.bulk.ids import FEWEST_DIGITS, PREFIX_LETTERS
from reelhouse.sources.bulk.reread import blocks_of

SCHEME = "in-order"
_SKIPPED_BYTES = 1 << 22


def comes_in_order(delivery: Delivery) -> bool:
    """Whether the rows of a delivery can be read in the order of their numbers."""
    return len(delivery.parts) == 1 and delivery.parts[0].sorted_bytes is not None


def addresses(delivery: Delivery, header: bytes) -> list[str]:
    """What DuckDB reads, one after the other, to see a delivery's rows in the order of numbers.

    Args:
        delivery: one that comes in order.
        header: the first line of its file, without its newline.
    """
    [part], [path] = delivery.parts, delivery.paths
    sizes = sorted((int(digits), size) for digits, size in (part.sorted_bytes or {}).items())
    return [
        f"{SCHEME}://{digits}/{len(header) + 1 + size}{path.absolute()}" for digits, size in sizes
    ]


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Let a database read such addresses; once is enough for all its connections."""
    if SCHEME not in connection.list_filesystems():
        connection.register_filesystem(InOrder())


class InOrder(AbstractFileSystem):  # type: ignore[misc]
    """The rows of a file whose id has some number of digits, as a file: header first.

    An address is `in-order://<digits>/<size in bytes><path>`.
    """

    protocol = SCHEME
    cachable = False

    def glob(self, path: str, **_: Any) -> list[str]:
        """The address itself: brackets and stars in a path have no meaning."""
        return [path]

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """What is known of a file before it is read."""
        return {"name": path, "size": _parts(path)[1], "type": "file"}

    def modified(self, path: str) -> Any:
        """When it was last written; bronze never is again."""
        return _parts(path)[2].stat().st_mtime

    def open(self, path: str, mode: str = "rb", **_: Any) -> Rows:
        """Open it for one reading from its beginning to its end."""
        digits, size, file = _parts(path)
        return Rows(lambda: rows_with(file, digits), size, file)


def rows_with(path: Path, digits: int) -> Iterator[memoryview]:
    """The header of a file, and those of its rows whose id has some number of digits."""
    began = False
    for block, header in blocks_of(path):
        if not began:
            yield memoryview(header + b"\n")
            began = True
        starts = np.concatenate(([0], block.line_ends[:-1] + 1))
        wanted = _has_digits(block, starts, digits)
        if wanted.all():
            yield memoryview(block.data)[: block.size]
        elif wanted.any():
            lengths = block.line_ends + 1 - starts
            yield memoryview(block.bytes[np.repeat(wanted, lengths)].tobytes())


def _has_digits(block: Block, starts: Any, digits: int) -> Bools:
    """Whether the first tab of each line stands behind that many digits."""
    found: Bools = np.ones(len(starts), np.bool_)
    for count in range(FEWEST_DIGITS, digits + 1):
        ends_here = block.bytes_at(starts + PREFIX_LETTERS + count) == TAB
        found = found & (ends_here if count == digits else ~ends_here)
    return found


class Rows:
    """Bytes that are made while they are read, of which the number is known.

    DuckDB now and then reads what it has just read again. What was read last is kept for that; for
    anything earlier the bytes are made once more from the first one on.

    It reads at places that it names, of one file with several threads: a seek and a read, between
    which another thread may do the same. A thread reads where it has sought itself, and one at a
    time.

    Args:
        make: makes the bytes, in pieces.
        size: how many there are.
        path: where they come from, for errors.
    """

    closed = False

    def __init__(self, make: Callable[[], Iterator[memoryview]], size: int, path: Path) -> None:
        self._make = make
        self._size = size
        self._path = path
        self._place = 0  # where the next read begins, of a thread that has not sought
        self._sought: dict[int, int] = {}  # where it begins, by thread
        self._one_at_a_time = threading.Lock()
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._pieces = self._make()
        self._piece = memoryview(b"")
        self._made = 0
        self._last = b""

    def read(self, most: int) -> bytes:
        """The next bytes; fewer than `most` only at the end."""
        with self._one_at_a_time:
            start = self._sought.pop(threading.get_ident(), self._place)
            found = self._bytes_at(start, most)
            self._place = start + len(found)
        return found

    def _bytes_at(self, start: int, most: int) -> bytes:
        if start < self._made - len(self._last):
            self._begin_anew()
        while self._made < start:
            self._last = self._take(min(_SKIPPED_BYTES, start - self._made))
        before = self._made - len(self._last)
        again = self._last[start - before : start - before + most]
        if len(again) < most:
            self._last = again + self._take(most - len(again))
            again = self._last
        return again

    def _take(self, most: int) -> bytes:
        """Make more bytes."""
        taken: list[memoryview] = []
        missing = min(most, self._size - self._made)
        self._made += missing
        while missing and (len(self._piece) or self._next()):
            taken.append(self._piece[:missing])
            missing -= len(taken[-1])
            self._piece = self._piece[len(taken[-1]) :]
        if missing or (self._made == self._size and (len(self._piece) or self._next())):
            raise ReelhouseError(
                "the file is not as long as it was when it came in",
                where=str(self._path),
                advice="`reelhouse verify` says what has changed in bronze.",
            )
        return b"".join(taken)

    def _next(self) -> bool:
        self._piece = next(self._pieces, memoryview(b""))
        return bool(self._piece)

    def tell(self) -> int:
        """Where the next read of this thread begins."""
        return self._sought.get(threading.get_ident(), self._place)

    def seek(self, place: int, whence: int = os.SEEK_SET) -> int:
        """Begin the next read elsewhere."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self.tell(), os.SEEK_END: self._size}[whence]
        self._place = self._sought[threading.get_ident()] = start + place
        return start + place

    def close(self) -> None:
        """Let go of what is held."""
        self._pieces, self._piece, self._last = iter(()), memoryview(b""), b""


def _parts(address: str) -> tuple[int, int, Path]:
    """Digits, size and path of an address."""
    digits, size, path = address.removeprefix(f"{SCHEME}://").split("/", 2)
    return int(digits), int(size), Path(f"/{path}")
