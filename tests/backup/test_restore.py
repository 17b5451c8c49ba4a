"""Rehearsed disasters: what a backup brings back, and what it says when it cannot."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reelhouse.backup.make import back_up, check_contents
from reelhouse.backup.restore import restore
from reelhouse.backup.snapshot import newest_snapshot
from reelhouse.backup.vault import Damaged, Vault
from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.evidence import read_runs
from reelhouse.gold import current_build, query, require_current
from reelhouse.lake import Lake
from reelhouse.transform.build import build_gold
from reelhouse.verify import verify_lake
from tests.lakes import RATINGS, TITLES, deliver, settings_of
from tests.small_lake import small_lake


@pytest.fixture(scope="module")
def made(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a lake of two builds that share tables, and its backup."""
    folder = tmp_path_factory.mktemp("restore")
    built = small_lake(shared_folder)
    shutil.copytree(built.root, folder / "lake")
    lake = Lake(folder / "lake")
    deliver(lake, "title.ratings", [("tt0000001", "8.1", "120"), *RATINGS[1:]], "2026-01-02")
    build_gold(lake, settings_of(lake))
    back_up(lake, settings_of(lake), Vault.at(str(folder / "vault")))
    return folder


@pytest.fixture
def lake(made: Path, tmp_path: Path) -> Lake:
    subprocess.run(["cp", "-a", made / "lake", made / "vault", tmp_path], check=True)
    return Lake(tmp_path / "lake")


@pytest.fixture
def vault(lake: Lake) -> Vault:
    return Vault.at(str(lake.root.parent / "vault"))


def problems(lake: Lake) -> list[str]:
    return [f"{f.path}: {f.problem}" for f in verify_lake(lake) if f.problem]


def content_of(lake: Lake) -> dict[str, bytes]:
    """All that a backup keeps of a lake but the records of runs."""
    return {
        path.relative_to(lake.root).as_posix(): path.read_bytes()
        for top in ("bronze", "gold", "models", "rejects", ".state")
        for path in (lake.root / top).rglob("*")
        if path.is_file()
    }


def object_of(vault: Vault, ending: str) -> Path:
    snapshot = newest_snapshot(vault)
    assert snapshot
    [sha256] = {file.sha256 for file in snapshot.files if file.path.endswith(ending)}
    return Path(vault.path_of(sha256))


def test_lost_gold_comes_back(lake: Lake, vault: Vault) -> None:
    before, build = content_of(lake), require_current(lake)
    shutil.rmtree(lake.gold)

    report = restore(vault, lake, settings_of(lake), repair=True)

    assert report.build_id == build.build_id
    assert all(path.startswith("gold/") for path in report.restored)
    after = content_of(lake)
    # the build before was not published any more
    assert after == {
        path: content
        for path, content in before.items()
        if not path.startswith("gold/2") or build.build_id in path
    }
    assert problems(lake) == []
    assert not build_gold(lake, settings_of(lake)).changed


def test_a_lost_bronze_partition_and_a_damaged_file_come_back(lake: Lake, vault: Vault) -> None:
    before = content_of(lake)
    [folder] = lake.bronze.glob("imdb/title.crew/*")
    shutil.rmtree(folder)
    [damaged] = lake.bronze.glob("imdb/title.basics/*/title.basics.tsv")
    damaged.write_bytes(damaged.read_bytes().replace(b"Alpha", b"Aleph"))
    assert len(problems(lake)) >= 2

    report = restore(vault, lake, settings_of(lake), repair=True)

    assert len(report.restored) == len(["file", "sidecar", "damaged one"])
    assert content_of(lake) == before
    assert problems(lake) == []


def test_repair_leaves_what_is_newer_alone(lake: Lake, vault: Vault) -> None:
    delivery = deliver(lake, "title.basics", TITLES[:3], "2026-01-03")
    build = require_current(lake)

    report = restore(vault, lake, settings_of(lake), repair=True)

    assert report.restored == []
    assert delivery.folder.is_dir()
    assert require_current(lake).build_id == build.build_id
    assert problems(lake) == []


BUILD_THAT_DIES_PUBLISHING = """
import os, signal, sys
from pathlib import Path
from reelhouse import gold, storage
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.transform.build import build_gold
replace = os.replace
def die_at_the_pointer(source, target):
    if Path(target).name == gold.POINTER:
        os.kill(os.getpid(), signal.SIGKILL)
    replace(source, target)
storage.os.replace = die_at_the_pointer
lake = Lake(Path(sys.argv[1]))
build_gold(lake, load_settings(lake=lake.root), accepted=["row_loss_dim_title"])
"""


@pytest.mark.long
def test_the_machine_is_lost_in_mid_publish(lake: Lake, vault: Vault, tmp_path: Path) -> None:
    published = require_current(lake)
    deliver(lake, "title.basics", [*TITLES, ("tt0000009", *TITLES[0][1:])], "2026-01-03")
    killed = subprocess.run(
        [sys.executable, "-c", BUILD_THAT_DIES_PUBLISHING, str(lake.root)],
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -9, killed.stderr.decode()
    # what is left of the machine can still be backed up, and shows the build before
    back_up(lake, settings_of(lake), vault, check=True)
    shutil.rmtree(lake.root)

    elsewhere = Lake(tmp_path / "another machine" / "lake")
    restore(vault, elsewhere, settings_of(elsewhere))

    assert require_current(elsewhere).build_id == published.build_id
    assert query(require_current(elsewhere), "select count(*) from dim_title")[1] == [(4,)]
    assert problems(elsewhere) == []
    assert build_gold(elsewhere, settings_of(elsewhere)).rows["dim_title"] == 5


def test_a_whole_lake_comes_back_byte_by_byte(lake: Lake, vault: Vault) -> None:
    before = content_of(lake)
    secret = lake.root / ".state" / "pseudonyms.secret"
    mode = secret.stat().st_mode if secret.exists() else None
    shutil.rmtree(lake.root)

    report = restore(vault, lake, settings_of(lake))

    assert content_of(lake) == before
    assert problems(lake) == []
    assert (secret.stat().st_mode if mode else None) == mode
    shared = {path.stat().st_ino for path in lake.gold.glob("*/dim_person/data.parquet")}
    assert len(shared) == 1  # two builds share it on disk, as they did
    assert read_runs(lake, "restore")[0]["outcome"]["snapshot_id"] == report.snapshot_id
    # what came back need not be copied again
    again = back_up(lake, settings_of(lake), vault)
    assert again.copied_files == len(["the restore's record"])


def test_a_lake_that_is_there_stays_unless_forced(lake: Lake, vault: Vault) -> None:
    before = content_of(lake)
    newer = deliver(lake, "title.basics", TITLES[:3], "2026-01-03")
    (lake.root / "notes.txt").write_text("mine")

    with pytest.raises(UsageError, match="a lake is there already"):
        restore(vault, lake, settings_of(lake))
    assert newer.folder.is_dir()

    restore(vault, lake, settings_of(lake), force=True)

    assert content_of(lake) == before
    assert problems(lake) == []
    assert (lake.root / "notes.txt").read_text() == "mine"


def test_corrupted_contents_are_named_and_the_rest_comes_back(lake: Lake, vault: Vault) -> None:
    crew = object_of(vault, "title.crew.tsv")
    crew.chmod(0o600)
    crew.write_bytes(crew.read_bytes().replace(b"nm", b"mn"))
    people = object_of(vault, "dim_person/data.parquet")
    people.unlink()
    snapshot = newest_snapshot(vault)
    assert snapshot
    with pytest.raises(Damaged, match=r"(?s)title\.crew\.tsv.*dim_person|dim_person.*title\.crew"):
        check_contents(vault, snapshot)
    shutil.rmtree(lake.root)

    with pytest.raises(Damaged) as told:
        restore(vault, lake, settings_of(lake))

    assert "title.crew.tsv: the backup's copy has the checksum" in str(told.value)
    assert "dim_person/data.parquet: it is gone from the backup" in str(told.value)
    assert {p.split(":")[0].rpartition("/")[2] for p in problems(lake)} >= {
        "title.crew.tsv",
        "data.parquet",
    }
    assert read_runs(lake, "restore")[0]["status"] == "failed"
    # the lake can be mended by hand: nothing else is blocked
    with lake.exclusive("ingest"), lake.exclusive("build"):
        pass


RESTORE_THAT_KILLS_ITSELF = """
import os, signal, sys
from pathlib import Path
from reelhouse.backup.restore import restore
from reelhouse.backup.vault import Vault
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
lake = Lake(Path(sys.argv[1]))
def on_file(path, size, done, total):
    if done == 30:
        os.kill(os.getpid(), signal.SIGKILL)
restore(Vault.at(sys.argv[2]), lake, load_settings(lake=lake.root), on_file=on_file)
"""


def test_a_killed_restore_shows_nothing_and_goes_on(lake: Lake, vault: Vault) -> None:
    before = content_of(lake)
    shutil.rmtree(lake.root)
    killed = subprocess.run(
        [sys.executable, "-c", RESTORE_THAT_KILLS_ITSELF, str(lake.root), vault.root],
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -9, killed.stderr.decode()

    assert current_build(lake) is None
    with pytest.raises(ReelhouseError, match="restore of this lake has not ended"):
        build_gold(lake, settings_of(lake))

    report = restore(vault, lake, settings_of(lake))

    assert content_of(lake) == before
    assert len(report.restored) < report.files
    assert problems(lake) == []


def test_snapshots_are_found_by_how_they_begin(lake: Lake, vault: Vault) -> None:
    back_up(lake, settings_of(lake), vault)
    first, second = vault.snapshot_ids()
    target = Lake(lake.root.parent / "target")

    assert restore(vault, target, settings_of(lake), snapshot_id=first[:18]).snapshot_id == first
    with pytest.raises(UsageError, match="several"):
        restore(vault, target, settings_of(lake), snapshot_id="2", force=True)
    with pytest.raises(UsageError, match="no snapshot 'x'"):
        restore(vault, target, settings_of(lake), snapshot_id="x", force=True)
    assert second > first


def test_a_folder_without_backup_is_told(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no backup here"):
        restore(Vault.at(str(tmp_path / "nothing")), Lake(tmp_path / "new"), settings_of(lake))
    assert not (tmp_path / "new").exists()


def test_what_gave_way_to_an_earlier_state_is_not_missed(lake: Lake, vault: Vault) -> None:
    first = vault.snapshot_ids()[0]
    deliver(lake, "title.basics", TITLES[:3], "2026-01-03")
    back_up(lake, settings_of(lake), vault)

    restore(vault, lake, settings_of(lake), snapshot_id=first, force=True)

    assert back_up(lake, settings_of(lake), vault).copied_files > 0
