"""Names, texts and files as they stand in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


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
