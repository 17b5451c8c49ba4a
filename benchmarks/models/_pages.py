"""How the benchmarks of models that read and choose write down what they found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.targets import Verdict
from reelhouse.ml.card import Estimate

RESULTS = Path(__file__).parents[1] / "results"
DATA = Path(__file__).parents[3] / "shared" / "data"


def figure(estimate: Estimate, digits: int = 3) -> str:
    """A figure with its interval."""
    told = f"{estimate.value:.{digits}f}"
    if estimate.low is None or estimate.high is None:
        return told
    return f"{told} ({estimate.low:.{digits}f} to {estimate.high:.{digits}f})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def verdicts(found: Sequence[Verdict]) -> str:
    """Targets and whether they were reached."""
    return "\n".join(
        f"- {'reached' if v.passed else 'MISSED' if v.passed is False else 'not told'}: "
        f"{v.target}; found {v.found}"
        for v in found
    )


def write(name: str, parts: Sequence[str], found: Sequence[Verdict]) -> int:
    """Print a page and keep it under `benchmarks/results/models-<name>.md`.

    Returns:
        1 where a target was missed, else 0.
    """
    page = "\n\n".join([*parts, "## Targets", verdicts(found)]) + "\n"
    (RESULTS / f"models-{name}.md").write_text(page, encoding="utf-8")
    print(page)
    return int(any(each.passed is False for each in found))
