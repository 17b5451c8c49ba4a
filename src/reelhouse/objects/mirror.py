"""Keep a working copy and the lake in the object store in step."""

from __future__ import annotations

import json
import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock

from reelhouse.errors import ReelhouseError
from reelhouse.locks import hold, lock_state
from reelhouse.objects import copy, head, lease
from reelhouse.objects.copy import Changes, Stamp, Work
from reelhouse.objects.head import Entry, Head
from reelhouse.objects.settings import ObjectStoreSettings
from reelhouse.objects.store import Changed, Gone, ObjectStore, StoreFailed
from reelhouse.objects.transfer import Moved, Stored, Transfer
from reelhouse.storage import write_text

STATE = "state.json"
_TRIES = 20  # others may change the lake at the same time
_ORPHAN_AGE = timedelta(hours=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """What folder and store had in common when they last agreed.

    Attributes:
        head: of the lake.
        stamps: of files that may change, as they were in the folder.
    """

    head: Head
    stamps: Mapping[str, Stamp]


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
        self._settings = settings
        self._copy_id = copy_id
        self._transfer = Transfer(store, root, settings.connections)
        self._leases: dict[Work, lease.Lease] = {}
        self._deleted: set[str] = set()
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
        self._settle(self._is_idle)
        self._agree(self._is_idle)
        self._looked_at = time.monotonic()

    def look_again(self) -> None:
        """Show what others published meanwhile; asked too often, or without an answer, it waits."""
        with self._looking:
            if time.monotonic() - self._looked_at < self._settings.look_seconds:
                return
            self._looked_at = time.monotonic()
        try:
            with self._mutex():
                state = self._state()
                newest = self._newest(state.head)
                if newest is not None:
                    self._save(self._follow(state, newest))
        except (StoreFailed, Moved) as error:
            log.warning("the pages show what was here before: %s", error.what)

    def push(self) -> None:
        """Bring what this process wrote to the store, all of it in one step.

        Raises:
            ReelhouseError: another machine has taken the lock over or changed the same file; the
                store stays as it is.
        """
        self._commit(lambda work: not work or work in self._leases)

    def close(self) -> None:
        """Bring to the store what was written without a lock, such as a choice of a model."""
        self._settle(self._is_idle)

    def fetch(self, paths: Sequence[Path]) -> None:
        """Fetch files of which only a blank is here.

        Raises:
            ReelhouseError: one of them is no longer in the store.
        """
        names = [path.relative_to(self.root).as_posix() for path in paths]
        try:
            self._transfer.fill(self._entries(names))
        except Moved:
            with self._mutex():
                state = self._state()
                newest = self._newest(state.head)
                if newest is None:
                    raise
                self._save(self._follow(state, newest))
            self._transfer.fill(self._entries(names))

    def _entries(self, names: Sequence[str]) -> dict[str, Entry]:
        files = self._state().head.files
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
        entry = self._state().head.files.get(path.relative_to(self.root).as_posix())
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
        with self._leased(work):
            self._settle(lambda other: other == work or self._is_idle(other))
            self._agree(lambda other: other == work or self._is_idle(other))
            try:
                yield
            except BaseException:
                # what went wrong first must not be hidden
                with suppress(ReelhouseError):
                    self.push()
                raise
            self.push()

    @contextmanager
    def _leased(self, work: Work) -> Iterator[None]:
        """Hold the lock between machines; the head says so, too."""
        taken = lease.take(self.store, work, self._settings.lease_seconds, self._copy_id)
        taken.keep_alive()
        self._leases[work] = taken
        try:
            self._swap(
                lambda now: replace(now, holders={**now.holders, work: taken.token}), taking=work
            )
            yield
        finally:
            with suppress(StoreFailed):
                taken.release()
            del self._leases[work]

    def is_held(self, work: Work) -> bool:
        """Whether any machine holds the lock for a kind of work."""
        return lease.is_held(self.store, work)

    def sweep(self) -> int:
        """Delete objects that nothing refers to: uploads of processes that were killed.

        Those of work whose lock this process holds go at once, others after an hour.

        Returns:
            How many were deleted.
        """
        keys = self._state().head.keys
        before = datetime.now(UTC) - _ORPHAN_AGE
        orphans = [
            found.name
            for found in self.store.listing()
            if found.name not in keys
            and found.name != head.NAME
            and not lease.is_lock(found.name)
            and (found.written_at < before or copy.work_of(found.name) in self._leases)
        ]
        # what others have just stored may have become part of the lake since
        newest = self._newest(self._state().head)
        if newest is not None:
            orphans = [name for name in orphans if name not in newest.keys]
        self.store.delete(orphans)
        self.store.drop_unfinished()
        return len(orphans)

    def _is_idle(self, work: Work) -> bool:
        """Whether nobody on this machine is at some kind of work now."""
        return not work or lock_state(self.root, work) != "held"

    def _settle(self, belongs: Callable[[Work], bool]) -> None:
        """Bring to the store what a killed process added here; the rest `_agree` takes back."""
        with self._mutex():
            state = self._state()
            newest = self._newest(state.head) or state.head
            left = copy.changes_since(self.root, state.head.files, state.stamps).of(belongs)
        if not left or left.removes_for_good or newest.erasures != state.head.erasures:
            return
        for work in sorted(left.works):
            if not work or work in self._leases:
                self._commit(lambda other, work=work: other == work)  # type: ignore[misc]
                continue
            try:
                with hold(self.root, work), self._leased(work):
                    self._commit(lambda other, work=work: other == work)  # type: ignore[misc]
            except StoreFailed:
                raise
            except ReelhouseError as error:
                log.info("what was left here of another %s is dropped: %s", work, error.what)

    def _agree(self, belongs: Callable[[Work], bool]) -> None:
        """Make the folder what the store has, for some kinds of work."""
        for _ in range(_TRIES):
            with self._mutex():
                state = self._state()
                newest = self._newest(state.head) or state.head
                same = {
                    path: stamp
                    for path, stamp in state.stamps.items()
                    if state.head.files.get(path) == newest.files.get(path)
                }
                differs = copy.changes_since(self.root, newest.files, same).of(belongs)
                try:
                    stamps = self._take(differs, newest, same)
                except Moved:
                    continue  # others changed the lake meanwhile
                self._save(State(newest, stamps))
                return
        raise ReelhouseError(
            "the lake is changed faster than it can be read", where=str(self.store.address)
        )

    def _follow(self, state: State, newest: Head) -> State:
        """Take in what others changed between two heads, but in work that goes on here."""
        old, new = state.head.files, newest.files
        changes = Changes(
            tuple(path for path in new if path not in old or old[path].sha256 != new[path].sha256),
            tuple(path for path in old if path not in new),
        )
        differs = changes.of(lambda work: work not in self._leases and self._is_idle(work))
        return State(newest, self._take(differs, newest, state.stamps))

    def _take(
        self, differs: Changes, newest: Head, stamps: Mapping[str, Stamp]
    ) -> dict[str, Stamp]:
        """Place what a head has, remove what it has not; gives the stamps that hold then."""
        paths = (*differs.new, *differs.gone)
        there = [path for path in paths if path in newest.files]
        # what shows the way to other files comes after them
        for is_last in (False, True):
            some = [path for path in there if copy.is_pointer(path) == is_last]
            self._transfer.place(some, newest.files)
        for path in paths:
            if path not in newest.files:
                copy.remove(self.root, path)
        kept = {path: s for path, s in stamps.items() if path in newest.files}
        return kept | {
            path: copy.stamp(self.root / path) for path in there if not copy.is_immutable(path)
        }

    def _commit(self, belongs: Callable[[Work], bool]) -> None:
        """Store what was written, then name it in the head, in one step."""
        with self._committing:
            self._commit_alone(belongs)

    def _commit_alone(self, belongs: Callable[[Work], bool]) -> None:
        copy.settle_databases(self.root)
        with self._mutex():
            state = self._state()
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
        self._swap(changed, stamps)

    def _keep_shared(self, stored: dict[str, Stored], now: Head) -> None:
        """Store anew what shares an object that others have given up meanwhile."""
        keys = now.keys
        for path, found in stored.items():
            if found.is_shared and found.entry.key not in keys:
                again = self._transfer.upload_anew(path)
                if again:
                    stored[path] = again

    def _swap(
        self,
        change: Callable[[Head], Head],
        stamps: Mapping[str, Stamp] | None = None,
        taking: Work = "",
    ) -> None:
        """Replace the head by what becomes of it, whatever others do at the same time.

        Args:
            change: gives the head as it is to be.
            stamps: of the files that it names anew.
            taking: the kind of work whose lock the head learns of only now.

        Raises:
            ReelhouseError: this process may not change the lake any more, or not like this.
        """
        with self._mutex():
            state = self._state()
            for _ in range(_TRIES):
                self._check_leases(state.head, taking)
                wanted = change(state.head)
                doomed = tuple(key for key in wanted.doomed if key not in self._deleted)
                wanted = replace(wanted, commit=secrets.token_hex(8), doomed=doomed)
                try:
                    etag = self.store.put(head.NAME, wanted.as_bytes(), only_over=state.head.etag)
                except (Changed, Gone):
                    newest = self._newest(state.head)
                    # the answer to the first of several attempts may have got lost
                    if newest is None or newest.commit != wanted.commit:
                        if newest is not None:
                            with suppress(Moved):  # it is not the newest any more
                                state = self._follow(state, newest)
                        continue
                    etag = newest.etag
                kept = {p: s for p, s in state.stamps.items() if p in wanted.files}
                self._save(State(replace(wanted, etag=etag), {**kept, **(stamps or {})}))
                break
            else:
                raise ReelhouseError(
                    "others change the lake all the time",
                    where=str(self.store.address),
                    advice="Run it again when they are done.",
                )
        self._delete(wanted.doomed)

    def _delete(self, doomed: Sequence[str]) -> None:
        """Delete what nothing refers to; whoever changes the lake next does what is left of it."""
        if doomed:
            with suppress(StoreFailed):
                self.store.delete(doomed)
                self._deleted |= set(doomed)

    def _check_leases(self, now: Head, taking: Work) -> None:
        """Stop a process that was taken for dead while it was only slow."""
        for work, mine in self._leases.items():
            if mine.lost or (now.holders.get(work) != mine.token and work != taking):
                raise ReelhouseError(
                    f"another machine has taken over the {work} of this lake",
                    where=str(self.store.address),
                    advice="This one gave no sign of life for too long. What it did is not part of "
                    "the lake; see what the other one did, and run it again if need be.",
                )

    def _overtaken(self, path: str) -> ReelhouseError:
        return ReelhouseError(
            f"another machine has changed {path} meanwhile",
            where=str(self.store.address),
            advice="Its change stands, this one does not; run it again if it is still wanted.",
        )

    def _newest(self, known: Head) -> Head | None:
        """The head as it is now; None where it is the one that is known."""
        try:
            found = self.store.get(head.NAME, unless=known.etag)
        except Gone:
            if not known.etag:
                return None
            raise ReelhouseError(
                "the lake is gone from the object store",
                where=f"{self.store.address}/{head.NAME}",
                advice=f"What was here of it still lies in {self.root}.",
            ) from None
        if found is None:
            return None
        return head.read_head(found.body, found.etag, f"{self.store.address}/{head.NAME}")

    def _mutex(self) -> FileLock:
        """One process of this machine at a time changes what is known of the store."""
        path = self.root / copy.PLACE / "sync.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(path)

    def _state(self) -> State:
        try:
            content = json.loads((self.root / copy.PLACE / STATE).read_bytes())
        except FileNotFoundError:
            return State(Head(), {})
        known = head.read_head(
            json.dumps(content["head"]).encode(), content["etag"], str(self.root / copy.PLACE)
        )
        return State(known, {path: (size, at) for path, (size, at) in content["stamps"].items()})

    def _save(self, state: State) -> None:
        content = {
            "etag": state.head.etag,
            "stamps": state.stamps,
            "head": json.loads(state.head.as_bytes()),
        }
        write_text(self.root / copy.PLACE / STATE, json.dumps(content))
