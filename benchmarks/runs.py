"""One scale from its files to figures: everybody in turn, several times, then the check."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.compare import differences, read_content
from benchmarks.contestants import REELHOUSE, REFERENCE, Contestant, Limits
from benchmarks.measure import (
    BenchmarkError,
    Usage,
    one_after_the_other,
    run_measured,
    typical,
)
from benchmarks.targets import Verdict, judge
from benchmarks.universe import Universe

RUNS = 3
# what tells how Reelhouse itself worked has no counterpart
OF_ITS_OWN_WORK = {"mart_source_health"}


@dataclass(slots=True)
class Figures:
    """What one contestant cost at one scale.

    Attributes:
        does: what it does.
        runs: one entry a run: cost by step.
        seconds: time of its parts by its own account, in the last run.
    """

    does: str
    runs: list[dict[str, Usage]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def usage(self) -> Usage:
        """All steps together: median times, largest peak."""
        return typical(one_after_the_other(run.values()) for run in self.runs)

    @property
    def between(self) -> tuple[float, float]:
        """Wall seconds of the quickest and of the slowest run."""
        walls = [one_after_the_other(run.values()).wall_seconds for run in self.runs]
        return min(walls), max(walls)

    @property
    def steps(self) -> dict[str, Usage]:
        """The same for each step; a step that a stopped run did not come to is left out."""
        names = [name for name in self.runs[0] if all(name in run for run in self.runs)]
        return {name: typical(run[name] for run in self.runs) for name in names}


@dataclass(frozen=True, slots=True)
class ScaleResult:
    """All that was measured at one scale.

    Attributes:
        universe: the files.
        limits: what the engines could take.
        figures: by contestant.
        same_tables: tables that Reelhouse and the reference both built; None if only one ran.
    """

    universe: Universe
    limits: Limits
    figures: dict[str, Figures]
    same_tables: int | None

    @property
    def usages(self) -> dict[str, Usage]:
        """Cost by contestant."""
        return {name: figures.usage for name, figures in self.figures.items()}

    @property
    def verdicts(self) -> list[Verdict]:
        """The targets that apply."""
        return judge(self.universe.scale, self.usages, self.limits.memory_limit)


def measure_scale(
    universe: Universe,
    contestants: list[Contestant],
    limits: Limits,
    *,
    work: Path,
    runs: int,
    time_bound: int,
    say: Callable[[str], None] = print,
) -> ScaleResult:
    """Let the contestants work on the same files and compare what came out.

    Args:
        universe: the files.
        contestants: who runs, in this order at first and in the opposite one every second time,
            so that a machine that grows slower harms nobody more than others.
        limits: what the engines may take.
        work: folder for what they write; it is removed once it has been compared.
        runs: how often everybody runs who has no fewer of his own.
        time_bound: whole seconds after which a process is stopped.
        say: told what is going on.

    Raises:
        BenchmarkError: one failed, or Reelhouse and the reference did not build the same.
    """
    figures = {contestant.name: Figures(contestant.does) for contestant in contestants}
    folders = {c.name: work / "runs" / f"{universe.scale:g}" / c.name for c in contestants}
    for number in range(1, runs + 1):
        taking_part = [c for c in contestants if number <= c.runs_at(universe.scale, runs)]
        for contestant in taking_part if number % 2 else reversed(taking_part):
            say(f"scale {universe.scale:g}, run {number} of {runs}: {contestant.name}")
            mine = figures[contestant.name]
            folder = folders[contestant.name]
            mine.runs.append(_run(contestant, universe, limits, folder, time_bound))
            if contestant.seconds and not mine.usage.timed_out:
                mine.seconds = contestant.seconds(folder)
    same_tables = None
    if REELHOUSE in folders and REFERENCE in folders:
        say(f"scale {universe.scale:g}: comparing what was built")
        same_tables = _compare(contestants, figures, folders)
    for folder in folders.values():
        shutil.rmtree(folder)
    return ScaleResult(universe, limits, figures, same_tables)


def _run(
    contestant: Contestant, universe: Universe, limits: Limits, folder: Path, time_bound: int
) -> dict[str, Usage]:
    """One run in an empty folder; logs go beside it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    usages: dict[str, Usage] = {}
    for step in contestant.steps(universe, limits):
        usages[step.name] = run_measured(
            step.command,
            folder,
            log=folder.with_name(f"{contestant.name}-{step.name}.log"),
            environment=step.environment,
            time_bound=time_bound,
        )
        if usages[step.name].timed_out:
            break
    return usages


def _compare(
    contestants: list[Contestant], figures: dict[str, Figures], folders: dict[str, Path]
) -> int:
    built = {
        c.name: c.tables(folders[c.name])
        for c in contestants
        if c.tables and not figures[c.name].usage.timed_out
    }
    if len(built) != 2:
        raise BenchmarkError("a run was stopped before its tables were there to be compared")
    # of sources that are not here Reelhouse writes empty tables, of which the reference has none
    ours = {
        name: files
        for name, files in built[REELHOUSE].items()
        if name in built[REFERENCE] or (name not in OF_ITS_OWN_WORK and read_content(files).rows)
    }
    found = differences(ours, built[REFERENCE])
    if found:
        raise BenchmarkError(
            "Reelhouse and the reference built different tables, so their times say nothing:\n  "
            + "\n  ".join(found)
            + f"\nboth are kept under {folders[REELHOUSE].parent}"
        )
    return len(ours)
