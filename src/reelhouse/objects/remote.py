"""An object read as a file, without a copy of it here."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from reelhouse.objects.head import Entry
from reelhouse.objects.store import ObjectStore


class RemoteFile(io.RawIOBase):
    """An object of a lake, as a file that is open for reading.

    Args:
        store: where it is.
        entry: which.
    """

    def __init__(self, store: ObjectStore, entry: Entry) -> None:
        self._store = store
        self._entry = entry
        self._place = 0
        self._begin()

    def _begin(self) -> None:
        """Ask for nothing before something is read."""
        entry = self._entry
        self._blocks: Iterator[bytes] = self._store.blocks(
            entry.key, entry.etag, entry.bytes, self._place
        )
        self._block = memoryview(b"")

    def readable(self) -> bool:
        """Whether it can be read."""
        return True

    def seekable(self) -> bool:
        """Whether it can be read from any place on."""
        return True

    def tell(self) -> int:
        """Where the next read begins."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Read from another place on."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._entry.bytes}[whence]
        if start + offset != self._place:
            self._place = start + offset
            self._begin()
        return self._place

    def readinto(self, buffer: Any, /) -> int:
        """Read some bytes; none at the end.

        Raises:
            ReelhouseError: the store does not give them.
        """
        if not self._block:
            self._block = memoryview(next(self._blocks, b""))
        taken = min(len(buffer), len(self._block))
        buffer[:taken] = self._block[:taken]
        self._block = self._block[taken:]
        self._place += taken
        return taken
