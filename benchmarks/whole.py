"""What all other sources add to a build of IMDb: `python -m benchmarks.whole --scale 0.5`.

Both lakes hold the same files of IMDb; one also holds what every simulated provider has. Each is
built from nothing, by the command line in a process of its own: once in a copy, which is not
measured, so that neither pays for what the first build of a machine has to prepare, and once to be
measured. The target is one of time on the clock; processor time stands beside it, since a busy
machine stretches the clock.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.bytecode import compile_environment
from benchmarks.machine import describe_machine
from benchmarks.measure import Usage, run_measured
from benchmarks.universe import make_universe
from reelhouse import clock
from reelhouse.evidence import read_run
from reelhouse.gold import require_current
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.sources.run import Request, ingest_source

HERE = Path(__file__).parent
MOST_TIMES_IMDB_ALONE = 1.6
SHOWN_TABLES = 15
IMDB_ALONE, EVERYTHING = "IMDb alone", "all sources"
EXIT_MISSED = 1

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
console = Console()


@app.command()
def main(
    scale: Annotated[float, typer.Option(min=0.001, max=1, help="1.0 is IMDb's real size.")] = 0.5,
    work: Annotated[
        Path, typer.Option(help="Folder for invented files and for what is built.")
    ] = HERE / "work",
    results: Annotated[Path, typer.Option(help="Folder that the record goes to.")] = HERE
    / "results",
) -> None:
    """Build IMDb alone and with all other sources, and compare."""
    os.environ |= compile_environment(work / "bytecode")
    universe = make_universe(work.absolute(), scale).folder.parent
    folder = work.absolute() / "whole"
    shutil.rmtree(folder, ignore_errors=True)
    lakes = fill(folder, universe)
    for lake in lakes.values():
        _build_a_copy(lake)
    usages = {name: build(lake) for name, lake in lakes.items()}
    seconds = _seconds(lakes[EVERYTHING])
    alone, everything = usages[IMDB_ALONE], usages[EVERYTHING]
    ratio = everything.wall_seconds / alone.wall_seconds
    cpu_ratio = everything.cpu_seconds / alone.cpu_seconds
    _show(usages, seconds, ratio, cpu_ratio)
    day = datetime.now(UTC).date()
    record = {
        "day": day.isoformat(),
        "scale": scale,
        "machine": describe_machine(),
        "usages": {name: asdict(usage) for name, usage in usages.items()},
        "ratio": round(ratio, 3),
        "cpu_ratio": round(cpu_ratio, 3),
        "most": MOST_TIMES_IMDB_ALONE,
        "seconds": dict(seconds),
    }
    results.mkdir(parents=True, exist_ok=True)
    path = results / f"{day.isoformat()}-whole-{scale:g}.json"
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    console.print(f"kept in {path}")
    shutil.rmtree(folder)
    if ratio > MOST_TIMES_IMDB_ALONE:
        raise typer.Exit(EXIT_MISSED)


def fill(folder: Path, universe: Path) -> dict[str, Lake]:
    """A lake with IMDb's files, and one with everything beside them."""
    from reelhouse.simulator.providers import NAMES
    from reelhouse.simulator.server import SimulatorServer
    from reelhouse.simulator.settings_file import simulated_sources

    alone, everything = Lake(folder / "alone"), Lake(folder / "everything")
    with SimulatorServer(universe, limits=False) as server, clock.playing(server.world.today):
        sources: dict[str, Any] = simulated_sources(server)
        ingest_source("imdb", alone, load_settings(lake=alone.root, **sources), Request())
        shutil.copytree(alone.root, everything.root)
        settings = load_settings(lake=everything.root, **sources)
        for name in NAMES:
            console.print(f"ingest {name}")
            ingest_source(name, everything, settings, Request())
    return {IMDB_ALONE: alone, EVERYTHING: everything}


def build(lake: Lake) -> Usage:
    program = str(Path(sys.executable).with_name("reelhouse"))
    log = lake.root.with_suffix(".log")
    return run_measured([program, "--lake", str(lake.root), "build"], lake.root, log=log)


def _build_a_copy(lake: Lake) -> None:
    copy = Lake(lake.root.with_name(f"{lake.root.name}-copy"))
    shutil.copytree(lake.root, copy.root)
    build(copy)
    shutil.rmtree(copy.root)


def _seconds(lake: Lake) -> list[tuple[str, float]]:
    """Seconds of each step of a lake's build, the longest first."""
    run = read_run(lake, str(require_current(lake).manifest["run_id"]))
    steps = [(step["name"], float(step["seconds"])) for step in run["steps"]]
    return sorted(steps, key=lambda step: -step[1])


def _show(
    usages: dict[str, Usage], seconds: list[tuple[str, float]], ratio: float, cpu_ratio: float
) -> None:
    table = Table("build of", "seconds", "CPU seconds", "peak GB")
    for name, usage in usages.items():
        figures = (usage.wall_seconds, usage.cpu_seconds, usage.peak_bytes / 1e9)
        table.add_row(name, *(f"{figure:.1f}" for figure in figures))
    console.print(table)
    slowest = Table("step", "seconds")
    for name, spent in seconds[:SHOWN_TABLES]:
        slowest.add_row(name, f"{spent:.1f}")
    console.print(slowest)
    verdict = "reached" if ratio <= MOST_TIMES_IMDB_ALONE else "missed"
    console.print(f"{ratio:.2f} times IMDb alone; at most {MOST_TIMES_IMDB_ALONE}: {verdict}")
    console.print(f"{cpu_ratio:.2f} times its processor time")


if __name__ == "__main__":
    app()
