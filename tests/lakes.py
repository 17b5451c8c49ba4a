"""Small lakes written by hand, for tests that do not need a download."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from reelhouse.evidence import Input, Run
from reelhouse.lake import Delivery, Lake, Sidecar
from reelhouse.settings import Settings, load_settings
from reelhouse.sources.imdb import CONTRACTS

TITLES = (
    ("tt0000001", "movie", "Alpha", "Alpha", "0", "1999", r"\N", "90", "Drama,Crime"),
    ("tt0000002", "movie", "Beta", "Beta", "0", "2005", r"\N", "120", "Comedy"),
    ("tt0000003", "tvSeries", "Gamma", "Gamma", "0", "2010", "2012", r"\N", "Drama"),
    ("tt0000004", "tvEpisode", "Gamma One", "Gamma One", "0", "2010", r"\N", "45", "Drama"),
)
RATINGS = (("tt0000001", "8.0", "100"), ("tt0000002", "6.0", "50"), ("tt0000003", "7.5", "10"))
PEOPLE = (
    ("nm0000001", "Ana Arden", "1960", r"\N", "actor,director", "tt0000001,tt0000002"),
    ("nm0000002", "Bo Brisk", r"\N", r"\N", "writer", "tt0000001"),
)
CREDITS = (
    ("tt0000001", "1", "nm0000001", "actor", r"\N", '["Alfred"]'),
    ("tt0000001", "2", "nm0000002", "writer", "screenplay", r"\N"),
    ("tt0000002", "1", "nm0000001", "actor", r"\N", r"\N"),
    ("tt0000002", "2", "nm0000002", "writer", r"\N", r"\N"),
)
AKAS = (
    ("tt0000001", "1", "Alpha", r"\N", r"\N", "original", r"\N", "1"),
    ("tt0000001", "2", "Alfa", "NA", "en", "imdbDisplay", r"\N", "0"),
)
CREW = (("tt0000001", "nm0000001", "nm0000002,nm0000001"), ("tt0000002", r"\N", "nm0000002"))
EPISODES = (("tt0000004", "tt0000003", "1", r"\N"),)

EVERYTHING = {
    "title.basics": TITLES,
    "title.ratings": RATINGS,
    "name.basics": PEOPLE,
    "title.principals": CREDITS,
    "title.akas": AKAS,
    "title.crew": CREW,
    "title.episode": EPISODES,
}


def new_lake(folder: Path) -> Lake:
    """An empty lake."""
    return Lake(folder / "lake")


def copy_of(lake: Lake, folder: Path) -> Lake:
    """A lake of one's own with all that lies in another; making it anew takes seconds."""
    shutil.copytree(lake.root, folder / "lake")
    return new_lake(folder)


@contextmanager
def small_disk(folder: Path, megabytes: int = 2) -> Iterator[Path]:
    """A disk of a few megabytes on a new folder; the test is skipped where it cannot be mounted."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill_up(disk: Path, free: int = 0) -> Path:
    """Fill a disk but for some bytes; gives the file to delete for room."""
    ballast = disk / "ballast"
    stand = os.statvfs(disk)
    ballast.write_bytes(b"\0" * (stand.f_bavail * stand.f_frsize - free))
    return ballast


@contextmanager
def filled(disk: Path, free: int) -> Iterator[None]:
    """A disk filled up but for some bytes, for a while."""
    ballast = fill_up(disk, free)
    try:
        yield
    finally:
        ballast.unlink()


def settings_of(lake: Lake, **changes: Any) -> Settings:
    """Settings for a lake, with little memory."""
    return load_settings(lake=lake.root, **changes)


def deliver(
    lake: Lake, resource: str, rows: Sequence[Sequence[str]], day: str = "2026-01-01"
) -> Delivery:
    """Put rows into bronze as one delivery, with its sidecar and evidence."""
    header = "\t".join(column.name for column in CONTRACTS[resource].columns)
    content = "\n".join([header, *("\t".join(row) for row in rows)]).encode() + b"\n"
    name = f"{resource}.tsv"
    sha256 = hashlib.sha256(content).hexdigest()
    with Run.start(lake, "ingest", settings_of(lake)) as run:
        staged = lake.incoming / run.run_id
        staged.mkdir(parents=True)
        (staged / name).write_bytes(content)
        sidecar = Sidecar(
            source="imdb",
            resource=resource,
            file=name,
            origin="by hand",
            fetched_at=datetime.now(UTC).isoformat(),
            snapshot_date=day,
            sha256=sha256,
            bytes=len(content),
            rows=len(rows),
            rejected_rows=0,
            accepted_file=name,
            accepted_sha256=sha256,
            etag="",
            last_modified="",
            limit=None,
            terms="none",
            run_id=run.run_id,
        )
        delivery = lake.deliver(staged, [sidecar])
        path = str((delivery.folder / name).relative_to(lake.root))
        run.inputs.append(Input(f"imdb/{resource}", path, sha256, len(content), len(rows)))
    return delivery


def deliver_everything(lake: Lake, day: str = "2026-01-01") -> None:
    """Put all seven files of a tiny catalogue into bronze."""
    for resource, rows in EVERYTHING.items():
        deliver(lake, resource, rows, day)


def write_files(folder: Path, tables: Mapping[str, Sequence[Sequence[str]]] = EVERYTHING) -> Path:
    """Files of IMDb as a folder of downloads."""
    folder.mkdir()
    for resource, rows in tables.items():
        header = [column.name for column in CONTRACTS[resource].columns]
        lines = "".join("\t".join(row) + "\n" for row in (header, *rows))
        (folder / f"{resource}.tsv").write_text(lines, encoding="utf-8")
    return folder
