"""The head of a lake as this working copy knows it, and how it is replaced by the next one."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock

from reelhouse.errors import ReelhouseError
from reelhouse.locks import lock_state
from reelhouse.objects import copy, head
from reelhouse.objects.copy import Changes, Stamp, Work
from reelhouse.objects.failures import Changed, Gone, StoreFailed
from reelhouse.objects.head import Head
from reelhouse.objects.lease import Lease
from reelhouse.objects.store import ObjectStore
from reelhouse.objects.transfer import Moved, Transfer
from reelhouse.storage import write_text

STATE = "state.json"
TRIES = 20
"""How often something is begun anew because others change the lake at the same time."""


@dataclass(frozen=True, slots=True)
class State:
    """What folder and store had in common when they last agreed.

    Attributes:
        head: of the lake.
        stamps: of files that may change, as they were in the folder.
        tokens: mark of the lock that this copy had last, by kind of work.
    """

    head: Head
    stamps: Mapping[str, Stamp]
    tokens: Mapping[str, str]


class Heads:
    """What is known of the store, kept in the working copy.

    Args:
        root: the working copy.
        store: where the lake lies.
        transfer: between the two.
    """

    def __init__(self, root: Path, store: ObjectStore, transfer: Transfer) -> None:
        self.root = root
        self.store = store
        self.leases: dict[Work, Lease] = {}
        self._transfer = transfer
        self._deleted: set[str] = set()

    def state(self) -> State:
        """What folder and store had in common when they last agreed."""
        try:
            content = json.loads((self.root / copy.PLACE / STATE).read_bytes())
        except FileNotFoundError:
            return State(Head(), {}, {})
        known = head.read_head(
            json.dumps(content["head"]).encode(), content["etag"], str(self.root / copy.PLACE)
        )
        stamps = {path: (size, at) for path, (size, at) in content["stamps"].items()}
        return State(known, stamps, content["tokens"])

    def save(self, state: State) -> None:
        """Note that they agree."""
        content = {
            "etag": state.head.etag,
            "stamps": state.stamps,
            "tokens": state.tokens,
            "head": json.loads(state.head.as_bytes()),
        }
        write_text(self.root / copy.PLACE / STATE, json.dumps(content))

    def mutex(self) -> FileLock:
        """One process of this machine at a time changes what is known of the store."""
        path = self.root / copy.PLACE / "sync.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(path)

    def newest(self, known: Head) -> Head | None:
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

    def swap(
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
        with self.mutex():
            state = self.state()
            for _ in range(TRIES):
                self._check_leases(state.head, taking)
                wanted = change(state.head)
                doomed = tuple(key for key in wanted.doomed if key not in self._deleted)
                wanted = replace(wanted, commit=secrets.token_hex(8), doomed=doomed)
                try:
                    etag = self.store.put(head.NAME, wanted.as_bytes(), only_over=state.head.etag)
                except (Changed, Gone):
                    newest = self.newest(state.head)
                    # the answer to the first of several attempts may have got lost
                    if newest is None or newest.commit != wanted.commit:
                        if newest is not None:
                            with suppress(Moved):  # it is not the newest any more
                                state = self.follow(state, newest)
                        continue
                    etag = newest.etag
                kept = {p: s for p, s in state.stamps.items() if p in wanted.files}
                tokens = {
                    **state.tokens,
                    **({taking: self.leases[taking].token} if taking else {}),
                }
                self.save(State(replace(wanted, etag=etag), {**kept, **(stamps or {})}, tokens))
                break
            else:
                raise ReelhouseError(
                    "others change the lake all the time",
                    where=str(self.store.address),
                    advice="Run it again when they are done.",
                )
        self._delete(wanted.doomed)

    def _check_leases(self, now: Head, taking: Work) -> None:
        """Stop a process that was taken for dead while it was only slow."""
        for work, mine in self.leases.items():
            if mine.lost or (now.holders.get(work) != mine.token and work != taking):
                raise ReelhouseError(
                    f"another machine has taken over the {work} of this lake",
                    where=str(self.store.address),
                    advice="This one gave no sign of life for too long. What it did is not part of "
                    "the lake; see what the other one did, and run it again if need be.",
                )

    def _delete(self, doomed: Sequence[str]) -> None:
        """Delete what nothing refers to; whoever changes the lake next does what is left of it."""
        if doomed:
            with suppress(StoreFailed):
                self.store.delete(doomed)
                self._deleted |= set(doomed)

    def follow(self, state: State, newest: Head) -> State:
        """Take in what others changed between two heads, but in work that goes on here."""
        old, new = state.head.files, newest.files
        changes = Changes(
            tuple(path for path in new if path not in old or old[path].sha256 != new[path].sha256),
            tuple(path for path in old if path not in new),
        )
        differs = changes.of(lambda work: work not in self.leases and self.is_idle(work))
        return State(newest, self.take(differs, newest, state.stamps), state.tokens)

    def take(self, differs: Changes, newest: Head, stamps: Mapping[str, Stamp]) -> dict[str, Stamp]:
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

    def is_idle(self, work: Work) -> bool:
        """Whether nobody on this machine is at some kind of work now."""
        return not work or lock_state(self.root, work) != "held"
