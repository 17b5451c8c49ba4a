"""The working copy of a lake in an object store: a folder that looks like a lake on a disk.

Small files, such as records and sidecars, are all there. Of a large file that nobody asked for yet
there is a blank: it has the name and the size, takes no room, and bears a time that no file has.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from reelhouse.objects.head import Entry
from reelhouse.storage import sha256_of

PLACE = ".mirror"
"""Folder in a working copy for what is known of the store."""

BLANK_TIME_NS = 1_000_000_000
"""When a blank was written: a second after 1970."""

_SHARED_DOTS = {".state"}
_PASSING = (".tmp", ".new", ".part", ".holder", "-wal", "-shm", "-journal")
_LARGE = (".parquet", ".tsv", ".gz", ".joblib", ".csv", ".xlsx", ".zip", ".jsonl")
_OWNER_ONLY = ".secret"

Work = str
"""A kind of work that one machine does at a time: `ingest`, `build`, `train` or `titles`."""

WORKS: tuple[Work, ...] = ("ingest", "build", "train", "titles")

_WORK_OF_RUN = {"rollback": "build", "prune": "build"}


def is_immutable(path: str) -> bool:
    """Whether a file is of a delivery, a build or a model's version, and so never changes."""
    parts = path.split("/")
    if parts[0] == "models":
        return len(parts) > 3 and parts[1] != "mlflow"
    return (parts[0] == "bronze" and len(parts) == 5) or (parts[0] == "gold" and len(parts) > 2)


def is_small(path: str) -> bool:
    """Whether a working copy always has a file, whoever asks for it."""
    return not (is_immutable(path) and path.endswith(_LARGE))


def is_pointer(path: str) -> bool:
    """Whether a file says which of several others counts."""
    return path.endswith(("/current.json", "/champion.json"))


def work_of(path: str) -> Work:
    """Who writes a file: the kind of work under whose lock it is; empty where it needs none."""
    top, _, rest = path.partition("/")
    if top in {"bronze", "rejects", "incoming"} or path.startswith(".state/limits"):
        return "ingest"
    if top == "evidence":
        parts = rest.split("-")
        kind = parts[1] if len(parts) > 2 else ""
        kind = _WORK_OF_RUN.get(kind, kind)
        return kind if kind in WORKS else ""
    return {"gold": "build", "models": "train", "title_overrides.csv": "titles"}.get(top, "")


@dataclass(frozen=True, slots=True)
class Changes:
    """How a working copy differs from what the store had when they last agreed.

    Attributes:
        new: files that were written.
        gone: files that were removed.
    """

    new: tuple[str, ...]
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.gone)

    @property
    def removes_for_good(self) -> bool:
        """Whether a delivery, a build or a version of a model is to go."""
        return any(map(is_immutable, self.gone))

    def of(self, belongs: Callable[[Work], bool]) -> Changes:
        """Those of some kinds of work."""
        return Changes(
            tuple(path for path in self.new if belongs(work_of(path))),
            tuple(path for path in self.gone if belongs(work_of(path))),
        )

    @property
    def works(self) -> set[Work]:
        """Kinds of work that they are of."""
        return {work_of(path) for path in (*self.new, *self.gone)}


Stamp = tuple[int, int]
"""Size and time of a file when it was known to be as in the store."""


def stamp(path: Path) -> Stamp:
    """Size and time of a file."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def is_blank(path: Path) -> bool:
    """Whether a file is one of which only name and size are here."""
    try:
        return path.stat().st_mtime_ns == BLANK_TIME_NS
    except OSError:
        return False


def make_blank(path: Path, size: int) -> None:
    """Note that there is a file of this size in the store."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with beside.open("wb") as file:
        file.truncate(size)
    os.utime(beside, ns=(BLANK_TIME_NS, BLANK_TIME_NS))
    os.replace(beside, path)


def place_bytes(path: Path, body: bytes) -> None:
    """Write a file so that a reader sees all of it or the one before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    mode = 0o600 if path.suffix == _OWNER_ONLY else 0o666
    with open(beside, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(body)
    os.replace(beside, path)


def remove(root: Path, path: str) -> None:
    """Remove a file, and the folders above it that are empty then."""
    target = root / path
    target.unlink(missing_ok=True)
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    for folder in target.parents:
        if folder == root:
            return
        with contextlib.suppress(OSError):
            folder.rmdir()
            continue
        return


def scan(root: Path) -> dict[str, os.stat_result]:
    """All files of a working copy that belong to the lake, by path in it.

    Left out is what passes: caches, locks, downloads and builds that are not done.
    """
    found = dict(_walk(str(root), ""))
    built = {path.rpartition("/")[0] for path in found if path.endswith("/manifest.json")}
    return {
        path: state
        for path, state in found.items()
        if not (path.startswith("gold/") and is_immutable(path)) or _build_of(path) in built
    }


def _build_of(path: str) -> str:
    return "/".join(path.split("/")[:2])


def _walk(folder: str, above: str) -> Iterator[tuple[str, os.stat_result]]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        path = f"{above}{entry.name}"
        if entry.name.startswith(".") and entry.name not in _SHARED_DOTS:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, f"{path}/")
        elif not entry.name.endswith(_PASSING) and _is_shared(path):
            with contextlib.suppress(FileNotFoundError):
                yield path, entry.stat()


def _is_shared(path: str) -> bool:
    if path.startswith("incoming/"):
        return PurePosixPath(path).match("incoming/pulls/*/*.sqlite")
    return True


def changes_since(root: Path, files: Mapping[str, Entry], stamps: Mapping[str, Stamp]) -> Changes:
    """How a working copy differs from what it was made of.

    Args:
        root: the working copy.
        files: what the store had when they last agreed.
        stamps: of files that may change, as they were then.
    """
    found = scan(root)
    new = [
        path
        for path, state in found.items()
        if path not in files
        or (
            not is_immutable(path)
            and tuple(stamps.get(path, ())) != (state.st_size, state.st_mtime_ns)
            and sha256_of(root / path) != files[path].sha256
        )
    ]
    gone = [path for path in files if path not in found]
    return Changes(tuple(sorted(new)), tuple(sorted(gone)))


def content_of(path: Path) -> bytes:
    """What is in a file that others may be writing: of a database, a whole state of it."""
    if path.suffix in {".sqlite", ".db"}:
        with (
            contextlib.suppress(sqlite3.DatabaseError),
            contextlib.closing(sqlite3.connect(path)) as written,
            contextlib.closing(sqlite3.connect(":memory:")) as snapshot,
        ):
            written.backup(snapshot)
            return snapshot.serialize()
    return path.read_bytes()


def settle_databases(root: Path) -> None:
    """Bring what SQLite has in its log into the file itself: only that is stored."""
    for log in [*root.glob(".state/*-wal"), *root.glob("incoming/pulls/*/*-wal")]:
        if log.stat().st_size:
            with contextlib.suppress(sqlite3.Error):
                connection = sqlite3.connect(log.with_name(log.name.removesuffix("-wal")))
                try:
                    connection.execute("pragma wal_checkpoint(truncate)")
                finally:
                    connection.close()
