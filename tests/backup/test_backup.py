"""A backup: what is copied, what stays when it is killed, what it refuses."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reelhouse.backup.make import back_up, check_contents
from reelhouse.backup.restore import restore
from reelhouse.backup.snapshot import Snapshot, newest_snapshot
from reelhouse.backup.vault import Damaged, Vault
from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.evidence import read_runs
from reelhouse.gold import require_current
from reelhouse.lake import Lake
from reelhouse.removal import Removal, fetched_before
from reelhouse.transform.build import build_gold
from reelhouse.verify import verify_lake
from tests.lakes import RATINGS, deliver, deliver_everything, new_lake, settings_of
from tests.small_lake import small_lake


@pytest.fixture(scope="module")
def made(shared_folder: Path) -> Lake:
    """A built lake."""
    return small_lake(shared_folder)


@pytest.fixture
def lake(made: Lake, tmp_path: Path) -> Lake:
    """A copy of that lake, to change at will."""
    shutil.copytree(made.root, tmp_path / "lake")
    return Lake(tmp_path / "lake")


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.at(str(tmp_path / "vault"))


def contents(vault: Vault) -> set[str]:
    return set(vault.contents())


def test_a_second_backup_copies_only_what_is_new(lake: Lake, vault: Vault) -> None:
    settings = settings_of(lake)
    first = back_up(lake, settings, vault)
    before = contents(vault)
    delivery = deliver(lake, "title.ratings", [("tt0000001", "8.1", "120")], "2026-01-02")

    second = back_up(lake, settings, vault)

    # the file, its sidecar, the record of its run and that of the first backup
    assert second.copied_files == len(contents(vault) - before) == 4
    assert second.files == first.files + 4
    assert delivery.parts[0].sha256 in contents(vault)
    assert [run["status"] for run in read_runs(lake, "backup")] == ["done", "done"]
    recorded = read_runs(lake, "backup")[0]["outcome"]
    assert recorded["snapshot_id"] == second.snapshot_id


def test_nothing_of_a_backup_can_be_read_by_others(lake: Lake, vault: Vault) -> None:
    back_up(lake, settings_of(lake), vault)

    assert vault.folder
    files = [path for path in vault.folder.rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


BACKUP_THAT_KILLS_ITSELF = """
import os, signal, sys
from pathlib import Path
from reelhouse.backup.make import back_up
from reelhouse.backup.vault import Vault
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
lake = Lake(Path(sys.argv[1]))
def on_file(path, size, done, total):
    if done == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
back_up(lake, load_settings(lake=lake.root), Vault.at(sys.argv[2]), on_file=on_file)
"""


def killed_backup(lake: Lake, vault: Vault, after_files: int) -> None:
    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            BACKUP_THAT_KILLS_ITSELF,
            str(lake.root),
            vault.root,
            str(after_files),
        ],
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -9, killed.stderr.decode()


def test_a_killed_backup_leaves_the_one_before_and_the_next_goes_on(
    lake: Lake, vault: Vault, tmp_path: Path
) -> None:
    settings = settings_of(lake)
    first = back_up(lake, settings, vault)
    deliver_everything(lake, "2026-01-02")
    copied_of_first = contents(vault)

    killed_backup(lake, vault, 5)

    assert vault.snapshot_ids() == [first.snapshot_id]
    assert read_runs(lake, "backup")[0]["status"] == "died"
    survivor = Lake(tmp_path / "survivor")
    restore(vault, survivor, settings)
    assert [f for f in verify_lake(survivor) if f.problem] == []
    came_through = contents(vault) - copied_of_first
    assert len(came_through) >= 5

    second = back_up(lake, settings, vault)

    named = {file.sha256 for file in newest(vault).files}
    assert second.copied_files == len(named - copied_of_first - came_through)
    assert check_contents(vault, newest(vault)) == len(named)


def newest(vault: Vault) -> Snapshot:
    found = newest_snapshot(vault)
    assert found
    return found


def test_a_damaged_file_of_the_lake_is_named_and_not_backed_up(lake: Lake, vault: Vault) -> None:
    settings = settings_of(lake)
    first = back_up(lake, settings, vault)
    deliver(lake, "title.ratings", RATINGS[:1], "2026-01-02")
    [path] = lake.bronze.glob("imdb/title.ratings/2026-01-02_*/title.ratings.tsv")
    content = path.read_bytes()
    path.write_bytes(content[:-2] + b"9\n")

    with pytest.raises(Damaged, match=r"title\.ratings\.tsv: its checksum"):
        back_up(lake, settings, vault)

    assert vault.snapshot_ids() == [first.snapshot_id]
    assert read_runs(lake, "backup")[0]["status"] == "failed"


def test_a_lake_that_lost_a_table_is_not_backed_up(lake: Lake, vault: Vault) -> None:
    next(lake.gold.glob("*/dim_title/data.parquet")).unlink()

    with pytest.raises(ReelhouseError, match=r"lost 1 files, such as gold/.*dim_title"):
        back_up(lake, settings_of(lake), vault)
    assert vault.snapshot_ids() == []


def test_a_delivery_that_nobody_pruned_is_missed(lake: Lake, vault: Vault) -> None:
    settings = settings_of(lake)
    back_up(lake, settings, vault)
    [folder] = lake.bronze.glob("imdb/title.crew/*")
    shutil.rmtree(folder)

    with pytest.raises(ReelhouseError, match=r"no prune took them: bronze/imdb/title\.crew"):
        back_up(lake, settings, vault, keep=1)
    assert len(vault.snapshot_ids()) == 1

    back_up(lake, settings, vault, keep=1, accept_losses=True)
    assert len(vault.snapshot_ids()) == 1


def test_another_lake_does_not_push_a_backup_out(lake: Lake, vault: Vault, tmp_path: Path) -> None:
    back_up(lake, settings_of(lake), vault)
    other = new_lake(tmp_path / "other")
    deliver_everything(other)

    with pytest.raises(UsageError, match="another lake"):
        back_up(other, settings_of(other), vault, keep=1)
    assert len(vault.snapshot_ids()) == 1


@pytest.mark.parametrize("place", ["lake/backup", "."])
def test_a_backup_within_the_lake_is_none(lake: Lake, tmp_path: Path, place: str) -> None:
    with pytest.raises(UsageError, match="within each other"):
        back_up(lake, settings_of(lake), Vault.at(str(tmp_path / place)))


def test_a_folder_of_something_else_is_left_alone(lake: Lake, vault: Vault) -> None:
    assert vault.folder
    vault.folder.mkdir()
    (vault.folder / "letters.txt").write_text("mine")

    with pytest.raises(UsageError, match="something else"):
        back_up(lake, settings_of(lake), vault)
    assert [path.name for path in vault.folder.iterdir()] == ["letters.txt"]


def test_an_address_without_its_library_is_told_without_its_secret() -> None:
    with pytest.raises(UsageError) as told:
        Vault.at("nonsense://me:hunter2@host/path")
    assert "hunter2" not in str(told.value)


def test_a_backup_may_lie_where_fsspec_reaches(lake: Lake, tmp_path: Path) -> None:
    vault = Vault.at(f"memory://{tmp_path.name}/vault")
    settings = settings_of(lake)
    back_up(lake, settings, vault, check=True)

    restored = Lake(tmp_path / "restored")
    restore(vault, restored, settings)

    assert [f for f in verify_lake(restored) if f.problem] == []


def test_keep_drops_old_snapshots_and_what_they_alone_name(lake: Lake, vault: Vault) -> None:
    settings = settings_of(lake)
    back_up(lake, settings, vault)
    (lake.rejects / "old").mkdir(parents=True)
    (lake.rejects / "old" / "a.jsonl").write_text("{}\n")
    back_up(lake, settings, vault)
    shutil.rmtree(lake.rejects)

    report = back_up(lake, settings, vault, keep=1)

    assert vault.snapshot_ids() == [report.snapshot_id]
    assert report.freed_bytes > 0
    assert contents(vault) == {file.sha256 for file in newest(vault).files}


def prune_ratings(lake: Lake) -> str:
    """Take a delivery out of bronze on record, as `prune` does; gives its folder."""
    from reelhouse.evidence import Run

    [folder] = lake.bronze.glob("imdb/title.ratings/2026-01-01_*")
    with Run.start(lake, "prune", settings_of(lake)) as run:
        Removal(lake, run).of("imdb", "title.ratings", fetched_before("9999"))
    return folder.relative_to(lake.root).as_posix()


def test_what_was_pruned_does_not_live_on(lake: Lake, vault: Vault, tmp_path: Path) -> None:
    settings = settings_of(lake)
    old = back_up(lake, settings, vault)
    [sha256] = {d.parts[0].sha256 for d in lake.deliveries("imdb", "title.ratings")}
    folder = prune_ratings(lake)

    told = back_up(lake, settings, vault)
    assert told.outlived_snapshots == [old.snapshot_id]
    made_of_it = newest(vault).build_id
    assert told.holds_removed
    assert made_of_it  # the published build was made of it
    assert sha256 in contents(vault)

    # neither the delivery nor what was made of it comes back, whichever snapshot is asked for
    for number, name in enumerate((old.snapshot_id, None)):
        brought = Lake(tmp_path / f"brought{number}")
        back = restore(vault, brought, settings, snapshot_id=name)
        assert back.left_out > 0
        assert not (brought.root / folder).exists()
        assert back.build_id is None
        assert not list(brought.gold.glob("*/manifest.json"))

    deliver(lake, "title.ratings", [("tt0000001", "8.1", "120"), *RATINGS[1:]], "2026-01-02")
    build_gold(lake, settings)
    shutil.rmtree(lake.gold / made_of_it)  # as `prune` does once it is not published
    report = back_up(lake, settings, vault, prune=True)

    assert report.dropped_snapshots == [old.snapshot_id, told.snapshot_id]
    assert not report.holds_removed
    assert sha256 not in contents(vault)


def test_a_list_that_was_changed_is_not_believed(lake: Lake, vault: Vault) -> None:
    report = back_up(lake, settings_of(lake), vault)
    assert vault.folder
    path = vault.folder / "snapshots" / f"{report.snapshot_id}.json"
    content = json.loads(path.read_text())
    content["files"] = []
    path.write_text(json.dumps(content))

    with pytest.raises(Damaged, match="list of a snapshot"):
        newest_snapshot(vault)
    with pytest.raises(Damaged, match="list of a snapshot"):
        back_up(lake, settings_of(lake), vault, keep=1)
    assert os.listdir(vault.folder / "snapshots") == [path.name]


def test_while_it_is_listed_nothing_else_runs(lake: Lake, vault: Vault) -> None:
    with lake.exclusive("ingest"), pytest.raises(ReelhouseError, match="another ingest"):
        back_up(lake, settings_of(lake), vault)
    assert require_current(lake)
