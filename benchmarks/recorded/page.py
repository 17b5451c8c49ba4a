"""The page of figures: under each command that it shows stands what the command answers."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

_SHOWN = re.compile(
    r"(```console\n\$ (?P<call>[^\n]+)\n```\n\n<!-- answer: (?P<name>[\w ]+) -->\n)"
    r"(?P<answer>.*?)<!-- end -->",
    re.DOTALL,
)
# counted from one and not measured: they bear no thousands separators
_PLAIN = re.compile(r"(^|_| )(year|rank|month|week|decade)$")

Answer = tuple[Sequence[str], Sequence[Sequence[Any]]]


def calls(page: str) -> list[list[str]]:
    """The words of each command that has an answer, in the order of the page."""
    return [shlex.split(found["call"]) for found in _SHOWN.finditer(page)]


def fill(page: str, answer: Callable[[list[str]], Answer]) -> str:
    """Put below each command what it answers.

    Args:
        page: the page as it is written; answers that stand there already are replaced.
        answer: names of columns and rows that the words of a command give.
    """

    def replace(found: re.Match[str]) -> str:
        return found[1] + table(*answer(shlex.split(found["call"]))) + "<!-- end -->"

    return _SHOWN.sub(replace, page)


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A table of Markdown, numbers to the right."""
    ends = [
        "---:"
        if all(isinstance(row[place], int | float | Decimal | None) for row in rows)
        else "---"
        for place in range(len(columns))
    ]
    lines = [[column.replace("_", " ") for column in columns], ends]
    lines += [[_text(name, cell) for name, cell in zip(columns, row, strict=True)] for row in rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def tables(page: str) -> dict[str, list[list[str]]]:
    """Answers of a page by their names, as texts, without header."""
    return {
        found["name"]: [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in found["answer"].splitlines()[2:]
        ]
        for found in _SHOWN.finditer(page)
    }


def _text(column: str, cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float | Decimal):
        return str(cell) if _PLAIN.search(column) else f"{cell:,}"
    return cell.isoformat() if isinstance(cell, date) else str(cell).replace("|", "/")
