"""What a build costs on DuckDB and on Spark as data grows, on one core and on two.

    python -m benchmarks.scaling --scale 0.05 --scale 0.1 --scale 0.5 --scale 1

At every scale IMDb's invented files are ingested once. Then each engine builds all of gold from
nothing, in a process of its own that may use one core or two of this machine, and every table of
Spark's is held against DuckDB's. A straight line through the times of an engine tells its fixed
cost and its cost by row; where two lines cross, the other engine begins to be the better choice.

Figures are kept as they come, in `results/scaling.json`, and a scale that is there is not measured
again unless `--again` says so or the processor is another; `results/scaling.md` is made of all of
them.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console

from benchmarks.bytecode import compile_environment
from benchmarks.compare import differences
from benchmarks.machine import describe_machine
from benchmarks.measure import BenchmarkError, Usage, run_measured
from benchmarks.universe import make_universe
from reelhouse.gold import require_current
from reelhouse.lake import Lake

WORK = Path(__file__).parent / "work"
RESULTS = Path(__file__).parent / "results"
TINY = 0.002
SCALES = (0.05, 0.1, 0.25, 0.5, 1.0)
ENGINES = ("duckdb", "spark")
TIME_BOUND = 2 * 3600

console = Console()


@dataclass(frozen=True, slots=True)
class Cost:
    """One build.

    Attributes:
        scale: 1.0 is IMDb's real size.
        rows: data rows of IMDb's files.
        engine: `duckdb` or `spark`.
        cores: that the process might use.
        wall_seconds: on the clock, from the start of the command to its end.
        is_same: whether its tables hold the same rows as the first build's of that size.
        bronze_bytes: IMDb's files as they came.
        gold_bytes: all tables that were built.
    """

    scale: float
    rows: int
    engine: str
    cores: int
    wall_seconds: float
    is_same: bool
    bronze_bytes: int
    gold_bytes: int


@dataclass(frozen=True, slots=True)
class Line:
    """What builds of one engine cost, as a straight line over rows.

    Attributes:
        fixed_seconds: of a build with no rows.
        seconds_by_million: of a million rows more.
    """

    fixed_seconds: float
    seconds_by_million: float

    def crosses(self, other: Line) -> float | None:
        """Rows from which on this line lies below another; None where it never does."""
        saved = other.seconds_by_million - self.seconds_by_million
        if saved <= 0:
            return None
        return max(self.fixed_seconds - other.fixed_seconds, 0.0) / saved * 1e6


def fit(costs: Sequence[Cost]) -> Line:
    """The line through some builds, relative errors least, since times span two magnitudes."""
    rows = np.array([cost.rows / 1e6 for cost in costs])
    seconds = np.array([cost.wall_seconds for cost in costs])
    terms = np.stack([np.ones_like(rows), rows], axis=1) / seconds[:, None]
    (fixed, slope), *_ = np.linalg.lstsq(terms, np.ones_like(rows), rcond=None)
    return Line(float(fixed), float(slope))


def main(
    scales: Annotated[
        list[float] | None, typer.Option("--scale", help="1.0 is IMDb's real size; repeatable.")
    ] = None,
    cores: Annotated[
        list[int] | None, typer.Option("--cores", help="That a build may use; repeatable.")
    ] = None,
    again: Annotated[bool, typer.Option(help="Measure what has been measured before.")] = False,
    memory: Annotated[str, typer.Option(help="engine.memory_limit of builds.")] = "4GB",
    work: Annotated[Path, typer.Option(help="Folder for invented files and what is built.")] = WORK,
    results: Annotated[Path, typer.Option(help="Folder that the figures go to.")] = RESULTS,
) -> None:
    """Measure both engines at several scales and write where each is the better choice."""
    os.environ |= compile_environment(work.absolute() / "bytecode")
    kept = results / "scaling.json"
    costs = [] if again else known_costs(kept)
    done = {(cost.scale, cost.engine, cost.cores) for cost in costs}
    wanted = {
        scale: [
            (engine, number)
            for number in cores or (2, 1)
            for engine in ENGINES
            if (scale, engine, number) not in done
        ]
        for scale in sorted(set(scales or SCALES))
    }
    folder = work.absolute() / "scaling"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if any(wanted.values()):  # what only the first build of a machine has to prepare
        for _ in _measure(TINY, [(engine, 2) for engine in ENGINES], memory, folder):
            pass
    for scale, builds in wanted.items():
        for cost in _measure(scale, builds, memory, folder) if builds else ():
            console.print(f"{cost.engine}, {cost.cores} cores: {cost.wall_seconds:.1f} s")
            costs.append(cost)
            record = record_of(costs, memory)
            kept.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
            (results / "scaling.md").write_text(page(record), encoding="utf-8")
    shutil.rmtree(folder)
    console.print(page(json.loads(kept.read_text())), markup=False)


def known_costs(kept: Path) -> list[Cost]:
    """What was measured before on a processor like this one."""
    if not kept.is_file():
        return []
    record = json.loads(kept.read_text(encoding="utf-8"))
    is_ours = record["machine"]["processor"] == describe_machine()["processor"]
    return [Cost(**cost) for cost in record["costs"]] if is_ours else []


def _measure(
    scale: float, wanted: Sequence[tuple[str, int]], memory: str, folder: Path
) -> Iterator[Cost]:
    universe = make_universe(folder.parent, scale)
    console.print(f"scale {scale:g}")
    lake = Lake(folder / "lake")
    _run(lake, folder, {}, None, "ingest", "imdb", "--from", str(universe.folder))
    yardstick: dict[str, list[Path]] = {}
    for engine, cores in wanted:
        said = {
            "REELHOUSE_ENGINE__NAME": engine,
            "REELHOUSE_ENGINE__MEMORY_LIMIT": memory,
            "REELHOUSE_ENGINE__THREADS": str(cores),
            "REELHOUSE_ENGINE__SPARK": json.dumps({"master": f"local[{cores}]"}),
        }
        usage = _run(lake, folder, said, cores, "build", "--full")
        tables = _tables(lake)
        yardstick = yardstick or tables
        different = differences(yardstick, tables)
        if different:
            console.print(f"{engine} differs: {'; '.join(different)}")
        size = sum(path.stat().st_size for files in tables.values() for path in files)
        yield Cost(
            scale,
            universe.rows,
            engine,
            cores,
            usage.wall_seconds,
            not different,
            universe.bytes,
            size,
        )
    shutil.rmtree(lake.root)


def _run(lake: Lake, folder: Path, said: dict[str, str], cores: int | None, *words: str) -> Usage:
    """Run one command on the first of this machine's cores, or on all."""
    command = [sys.executable, "-m", "reelhouse.cli", *words]
    if cores is not None:
        command = ["taskset", "--cpu-list", f"0-{cores - 1}", *command]
    said = {**said, "REELHOUSE_LAKE": str(lake.root), "REELHOUSE_CACHE": str(folder / "cache")}
    usage = run_measured(
        command, folder, log=folder / "log", environment=said, time_bound=TIME_BOUND
    )
    if usage.timed_out:
        raise BenchmarkError(f"{' '.join(words)} took more than {TIME_BOUND} s")
    return usage


def _tables(lake: Lake) -> dict[str, list[Path]]:
    build = require_current(lake)
    return {table: build.table_files(table) for table in build.rows}


def record_of(costs: Sequence[Cost], memory: str) -> dict[str, Any]:
    """The figures as plain values, with the line of each engine and number of cores."""
    lines: list[dict[str, Any]] = []
    for engine, cores in sorted({(cost.engine, cost.cores) for cost in costs}):
        of = [cost for cost in costs if (cost.engine, cost.cores) == (engine, cores)]
        if len({cost.scale for cost in of}) > 1:
            lines.append({"engine": engine, "cores": cores, **asdict(fit(of))})
    return {
        "machine": describe_machine(),
        "memory": memory,
        "costs": [asdict(cost) for cost in costs],
        "lines": lines,
    }


def page(record: dict[str, Any]) -> str:
    """The figures as a page of Markdown."""
    costs = [Cost(**cost) for cost in record["costs"]]
    machine = ", ".join(f"{name} {value}" for name, value in record["machine"].items())
    lines = [
        "# DuckDB and Spark as data grows",
        "",
        "Written by `python -m benchmarks.scaling`: a build of all of gold from nothing, of IMDb's "
        f"files alone, engine.memory_limit {record['memory']}. {machine}.",
        "",
        "| scale | rows | engine | cores | seconds | rows/s | same tables |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {c.scale:g} | {c.rows:,} | {c.engine} | {c.cores} | {c.wall_seconds:.1f} "
        f"| {c.rows / c.wall_seconds:,.0f} | {'yes' if c.is_same else '**no**'} |"
        for c in sorted(costs, key=lambda c: (c.scale, -c.cores, c.engine))
    ]
    fitted = {
        (each["engine"], each["cores"]): Line(each["fixed_seconds"], each["seconds_by_million"])
        for each in record["lines"]
    }
    lines += [
        "",
        "| engine | cores | fixed cost | each million rows |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {engine} | {cores} | {line.fixed_seconds:.1f} s | {line.seconds_by_million:.2f} s |"
        for (engine, cores), line in sorted(fitted.items())
    ]
    lines += ["", *_choices(fitted)]
    return "\n".join(lines) + "\n"


def _choices(fitted: dict[tuple[str, int], Line]) -> list[str]:
    """A sentence by number of cores on which engine is the better choice."""
    said = []
    for cores in sorted({cores for _, cores in fitted}):
        duckdb, spark = fitted.get(("duckdb", cores)), fitted.get(("spark", cores))
        if duckdb is None or spark is None:
            continue
        rows = spark.crosses(duckdb)
        times = spark.seconds_by_million / duckdb.seconds_by_million
        on = f"On {cores} core{'s' if cores > 1 else ''}"
        said.append(
            f"{on} a row costs Spark {times:.1f} times what it costs DuckDB, so that Spark is "
            f"never the better choice there. With {times:.1f} times the cores it would be as "
            "fast, if its work divides evenly; and it goes on where one machine ends."
            if rows is None
            else f"{on} Spark is the better choice from {rows / 1e6:,.0f} million rows on."
        )
    return said


if __name__ == "__main__":
    typer.run(main)
