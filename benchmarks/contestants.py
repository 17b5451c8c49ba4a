"""Who is measured: the commands each one runs, and where its tables lie afterwards."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.measure import BenchmarkError
from benchmarks.universe import Universe
from reelhouse.settings.engine import EngineSettings

HERE = Path(__file__).parent
PROGRAMS = Path(sys.executable).parent
AS_OF = date(2026, 2, 28)
LARGEST_REPEATED_PEER = 0.05


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the machine the engine of Reelhouse and that of the reference may take.

    Attributes:
        memory_limit: as DuckDB takes it, such as `3GB`.
        threads: processor threads.
    """

    memory_limit: str
    threads: int


def default_limits(memory_limit: str | None = None) -> Limits:
    """Reelhouse's own defaults on this machine."""
    own = EngineSettings()
    return Limits(memory_limit or own.memory_limit, own.threads or os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class Step:
    """One process.

    Attributes:
        name: what it is called in the report.
        command: program and arguments, run in the contestant's empty folder.
        environment: variables it needs.
    """

    name: str
    command: list[str]
    environment: dict[str, str]


Tables = dict[str, list[Path]]


@dataclass(frozen=True, slots=True)
class Contestant:
    """A way to work on the files.

    Attributes:
        name: what it is called on the command line.
        does: what it does, for the report.
        steps: the processes it is made of, given the files and the limits.
        tables: finds the Parquet files it wrote, by table; None where it makes other tables.
        seconds: finds how long its parts took by its own account, by part; None where it has none.
        largest_scale: above this it is left out unless asked for by name.
        repeated_up_to: above this scale it runs once, since it takes many times as long as others.
    """

    name: str
    does: str
    steps: Callable[[Universe, Limits], list[Step]]
    tables: Callable[[Path], Tables] | None = None
    seconds: Callable[[Path], dict[str, float]] | None = None
    largest_scale: float = 1.0
    repeated_up_to: float = 1.0

    def runs_at(self, scale: float, wanted: int) -> int:
        """How often it runs where everybody should run so many times."""
        return wanted if scale <= self.repeated_up_to else 1


def _decompress(universe: Universe, limits: Limits) -> list[Step]:
    return [Step("unpack", _python("decompress.py", universe.folder), {})]


def _reference(universe: Universe, limits: Limits) -> list[Step]:
    words = (universe.folder, limits.memory_limit, limits.threads, AS_OF)
    return [Step("script", _python("reference.py", *words), {})]


def _reference_tables(folder: Path) -> Tables:
    return {path.stem: [path] for path in (folder / "gold").glob("*.parquet")}


def _reference_seconds(folder: Path) -> dict[str, float]:
    seconds: dict[str, float] = json.loads((folder / "seconds.json").read_text())
    return seconds


def _reelhouse(universe: Universe, limits: Limits) -> list[Step]:
    program = str(PROGRAMS / "reelhouse")
    environment = {
        "REELHOUSE_ENGINE__MEMORY_LIMIT": limits.memory_limit,
        "REELHOUSE_ENGINE__THREADS": str(limits.threads),
    }
    ingest = [program, "ingest", "imdb", "--from", str(universe.folder), "--as-of", str(AS_OF)]
    return [Step("ingest", ingest, environment), Step("build", [program, "build"], environment)]


def _reelhouse_tables(folder: Path) -> Tables:
    gold = folder / "lake" / "gold"
    build = gold / json.loads((gold / "current.json").read_text())["build_id"]
    manifest = json.loads((build / "manifest.json").read_text())
    return {
        name: [build / name / file["file"] for file in table["files"]]
        for name, table in manifest["tables"].items()
    }


def _reelhouse_seconds(folder: Path) -> dict[str, float]:
    """The steps of both runs from their evidence, and what each run spent outside of its steps."""
    seconds: dict[str, float] = {}
    for path in sorted((folder / "lake" / "evidence").glob("*.json")):
        run = json.loads(path.read_text())
        for step in run["steps"]:
            seconds[step["name"]] = seconds.get(step["name"], 0) + step["seconds"]
        seconds[f"whole {run['kind']}"] = run["seconds"]
    return seconds


def _imdb_sqlite(universe: Universe, limits: Limits) -> list[Step]:
    program = str(PROGRAMS / "imdb-sqlite")
    # the files are where it keeps its downloads, so that it fetches none
    command = [program, "--db", "imdb.db", "--cache-dir", str(universe.folder)]
    return [Step("import", command, {})]


def _imdb_sqlite_bare(universe: Universe, limits: Limits) -> list[Step]:
    [step] = _imdb_sqlite(universe, limits)
    return [Step(step.name, [*step.command, "--no-index"], step.environment)]


def _python(script: str, *words: object) -> list[str]:
    return [sys.executable, str(HERE / script), *map(str, words)]


DECOMPRESS, REFERENCE, REELHOUSE, PEER = "decompress", "reference", "reelhouse", "imdb-sqlite"
BARE_PEER = "imdb-sqlite-bare"

CONTESTANTS = {
    contestant.name: contestant
    for contestant in (
        Contestant(DECOMPRESS, "unpacks all seven files with isal and drops the text", _decompress),
        Contestant(
            REFERENCE,
            "builds the same tables with one plain DuckDB script",
            _reference,
            _reference_tables,
            _reference_seconds,
        ),
        Contestant(
            REELHOUSE,
            "`reelhouse ingest imdb` and `reelhouse build` in a fresh lake",
            _reelhouse,
            _reelhouse_tables,
            _reelhouse_seconds,
        ),
        Contestant(
            PEER,
            "puts six of the seven files into SQLite, with its indices",
            _imdb_sqlite,
            largest_scale=0.5,
            repeated_up_to=LARGEST_REPEATED_PEER,
        ),
        Contestant(
            BARE_PEER,
            "the same without indices: rows that can be read from end to end only",
            _imdb_sqlite_bare,
            largest_scale=0.5,
            repeated_up_to=LARGEST_REPEATED_PEER,
        ),
    )
}


def choose(only: list[str], scale: float) -> list[Contestant]:
    """The contestants that were asked for; by default all that are of use at a scale.

    Raises:
        BenchmarkError: there is none of a name.
    """
    unknown = [name for name in only if name not in CONTESTANTS]
    if unknown:
        raise BenchmarkError(f"there is no '{unknown[0]}'; there are {', '.join(CONTESTANTS)}")
    return [
        contestant
        for contestant in CONTESTANTS.values()
        if contestant.name in only or (not only and scale <= contestant.largest_scale)
    ]
