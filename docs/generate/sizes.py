"""Sizes of lakes larger than this machine has seen, from what it has."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generate.markdown import table

RESULTS = Path(__file__).parents[2] / "benchmarks" / "results"
TIMES_IMDB = (1, 10, 100, 1000)
SESSIONS_A_DAY = (1_000_000, 10_000_000, 100_000_000, 1_000_000_000)
HOURS_A_NIGHT = 4
NOT_MEASURED = "Not measured yet: `{}` does it."


def imdb() -> str:
    """Rows, bytes and core hours of builds of IMDb many times over."""
    record = _read("scaling.json")
    if not record:
        return NOT_MEASURED.format("make bench-scale")
    largest = max(record["costs"], key=lambda cost: cost["scale"])
    counted = ("rows", "bronze_bytes", "gold_bytes")
    one = {name: largest[name] / largest["scale"] for name in counted}
    by_engine = {
        each["engine"]: each for each in record["lines"] if each["cores"] == _most_cores(record)
    }

    def rows() -> Iterator[list[str]]:
        for times in TIMES_IMDB:
            hours = {
                name: line["seconds_by_million"] * line["cores"] * one["rows"] * times / 1e6 / 3600
                for name, line in by_engine.items()
            }
            yield [
                f"{times:,} × IMDb",
                f"{one['rows'] * times / 1e9:,.1f} billion",
                _bytes(one["bronze_bytes"] * times),
                _bytes(one["gold_bytes"] * times),
                f"{hours['duckdb']:,.1f}" if "duckdb" in hours else "not measured",
                f"{hours['spark']:,.1f}" if "spark" in hours else "not measured",
                f"{math.ceil(hours['spark'] / HOURS_A_NIGHT):,}" if "spark" in hours else "",
            ]

    head = [
        "each day",
        "rows",
        "bronze",
        "gold",
        "core hours, DuckDB",
        "core hours, Spark",
        f"cores on Spark for a night of {HOURS_A_NIGHT} h",
    ]
    counted_from = f"Counted from builds up to scale {largest['scale']:g}."
    return f"{table(head, rows())}\n\n{counted_from}"


def sessions() -> str:
    """Rows, bytes and core hours of a day of viewing."""
    record = _read("volume.json")
    if not record:
        return NOT_MEASURED.format("python -m benchmarks.volume")
    seen, sizes, usages = record["sessions"], record["bytes"], record["usages"]
    by_day = sum(sizes[name] for name in ("fact_viewing_hour", "fact_viewing_name"))
    seconds = usages["ingest of sessions"]["cpu_seconds"] + usages["build"]["cpu_seconds"]

    def rows() -> Iterator[list[str]]:
        for count in SESSIONS_A_DAY:
            hours = seconds / seen * count / 3600
            yield [
                f"{count:,}",
                _bytes(sizes["came"] / seen * count),
                _bytes(sizes["bronze"] / seen * count),
                _bytes(by_day / seen * count),
                _bytes((sizes["bronze"] + by_day) / seen * count * 395),
                f"{hours:,.2f}",
                f"{math.ceil(hours / HOURS_A_NIGHT):,}",
            ]

    head = [
        "sessions each day",
        "as they come",
        "bronze",
        "gold",
        "13 months of both",
        "core hours",
        f"cores for a night of {HOURS_A_NIGHT} h",
    ]
    return f"{table(head, rows())}\n\nCounted from {seen:,} sessions on {record['days']} days."


def curve() -> str:
    """What builds of one size cost on each engine."""
    path = RESULTS / "scaling.md"
    if not path.is_file():
        return NOT_MEASURED.format("make bench-scale")
    text = path.read_text(encoding="utf-8")
    return text.partition("\n\n")[2].strip()


def _most_cores(record: dict[str, Any]) -> int:
    return max(int(each["cores"]) for each in record["lines"])


def _read(name: str) -> dict[str, Any]:
    """What a benchmark kept; nothing where it has not been run."""
    path = RESULTS / name
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return content


def _bytes(count: float) -> str:
    for unit, size in (("PB", 1e15), ("TB", 1e12), ("GB", 1e9)):
        if count >= size:
            return f"{count / size:,.1f} {unit}"
    return f"{count / 1e6:,.0f} MB"
