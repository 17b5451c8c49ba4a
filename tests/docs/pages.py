"""The pages as they are written, and the commands that they show."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^    \$ (.*)$", re.MULTILINE)
_ENDS = {"|", "||", "&&", ";", ">>", ">", "2>&1", "#"}


def text(page: Path) -> str:
    """What a page says."""
    return page.read_text(encoding="utf-8")


def shell_lines(page: Path) -> Iterator[str]:
    """The lines a reader would type at a prompt or put into a script."""
    for language, block in _FENCE.findall(text(page)):
        for line in block.splitlines():
            if language == "console" and line.startswith("$ "):
                yield line.removeprefix("$ ")
            elif language == "sh" and not line.startswith("#"):
                yield line
    yield from _INDENTED.findall(text(page))


def reelhouse_calls(page: Path) -> list[list[str]]:
    """The words behind `reelhouse` in each call that a page shows."""
    return [words for line in shell_lines(page) if (words := _call(line)) is not None]


def _call(line: str) -> list[str] | None:
    words = shlex.split(line)
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        words = words[1:]
    if not words or words[0].rpartition("/")[2] != "reelhouse":
        return None
    end = next((place for place, word in enumerate(words) if word in _ENDS), len(words))
    return words[1:end]
