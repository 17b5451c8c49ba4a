"""Models go with the data of single entities, such as a member, that was erased."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import PurePosixPath

from reelhouse.errors import ReelhouseError
from reelhouse.evidence import read_runs
from reelhouse.gold import Build
from reelhouse.lake import Lake
from reelhouse.ml import store
from reelhouse.sources.registry import bronze_resources
from reelhouse.storage import read_record

_NAMES_ONLY = "title_record__first_party"
"""Takes nothing from the team's tables but names of titles, to find out which they mean."""


def deliveries_read(build: Build, tables: Collection[str]) -> list[str]:
    """Deliveries that tables of a build were made of, at whatever remove, as folders of the lake.

    That a title goes by some name in the team's tables does not count: else every table that has
    titles would be made of every member.

    Args:
        build: what is learned from.
        tables: that are read.
    """
    from reelhouse.transform.lineage import ancestors

    bronze = bronze_resources()
    read = {
        (bronze[name].source, bronze[name].resource)
        for table in tables
        for name in ancestors(table, past=_holds_more_than_names)
        if name in bronze
    }
    folders = {str(PurePosixPath(entry["path"]).parent) for entry in build.manifest["inputs"]}
    return sorted(f for f in folders if tuple(PurePosixPath(f).parts[1:3]) in read)


def _holds_more_than_names(table: str) -> bool:
    return table != _NAMES_ONLY


def erased_ever(lake: Lake) -> set[str]:
    """Deliveries out of which single entities were taken, by any run."""
    return {
        folder
        for run in read_runs(lake)
        if run["kind"] == "prune" and run["outcome"].get("is_erasure")
        for folder in run["outcome"].get("removed", [])
    }


def refuse_erased(lake: Lake, build: Build, tables: Collection[str]) -> None:
    """Make sure that nothing is learned from what was erased.

    Raises:
        ReelhouseError: the published build still holds it.
    """
    if erased_ever(lake) & set(deliveries_read(build, tables)):
        raise ReelhouseError(
            "the published build still holds what was erased since",
            where=build.build_id,
            advice="`reelhouse build` makes one without it; train after that.",
        )


def forget(lake: Lake) -> list[str]:
    """Remove every version of a model that learned from what was erased.

    A version that does not say what it learned from goes too. Where the one that answers goes, the
    newest of those that answered before and are still there does; where there is none the tables of
    the model are empty until it is trained again.

    Args:
        lake: where models are.

    Returns:
        What is gone, as `name/version`.
    """
    erased = erased_ever(lake)
    gone: list[str] = []
    if not erased or not lake.models.is_dir():
        return gone
    for folder in sorted(path for path in lake.models.iterdir() if path.is_dir()):
        affected = [
            version
            for version in store.versions(lake, folder.name)
            if version.deliveries is None or erased & set(version.deliveries)
        ]
        for version in affected:
            shutil.rmtree(version.folder)
            gone.append(f"{version.name}/{version.version}")
        if affected:
            _point_at_what_is_left(lake, folder.name)
    return gone


def _point_at_what_is_left(lake: Lake, name: str) -> None:
    pointer = lake.models / name / store.POINTER
    if not pointer.is_file():
        return
    record = read_record(pointer, ["version", "earlier"])
    there = {version.version for version in store.versions(lake, name)}
    left = [each for each in (record["version"], *record["earlier"]) if each in there]
    if left:
        store.point(pointer, left[0], left[1:])
    else:
        pointer.unlink()
