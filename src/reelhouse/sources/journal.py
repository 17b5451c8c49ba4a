"""The answers of a pull that is not finished: a killed or paused run goes on where it stopped."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Self

import orjson

from reelhouse.storage import explain_full_disk

KEPT_HEADERS = ("content-type", "link", "etag")
"""Headers that paging needs; others are not written down."""


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it came.

    Attributes:
        status: HTTP status.
        headers: those of `KEPT_HEADERS` that it had, names in lower case.
        body: its bytes; empty where the provider had nothing.
        fetched_at: when it came, ISO 8601 in UTC.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: str


class Journal:
    """Answers by request, on disk as soon as they have come.

    The connector asks for everything again when a pull is taken up; what the journal holds is not
    requested again.

    Args:
        path: an SQLite file; it is made where there is none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        with explain_full_disk(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, check_same_thread=False)
            self._connection.execute("pragma journal_mode = wal")
            # every answer is safe from a killed process; a power cut may cost the last ones, which
            # are then fetched again
            self._connection.execute("pragma synchronous = normal")
            self._connection.execute(
                "create table if not exists answers (key blob primary key, status integer, "
                "headers text, body blob, fetched_at text)"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def find(self, key: bytes) -> StoredAnswer | None:
        """The answer to a request; None where it has not come yet."""
        with self._lock:
            row = self._connection.execute(
                "select status, headers, body, fetched_at from answers where key = ?", (key,)
            ).fetchone()
        if row is None:
            return None
        status, headers, body, fetched_at = row
        return StoredAnswer(status, orjson.loads(headers), zlib.decompress(body), fetched_at)

    def store(self, key: bytes, answer: StoredAnswer) -> None:
        """Put an answer on the disk.

        Raises:
            DiskFull: there is no room for it.
        """
        body = zlib.compress(answer.body, 1)
        headers = orjson.dumps(dict(answer.headers)).decode()
        with self._lock, explain_full_disk(self.path.parent):
            try:
                self._connection.execute(
                    "insert or replace into answers values (?, ?, ?, ?, ?)",
                    (key, answer.status, headers, body, answer.fetched_at),
                )
                self._connection.commit()
            except sqlite3.OperationalError as error:
                if "full" in str(error):
                    raise OSError(28, "no space left") from error
                raise

    def __len__(self) -> int:
        with self._lock:
            [(count,)] = self._connection.execute("select count(*) from answers")
        return int(count)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def remove(self) -> None:
        """End with the journal: everything in it is in bronze."""
        self.close()
        for path in _files_of(self.path):
            path.unlink(missing_ok=True)


def forget_older(path: Path, days: int, now: datetime) -> None:
    """Remove a journal that nothing was written into for so many days."""
    times = [file.stat().st_mtime for file in _files_of(path) if file.exists()]
    if times and now.timestamp() - max(times) > days * 86_400:
        for file in _files_of(path):
            file.unlink(missing_ok=True)


def _files_of(path: Path) -> list[Path]:
    return [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm")]


def request_key(method: str, url: str, body: bytes, reading: int) -> bytes:
    """What tells requests of one pull apart.

    Args:
        method: such as GET.
        url: without secrets.
        body: of the request.
        reading: a list that changed while it was read is read again, under the next number.
    """
    digest = hashlib.sha256(f"{reading} {method} {url}\n".encode())
    digest.update(body)
    return digest.digest()
