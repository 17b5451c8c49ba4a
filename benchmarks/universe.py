"""The files that all contestants read."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from isal import igzip

from benchmarks.measure import BenchmarkError, run_measured
from reelhouse.sources.imdb import CONTRACTS

SEED = 7
READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Universe:
    """IMDb's seven files at one scale.

    Attributes:
        folder: where they lie.
        scale: 1.0 is IMDb's real size.
        rows: data rows in all of them.
        bytes: their size as they lie, packed.
    """

    folder: Path
    scale: float
    rows: int
    bytes: int


def make_universe(work: Path, scale: float) -> Universe:
    """Invent the files of one scale, unless they are there from an earlier time.

    Args:
        work: folder that keeps them for the next time.
        scale: 1.0 is IMDb's real size.
    """
    root = work / "universes" / f"{scale:g}"
    root.mkdir(parents=True, exist_ok=True)
    program = (
        "from pathlib import Path; from reelhouse.simulator import write_universe; "
        f"write_universe(Path({str(root)!r}), {SEED}, {scale!r}, 0)"
    )
    # a process of its own, so that the memory it needs is free again when the contestants start
    run_measured([sys.executable, "-c", program], root, log=root / "made.log", time_bound=4 * 3600)
    return find_universe(root / "imdb", scale)


def find_universe(folder: Path, scale: float) -> Universe:
    """Look at files that are there.

    Raises:
        BenchmarkError: one of the seven is missing.
    """
    paths = [folder / f"{resource}.tsv.gz" for resource in CONTRACTS]
    missing = [path.name for path in paths if not path.is_file()]
    if missing:
        raise BenchmarkError(f"{folder} lacks {', '.join(missing)}")
    return Universe(
        folder.absolute(), scale, _count_rows(paths), sum(path.stat().st_size for path in paths)
    )


def _count_rows(paths: list[Path]) -> int:
    """Data rows in all files: what the generator wrote down, else counted."""
    truth = paths[0].parent.parent / "truth.json"
    if truth.is_file():
        rows: dict[str, int] = json.loads(truth.read_text())["rows"]
        return sum(rows.values())
    lines = 0
    for path in paths:
        with igzip.IGzipFile(path) as file:  # type: ignore[no-untyped-call]
            while block := file.read(READ_BYTES):
                lines += block.count(b"\n")
    return lines - len(paths)
