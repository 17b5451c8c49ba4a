"""What a lake held at one time: each of its files with checksum, size and times."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any

from reelhouse.backup.vault import Vault
from reelhouse.errors import UsageError


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a lake.

    Attributes:
        path: where it lies, relative to the lake, with slashes.
        sha256: checksum, hex.
        bytes: its size.
        mode: who may read it, as the system has it.
        modified_ns: when it was last written, in nanoseconds.
    """

    path: str
    sha256: str
    bytes: int
    mode: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a lake held at one time.

    Attributes:
        created_at: when, ISO 8601 in UTC.
        build_id: the build that was published; None where there was none.
        files: all files.
        prune_runs: runs until then that took something out of bronze.
        removed: deliveries that they took out or replaced, as folders of the lake.
        erased: those of them that went because of single entities in them.
        holds_removed: whether a build in it was still made of such a delivery.
        snapshot_id: its name; empty before it is written.
    """

    created_at: str
    build_id: str | None
    files: tuple[StoredFile, ...]
    prune_runs: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()
    holds_removed: bool = False
    snapshot_id: str = field(default="", compare=False)

    @property
    def total_bytes(self) -> int:
        """Size of all files."""
        return sum(file.bytes for file in self.files)

    @property
    def runs(self) -> set[str]:
        """Runs whose record it has."""
        return {
            file.path.removeprefix("evidence/").removesuffix(".json")
            for file in self.files
            if file.path.startswith("evidence/")
        }

    def by_path(self) -> dict[str, StoredFile]:
        """Files by where they lie."""
        return {file.path: file for file in self.files}

    def is_outlived(self, prune_runs: Collection[str]) -> bool:
        """Whether it holds what was taken out of the lake, now that these runs have pruned."""
        return self.holds_removed or not set(prune_runs) <= set(self.prune_runs)

    def encoded(self) -> bytes:
        """As it is written."""
        content = asdict(self)
        del content["snapshot_id"]
        return json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"


def read_snapshot(vault: Vault, snapshot_id: str) -> Snapshot:
    """Read a snapshot.

    Raises:
        Damaged: it is not what was written.
    """
    content: dict[str, Any] = json.loads(vault.read_snapshot(snapshot_id))
    return Snapshot(
        content["created_at"],
        content["build_id"],
        tuple(StoredFile(**file) for file in content["files"]),
        tuple(content["prune_runs"]),
        tuple(content["removed"]),
        tuple(content["erased"]),
        content["holds_removed"],
        snapshot_id,
    )


def newest_snapshot(vault: Vault) -> Snapshot | None:
    """The last snapshot of a backup; None where there is none.

    Raises:
        Damaged: it is not what was written.
    """
    names = vault.snapshot_ids()
    return read_snapshot(vault, names[-1]) if names else None


def require_snapshot(vault: Vault, snapshot_id: str | None) -> Snapshot:
    """A snapshot by its name, or by how it begins; by default the last.

    Raises:
        UsageError: there is none, or several begin so.
        Damaged: it is not what was written.
    """
    names = vault.snapshot_ids()
    wanted = names[-1:] if snapshot_id is None else [n for n in names if n.startswith(snapshot_id)]
    if len(wanted) != 1:
        found = "there are several snapshots" if wanted else "there is no snapshot"
        raise UsageError(
            found if snapshot_id is None else f"{found} '{snapshot_id}'",
            where=vault.shown,
            advice=f"There are: {', '.join(names)}." if names else "",
        )
    return read_snapshot(vault, wanted[0])
