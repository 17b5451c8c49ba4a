"""Which files of a lake a backup keeps, and what the lake itself says of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from reelhouse.builds import list_builds
from reelhouse.errors import ReelhouseError
from reelhouse.evidence import read_runs
from reelhouse.gold import MANIFEST, current_build
from reelhouse.lake import RESTORING, Lake
from reelhouse.ml.erasure import erased_ever
from reelhouse.objects.copy import PLACE

PASSING = (".cache", "incoming")
"""What can be had again: caches, downloads half done."""

LEFT_OUT = (*PASSING, ".locks", PLACE)
"""That, and what means nothing elsewhere: locks, what a working copy knows of its store."""


@dataclass(frozen=True, slots=True)
class Stock:
    """A lake as it stood at one time.

    Attributes:
        files: those to keep, relative to the lake.
        known: checksum that the lake says a file has, by path.
        build_id: the published build; None where there is none.
        prune_runs: runs that took something out of bronze.
        removed: deliveries that they took out or replaced.
        erased: those of them that went because of single entities in them.
        holds_removed: whether a build is still made of such a delivery.
    """

    files: tuple[str, ...]
    known: dict[str, str]
    build_id: str | None
    prune_runs: tuple[str, ...]
    removed: tuple[str, ...]
    erased: tuple[str, ...]
    holds_removed: bool


def take_stock(lake: Lake, leave_out: str = "") -> Stock:
    """Look at a lake in which nothing runs.

    Args:
        lake: the lake.
        leave_out: a file that is not kept.

    Raises:
        ReelhouseError: the lake has lost a file that it should have.
    """
    if not lake.root.is_dir():
        raise ReelhouseError("there is no lake here", where=lake.place)
    build = current_build(lake)
    files = tuple(path for path in sorted(kept_files(lake)) if path != leave_out)
    known = dict(_said_by_bronze(lake)) | dict(_said_by_gold(lake))
    there = set(files)
    lost = sorted(path for path in known if path not in there)
    if lost:
        raise ReelhouseError(
            f"the lake has lost {len(lost)} files, such as {lost[0]}",
            where=lake.place,
            advice="`reelhouse restore SOURCE --repair` brings them back from an earlier backup.",
        )
    prunes, removed = taken_out(lake)
    read = {
        str(PurePosixPath(entry["path"]).parent)
        for each in list_builds(lake)
        for entry in each.manifest["inputs"]
    }
    return Stock(
        files,
        known,
        build.build_id if build else None,
        tuple(prunes),
        tuple(sorted(removed)),
        tuple(sorted(erased_ever(lake))),
        bool(read & removed),
    )


def taken_out(lake: Lake) -> tuple[list[str], set[str]]:
    """Runs that took something out of bronze, oldest first, and the deliveries they took out."""
    prunes = [run for run in read_runs(lake, "prune") if run["outcome"].get("removed")]
    removed = {folder for run in prunes for folder in run["outcome"]["removed"]}
    return [run["run_id"] for run in reversed(prunes)], removed


def gone_on_record(lake: Lake) -> set[str]:
    """Deliveries that a prune took out, or that gave way when an earlier state was restored."""
    kinds = {"prune", "restore"}
    runs = (run for run in read_runs(lake) if run["kind"] in kinds)
    return {folder for run in runs for folder in run["outcome"].get("removed", [])}


def kept_files(lake: Lake) -> Iterator[str]:
    """Files of a lake that a backup keeps, relative to the lake."""
    for folder, folders, names in os.walk(lake.root):
        place = Path(folder).relative_to(lake.root)
        if place == Path():
            folders[:] = [name for name in folders if name not in LEFT_OUT]
        elif place == Path("gold"):
            # without its manifest a build is none
            folders[:] = [n for n in folders if (lake.gold / n / MANIFEST).is_file()]
        for name in names:
            if not name.endswith((".tmp", ".part", ".unfinished")) and name != RESTORING:
                yield (place / name).as_posix()


def _said_by_bronze(lake: Lake) -> Iterator[tuple[str, str]]:
    for source, resources in lake.sources().items():
        for resource in resources:
            for delivery in lake.deliveries(source, resource):
                folder = delivery.folder.relative_to(lake.root).as_posix()
                for part in delivery.parts:
                    yield f"{folder}/{part.file}", part.sha256
                    yield f"{folder}/{part.accepted_file}", part.accepted_sha256


def _said_by_gold(lake: Lake) -> Iterator[tuple[str, str]]:
    for build in list_builds(lake):
        folder = build.folder.relative_to(lake.root).as_posix()
        for table, content in build.manifest["tables"].items():
            for entry in content["files"]:
                yield f"{folder}/{table}/{entry['file']}", entry["sha256"]
