"""Locks of a lake: one for each kind of work, freed by the kernel when its holder dies."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from reelhouse.errors import ReelhouseError
from reelhouse.storage import explain_full_disk

LockState = Literal["held", "free", "unknown"]

_PATIENCE_SECONDS = 0.2  # longer than `lock_state` holds a lock to look at it


@contextmanager
def hold(root: Path, what: str) -> Iterator[None]:
    """Hold a lake's lock for one kind of work.

    Args:
        root: the lake's folder.
        what: the kind of work.

    Raises:
        DiskFull: there is no room for the lock's files.
        ReelhouseError: another process holds it.
    """
    path = _path(root, what)
    holder = path.with_suffix(".holder")
    lock = FileLock(path)
    with explain_full_disk(root):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=_PATIENCE_SECONDS, poll_interval=_PATIENCE_SECONDS / 10)
        except Timeout:
            who = holder.read_text().strip() if holder.is_file() else ""
            raise ReelhouseError(
                f"another {what} is running on this lake ({who or 'another process'})",
                where=str(root),
                advice="Wait for it to end, or stop it; a lock whose process died frees itself.",
            ) from None
    try:
        with explain_full_disk(root):
            holder.write_text(f"process {os.getpid()}")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def lock_state(root: Path, what: str) -> LockState:
    """Whether anybody holds a lake's lock for one kind of work, this process included.

    Args:
        root: the lake's folder.
        what: the kind of work.

    Returns:
        `unknown` where the disk has no locks or this user may not look at them.
    """
    try:
        handle = os.open(_path(root, what), os.O_RDONLY)
    except FileNotFoundError:
        return "free"
    except OSError:
        return "unknown"
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        taken = error.errno in {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK}
        return "held" if taken else "unknown"
    else:
        return "free"
    finally:
        os.close(handle)


def _path(root: Path, what: str) -> Path:
    return root / ".locks" / f"{what}.lock"
