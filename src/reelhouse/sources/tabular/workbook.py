"""Sheets of an xlsx workbook, their cells as text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from reelhouse.sources.tabular.formats import NoTable
from reelhouse.sources.tabular.table import RawRow


def sheets(path: Path, name: str) -> list[tuple[str, Iterator[RawRow]]]:
    """The sheets that hold anything, by name, with their rows.

    Raises:
        NoTable: the workbook cannot be read.
    """
    try:
        book = CalamineWorkbook.from_path(path)
        found = [(sheet, book.get_sheet_by_name(sheet)) for sheet in book.sheet_names]
    except (CalamineError, OSError) as error:
        raise NoTable(
            f"the workbook cannot be read ({error})",
            name,
            "Save it anew as .xlsx, without password.",
        ) from error
    return [
        (
            title,
            (
                RawRow(line, [as_text(cell) for cell in row])
                for line, row in enumerate(sheet.iter_rows(), 1)
            ),
        )
        for title, sheet in found
        if sheet.start is not None
    ]


def as_text(cell: str | float | bool | date | datetime | time | timedelta) -> str:
    """A cell as text, numbers and times in the form that text files have.

    >>> as_text(1899.0), as_text(True), as_text(timedelta(hours=30))
    ('1899', 'true', '30:00:00')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(cell, time):
        return f"{cell.hour}:{cell.minute:02}:{cell.second:02}"
    return str(cell)
