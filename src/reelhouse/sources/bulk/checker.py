"""Unpacks and checks one file while it arrives."""

from __future__ import annotations

from threading import Event
from typing import Protocol

from reelhouse.sources.bulk.keys import KeyOrder
from reelhouse.sources.bulk.rejects import RejectFile
from reelhouse.sources.bulk.tsv import Scanner, ScanResult
from reelhouse.sources.bulk.unpack import Unpacker
from reelhouse.sources.pool import Stopped


class FileChecker(Protocol):
    """Takes a file's bytes as received and says what came of them."""

    @property
    def rows(self) -> int:
        """Rows checked so far."""

    @property
    def result(self) -> ScanResult:
        """What came of the file, once it is finished."""

    @property
    def order(self) -> KeyOrder:
        """What is known of the keys, once it is finished."""

    @property
    def is_gzip(self) -> bool:
        """Whether the bytes are gzip, once it is finished."""

    def feed(self, data: bytes) -> None:
        """Take the next bytes as received."""

    def finish(self) -> None:
        """Check what is left."""


class Checker:
    """Unpacks and checks a file while it arrives.

    Args:
        scanner: checks the text.
        rejects: where the scanner's rejects go.
        stop: ends the work when it is set.
    """

    def __init__(self, scanner: Scanner, rejects: RejectFile, stop: Event) -> None:
        self._scanner = scanner
        self._rejects = rejects
        self._stop = stop
        self._unpacker = Unpacker(scanner.name, scanner.contract.header.partition(b"\t")[0])
        self._result: ScanResult | None = None

    @property
    def rows(self) -> int:
        """Rows checked so far."""
        return self._scanner.rows

    @property
    def result(self) -> ScanResult:
        """What came of the file, once it is finished."""
        if self._result is None:
            raise RuntimeError("the file is not finished")
        return self._result

    @property
    def order(self) -> KeyOrder:
        """What is known of the keys so far."""
        return self._scanner.key_order

    @property
    def is_gzip(self) -> bool:
        """Whether the bytes are gzip."""
        return bool(self._unpacker.is_gzip)

    def feed(self, data: bytes) -> None:
        """Take the next bytes as received."""
        if self._stop.is_set():
            raise Stopped
        for text in self._unpacker.feed(data):
            self._scanner.feed(text)

    def finish(self) -> None:
        """Check what is left."""
        for text in self._unpacker.finish():
            self._scanner.feed(text)
        self._result = self._scanner.finish()
        self._rejects.close()
