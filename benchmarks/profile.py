"""Where the time goes: Reelhouse's steps beside the reference's statements."""

from __future__ import annotations

from benchmarks.contestants import REELHOUSE, REFERENCE
from benchmarks.runs import ScaleResult


def profile_cells(result: ScaleResult) -> tuple[list[str], list[list[str]]]:
    """Columns and rows of a table of seconds by step, in the last run.

    Models run beside each other, so that their seconds add up to more than the build's. What a
    program spends before its record begins and after it ends is the process' time less that of the
    record.
    """
    figures = result.figures
    ours = dict(figures[REELHOUSE].seconds) if REELHOUSE in figures else {}
    theirs = figures[REFERENCE].seconds if REFERENCE in figures else {}
    if ours:
        for step, usage in figures[REELHOUSE].runs[-1].items():
            ours[f"around {step}"] = usage.wall_seconds - ours.get(f"whole {step}", 0)
    names = [*ours, *(name for name in theirs if name not in ours)]
    return ["step", REELHOUSE, REFERENCE], [
        [name, *(f"{side[name]:.2f}" if name in side else "" for side in (ours, theirs))]
        for name in names
    ]
