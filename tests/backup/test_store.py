"""A lake in an object store is backed up and brought back, whichever machine does it."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelhouse.backup.make import back_up
from reelhouse.backup.restore import restore
from reelhouse.backup.snapshot import newest_snapshot
from reelhouse.backup.vault import Vault
from reelhouse.errors import UsageError
from reelhouse.gold import require_current
from reelhouse.lake import Lake
from reelhouse.objects.copy import PLACE, is_blank
from reelhouse.objects.registry import close_mirrors, open_mirror
from reelhouse.settings.object_store import ObjectStoreSettings
from reelhouse.verify import verify_lake
from tests.lakes import settings_of
from tests.objects import tiny
from tests.objects.conftest import Machine, address, machine, running, server

__all__ = ["address", "machine", "running", "server"]


@pytest.fixture
def vault(machine: Machine, tmp_path: Path) -> Vault:
    """A backup made by a machine that has only blanks of most files."""
    here = machine("here")
    tiny.bring(here, "2026-01-01")
    tiny.build(here, 10)
    vault = Vault.at(str(tmp_path / "vault"))
    there = machine("there")
    assert any(is_blank(path) for path in there.gold.rglob("*.parquet"))
    back_up(there, settings_of(there), vault, check=True)
    return vault


def opened(address: str, folder: Path) -> Lake:
    close_mirrors()
    return Lake(open_mirror(address, ObjectStoreSettings(look_seconds=0), folder))


def problems(lake: Lake) -> list[str]:
    return [f"{f.path}: {f.problem}" for f in verify_lake(lake, fetch=True) if f.problem]


def test_it_comes_back_into_another_store_for_every_machine(
    vault: Vault, address: str, tmp_path: Path
) -> None:
    new = opened(f"{address}-new", tmp_path / "new")

    restore(vault, new, settings_of(new))

    other = opened(f"{address}-new", tmp_path / "other")
    assert require_current(other).rows["dim_title"] == 10
    assert [d.snapshot_date.isoformat() for d in other.deliveries("imdb", "title.ratings")] == [
        "2026-01-01"
    ]
    assert problems(other) == []


def test_it_replaces_what_the_store_has_only_if_told_so(
    vault: Vault, machine: Machine, tmp_path: Path
) -> None:
    here = machine("here")
    tiny.bring(here, "2026-01-02")
    tiny.build(here, 20)

    with pytest.raises(UsageError, match="a lake is there already"):
        restore(vault, here, settings_of(here))
    restore(vault, here, settings_of(here), force=True)

    there = machine("there")
    assert require_current(there).rows["dim_title"] == 10
    assert len(there.deliveries("imdb", "title.ratings")) == 1
    assert problems(there) == []


def test_a_backup_has_nothing_of_the_working_copy(vault: Vault) -> None:
    snapshot = newest_snapshot(vault)
    assert snapshot
    assert not [file.path for file in snapshot.files if file.path.startswith(PLACE)]
