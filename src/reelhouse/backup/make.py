"""Back a lake up: only contents that are new are copied, and the list of all is written last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath

from reelhouse import clock
from reelhouse.backup.copying import OnFile, each, quiet
from reelhouse.backup.snapshot import Snapshot, StoredFile, newest_snapshot, read_snapshot
from reelhouse.backup.stock import Stock, gone_on_record, take_stock
from reelhouse.backup.vault import Damaged, Vault
from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.evidence import Run
from reelhouse.lake import Lake
from reelhouse.locks import hold
from reelhouse.objects.registry import present
from reelhouse.settings import Settings
from reelhouse.storage import sha256_of

_ATTEMPTS = 3
"""How often to look at the lake anew when files go while they are copied."""


@dataclass(slots=True)
class BackupReport:
    """What a backup did.

    Attributes:
        target: where it is, without secrets.
        snapshot_id: what was written.
        files: files of the lake that it names.
        bytes: their size.
        copied_files: contents that were not there yet.
        copied_bytes: their size.
        checked_files: contents that were read back and are what they were; 0 where not asked for.
        dropped_snapshots: earlier ones that are gone.
        freed_bytes: size of contents that nothing names any more and are gone.
        outlived_snapshots: earlier ones that hold what the lake has pruned since.
        holds_removed: whether the lake's builds themselves still hold such data.
    """

    target: str
    snapshot_id: str = ""
    files: int = 0
    bytes: int = 0
    copied_files: int = 0
    copied_bytes: int = 0
    checked_files: int = 0
    dropped_snapshots: list[str] = field(default_factory=list)
    freed_bytes: int = 0
    outlived_snapshots: list[str] = field(default_factory=list)
    holds_removed: bool = False


def back_up(
    lake: Lake,
    settings: Settings,
    vault: Vault,
    *,
    prune: bool = False,
    keep: int | None = None,
    check: bool = False,
    accept_losses: bool = False,
    on_file: OnFile = quiet,
) -> BackupReport:
    """Back a lake up.

    While files are listed nothing else may run on the lake; while they are copied it may.

    Args:
        lake: what to back up.
        settings: recorded in the evidence.
        vault: where to.
        prune: whether earlier snapshots go that hold what the lake has pruned since.
        keep: snapshots to keep; all by default.
        check: whether every content is read back.
        accept_losses: whether deliveries may be missing that the last backup has.
        on_file: called for each file that is copied or checked.

    Raises:
        UsageError: something else lies there, or the backup of another lake.
        ReelhouseError: something else runs, the lake lost something, or a file is damaged. What
            was backed up before stays as it is.
    """
    _refuse_nesting(lake, vault)
    if not lake.root.is_dir():
        raise ReelhouseError("there is no lake here", where=lake.place)
    report = BackupReport(vault.shown)
    with hold(lake.root, "backup"), Run.start(lake, "backup", settings) as run:
        vault.prepare()
        vault.require()
        vault.sweep_unfinished()
        last = newest_snapshot(vault)
        own = run.path.relative_to(lake.root).as_posix()
        for attempt in range(1, _ATTEMPTS + 1):
            with run.step("list"), lake.exclusive("ingest"), lake.exclusive("build"):
                stock = take_stock(lake, leave_out=own)
                present([lake.root / path for path in stock.files])
                files = _files(lake, stock, last)
            _refuse_other_lake(vault, last, files)
            if not accept_losses:
                _refuse_losses(last, stock, gone_on_record(lake))
            try:
                with run.step("copy"):
                    _copy(lake, vault, files, report, on_file)
                break
            except FileNotFoundError as error:
                if attempt == _ATTEMPTS:
                    raise ReelhouseError(
                        "files go while they are copied", where=str(error.filename)
                    ) from error
        snapshot = Snapshot(
            clock.now().isoformat(timespec="milliseconds"),
            stock.build_id,
            tuple(files),
            stock.prune_runs,
            stock.removed,
            stock.erased,
            stock.holds_removed,
        )
        if check:
            with run.step("check"):
                report.checked_files = check_contents(vault, snapshot, on_file)
        stamp = run.run_id.partition("-")[0]
        report.snapshot_id = vault.write_snapshot(stamp, snapshot.encoded())
        report.files, report.bytes = len(files), snapshot.total_bytes
        report.holds_removed = stock.holds_removed
        with run.step("prune"):
            _drop(vault, stock, report, prune=prune, keep=keep)
        run.outcome = asdict(report)
    return report


def check_contents(vault: Vault, snapshot: Snapshot, on_file: OnFile = quiet) -> int:
    """Read back every content that a snapshot names.

    Returns:
        How many there are.

    Raises:
        Damaged: names every file whose content is gone or not what it was.
    """

    def problem(file: StoredFile) -> str:
        try:
            vault.fetch(file.sha256, None)
        except Damaged as error:
            return f"{file.path}: {error.what} ({error.where})"
        return ""

    once = {file.sha256: file for file in snapshot.files}.values()
    found = [problem for _, problem in each(once, problem, on_file) if problem]
    if found:
        raise Damaged(
            "\n".join([f"{len(found)} contents of the backup are damaged:", *found]),
            where=vault.shown,
            advice="Delete them, and back up again while the lake has them.",
        )
    return len(once)


def _files(lake: Lake, stock: Stock, last: Snapshot | None) -> list[StoredFile]:
    """Each file with its checksum, which is read only where nobody knows it."""
    before = last.by_path() if last else {}
    files = []
    for path in stock.files:
        state = (lake.root / path).stat()
        old = before.get(path)
        same = old and (old.bytes, old.modified_ns) == (state.st_size, state.st_mtime_ns)
        sha256 = stock.known.get(path) or (
            old.sha256 if old and same else sha256_of(lake.root / path)
        )
        files.append(
            StoredFile(path, sha256, state.st_size, state.st_mode & 0o777, state.st_mtime_ns)
        )
    return files


def _copy(
    lake: Lake, vault: Vault, files: Iterable[StoredFile], report: BackupReport, on_file: OnFile
) -> None:
    there = vault.contents()
    new = {f.sha256: f for f in files if there.get(f.sha256) != f.bytes}

    def put(file: StoredFile) -> None:
        try:
            vault.put(lake.root / file.path, file.sha256)
        except Damaged as error:
            raise Damaged(
                error.what,
                where=file.path,
                advice="`reelhouse verify` says what else differs; `reelhouse restore SOURCE "
                "--repair` brings back what an earlier backup has.",
            ) from None

    for file, _ in each(new.values(), put, on_file):
        report.copied_files += 1
        report.copied_bytes += file.bytes


def _drop(
    vault: Vault, stock: Stock, report: BackupReport, *, prune: bool, keep: int | None
) -> None:
    """Remove snapshots that are too many, or hold what was pruned, and what only they name."""
    names = vault.snapshot_ids()
    earlier = [name for name in names if name != report.snapshot_id]
    outlived = [n for n in earlier if read_snapshot(vault, n).is_outlived(stock.prune_runs)]
    surplus = set(earlier[: max(0, len(names) - keep)]) if keep else set()
    doomed = [n for n in earlier if n in surplus or (prune and n in outlived)]
    report.outlived_snapshots = [n for n in outlived if n not in doomed]
    for name in doomed:
        vault.drop_snapshot(name)
        report.dropped_snapshots.append(name)
    if prune or keep:
        named = {f.sha256 for n in vault.snapshot_ids() for f in read_snapshot(vault, n).files}
        for sha256, size in vault.contents().items():
            if sha256 not in named:
                vault.drop(sha256)
                report.freed_bytes += size


def _refuse_nesting(lake: Lake, vault: Vault) -> None:
    if vault.folder is not None:
        here, there = lake.root.resolve(), vault.folder.resolve()
        if here == there or here in there.parents or there in here.parents:
            raise UsageError(
                "the lake and its backup lie within each other",
                where=vault.shown,
                advice="A backup belongs on another disk.",
            )


def _refuse_other_lake(vault: Vault, last: Snapshot | None, files: list[StoredFile]) -> None:
    """A lake that begins anew after a disaster must not push out what its backup still has."""
    if last and last.runs and not last.runs & Snapshot("", None, tuple(files)).runs:
        raise UsageError(
            "the backup there is of another lake: they share no run",
            where=vault.shown,
            advice="Name another target, or bring that lake back with `reelhouse restore`.",
        )


def _refuse_losses(last: Snapshot | None, stock: Stock, on_record: set[str]) -> None:
    """What nobody removed on record was lost, and the backup may be all that is left of it."""
    if last is None:
        return
    there = _deliveries(stock.files)
    lost = sorted(_deliveries(f.path for f in last.files) - there - on_record)
    if lost:
        raise ReelhouseError(
            f"{len(lost)} deliveries of the last backup are gone from the lake, and no prune took "
            f"them: {', '.join(lost[:5])}",
            advice="`reelhouse restore SOURCE --repair` brings them back; `--accept-losses` backs "
            "up without them.",
        )


def _deliveries(paths: Iterable[str]) -> set[str]:
    return {str(PurePosixPath(p).parent) for p in paths if p.startswith("bronze/")}
