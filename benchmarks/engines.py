"""What a build costs on DuckDB and on Spark, over the same lake, and whether both say the same.

python -m benchmarks.engines LAKE [--master 'local[2]'] [--today 2026-02-28]

LAKE is read only; its bronze is copied. The first build on Spark starts it, the second finds it
warm. Seconds of the processor count both this process and Spark's.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from tests.spark.equality import differences

from reelhouse import clock
from reelhouse.gold import Build, require_current
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.transform.build import build_gold
from reelhouse.transform.inputs import gold_models

TICKS = 100  # a second, of /proc/<pid>/stat


def main(
    lake: Path,
    master: Annotated[str, typer.Option(help="Spark's master.")] = "local[2]",
    memory_limit: Annotated[str, typer.Option(help="Of the engine.")] = "3GB",
    today: Annotated[str | None, typer.Option(help="The day that it is for the builds.")] = None,
) -> None:
    """Build a copy of LAKE with each engine, and compare every table."""
    with tempfile.TemporaryDirectory() as name:
        print(f"{'engine':14} {'wall s':>8} {'CPU s':>8} {'rows':>12}")
        built: dict[str, Build] = {}
        for title, engine in (
            ("duckdb", "duckdb"),
            ("spark, cold", "spark"),
            ("spark, warm", "spark"),
        ):
            copy = Lake(Path(name) / engine / "lake")
            shutil.rmtree(copy.root, ignore_errors=True)
            shutil.copytree(lake, copy.root, ignore=shutil.ignore_patterns("gold", ".cache"))
            settings = load_settings(
                lake=copy.root,
                engine={"name": engine, "memory_limit": memory_limit, "spark": {"master": master}},
            )
            day = date.fromisoformat(today) if today else None
            wall, cpu = time.perf_counter(), _cpu()
            with clock.playing(day):
                build_gold(copy, settings)
            wall, cpu = time.perf_counter() - wall, _cpu() - cpu
            built[engine] = require_current(copy)
            rows = sum(built[engine].rows.values())
            print(f"{title:14} {wall:8.1f} {cpu:8.1f} {rows:12,}", flush=True)
        different = 0
        for table in gold_models():
            if how := differences(table, built["duckdb"].folder, built["spark"].folder):
                different += 1
                print(f"{table} differs: {how}")
        print(f"{len(gold_models()) - different} of {len(gold_models())} tables are the same")


def _cpu() -> float:
    """Seconds of the processor that this process and Spark's have taken."""
    return time.process_time() + sum(map(_cpu_of, _javas()))


def _javas() -> list[int]:
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    return [gateway.proc.pid] if gateway is not None else []


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    typer.run(main)
