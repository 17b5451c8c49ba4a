"""One small lake of IMDb's seven files with its build, made once for all tests of a run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection
from pathlib import Path

from filelock import FileLock

from reelhouse.gold import MANIFEST, require_current
from reelhouse.lake import Lake
from reelhouse.transform.build import build_gold
from tests.lakes import deliver_everything, settings_of


def small_lake(shared: Path) -> Lake:
    """The lake, made by whoever needs it first; it is for reading.

    Args:
        shared: a folder that all processes of a test run share.
    """
    folder = shared / "small-lake"
    lake = Lake(folder / "lake")
    with FileLock(shared / "small-lake.lock"):
        if not (folder / "done").exists():
            deliver_everything(lake)
            build_gold(lake, settings_of(lake))
            (folder / "done").touch()
    return lake


def copy_with_tables(lake: Lake, target: Path, tables: Collection[str]) -> Lake:
    """A copy of a lake whose build has some of its tables only."""
    shutil.copytree(lake.root, target)
    copied = Lake(target)
    keep_tables(copied, tables)
    return copied


def keep_tables(lake: Lake, tables: Collection[str]) -> None:
    """Let the published build of a lake have some of its tables only."""
    path = require_current(lake).folder / MANIFEST
    manifest = json.loads(path.read_text())
    manifest["tables"] = {name: manifest["tables"][name] for name in tables}
    path.write_text(json.dumps(manifest))
