"""Keep a working copy and the lake in the object store in step."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reelhouse.errors import ReelhouseError
from reelhouse.locks import hold
from reelhouse.objects import copy, head, lease
from reelhouse.objects.copy import Changes, Work
from reelhouse.objects.failures import Gone, StoreFailed
from reelhouse.objects.head import Entry, Head
from reelhouse.objects.heads import TRIES, Heads, State
from reelhouse.objects.store import ObjectStore
from reelhouse.objects.transfer import Moved, Stored, Transfer
from reelhouse.settings.object_store import ObjectStoreSettings

_ORPHAN_AGE = timedelta(hours=1)

log = logging.getLogger(__name__)


class Mirror:
    """A working copy and its store.

    Args:
        root: the working copy.
        store: where the lake lies.
        settings: how to reach it.
        copy_id: of the working copy.
    """

    def __init__(
        self, root: Path, store: ObjectStore, settings: ObjectStoreSettings, copy_id: str
    ) -> None:
        self.root = root
        self.store = store
        self.settings = settings
        self._copy_id = copy_id
        self._transfer = Transfer(store, root, settings.connections)
        self._heads = Heads(root, store, self._transfer)
        self._looked_at = 0.0
        self._looking = threading.Lock()
        self._committing = threading.Lock()  # several files may be delivered at once

    def open(self) -> None:
        """Make the working copy what the lake is now.

        What a killed process left here and not in the store is brought there if it adds something
        whole; what it had begun to remove comes back, and so does what others changed since.

        Raises:
            ReelhouseError: the store does not answer, or is not what it should be.
        """
        self._settle(self._heads.is_idle)
        self._agree(self._heads.is_idle)
        self._looked_at = time.monotonic()

    def look_again(self) -> None:
        """Show what others published meanwhile; asked too often, or without an answer, it waits."""
        with self._looking:
            if time.monotonic() - self._looked_at < self.settings.look_seconds:
                return
            self._looked_at = time.monotonic()
        try:
            with self._heads.mutex():
                state = self._heads.state()
                newest = self._heads.newest(state.head)
                if newest is not None:
                    self._heads.save(self._heads.follow(state, newest))
        except (StoreFailed, Moved) as error:
            log.warning("the pages show what was here before: %s", error.what)

    def push(self) -> None:
        """Bring what this process wrote to the store, all of it in one step.

        Raises:
            ReelhouseError: another machine has taken the lock over or changed the same file; the
                store stays as it is.
        """
        self._commit(lambda work: not work or work in self._heads.leases)

    def close(self) -> None:
        """Bring to the store what was written without a lock, such as a choice of a model."""
        self._settle(self._heads.is_idle)

    def fetch(self, paths: Sequence[Path]) -> None:
        """Fetch files of which only a blank is here.

        Raises:
            ReelhouseError: one of them is no longer in the store.
        """
        names = [path.relative_to(self.root).as_posix() for path in paths]
        try:
            self._transfer.fill(self._entries(names))
        except Moved:
            with self._heads.mutex():
                state = self._heads.state()
                newest = self._heads.newest(state.head)
                if newest is None:
                    raise
                self._heads.save(self._heads.follow(state, newest))
            self._transfer.fill(self._entries(names))

    def objects_of(self, paths: Sequence[Path]) -> list[Entry]:
        """The objects that hold some files of the working copy.

        Raises:
            ReelhouseError: one of them is no longer part of the lake.
        """
        names = [path.relative_to(self.root).as_posix() for path in paths]
        return list(self._entries(names).values())

    def _entries(self, names: Sequence[str]) -> dict[str, Entry]:
        files = self._heads.state().head.files
        for name in names:
            if name not in files:
                raise ReelhouseError(
                    "the file is no longer part of the lake",
                    where=f"{self.store.address}/{name}",
                    advice="Another machine removed it meanwhile; run it again.",
                )
        return {name: files[name] for name in names}

    def problem_of(self, path: Path, sha256: str | None = None) -> str:
        """What is wrong with a file in the store, without fetching it; empty where nothing is.

        Args:
            path: in the working copy.
            sha256: checksum that it should have, where that is known.
        """
        entry = self._heads.state().head.files.get(path.relative_to(self.root).as_posix())
        if entry is None:
            return "it is not in the object store"
        try:
            found = self.store.head(entry.key)
        except Gone:
            return "its object is missing"
        if found.etag != entry.etag or found.size != entry.bytes:
            return "its object is not the one that was stored"
        if (sha256 or entry.sha256) != entry.sha256 or found.sha256 not in {"", entry.sha256}:
            return f"its object was stored with checksum {entry.sha256[:12]}…"
        return ""

    @contextmanager
    def exclusive(self, work: Work) -> Iterator[None]:
        """Hold the lock for a kind of work; the working copy's own must be held already.

        Raises:
            ReelhouseError: another machine holds it.
        """
        with self._leased(work) as is_ours:
            if is_ours and self._left(lambda other: other == work):
                self._commit(lambda other: other == work)
            self._settle(self._heads.is_idle)
            self._agree(lambda other: other == work or self._heads.is_idle(other))
            try:
                yield
            except BaseException:
                # what went wrong first must not be hidden
                with suppress(ReelhouseError):
                    self.push()
                raise
            self.push()

    @contextmanager
    def _leased(self, work: Work) -> Iterator[bool]:
        """Hold the lock between machines; the head says so, too.

        Yields:
            Whether nobody else has done such work since this copy did.
        """
        taken = lease.take(self.store, work, self.settings.lease_seconds, self._copy_id)
        taken.keep_alive()
        self._heads.leases[work] = taken
        before: list[str | None] = []

        def begun(now: Head) -> Head:
            before.append(now.holders.get(work))
            return replace(now, holders={**now.holders, work: taken.token})

        try:
            mine = self._heads.state().tokens.get(work)
            self._heads.swap(begun, taking=work)
            yield before[-1] == mine
        finally:
            with suppress(StoreFailed):
                taken.release()
            del self._heads.leases[work]

    def is_held(self, work: Work) -> bool:
        """Whether another machine holds the lock for a kind of work; here nobody does."""
        return lease.is_held(self.store, work, self._copy_id)

    def sweep(self) -> int:
        """Delete objects that nothing refers to: uploads of processes that were killed.

        Those of work whose lock this process holds go at once, others after an hour.

        Returns:
            How many were deleted.
        """
        keys = self._heads.state().head.keys
        before = datetime.now(UTC) - _ORPHAN_AGE
        orphans = [
            found.name
            for found in self.store.listing()
            if found.name not in keys
            and found.name != head.NAME
            and not lease.is_lock(found.name)
            and (found.written_at < before or copy.work_of(found.name) in self._heads.leases)
        ]
        # what others have just stored may have become part of the lake since
        newest = self._heads.newest(self._heads.state().head)
        if newest is not None:
            orphans = [name for name in orphans if name not in newest.keys]
        self.store.delete(orphans)
        self.store.drop_unfinished()
        return len(orphans)

    def _settle(self, belongs: Callable[[Work], bool]) -> None:
        """Bring to the store what a killed process added here; the rest `_agree` takes back."""
        left = self._left(belongs)
        for work in sorted(left.works if left else ()):
            if not work:
                self._commit(lambda other: not other)
                continue
            try:
                with hold(self.root, work), self._leased(work) as is_ours:
                    if is_ours:
                        self._commit(lambda other, work=work: other == work)  # type: ignore[misc]
            except StoreFailed:
                raise
            except ReelhouseError as error:
                log.info("what was left here of another %s is dropped: %s", work, error.what)

    def _left(self, belongs: Callable[[Work], bool]) -> Changes | None:
        """What a killed process added here; None where there is nothing that may be kept."""
        with self._heads.mutex():
            state = self._heads.state()
            left = copy.changes_since(self.root, state.head.files, state.stamps).of(belongs)
            if not left or left.removes_for_good:
                return None
            newest = self._heads.newest(state.head) or state.head
        # it might hold what others removed for good
        return left if newest.erasures == state.head.erasures else None

    def _agree(self, belongs: Callable[[Work], bool]) -> None:
        """Make the folder what the store has, for some kinds of work."""
        for _ in range(TRIES):
            with self._heads.mutex():
                state = self._heads.state()
                newest = self._heads.newest(state.head) or state.head
                same = {
                    path: stamp
                    for path, stamp in state.stamps.items()
                    if state.head.files.get(path) == newest.files.get(path)
                }
                differs = copy.changes_since(self.root, newest.files, same).of(belongs)
                try:
                    stamps = self._heads.take(differs, newest, same)
                except Moved:
                    continue  # others changed the lake meanwhile
                self._heads.save(State(newest, stamps, state.tokens))
                return
        raise ReelhouseError(
            "the lake is changed faster than it can be read", where=str(self.store.address)
        )

    def _commit(self, belongs: Callable[[Work], bool]) -> None:
        """Store what was written, then name it in the head, in one step."""
        with self._committing:
            self._commit_alone(belongs)

    def _commit_alone(self, belongs: Callable[[Work], bool]) -> None:
        copy.settle_databases(self.root)
        with self._heads.mutex():
            state = self._heads.state()
            changes = copy.changes_since(self.root, state.head.files, state.stamps).of(belongs)
        if not changes:
            return
        there = {entry.sha256: entry for entry in state.head.files.values()}
        stored = self._transfer.upload(changes.new, there)
        expected = {p: state.head.files.get(p) for p in (*changes.new, *changes.gone)}
        is_erasure = any(p.startswith(("bronze/", "models/")) for p in changes.gone)

        def changed(now: Head) -> Head:
            for path, before in expected.items():
                found, mine = now.files.get(path), stored.get(path)
                theirs = found.sha256 if found else ""
                if found != before and theirs != (mine.entry.sha256 if mine else ""):
                    raise self._overtaken(path)
            self._keep_shared(stored, now)
            new = {path: found.entry for path, found in stored.items()}
            return now.with_changes(new, changes.gone, is_erasure=is_erasure)

        stamps = {p: s.stamp for p, s in stored.items() if not copy.is_immutable(p)}
        self._heads.swap(changed, stamps)

    def _keep_shared(self, stored: dict[str, Stored], now: Head) -> None:
        """Store anew what shares an object that others have given up meanwhile."""
        keys = now.keys
        for path, found in stored.items():
            if found.is_shared and found.entry.key not in keys:
                again = self._transfer.upload_anew(path)
                if again:
                    stored[path] = again

    def _overtaken(self, path: str) -> ReelhouseError:
        return ReelhouseError(
            f"another machine has changed {path} meanwhile",
            where=str(self.store.address),
            advice="Its change stands, this one does not; run it again if it is still wanted.",
        )
