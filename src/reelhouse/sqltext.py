"""Names, texts and files as they stand in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from reelhouse.errors import UsageError

Value = str | int | float | bool | date | None


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def table_scan(files: Iterable[Path]) -> str:
    """SQL that stands for the rows of a table's Parquet files."""
    names = ", ".join(literal(str(path)) for path in files)
    return f"read_parquet([{names}])"


def identifier(name: str) -> str:
    """A quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def value_text(value: Value) -> str:
    """A value as SQL text, which the engine reads as the type it is compared with.

    It stands on one line, so that a statement can be indented without changing it.

    Raises:
        UsageError: it holds a character that SQL cannot.
    """
    text = str(value)
    if "\0" in text:
        raise UsageError("a value holds a character that no value has", where=repr(text))
    return literal(text).replace("\n", "' || chr(10) || '")


def has_one_of(expression: str, values: Sequence[Value]) -> str:
    """SQL that holds where an expression has one of the values; None is where it has none."""
    texts = ", ".join(value_text(value) for value in values if value is not None)
    either = [f"{expression} in ({texts})"] if texts else []
    if None in values:
        either.append(f"{expression} is null")
    return f"({' or '.join(either)})" if either else "false"
