"""Files read and written whole, to last, and with a clear word when the disk is full."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reelhouse.errors import ReelhouseError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class DiskFull(ReelhouseError):
    """There is no room for what is to be written; what is there already is good."""


@contextmanager
def explain_full_disk(
    folder: Path, needed: Callable[[], int | None] = lambda: None
) -> Iterator[None]:
    """Turn the system's "no space left" into an error that says how much is needed and free."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise disk_full(folder, needed()) from error


def disk_full(folder: Path, needed: int | None) -> DiskFull:
    """The error for a disk without room.

    Args:
        folder: where there is none.
        needed: bytes still to be written, where that is known.
    """
    more = "" if needed is None else f" {needed:,} more bytes needed,"
    return DiskFull(
        f"the disk is full:{more} {free_bytes(folder):,} free",
        where=str(folder),
        advice="Make room, or move the lake (`lake` in reelhouse.toml), and run it again.",
    )


def free_bytes(folder: Path) -> int:
    """Free space on the disk that holds this folder or its nearest parent that exists."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def read_json(path: Path) -> Any:
    """Read a JSON file, with an error that names it when it cannot be read.

    Raises:
        ReelhouseError: the file is missing or not JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ReelhouseError("the file is missing", where=str(path)) from error
    except ValueError as error:
        raise ReelhouseError(f"the file is not valid JSON: {error}", where=str(path)) from error


def read_record(path: Path, required: Collection[str]) -> dict[str, Any]:
    """Read a JSON object that must have some keys.

    Raises:
        ReelhouseError: the file is missing, not JSON, not an object, or lacks a key.
    """
    content = read_json(path)
    if not isinstance(content, dict):
        raise ReelhouseError("the file is damaged: it holds no JSON object", where=str(path))
    missing = [key for key in required if key not in content]
    if missing:
        raise ReelhouseError(f"the file is damaged: it lacks {missing[0]!r}", where=str(path))
    return content


def write_json(path: Path, content: Any) -> None:
    """Write JSON so that a reader sees the old file or the new one, never a part."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text so that a reader sees the old file or the new one, never a part."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def link_or_copy(path: Path, copy: Path) -> None:
    """One file under two names where the disk can do that, for what is never written to again."""
    try:
        os.link(path, copy)
    except OSError:
        shutil.copyfile(path, copy)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """Checksum of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
