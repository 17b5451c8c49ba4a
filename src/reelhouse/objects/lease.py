"""A lock between machines: an object that says who works, and how lately they gave a sign of life.

It is taken by a conditional put, so that of two only one gets it. The holder renews it; one that
was not renewed for the time of its lease is taken for dead and the lock may be had. How old it is
the server's own clock says, so that the clocks of two machines need not agree.
"""

from __future__ import annotations

import json
import os
import platform
import secrets
import threading
from dataclasses import dataclass, field
from typing import Any

from reelhouse import clock
from reelhouse.errors import ReelhouseError
from reelhouse.objects.failures import Changed, Gone, StoreFailed
from reelhouse.objects.store import Found, ObjectStore

FOLDER = ".locks"
_TRIES = 3
_SIGNS_PER_LEASE = 3


@dataclass(slots=True)
class Lease:
    """A lock that this process holds.

    Attributes:
        work: what it is for.
        token: a mark of its own.
        lost: whether somebody else has it by now.
    """

    store: ObjectStore
    work: str
    token: str
    seconds: float
    etag: str
    content: dict[str, Any]
    lost: bool = False
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def keep_alive(self) -> None:
        """Give signs of life from now on."""
        self._thread = threading.Thread(target=self._beat, daemon=True, name=f"lease-{self.work}")
        self._thread.start()

    def _beat(self) -> None:
        while not self._stop.wait(self.seconds / _SIGNS_PER_LEASE) and not self.lost:
            try:
                self._renew()
            except StoreFailed:
                continue  # the store may answer again before the lease ends

    def _renew(self, **more: Any) -> None:
        self.content = {**self.content, "sign": self.content["sign"] + 1, **more}
        try:
            self.etag = self.store.put(
                _name(self.work), _as_bytes(self.content), only_over=self.etag
            )
        except (Changed, Gone):
            there = look(self.store, self.work)
            # the answer to the first of several attempts may have got lost
            if there and _content(there).get("token") == self.token:
                self.etag = there.etag
            else:
                self.lost = True

    def release(self) -> None:
        """Let others have the lock."""
        self._stop.set()
        if self._thread:
            self._thread.join()
        if not self.lost:
            self._renew(is_free=True)


def take(store: ObjectStore, work: str, seconds: float, copy_id: str) -> Lease:
    """Take the lock for a kind of work.

    Args:
        store: of the lake.
        work: such as `build`.
        seconds: how long it holds after the last sign of life.
        copy_id: of the working copy, whose own lock the caller holds: a lock that this copy has
            left behind is that of a dead process.

    Raises:
        ReelhouseError: another machine works, or one that died did so too lately to be sure.
    """
    token = secrets.token_hex(8)
    content = {
        "token": token,
        "machine": platform.node(),
        "process": os.getpid(),
        "copy": copy_id,
        "since": clock.now().isoformat(timespec="seconds"),
        "lease_seconds": seconds,
        "sign": 0,
    }
    for _ in range(_TRIES):
        there = look(store, work)
        if there and not _may_be_had(there, copy_id):
            raise _held(store, work, there)
        over = there.etag if there else ""
        try:
            etag = store.put(_name(work), _as_bytes(content), only_over=over)
        except (Changed, Gone):
            there = look(store, work)
            if not there or _content(there).get("token") != token:
                continue
            etag = there.etag
        return Lease(store, work, token, seconds, etag, content)
    raise ReelhouseError(
        f"another machine has just begun another {work} on this lake",
        where=str(store.address),
        advice="Wait for it to end.",
    )


def is_held(store: ObjectStore, work: str, copy_id: str) -> bool:
    """Whether anybody holds the lock for a kind of work, as far as one can tell.

    Args:
        store: of the lake.
        work: such as `build`.
        copy_id: of the working copy, whose own lock nobody holds.
    """
    there = look(store, work)
    return there is not None and not _may_be_had(there, copy_id)


def look(store: ObjectStore, work: str) -> Found | None:
    """The lock as it is now; None where there never was one."""
    try:
        return store.get(_name(work))
    except Gone:
        return None


def is_lock(name: str) -> bool:
    """Whether an object is a lock."""
    return name.startswith(f"{FOLDER}/")


def _may_be_had(there: Found, copy_id: str) -> bool:
    content = _content(there)
    if content.get("is_free") or there.seconds_old > float(content.get("lease_seconds", 0)):
        return True
    return (content.get("copy"), content.get("machine")) == (copy_id, platform.node())


def _held(store: ObjectStore, work: str, there: Found) -> ReelhouseError:
    content = _content(there)
    return ReelhouseError(
        f"another {work} is running on this lake (process {content.get('process')} on "
        f"{content.get('machine')}, last heard of {there.seconds_old:.0f} s ago)",
        where=str(store.address),
        advice="Wait for it to end. If that machine is gone, its lock frees itself "
        f"{content.get('lease_seconds', 0):.0f} s after it was last heard of.",
    )


def _content(there: Found) -> dict[str, Any]:
    try:
        content = json.loads(there.body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _as_bytes(content: dict[str, Any]) -> bytes:
    return json.dumps(content, indent=2).encode()


def _name(work: str) -> str:
    return f"{FOLDER}/{work}.json"
