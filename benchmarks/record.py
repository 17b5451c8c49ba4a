"""What is kept of a benchmark: plain values that become JSON, and that JSON as a page."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.contestants import REFERENCE
from benchmarks.exponent import Growth
from benchmarks.exponent import verdicts as exponent_verdicts
from benchmarks.measure import Usage
from benchmarks.runs import ScaleResult
from reelhouse.settings.engine import EngineSettings

PAGE = "latest.md"
PAGE_START = """# Benchmark results

Written by `python -m benchmarks`: for every scale the newest run that lies in this folder.
"""

Record = dict[str, Any]


def scale_record(result: ScaleResult, day: date, machine: dict[str, str]) -> Record:
    """One scale as plain values."""
    reference = result.usages.get(REFERENCE)

    def line(name: str, usage: Usage, between: tuple[float, float] | None = None) -> Record:
        return {
            "contestant": name,
            **asdict(usage),
            "times_reference": usage.wall_seconds / reference.wall_seconds if reference else None,
            "rows_per_second": result.universe.rows / usage.wall_seconds,
            "between": between,
        }

    lines: list[Record] = []
    for name, figures in result.figures.items():
        lines.append(line(name, figures.usage, figures.between if len(figures.runs) > 1 else None))
        if len(figures.steps) > 1:
            lines += [line(f"{name}: {step}", usage) for step, usage in figures.steps.items()]
    return {
        "date": day.isoformat(),
        "scale": result.universe.scale,
        "rows": result.universe.rows,
        "bytes": result.universe.bytes,
        "machine": machine,
        "limits": asdict(result.limits),
        "table": lines,
        "runs": {
            name: [{step: asdict(usage) for step, usage in run.items()} for run in figures.runs]
            for name, figures in result.figures.items()
        },
        "seconds": {name: f.seconds for name, f in result.figures.items() if f.seconds},
        "does": {name: figures.does for name, figures in result.figures.items()},
        "same_tables": result.same_tables,
        "verdicts": [asdict(verdict) for verdict in result.verdicts],
    }


def exponent_record(growths: list[Growth], day: date, machine: dict[str, str]) -> Record:
    """The growth of time with scale as plain values."""
    return {
        "date": day.isoformat(),
        "machine": machine,
        "growth": [
            {**asdict(growth), "seconds": {f"{s:g}": v for s, v in growth.seconds.items()}}
            for growth in growths
        ],
        "verdicts": [asdict(verdict) for verdict in exponent_verdicts(growths)],
    }


def write_record(record: Record, folder: Path) -> Path:
    """Keep a record in the folder of results; a later one of the same day takes its place."""
    name = f"scale-{record['scale']:g}{_own_limit(record)}" if "scale" in record else "exponent"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{record['date']}-{name}.json"
    path.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def write_page(folder: Path) -> Path:
    """Write the page anew from the newest record of each scale and of the exponent.

    Other benchmarks keep their records in the same folder.
    """
    newest: dict[tuple[float, str], Record] = {}
    exponent: Record | None = None
    for path in sorted(folder.glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        if "growth" in record:
            exponent = record
        elif {"scale", "table", "limits"} <= record.keys():
            newest[record["scale"], _own_limit(record)] = record
    sections = [PAGE_START]
    sections += [_scale_section(newest[key]) for key in sorted(newest)]
    if exponent:
        sections.append(_exponent_section(exponent))
    path = folder / PAGE
    path.write_text("\n".join(sections), encoding="utf-8")
    return path


def _own_limit(record: Record) -> str:
    """The engines' memory limit as part of a name; empty where it is the default."""
    limit = record["limits"]["memory_limit"]
    return "" if limit == EngineSettings().memory_limit else f"-memory-{limit}"


def table_cells(record: Record) -> list[list[str]]:
    """The lines of a scale's table as text, one cell for each of `TABLE_COLUMNS`."""
    return [
        [
            line["contestant"],
            f"{'over ' if line['timed_out'] else ''}{line['wall_seconds']:.1f}",
            f"{line['cpu_seconds']:.1f}",
            f"{line['peak_bytes'] / 1e6:,.0f}",
            f"{line['times_reference']:.2f}" if line["times_reference"] else "",
            f"{line['rows_per_second']:,.0f}",
            "{:.1f} to {:.1f}".format(*line["between"]) if line.get("between") else "",
        ]
        for line in record["table"]
    ]


TABLE_COLUMNS = [
    "contestant",
    "wall s",
    "CPU s",
    "peak MB",
    "times reference",
    "rows/s",
    "runs, wall s",
]
GROWTH_COLUMNS = ["contestant", "measure", "exponent", "two largest scales"]
MARKS = {True: "passed", False: "failed", None: "not known"}


def growth_cells(record: Record) -> list[list[str]]:
    """The lines of the exponent's table as text; seconds by scale come last."""
    return [
        [
            growth["contestant"],
            growth["measure"],
            f"{growth['exponent']:.3f}",
            f"{growth['last_exponent']:.3f}",
            *(f"{seconds:.1f}" for seconds in growth["seconds"].values()),
        ]
        for growth in record["growth"]
    ]


def growth_columns(record: Record) -> list[str]:
    """The heads of the exponent's table."""
    return GROWTH_COLUMNS + [f"s at {scale}" for scale in record["growth"][0]["seconds"]]


def _scale_section(record: Record) -> str:
    limits = record["limits"]
    same = record["same_tables"]
    return "\n".join(
        [
            f"## Scale {record['scale']:g}{_own_limit(record).replace('-', ' ')}",
            "",
            f"{record['date']}; {record['rows']:,} rows in {record['bytes'] / 1e6:,.0f} MB packed; "
            f"engines with {limits['threads']} threads and {limits['memory_limit']}; "
            f"{_runs_in_words(record)}.",
            "",
            _markdown(TABLE_COLUMNS, table_cells(record)),
            *[f"- {name}: {does}" for name, does in record["does"].items()],
            "",
            f"Reelhouse and the reference built the same {same} tables, row for row."
            if same
            else "What was built was not compared: Reelhouse and the reference did not both run.",
            "",
            _verdict_list(record),
            _machine_line(record),
        ]
    )


def _runs_in_words(record: Record) -> str:
    runs = {name: len(runs) for name, runs in record["runs"].items()}
    most = max(runs.values())
    if most == 1:
        return "one run"
    once = ", ".join(name for name, number in runs.items() if number < most)
    return f"median times and largest peak of {most} runs" + (f" ({once}: one)" if once else "")


def _exponent_section(record: Record) -> str:
    return "\n".join(
        [
            "## Growth with size",
            "",
            f"{record['date']}; the exponent of the power law through these times; 1 is linear.",
            "",
            _markdown(growth_columns(record), growth_cells(record)),
            _verdict_list(record),
            _machine_line(record),
        ]
    )


def _verdict_list(record: Record) -> str:
    return "".join(
        f"- {MARKS[verdict['passed']]}: {verdict['target']}: {verdict['found']}\n"
        for verdict in record["verdicts"]
    )


def _machine_line(record: Record) -> str:
    return "; ".join(f"{name} {value}" for name, value in record["machine"].items()) + "\n"


def _markdown(columns: list[str], rows: list[list[str]]) -> str:
    lines = [columns, ["---"] + ["---:"] * (len(columns) - 1), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
