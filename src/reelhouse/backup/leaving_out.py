"""What of a snapshot must not come back, because the lake has pruned it since."""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath
from typing import Any

from reelhouse.backup.snapshot import Snapshot, StoredFile
from reelhouse.backup.vault import Damaged, Vault


def without_removed(
    vault: Vault, snapshot: Snapshot, removed: Collection[str], erased: Collection[str]
) -> list[StoredFile]:
    """The files of a snapshot without deliveries that were removed and all that is made of them.

    Args:
        vault: where the snapshot is.
        snapshot: what would come back.
        removed: deliveries that were removed, as folders of the lake.
        erased: those of them that went because of single entities; models that learned from them
            go too.
    """
    held = {_folder(file) for file in snapshot.files}
    gone, forgotten = set(removed), set(erased)
    doomed = gone & held
    for file in snapshot.files:
        if file.path.endswith("/manifest.json") and file.path.startswith("gold/"):
            if gone & set(_read_by_build(_json(vault, file))):
                doomed.add(_folder(file))
        elif file.path.startswith("models/") and file.path.endswith("/card.json"):
            learned = _json(vault, file).get("deliveries")
            if forgotten and (learned is None or forgotten & set(learned)):
                doomed.add(_folder(file))
    lost_rejects = bool(gone & held)
    return [
        file
        for file in snapshot.files
        if not any(str(parent) in doomed for parent in PurePosixPath(file.path).parents)
        # rows that were rejected may be about what was erased
        and not (lost_rejects and file.path.startswith("rejects/"))
    ]


def _folder(file: StoredFile) -> str:
    return str(PurePosixPath(file.path).parent)


def _read_by_build(manifest: dict[str, Any]) -> Iterator[str]:
    for entry in manifest.get("inputs", []):
        yield str(PurePosixPath(entry["path"]).parent)


def _json(vault: Vault, file: StoredFile) -> dict[str, Any]:
    """A small file of a snapshot; empty where it is damaged, which is told when it is copied."""
    content = io.BytesIO()
    try:
        vault.fetch(file.sha256, content)
        found = json.loads(content.getvalue())
    except (Damaged, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
