"""The place of a backup: files by their checksum, and lists of what a lake held.

    <target>/reelhouse-backup.json            says that this is one
             objects/ab/ab12…                 each content once, whatever it was called
             snapshots/<time>_<checksum>.json what the lake held then, see `snapshot`

A content is moved to its name when it is whole, and a list is written when all it names is there:
a backup that was killed leaves nothing that anybody reads.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

import fsspec
from fsspec.implementations.local import LocalFileSystem

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.redact import without_secrets
from reelhouse.storage import explain_full_disk, sync_folder

MARK = "reelhouse-backup.json"
FORMAT = 1
BLOCK_BYTES = 1 << 20


class Damaged(ReelhouseError):
    """A content is gone or is not what its checksum says."""


@dataclass(frozen=True, slots=True)
class Vault:
    """A place that keeps contents by checksum.

    Attributes:
        files: what reads and writes there.
        root: where, as `files` names it.
        shown: the same for people, without secrets.
    """

    files: Any
    root: str
    shown: str

    @classmethod
    def at(cls, address: str) -> Vault:
        """The place of an address: a folder, or any URL that fsspec knows.

        Raises:
            UsageError: nothing installed reads such an address.
        """
        try:
            files, root = fsspec.core.url_to_fs(address)
        except (ImportError, ValueError) as error:
            raise UsageError(
                f"nothing installed reads this address: {error}", where=without_secrets(address)
            ) from None
        return cls(files, str(root).rstrip("/"), without_secrets(address))

    @property
    def folder(self) -> Path | None:
        """The folder that it is; None where it is on no disk of this machine."""
        return Path(self.root) if isinstance(self.files, LocalFileSystem) else None

    def prepare(self) -> None:
        """Make it a backup if nothing is there yet.

        Raises:
            UsageError: something else lies there.
        """
        if self._is_one():
            return
        if self.files.exists(self.root) and self.files.ls(self.root, detail=False):
            raise UsageError(
                "something else lies there already",
                where=self.shown,
                advice="Name a folder that is empty or not there yet.",
            )
        self._write(f"{self.root}/{MARK}", json.dumps({"format": FORMAT}).encode() + b"\n")

    def require(self) -> None:
        """Make sure that it is a backup.

        Raises:
            UsageError: there is none, or one that a later version wrote.
        """
        if not self._is_one():
            raise UsageError("there is no backup here", where=self.shown)
        said = json.loads(self.files.cat_file(f"{self.root}/{MARK}"))
        if said.get("format") != FORMAT:
            raise UsageError(
                f"the backup has format {said.get('format')}; this version knows {FORMAT}",
                where=self.shown,
            )

    def contents(self) -> dict[str, int]:
        """Bytes of each content that is there, by checksum."""
        folder = f"{self.root}/objects"
        if not self.files.exists(folder):
            return {}
        # lists of object stores may be remembered from before
        self.files.invalidate_cache()
        found = self.files.find(folder, detail=True)
        return {
            PurePosixPath(path).name: int(state["size"])
            for path, state in found.items()
            if "." not in PurePosixPath(path).name
        }

    def put(self, source: Path, sha256: str) -> None:
        """Take in a file.

        Args:
            source: the file.
            sha256: its checksum, hex.

        Raises:
            Damaged: the file has another checksum.
            OSError: it cannot be read.
        """
        found = hashlib.sha256()
        with source.open("rb") as file, self._whole(self.path_of(sha256)) as target:
            while block := file.read(BLOCK_BYTES):
                found.update(block)
                target.write(block)
            if found.hexdigest() != sha256:
                raise Damaged(
                    f"its checksum is {found.hexdigest()[:12]}…, and it should be {sha256[:12]}…",
                    where=str(source),
                )

    def fetch(self, sha256: str, target: IO[bytes] | None) -> None:
        """Write a content into a file, or only look whether it is whole.

        Raises:
            Damaged: it is gone, or not what it was.
        """
        found = hashlib.sha256()
        path = self.path_of(sha256)
        try:
            with self.files.open(path, "rb") as file:
                while block := file.read(BLOCK_BYTES):
                    found.update(block)
                    if target is not None:
                        target.write(block)
        except FileNotFoundError:
            raise Damaged("it is gone from the backup", where=path) from None
        if found.hexdigest() != sha256:
            raise Damaged(
                f"the backup's copy has the checksum {found.hexdigest()[:12]}…, not {sha256[:12]}…",
                where=path,
            )

    def drop(self, sha256: str) -> None:
        """Remove a content."""
        self.files.rm_file(self.path_of(sha256))

    def path_of(self, sha256: str) -> str:
        """Where a content lies."""
        return f"{self.root}/objects/{sha256[:2]}/{sha256}"

    def snapshot_ids(self) -> list[str]:
        """Names of the lists, oldest first."""
        folder = f"{self.root}/snapshots"
        if not self.files.exists(folder):
            return []
        self.files.invalidate_cache()
        names = (PurePosixPath(path).name for path in self.files.ls(folder, detail=False))
        return sorted(n.removesuffix(".json") for n in names if n[0] != "." and n.endswith(".json"))

    def read_snapshot(self, snapshot_id: str) -> bytes:
        """A list as it was written.

        Raises:
            Damaged: it is not what it was.
        """
        path = f"{self.root}/snapshots/{snapshot_id}.json"
        content: bytes = self.files.cat_file(path)
        if not hashlib.sha256(content).hexdigest().startswith(snapshot_id.partition("_")[2]):
            raise Damaged("the list of a snapshot is damaged", where=path)
        return content

    def write_snapshot(self, stamp: str, content: bytes) -> str:
        """Write a list; with it the backup is done. Gives its name."""
        snapshot_id = f"{stamp}_{hashlib.sha256(content).hexdigest()[:16]}"
        self._write(f"{self.root}/snapshots/{snapshot_id}.json", content)
        return snapshot_id

    def drop_snapshot(self, snapshot_id: str) -> None:
        """Remove a list; what it alone names can go after that."""
        self.files.rm_file(f"{self.root}/snapshots/{snapshot_id}.json")

    def _is_one(self) -> bool:
        return bool(self.files.exists(f"{self.root}/{MARK}"))

    def _write(self, path: str, content: bytes) -> None:
        with self._whole(path) as file:
            file.write(content)

    @contextmanager
    def _whole(self, path: str) -> Iterator[IO[bytes]]:
        """A file that gets its name when it is whole, to its owner alone on a disk."""
        if self.folder is None:
            # object stores show nothing of a file before it is committed
            remote = self.files.open(path, "wb", autocommit=False)
            try:
                yield remote
                remote.close()
            except BaseException:
                remote.discard()
                raise
            remote.commit()
            return
        final = Path(path)
        unfinished = final.with_name(f"{final.name}.{os.getpid()}.part")
        with explain_full_disk(self.folder):
            final.parent.mkdir(parents=True, exist_ok=True)
            try:
                with open(unfinished, "wb", opener=_for_its_owner_only) as file:
                    yield file
                    file.flush()
                    os.fsync(file.fileno())
                unfinished.replace(final)
            finally:
                with suppress(OSError):
                    unfinished.unlink(missing_ok=True)
            sync_folder(final.parent)

    def sweep_unfinished(self) -> None:
        """Remove what killed backups left half written on a disk."""
        if self.folder is not None:
            for path in self.folder.glob("*/**/*.part"):
                path.unlink(missing_ok=True)


def _for_its_owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
