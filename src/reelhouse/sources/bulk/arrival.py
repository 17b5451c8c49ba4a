"""A file on its way in: its bytes go to disk and to whoever checks them, in one pass."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from reelhouse.sources.bulk.unpack import READ_BYTES
from reelhouse.sources.progress import Progress
from reelhouse.storage import disk_full, explain_full_disk, free_bytes, read_json, write_json

PART_SUFFIX = ".part"
NOTE_SUFFIX = ".part.json"


class Consumer(Protocol):
    """Takes a file's bytes in order and judges them."""

    @property
    def rows(self) -> int:
        """Rows seen so far."""

    def feed(self, data: bytes) -> None:
        """Take the next bytes; raises ReelhouseError when they cannot be right."""

    def finish(self) -> None:
        """Learn that this was all; raises ReelhouseError when it cannot have been."""


C = TypeVar("C", bound=Consumer)


class Arrival(Generic[C]):
    """A file that arrives, perhaps over several attempts and runs.

    Args:
        part: where its bytes go; a note beside it says what they are.
        origin: where they come from, without secrets.
        consumer: makes a consumer for the bytes from the first one on.
        progress: is told of every block.
        label: the file's name in progress.
    """

    def __init__(
        self, part: Path, origin: str, consumer: Callable[[], C], progress: Progress, label: str
    ) -> None:
        self.part = part
        self.origin = origin
        self.etag = ""
        self.last_modified = ""
        self.expected: int | None = None
        self.bytes = 0
        self.resumed = False
        self._make = consumer
        self._progress = progress
        self._label = label
        self._digest = hashlib.sha256()
        self.consumer: C | None = None
        self._recall()

    @property
    def validator(self) -> str:
        """What proves to the server that the bytes here are the beginning of what it has."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified

    @property
    def sha256(self) -> str:
        """Checksum of all bytes, hex."""
        return self._digest.hexdigest()

    @property
    def _note(self) -> Path:
        return self.part.with_name(self.part.name.removesuffix(PART_SUFFIX) + NOTE_SUFFIX)

    def _recall(self) -> None:
        """Pick up what an earlier run left."""
        if self.part.is_file() and self._note.is_file():
            note = read_json(self._note)
            if note.get("origin") == self.origin:
                self.etag, self.last_modified = note["etag"], note["last_modified"]
                self.expected = note["expected"]
                self.bytes = self.part.stat().st_size
        if not self.validator:
            self.bytes = 0

    def begin(self, expected: int | None, etag: str = "", last_modified: str = "") -> None:
        """Start from the first byte.

        Raises:
            DiskFull: there is no room for all of it.
        """
        self.expected, self.etag, self.last_modified = expected, etag, last_modified
        self._restart()
        self._check_space()
        note = {
            "origin": self.origin,
            "etag": etag,
            "last_modified": last_modified,
            "expected": expected,
        }
        with explain_full_disk(self.part.parent, lambda: self._missing):
            self.part.parent.mkdir(parents=True, exist_ok=True)
            self.part.write_bytes(b"")
            write_json(self._note, note)

    def resume(self) -> None:
        """Go on behind the bytes on disk; they are read again if they were not seen yet."""
        self.resumed = True
        self._check_space()
        if self.consumer is None:
            whole = self.bytes
            self._restart()
            with self.part.open("rb") as file:
                while data := file.read(min(READ_BYTES, whole - self.bytes)):
                    self._take(data)

    def discard(self) -> None:
        """Forget what has arrived: it cannot be right, or it has been moved to its place."""
        self.part.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)
        self.bytes, self.etag, self.last_modified, self.expected = 0, "", "", None
        self.consumer = None
        self.resumed = False

    @contextmanager
    def writing(self) -> Iterator[Callable[[bytes], None]]:
        """Open the file for more bytes; gives the function that takes them.

        Raises:
            DiskFull: there is no room for them.
            ReelhouseError: the consumer finds the bytes wrong.
        """
        with (
            explain_full_disk(self.part.parent, lambda: self._missing),
            self.part.open("ab") as file,
        ):

            def write(data: bytes) -> None:
                file.write(data)
                self._take(data)

            yield write
            file.flush()
            os.fsync(file.fileno())

    def finish(self) -> C:
        """Let the consumer judge the whole.

        Raises:
            ReelhouseError: it is not whole.
        """
        consumer = self.consumer or self._restart()
        rows = consumer.rows
        consumer.finish()
        self._progress.advance(self._label, 0, consumer.rows - rows)
        return consumer

    def _restart(self) -> C:
        self.consumer = self._make()
        self._digest = hashlib.sha256()
        self.bytes = 0
        self._progress.start(self._label, self.expected)
        return self.consumer

    def _take(self, data: bytes) -> None:
        consumer = self.consumer or self._restart()
        self.bytes += len(data)
        self._digest.update(data)
        rows = consumer.rows
        consumer.feed(data)
        self._progress.advance(self._label, len(data), consumer.rows - rows)

    def _check_space(self) -> None:
        missing = self._missing
        if missing is not None and missing > free_bytes(self.part.parent):
            raise disk_full(self.part.parent, missing)

    @property
    def _missing(self) -> int | None:
        return None if self.expected is None else self.expected - self.bytes


def newest_day(arrivals: Iterable[Arrival[Any]]) -> date | None:
    """The newest day that servers gave for files; None where they gave none."""
    days = []
    for arrival in arrivals:
        try:
            days.append(parsedate_to_datetime(arrival.last_modified).date())
        except ValueError:
            continue
    return max(days, default=None)
