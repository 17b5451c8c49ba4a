"""Bring a lake back from a backup: the whole of it, or what it has lost."""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from reelhouse.backup.copying import OnFile, each, quiet
from reelhouse.backup.leaving_out import without_removed
from reelhouse.backup.snapshot import Snapshot, StoredFile, read_snapshot, require_snapshot
from reelhouse.backup.stock import PASSING, kept_files, taken_out
from reelhouse.backup.vault import Damaged, Vault
from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.evidence import Run
from reelhouse.gold import MANIFEST
from reelhouse.lake import RESTORING, Lake
from reelhouse.ml.erasure import erased_ever
from reelhouse.objects.copy import WORKS
from reelhouse.pointer import POINTER, pointer_id
from reelhouse.settings import Settings
from reelhouse.storage import explain_full_disk, read_json, sha256_of, sync_folder, write_json

_FOLDERS = ("bronze", "gold", "models", "rejects", ".state")
"""What replacing a lake may remove files from; never records of runs, nor what it does not know."""

_LAST = (f"gold/{POINTER}", "champion.json")
"""Files that say what holds: they come when that is there."""


@dataclass(slots=True)
class RestoreReport:
    """What a restore did.

    Attributes:
        source: where from, without secrets.
        snapshot_id: what was brought back.
        created_at: when that was backed up.
        build_id: the build that is published now; None where none is.
        files: files that are there as the snapshot has them.
        restored: files that were written.
        restored_bytes: their size.
        removed: files of the lake that the snapshot does not have and that are gone.
        left_out: files of the snapshot that the lake has pruned since.
        damaged: files that did not come back, with the reason.
    """

    source: str
    snapshot_id: str
    created_at: str
    build_id: str | None = None
    files: int = 0
    restored: list[str] = field(default_factory=list)
    restored_bytes: int = 0
    removed: int = 0
    left_out: int = 0
    damaged: list[str] = field(default_factory=list)


def restore(
    vault: Vault,
    lake: Lake,
    settings: Settings,
    *,
    snapshot_id: str | None = None,
    force: bool = False,
    repair: bool = False,
    on_file: OnFile = quiet,
) -> RestoreReport:
    """Bring a lake back.

    Readers see no build until all of it is there. A restore that was killed goes on when it is run
    again; until then nothing else runs on the lake. Records of runs are added to, never removed.

    Args:
        vault: the backup.
        lake: where to; nothing lies there, unless forced or repaired.
        settings: recorded in the evidence.
        snapshot_id: which snapshot; the last by default.
        force: whether a lake that is there is replaced.
        repair: whether only what is missing or damaged is brought back, and all else stays.
        on_file: called for each file.

    Raises:
        UsageError: there is no such backup, or a lake is there already.
        ReelhouseError: something else runs on the lake.
        Damaged: names the files that did not come back; all others did.
    """
    vault.require()
    snapshot = require_snapshot(vault, snapshot_id)
    marker = lake.root / RESTORING
    if not (repair or force or _goes_on(marker, snapshot)) and any(kept_files(lake)):
        raise UsageError(
            "a lake is there already",
            where=lake.place,
            advice="`--repair` brings back what it lost; `--force` replaces it.",
        )
    if repair and marker.exists():
        raise UsageError(
            "a whole restore has not ended",
            where=lake.place,
            advice="Run `reelhouse restore` with the same source again, without `--repair`.",
        )
    report = RestoreReport(vault.shown, snapshot.snapshot_id, snapshot.created_at)
    with ExitStack() as locks:
        for work in (*WORKS, "backup"):
            locks.enter_context(lake.held(work))
        files = without_removed(vault, snapshot, *_removed_since(vault, snapshot, lake))
        report.left_out = len(snapshot.files) - len(files)
        with Run.start(lake, "restore", settings) as run:
            if repair:
                files = _worth_repairing(lake, snapshot, files)
            else:
                write_json(marker, {"snapshot_id": snapshot.snapshot_id})
                folders = _clear(lake, files, report)
                run.outcome["removed"] = folders
                run.save()
            with run.step("copy"):
                _bring_back(vault, lake, files, report, on_file, only_if_missing=repair)
            marker.unlink(missing_ok=True)
            report.build_id = _build_there(lake)
            run.outcome |= asdict(report) | {"removed": run.outcome.get("removed", [])}
            if report.damaged:
                raise Damaged(
                    "\n".join([f"{len(report.damaged)} files did not come back:", *report.damaged]),
                    where=vault.shown,
                    advice="All others did. Ingest such a delivery again; `reelhouse build --full` "
                    "makes gold anew.",
                )
    return report


def _goes_on(marker: Path, snapshot: Snapshot) -> bool:
    """Whether a restore of this snapshot was begun here and did not end."""
    return marker.is_file() and read_json(marker).get("snapshot_id") == snapshot.snapshot_id


def _removed_since(vault: Vault, snapshot: Snapshot, lake: Lake) -> tuple[set[str], set[str]]:
    """Deliveries that the lake or a later snapshot knows to be removed, and those erased."""
    _, removed = taken_out(lake)
    erased = erased_ever(lake)
    for name in vault.snapshot_ids():
        if name >= snapshot.snapshot_id:
            later = read_snapshot(vault, name)
            removed |= set(later.removed)
            erased |= set(later.erased)
    return removed, erased


def _clear(lake: Lake, files: Collection[StoredFile], report: RestoreReport) -> list[str]:
    """Remove what the snapshot does not have; gives the deliveries among it."""
    # first of all, so that no reader sees a build of which a part is gone
    (lake.gold / POINTER).unlink(missing_ok=True)
    wanted = {file.path for file in files}
    folders = set()
    for top in (lake.root / name for name in (*_FOLDERS, *PASSING)):
        for place, _, names in os.walk(top, topdown=False):
            for path in (Path(place) / name for name in names):
                relative = path.relative_to(lake.root).as_posix()
                if relative not in wanted:
                    path.unlink()
                    report.removed += 1
                    if relative.startswith("bronze/"):
                        folders.add(str(Path(relative).parent))
            if not os.listdir(place):
                os.rmdir(place)
    return sorted(folders - {str(Path(path).parent) for path in wanted})


def _worth_repairing(
    lake: Lake, snapshot: Snapshot, files: Collection[StoredFile]
) -> list[StoredFile]:
    """Files of a snapshot without builds that the lake has dropped."""
    there = {path.parent.name for path in lake.gold.glob(f"*/{MANIFEST}")}
    backed_up = {file.path.split("/")[1] for file in files if file.path.startswith("gold/")}
    current = None
    with suppress(ReelhouseError):  # a damaged pointer is as good as none
        current = pointer_id(lake)
    if current not in there | backed_up:
        (lake.gold / POINTER).unlink(missing_ok=True)
        current = snapshot.build_id
    builds = there | {current or ""}
    return [
        file
        for file in files
        if not file.path.startswith("gold/")
        or file.path == _LAST[0]
        or file.path.split("/")[1] in builds
    ]


def _bring_back(
    vault: Vault,
    lake: Lake,
    files: Collection[StoredFile],
    report: RestoreReport,
    on_file: OnFile,
    *,
    only_if_missing: bool,
) -> None:
    last = [file for file in files if file.path.endswith(_LAST)]
    rest = [file for file in files if not file.path.endswith(_LAST)]
    # tables that builds share come once
    first = list({file.sha256: file for file in rest if _is_of_a_build(file)}.values())
    shared = {file.sha256: lake.root / file.path for file in first}
    first += [file for file in rest if not _is_of_a_build(file)]
    again = [file for file in rest if _is_of_a_build(file) and file not in set(first)]

    def bring(file: StoredFile) -> tuple[bool, str]:
        target = lake.root / file.path
        if target.is_file():
            fixed = file.path.startswith(("bronze/", "gold/", "models/"))
            if only_if_missing and (not fixed or file.path.endswith(_LAST)):
                return False, ""
            if target.stat().st_size == file.bytes and sha256_of(target) == file.sha256:
                return False, ""
        try:
            if file in again and _link(shared[file.sha256], target):
                return True, ""
            _write(vault, file, target)
        except Damaged as error:
            return False, f"{file.path}: {error.what} ({error.where})"
        return True, ""

    for some in (first, again, last):
        for file, (written, problem) in each(some, bring, on_file):
            if problem:
                report.damaged.append(problem)
                continue
            report.files += 1
            if written:
                report.restored.append(file.path)
                report.restored_bytes += file.bytes


def _is_of_a_build(file: StoredFile) -> bool:
    return file.path.startswith("gold/") and not file.path.endswith(_LAST)


def _link(there: Path, target: Path) -> bool:
    """Let two builds share a file on disk, as they did; tells whether they do."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        os.link(there, target)
    except OSError:  # it did not come back, or the disk has no links
        return False
    return True


def _write(vault: Vault, file: StoredFile, target: Path) -> None:
    """Write one file, which gets its name when it is whole."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    with explain_full_disk(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(unfinished, "wb", opener=partial(os.open, mode=file.mode)) as content:
                vault.fetch(file.sha256, content)
                content.flush()
                os.fsync(content.fileno())
            # so that the next backup need not read it again
            os.utime(unfinished, ns=(file.modified_ns, file.modified_ns))
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
        sync_folder(target.parent)


def _build_there(lake: Lake) -> str | None:
    """The build that readers see now; a pointer to one that is not there goes."""
    pointer = lake.gold / POINTER
    if not pointer.is_file():
        return None
    build_id = pointer_id(lake)
    if build_id and (lake.gold / build_id / MANIFEST).is_file():
        return build_id
    pointer.unlink()
    return None
