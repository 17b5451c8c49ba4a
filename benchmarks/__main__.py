"""The command line of the benchmark: `python -m benchmarks --help`."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks import exponent as growth
from benchmarks import record
from benchmarks.bytecode import compile_environment
from benchmarks.contestants import REELHOUSE, REFERENCE, choose, default_limits
from benchmarks.machine import describe_machine
from benchmarks.measure import BenchmarkError
from benchmarks.parsed import parse_project
from benchmarks.profile import profile_cells
from benchmarks.runs import RUNS, ScaleResult, measure_scale
from benchmarks.universe import find_universe, make_universe

HERE = Path(__file__).parent
DEFAULT_SCALE = 0.1
EXIT_MISSED, EXIT_WORTHLESS = 1, 2

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
console = Console()


@app.command()
def main(
    scales: Annotated[
        list[float] | None,
        typer.Option("--scale", min=0.001, max=1, help="1.0 is IMDb's real size; repeatable."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Run this contestant and not all; repeatable.")
    ] = None,
    runs: Annotated[
        int, typer.Option(min=1, help="Runs of everybody; slow peers run once above 0.05.")
    ] = RUNS,
    exponent: Annotated[
        bool,
        typer.Option(
            help="Fit how time grows, from 0.02 to 0.5 or over the scales given, if several."
        ),
    ] = False,
    memory_limit: Annotated[
        str | None, typer.Option(help="Of Reelhouse's engine and the reference's, such as 3GB.")
    ] = None,
    profile: Annotated[
        bool, typer.Option(help="Show where the time went, table by table.")
    ] = False,
    universe: Annotated[
        Path | None, typer.Option(help="Take the seven files of this folder; needs one --scale.")
    ] = None,
    work: Annotated[
        Path, typer.Option(help="Folder for invented files and for what is built.")
    ] = HERE / "work",
    results: Annotated[Path, typer.Option(help="Folder for the figures.")] = HERE / "results",
    time_bound: Annotated[
        int, typer.Option(min=1, help="Seconds after which a process is stopped.")
    ] = 3600,
) -> None:
    """Measure Reelhouse against the floor, a plain script and a peer, on the same files."""
    chosen = sorted(set(scales or [DEFAULT_SCALE]))
    if exponent and len(chosen) < 2:
        chosen = list(growth.SCALES)
    names = [REFERENCE, REELHOUSE] if exponent and not only else only or []
    if universe and len(chosen) != 1:
        raise typer.BadParameter("--universe goes with one --scale")
    if exponent and {REFERENCE, REELHOUSE} - set(names):
        raise typer.BadParameter("--exponent needs the reference and Reelhouse")
    work = work.absolute()  # each contestant works in a folder of its own
    machine = describe_machine()
    today = datetime.now(UTC).date()
    limits = default_limits(memory_limit)
    os.environ |= compile_environment(work / "bytecode") | parse_project(work / "cache")
    measured: list[ScaleResult] = []
    missed = False
    try:
        for scale in chosen:
            contestants = choose(names, scale)
            if universe:
                files = find_universe(universe, scale)
            else:
                console.log(f"scale {scale:g}: inventing the files, if they are not there")
                files = make_universe(work, scale)
            result = measure_scale(
                files,
                contestants,
                limits,
                work=work,
                runs=runs,
                time_bound=time_bound,
                say=console.log,
            )
            measured.append(result)
            content = record.scale_record(result, today, machine)
            record.write_record(content, results)
            _show(f"Scale {scale:g}", record.TABLE_COLUMNS, record.table_cells(content))
            if profile:
                _show("Seconds by step", *profile_cells(result))
            if result.same_tables:
                console.print(f"both built the same {result.same_tables} tables, row for row")
            missed |= _show_verdicts(content)
        if exponent:
            content = record.exponent_record(growth.growths(measured), today, machine)
            record.write_record(content, results)
            _show("Growth with size", record.growth_columns(content), record.growth_cells(content))
            missed |= _show_verdicts(content)
    except BenchmarkError as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(EXIT_WORTHLESS) from error
    console.print(f"written to {record.write_page(results)}")
    if missed:
        raise typer.Exit(EXIT_MISSED)


def _show(title: str, columns: list[str], rows: list[list[str]]) -> None:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _show_verdicts(content: record.Record) -> bool:
    """Show the targets; returns whether one was missed."""
    styles = {True: "green", False: "red", None: "yellow"}
    for verdict in content["verdicts"]:
        mark, style = record.MARKS[verdict["passed"]], styles[verdict["passed"]]
        console.print(f"[{style}]{mark}[/] {verdict['target']}: {verdict['found']}")
    return any(verdict["passed"] is False for verdict in content["verdicts"])


if __name__ == "__main__":
    app()
