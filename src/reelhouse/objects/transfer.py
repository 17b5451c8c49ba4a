"""Bring files of a working copy to the store and back, several at a time, each checked."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from filelock import FileLock

from reelhouse.errors import ReelhouseError
from reelhouse.objects import copy
from reelhouse.objects.failures import Changed, Gone
from reelhouse.objects.head import Entry
from reelhouse.objects.store import ObjectStore
from reelhouse.storage import explain_full_disk, sha256_of

OBJECTS = ".objects"
"""Where files lie that change: each content under a name of its own, so that none is replaced."""

T = TypeVar("T")
R = TypeVar("R")


class Moved(ReelhouseError):
    """An object is no longer there: the lake was changed since its head was read."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is in the store.

    Attributes:
        entry: how the head names it.
        stamp: of the file when it was read.
        is_shared: whether an object that was there already has the content.
    """

    entry: Entry
    stamp: copy.Stamp
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Transfer:
    """Between one working copy and its store.

    Attributes:
        store: where objects are.
        root: the working copy.
        connections: files at the same time.
    """

    store: ObjectStore
    root: Path
    connections: int

    def upload(self, paths: Iterable[str], there: Mapping[str, Entry]) -> dict[str, Stored]:
        """Store files.

        A file whose content an object has already is not stored again: a build consists mostly of
        tables that were carried over from the one before.

        Args:
            paths: in the working copy; one that is gone meanwhile is left out.
            there: entries that may be shared, by checksum.
        """
        stored = self._at_once(lambda path: (path, self._upload(path, there)), paths)
        return {path: found for path, found in stored if found}

    def upload_anew(self, path: str) -> Stored | None:
        """Store a file though an object has its content, as that is to be deleted."""
        return self._upload(path, {})

    def _upload(self, path: str, there: Mapping[str, Entry]) -> Stored | None:
        source = self.root / path
        try:
            stamp = copy.stamp(source)
            sha256 = sha256_of(source)
            known = there.get(sha256)
            if known and known.bytes == stamp[0]:
                return Stored(known, stamp, is_shared=True)
            if copy.is_blank(source):
                raise ReelhouseError("the file was never fetched", where=str(source))
            if copy.is_immutable(path):
                etag = self.store.put_file(path, source, sha256)
                return Stored(Entry(sha256, stamp[0], etag, path), stamp)
            body = copy.content_of(source)
        except FileNotFoundError:
            return None
        sha256 = hashlib.sha256(body).hexdigest()
        key = f"{OBJECTS}/{sha256[:16]}-{secrets.token_hex(4)}"
        return Stored(Entry(sha256, len(body), self.store.put(key, body), key), stamp)

    def place(self, paths: Iterable[str], files: Mapping[str, Entry]) -> None:
        """Make files of the working copy what the store has, large ones as blanks.

        Raises:
            Moved: an object is gone.
        """
        small = []
        for path in paths:
            if copy.is_small(path):
                small.append(path)
            else:
                copy.make_blank(self.root / path, files[path].bytes)
        self._at_once(lambda path: self._place(path, files[path]), small)

    def _place(self, path: str, entry: Entry) -> None:
        try:
            found = self.store.get(entry.key)
        except Gone:
            raise _moved(self.store, path) from None
        assert found is not None
        if hashlib.sha256(found.body).hexdigest() != entry.sha256:
            raise _damaged(self.store, path)
        target = self.root / path
        if path.endswith(".sqlite"):
            copy.remove(self.root, path)  # with its log, which is of another content
        with explain_full_disk(self.root):
            copy.place_bytes(target, found.body)

    def fill(self, wanted: Mapping[str, Entry]) -> None:
        """Fetch what blanks stand for; what came of a fetch that was cut short is not lost.

        Raises:
            Moved: an object is gone.
            ReelhouseError: what came is not what was stored.
        """
        self._at_once(lambda item: self._fill(*item), wanted.items())

    def _fill(self, path: str, entry: Entry) -> None:
        target = self.root / path
        name = hashlib.sha256(f"{entry.key}\n{entry.sha256}".encode()).hexdigest()[:24]
        part = self.root / copy.PLACE / "incoming" / name
        with explain_full_disk(self.root, lambda: entry.bytes):
            part.parent.mkdir(parents=True, exist_ok=True)
            # another process of this machine may want the same file
            with FileLock(part.with_suffix(".lock")):
                if not copy.is_blank(target):
                    return
                try:
                    self.store.fetch(entry.key, entry.etag, entry.bytes, part)
                except (Gone, Changed):
                    part.unlink(missing_ok=True)
                    raise _moved(self.store, path) from None
                if sha256_of(part) != entry.sha256:
                    part.unlink()
                    raise _damaged(self.store, path)
                os.replace(part, target)
            part.with_suffix(".lock").unlink(missing_ok=True)

    def _at_once(self, work: Callable[[T], R], items: Iterable[T]) -> list[R]:
        todo = list(items)
        if len(todo) < 2:
            return [work(item) for item in todo]
        with ThreadPoolExecutor(min(self.connections, len(todo))) as pool:
            futures = [pool.submit(work, item) for item in todo]
            try:
                return [future.result() for future in futures]
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise


def _moved(store: ObjectStore, path: str) -> Moved:
    return Moved(
        "the file is no longer in the object store",
        where=f"{store.address}/{path}",
        advice="Another machine may have removed it just now; run it again.",
    )


def _damaged(store: ObjectStore, path: str) -> ReelhouseError:
    return ReelhouseError(
        "the object store gave something else than was stored",
        where=f"{store.address}/{path}",
        advice="`reelhouse verify` says which files are affected.",
    )
