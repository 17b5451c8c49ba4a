"""What a person at a terminal sees: tables, progress, errors; and JSON for programs."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from decimal import Decimal
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from reelhouse.errors import ReelhouseError

PLAIN_LINE_SECONDS = 10.0

PIPE_WIDTH = 160

out = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
err = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else PIPE_WIDTH)


def print_json(content: Any) -> None:
    """Write JSON to standard output."""
    plain = _without_nan(json.loads(json.dumps(content, default=_jsonable)))
    json.dump(plain, sys.stdout, indent=2, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")


def print_error(error: ReelhouseError) -> None:
    """Say what was wrong, where, and what to do."""
    err.print(f"[bold red]error:[/] {escape(str(error))}", soft_wrap=True)


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    formats: Mapping[str, str] | None = None,
) -> None:
    """Write a table with its column names in words; numbers are right-aligned.

    Args:
        title: what stands above it.
        columns: their names.
        rows: their values.
        formats: how numbers of a column are written, as `format` takes it; else by their type.
    """
    formats = formats or {}
    table = Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for number, column in enumerate(columns):
        cells = [row[number] for row in rows if row[number] is not None]
        numeric = bool(cells) and all(
            isinstance(c, int | float | Decimal) and not isinstance(c, bool) for c in cells
        )
        table.add_column(
            escape(column.replace("_", " ")),
            justify="right" if numeric else "left",
            overflow="fold",
            no_wrap=numeric,
        )
    for row in rows:
        table.add_row(
            *(
                escape(
                    format(cell, formats[name])
                    if name in formats and cell is not None
                    else _shown(name, cell)
                )
                for name, cell in zip(columns, row, strict=True)
            )
        )
    out.print(table)


class ByteProgress:
    """Progress of downloads and checks: bars on a terminal, plain lines elsewhere."""

    def __init__(self) -> None:
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._rows: dict[str, int] = {}
        self._began: dict[str, float] = {}
        self._said: dict[str, float] = {}

    def __enter__(self) -> ByteProgress:
        if err.is_terminal:
            self._bars = Progress(
                TextColumn("{task.description:<20}"),
                BarColumn(),
                DownloadColumn(),
                TextColumn("{task.fields[speed]}"),
                TimeRemainingColumn(),
                console=err,
            )
            self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars:
            self._bars.stop()

    def start(self, name: str, total_bytes: int | None) -> None:
        """A file begins."""
        self._rows[name], self._began[name] = 0, time.monotonic()
        self._said[name] = self._began[name]
        if self._bars:
            self._tasks[name] = self._bars.add_task(escape(name), total=total_bytes, speed="")
        else:
            size = f" ({total_bytes:,} bytes)" if total_bytes else ""
            err.print(f"{escape(name)}: reading{size}")

    def advance(self, name: str, n_bytes: int, n_rows: int) -> None:
        """More of a file has been read and checked."""
        self._rows[name] += n_rows
        now = time.monotonic()
        rate = f"{self._rows[name] / max(now - self._began[name], 1e-6):,.0f} rows/s"
        if self._bars:
            self._bars.update(self._tasks[name], advance=n_bytes, speed=rate)
        elif now - self._said[name] >= PLAIN_LINE_SECONDS:
            self._said[name] = now
            err.print(f"{escape(name)}: {self._rows[name]:,} rows, {rate}")

    def finish(self, name: str, note: str) -> None:
        """A file has ended, in words."""
        now = time.monotonic()
        seconds = now - self._began.get(name, now)
        if self._bars and name in self._tasks:
            task = self._tasks[name]
            total = self._bars.tasks[self._bars.task_ids.index(task)].completed
            self._bars.update(task, total=total or 1, completed=total or 1, speed=escape(note))
        else:
            err.print(f"{escape(name)}: {escape(note)} ({seconds:.1f} s)")


def counting_bars() -> Progress:
    """Bars of things that are counted; each task has a field `speed`."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=err,
    )


@contextmanager
def model_progress(models: Sequence[str]) -> Iterator[Callable[[str, str, int], None]]:
    """Progress of a build.

    Yields:
        The function to call with a model's name, its state, and the rows it wrote.
    """
    names = set(models)
    if not err.is_terminal:
        began: dict[str, float] = {}

        def say(name: str, state: str, rows: int) -> None:
            if name not in names:
                return
            if state == "started":
                began[name] = time.monotonic()
            else:
                seconds = time.monotonic() - began[name]
                err.print(f"{name}: {state}, {rows:,} rows ({seconds:.1f} s)")

        yield say
        return
    with counting_bars() as bars:
        task = bars.add_task("starting", total=len(names), speed="")
        running: list[str] = []
        written, start = 0, time.monotonic()

        def show(name: str, state: str, rows: int) -> None:
            nonlocal written
            if name not in names:
                return
            if state == "started":
                running.append(name)
            else:
                running.remove(name)
                written += rows
                bars.advance(task)
            bars.update(
                task,
                description=", ".join(running) or "checking the gates",
                speed=f"{written / max(time.monotonic() - start, 1e-6):,.0f} rows/s",
            )

        yield show


@contextmanager
def training_progress(models: Sequence[str]) -> Iterator[Callable[[str, str], None]]:
    """Progress of a training.

    Yields:
        The function to call with a model's name and its state.
    """
    if not err.is_terminal:
        yield lambda name, state: None if state == "started" else err.print(f"{name}: {state}")
        return
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
    ) as bars:
        task = bars.add_task("starting", total=len(models))

        def show(name: str, state: str) -> None:
            if state == "started":
                bars.update(task, description=f"training {name}")
            else:
                bars.advance(task)

        yield show


@contextmanager
def count_progress(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """Progress through a list: yields the function to call with a name, how many, and of how many.

    Elsewhere than on a terminal nothing is shown.
    """
    if not err.is_terminal:
        yield lambda name, done, total: None
        return
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=err
    ) as bars:
        task = bars.add_task(title, total=None)
        yield lambda name, done, total: bars.update(task, completed=done, total=total)


def _shown(column: str, cell: Any) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        is_name = column.endswith(("year", "decade", "_key", "_id"))
        return str(cell) if is_name else f"{cell:,}"
    if isinstance(cell, float):
        return f"{cell:,.3f}".rstrip("0").rstrip(".")
    return str(cell)


def _without_nan(content: Any) -> Any:
    """The same content with null for what is no number: JSON has no NaN and no infinity."""
    if isinstance(content, dict):
        return {key: _without_nan(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_without_nan(value) for value in content]
    if isinstance(content, float) and not math.isfinite(content):
        return None
    return content


def _jsonable(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Decimal):
        return float(value)
    return str(value)
