"""A catalogue that grows by a title a day, from its files to a warehouse."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from reelhouse.lake import Lake
from reelhouse.publish.run import publish_build
from reelhouse.publish.targets import parse_target
from reelhouse.sources.ingest import ingest_imdb
from reelhouse.transform.build import build_gold
from tests.lakes import EVERYTHING, settings_of, write_files

FIRST_DAY = date(2026, 1, 1)


def titles_on(number: int) -> int:
    """How many titles the catalogue has on a day."""
    return len(EVERYTHING["title.basics"]) + number


def day_of(number: int) -> date:
    return FIRST_DAY + timedelta(number)


def write_day(folder: Path, number: int) -> None:
    """IMDb's seven files as they are on a day: each day there is one more film with votes."""
    unknown = [r"\N"] * 3
    added: dict[str, list[tuple[str, ...]]] = {
        "title.basics": [
            (f"tt{1000 + n:07}", "movie", f"Day {n}", f"Day {n}", "0", "2026", *unknown)
            for n in range(number)
        ],
        "title.ratings": [(f"tt{1000 + n:07}", "5.5", "7") for n in range(number)],
    }
    write_files(folder, {name: [*rows, *added.get(name, [])] for name, rows in EVERYTHING.items()})


def ingest_and_build(lake: Lake, files: Path, number: int) -> None:
    """Ingest what came on a day, and build."""
    ingest_imdb(lake, settings_of(lake), [str(files)], as_of=day_of(number))
    build_gold(lake, settings_of(lake))


def work(lake: Lake, files: Path, number: int, warehouse: str) -> None:
    """Ingest what came on a day, build and publish: what a schedule does every night."""
    ingest_and_build(lake, files, number)
    publish_build(lake, settings_of(lake), parse_target(warehouse), for_own_use=True)
