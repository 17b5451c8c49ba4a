"""Which questions there are, without importing any."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reelhouse.errors import UsageError

FOLDER = Path(__file__).parent


@cache
def question_names() -> tuple[str, ...]:
    """Names of all questions."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/question.py")))


def require_question(name: str) -> None:
    """Make sure that there is a question.

    Raises:
        UsageError: there is none of that name.
    """
    if name not in question_names():
        raise UsageError(
            f"there is no model '{name}'", advice=f"The models are: {', '.join(question_names())}."
        )
