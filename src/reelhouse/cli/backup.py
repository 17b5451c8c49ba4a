"""`reelhouse backup` and `restore`: the lake at another place, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reelhouse.cli.session import JsonOption, session
from reelhouse.console import err, out, print_json, print_table
from reelhouse.console_files import file_progress
from reelhouse.errors import UsageError

if TYPE_CHECKING:
    from reelhouse.backup.vault import Vault

SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command(
        epilog="Examples: [bold]reelhouse backup /mnt/backup/lake[/] · "
        "[bold]reelhouse backup /mnt/backup/lake --prune --keep 7 --check[/]"
    )(backup)
    app.command(
        epilog="Examples: [bold]reelhouse restore /mnt/backup/lake[/] · "
        "[bold]reelhouse restore /mnt/backup/lake --repair[/]"
    )(restore)


def backup(
    target: Annotated[str, typer.Argument(help="Folder of the backup, or an address of it.")],
    prune: Annotated[
        bool,
        typer.Option(
            "--prune", help="Drop earlier snapshots that hold what the lake has pruned since."
        ),
    ] = False,
    keep: Annotated[
        int | None, typer.Option(min=1, help="Newest snapshots to keep; all by default.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Read back all that the new snapshot names.")
    ] = False,
    accept_losses: Annotated[
        bool,
        typer.Option(
            "--accept-losses", help="Go on though deliveries of the last backup are gone."
        ),
    ] = False,
    list_: Annotated[
        bool, typer.Option("--list", help="Show the snapshots that are there, and do nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Back the lake up: what is new is copied, and nothing counts before all of it is there."""
    from reelhouse.backup.make import back_up
    from reelhouse.backup.vault import Vault

    vault = Vault.at(target)
    if list_:
        _show_snapshots(vault, as_json=as_json)
        return
    with file_progress("backing up") as on_file:
        report = back_up(
            session.lake(),
            session.settings(),
            vault,
            prune=prune,
            keep=keep,
            check=check,
            accept_losses=accept_losses,
            on_file=on_file,
        )
    if as_json:
        print_json(report)
        return
    out.print(
        f"snapshot {report.snapshot_id}: {report.files:,} files, {report.bytes / 1e6:,.1f} MB; "
        f"{report.copied_files:,} contents, {report.copied_bytes / 1e6:,.1f} MB were new"
    )
    if report.checked_files:
        out.print(f"{report.checked_files:,} contents read back, all as they were")
    if report.dropped_snapshots:
        out.print(
            f"{len(report.dropped_snapshots)} earlier snapshots dropped, "
            f"{report.freed_bytes / 1e6:,.1f} MB freed"
        )
    if report.outlived_snapshots:
        err.print(
            f"{len(report.outlived_snapshots)} earlier snapshots hold what the lake has pruned "
            "since; `--prune` drops them"
        )
    if report.holds_removed:
        err.print(
            "a build still holds what was pruned: run `reelhouse build`, `reelhouse prune "
            "--expired` and `reelhouse backup … --prune` after it"
        )


def restore(
    source: Annotated[str, typer.Argument(help="Folder of the backup, or an address of it.")],
    snapshot: Annotated[
        str | None, typer.Option(help="Which snapshot, or how it begins; the last by default.")
    ] = None,
    force: Annotated[bool, typer.Option(help="Replace a lake that is there.")] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Bring back only what is missing or damaged.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Read the backup whole, and change nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Bring the lake back from a backup, every file held against its checksum."""
    from reelhouse.backup.make import check_contents
    from reelhouse.backup.restore import restore as bring_back
    from reelhouse.backup.snapshot import require_snapshot
    from reelhouse.backup.vault import Vault
    from reelhouse.retention import prune_expired

    if force and repair:
        raise UsageError("--force replaces the lake and --repair keeps it: choose one")
    vault = Vault.at(source)
    if check:
        vault.require()
        wanted = require_snapshot(vault, snapshot)
        with file_progress("checking") as on_file:
            checked = check_contents(vault, wanted, on_file)
        if as_json:
            print_json({"snapshot_id": wanted.snapshot_id, "checked": checked, "damaged": []})
        else:
            out.print(f"{checked:,} contents of {wanted.snapshot_id} are as they were")
        return
    lake, settings = session.lake(), session.settings()
    with file_progress("restoring") as on_file:
        report = bring_back(
            vault,
            lake,
            settings,
            snapshot_id=snapshot,
            force=force,
            repair=repair,
            on_file=on_file,
        )
    pruned = prune_expired(lake, settings)
    if as_json:
        print_json({"restored": report, "pruned": pruned})
        return
    out.print(
        f"snapshot {report.snapshot_id} of {report.created_at}: {len(report.restored):,} files, "
        f"{report.restored_bytes / 1e6:,.1f} MB brought back, {report.removed:,} removed"
    )
    if repair:
        for path in report.restored[:SHOWN]:
            out.print(f"  {path}", markup=False)
        if len(report.restored) > SHOWN:
            out.print(f"  and {len(report.restored) - SHOWN:,} more")
    if report.left_out:
        out.print(f"{report.left_out:,} files were pruned since and stay away")
    rows = sum(expired.rows for expired in pruned.expired)
    if rows:
        out.print(f"{rows:,} rows had expired meanwhile and were pruned")
    if report.build_id is None or pruned.rebuild or rows:
        err.print("run `reelhouse build` next")
    else:
        out.print(f"build {report.build_id} is published")


def _show_snapshots(vault: Vault, *, as_json: bool) -> None:
    from reelhouse.backup.snapshot import read_snapshot

    vault.require()
    found = [read_snapshot(vault, name) for name in reversed(vault.snapshot_ids())]
    if as_json:
        print_json(
            [
                {
                    "snapshot_id": s.snapshot_id,
                    "created_at": s.created_at,
                    "build_id": s.build_id,
                    "files": len(s.files),
                    "bytes": s.total_bytes,
                }
                for s in found
            ]
        )
        return
    print_table(
        "Snapshots",
        ["snapshot", "created", "build", "files", "MB"],
        [
            (s.snapshot_id, s.created_at, s.build_id, len(s.files), s.total_bytes / 1e6)
            for s in found
        ],
    )
