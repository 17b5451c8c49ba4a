"""A table as it is read: its header and, one by one, its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

HEADER_WITHIN_ROWS = 50
"""How many rows from the top a header is looked for."""


COLUMN_NAMES = 0
"""Line of a header that is no row: that of a Parquet file."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it stands in the file.

    Attributes:
        line: where it begins: the line of a text file, the row of a sheet, from 1.
        cells: its cells as text, empty where there is nothing.
        fault: why it cannot be taken apart; empty if it can.
    """

    line: int
    cells: Sequence[str]
    fault: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return not self.fault and not any(cell.strip() for cell in self.cells)


@dataclass(slots=True)
class RawTable:
    """A table before its cells are checked.

    Attributes:
        header: the columns' names as they stand in the file, without spaces around them.
        header_line: where it stands.
        rows: those below the header, blank ones left out; can be gone through once.
        sheet: the sheet it is on, in a workbook.
        banner: the text above the header, its lines joined by spaces.
    """

    header: tuple[str, ...]
    header_line: int
    rows: Iterator[RawRow]
    sheet: str = ""
    banner: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        line: where it begins in its file or sheet, from 1.
        cells: by header, the text without spaces around it; None where there is none.
    """

    line: int
    cells: dict[str, str | None] = field(default_factory=dict)


def assemble(
    top: Sequence[RawRow], place: int, rest: Iterator[RawRow], sheet: str = ""
) -> RawTable:
    """Make a table of the rows at the top, one of which is the header, and those below."""
    header = top[place]
    banner = " ".join(
        cell.strip() for row in top[:place] for cell in row.cells if cell and cell.strip()
    )
    names = [cell.strip() for cell in header.cells]
    while names and not names[-1]:
        names.pop()
    below = (row for row in chain(top[place + 1 :], rest) if not row.is_blank)
    return RawTable(tuple(names), header.line, below, sheet, banner)
