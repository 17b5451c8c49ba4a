"""Writes a universe's files where the server finds them, once."""

import shutil
from pathlib import Path

from filelock import FileLock

from reelhouse.simulator.imdb import HEADERS, Progress, write_files
from reelhouse.simulator.truth import Truth
from reelhouse.simulator.universe import Universe


def write_universe(
    root: Path, seed: int, scale: float, day: int, progress: Progress | None = None
) -> Truth:
    """Write `root/imdb/*.tsv.gz` and `root/truth.json` for one snapshot.

    The files are written beside their places and then moved there; `truth.json` comes last, so that
    whoever finds it finds the files it speaks of. When they are there already for the same seed,
    scale, day and version of the generator, nothing is done. One process writes at a time; others
    wait for it.

    Args:
        root: folder of the simulated providers; created when missing.
        seed: of the universe.
        scale: of the universe, above 0 and at most 1.
        day: of the snapshot, from 0.
        progress: called with "titles" or "people", how many are done, and of how many.

    Returns:
        The truth behind the files.

    Raises:
        ValueError: scale or day is out of range.
    """
    universe = Universe(seed, scale)
    root.mkdir(parents=True, exist_ok=True)
    with FileLock(root / ".lock"):
        present = _present(root)
        if present and present.is_of(universe, day):
            return present
        unfinished = root / ".unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        try:
            truth = write_files(universe, unfinished, day, progress)
            (root / "truth.json").unlink(missing_ok=True)
            (root / "imdb").mkdir(exist_ok=True)
            for name in HEADERS:
                (unfinished / name).replace(root / "imdb" / name)
            truth.write(root / "truth.json")
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        return truth


def _present(root: Path) -> Truth | None:
    """The truth in `root`, if it can be read and all files it speaks of are there."""
    try:
        truth = Truth.read(root / "truth.json")
    except (OSError, ValueError):
        return None
    return truth if all((root / "imdb" / name).is_file() for name in HEADERS) else None
