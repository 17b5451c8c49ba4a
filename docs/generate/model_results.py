"""How often models were right: the targets that benchmarks wrote beside their figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from generate.markdown import code, table

RESULTS = Path(__file__).parents[2] / "benchmarks" / "results"
_LISTED = re.compile(r"^- (?P<verdict>[a-z ]+): (?P<target>.+); found (?P<found>.+)$")
_REACHED = {"reached", "passed"}


def targets() -> str:
    """What was asked of each model and what was found, by benchmark."""
    rows = [
        [title, target, found, verdict if verdict not in _REACHED else "reached", code(path.stem)]
        for path in sorted(RESULTS.glob("models-*.md"))
        for title, target, found, verdict in _targets_of(path.read_text(encoding="utf-8"))
    ]
    return table(["benchmark", "asked for", "found", "", "all figures"], rows)


def _targets_of(text: str) -> Iterator[tuple[str, str, str, str]]:
    title, is_table = "", False
    for line in text.splitlines():
        if line.startswith("# "):
            title = line.removeprefix("# ")
        is_table = line.startswith("| target |") or (is_table and line.startswith("|"))
        listed = _LISTED.match(line)
        if listed:
            yield title, listed["target"], listed["found"], listed["verdict"]
        elif is_table and not line.startswith(("| target |", "|---")):
            target, found, verdict = (cell.strip() for cell in line.strip("|").split("|"))
            yield title, target, found, verdict
