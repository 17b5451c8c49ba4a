"""What a process costs, as the operating system counts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

LAUNCHER = Path(__file__).with_name("launch.py")
SHOWN_LOG_LINES = 15


class BenchmarkError(Exception):
    """Something that makes the figures worthless."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one process cost, or several one after the other.

    Attributes:
        wall_seconds: time on the clock.
        cpu_seconds: user and system time of the process and of the children it waited for.
        peak_bytes: largest resident memory of the process, or of a child where that was larger.
        timed_out: whether it was stopped because it took too long.
    """

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: float
    timed_out: bool = False


def run_measured(
    command: Sequence[str],
    folder: Path,
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    time_bound: int = 3600,
) -> Usage:
    """Run a command to its end and say what it cost.

    Args:
        command: program and arguments.
        folder: working folder.
        log: file that takes what it prints; replaced.
        environment: variables on top of this process' own, of which those of Reelhouse are dropped.
        time_bound: whole seconds after which it is stopped.

    Raises:
        BenchmarkError: it failed.
    """
    usage_path = log.with_suffix(".usage.json")
    usage_path.unlink(missing_ok=True)
    own = {name: v for name, v in os.environ.items() if not name.startswith("REELHOUSE_")}
    with log.open("wb") as output:
        launcher = subprocess.run(
            [sys.executable, "-I", "-S", str(LAUNCHER), str(usage_path), str(time_bound), *command],
            cwd=folder,
            env=own | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if launcher.returncode or not usage_path.is_file():
        raise BenchmarkError(f"{command[0]} could not be measured; see {log}")
    counted = json.loads(usage_path.read_text())
    exit_code, timed_out = counted.pop("exit_code"), counted["timed_out"]
    if exit_code and not timed_out:
        last = "\n".join(log.read_text(errors="replace").splitlines()[-SHOWN_LOG_LINES:])
        raise BenchmarkError(f"{' '.join(command)} ended with {exit_code}:\n{last}")
    return Usage(**counted)


def one_after_the_other(usages: Iterable[Usage]) -> Usage:
    """The cost of processes that ran in turn: times add up, the largest peak counts."""
    parts = list(usages)
    return Usage(
        sum(part.wall_seconds for part in parts),
        sum(part.cpu_seconds for part in parts),
        max(part.peak_bytes for part in parts),
        any(part.timed_out for part in parts),
    )


def typical(usages: Iterable[Usage]) -> Usage:
    """Median times and the largest peak of several runs of the same thing."""
    runs = list(usages)
    return Usage(
        median(run.wall_seconds for run in runs),
        median(run.cpu_seconds for run in runs),
        max(run.peak_bytes for run in runs),
        any(run.timed_out for run in runs),
    )
