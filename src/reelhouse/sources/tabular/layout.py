"""Which column of a table fills which of its schema, and what has changed about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from reelhouse.errors import ReelhouseError
from reelhouse.sources.tabular.cells import expectation, reader
from reelhouse.sources.tabular.formats import NoTable
from reelhouse.sources.tabular.schema import Column, Drift, TableSchema, plain_name
from reelhouse.sources.tabular.table import RawRow, RawTable

_MOST_SEEN = 10_000
_MOST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell, or a whole row, that breaks the schema.

    Attributes:
        rule: what was expected and where, the same for all rows that break it.
        found: what was there.
    """

    rule: str
    found: str


class _Cell:
    """How one column of the schema is filled.

    Args:
        number: which column it is.
        column: the column.
        place: where it stands in the table.
    """

    def __init__(self, number: int, column: Column, place: int) -> None:
        self.number = number
        self.place = place
        self.rule = f"column {column.name!r}: expected {expectation(column)}"
        self._read = reader(column)
        self._required = column.required
        self._nulls = frozenset(null.casefold() for null in column.nulls)
        self._seen: dict[str, str | None] = {}

    def value(self, raw: str) -> str | None:
        """A cell as bronze writes it; raises ValueError with what is there instead."""
        # most columns say the same few things over and over
        if raw in self._seen:
            return self._seen[raw]
        text = raw.strip()
        value = None
        if text and text.casefold() not in self._nulls:
            try:
                value = self._read(text)
            except ValueError:
                raise ValueError(repr(text[:_MOST_SHOWN])) from None
        elif self._required:
            raise ValueError("nothing")
        if len(self._seen) < _MOST_SEEN:
            self._seen[raw] = value
        return value


class Layout:
    """How a table's rows become rows of its schema.

    Attributes:
        width: columns of the table.
        known: how many of them the schema has.
        drift: what has changed.
        constant: by column of the schema what it is filled with that is not a cell; else None.
        places: where in the table the column stands that fills one of the schema, by its number.
        compares: whether cells of a row are compared with each other.

    Args:
        schema: what the rows should be.
        table: the table.
        name: name of its file, for errors.
        stem: name of its file without ending, for columns that are filled from it.
        arrived_at: when the file arrived, ISO 8601, for columns that are filled from that.

    Raises:
        ReelhouseError: a column is there twice, or one is missing that is required.
    """

    def __init__(
        self, schema: TableSchema, table: RawTable, name: str, stem: str, arrived_at: str
    ) -> None:
        self.width = len(table.header)
        where = f"{name}:{table.header_line}"
        places, spare = _places(schema, table.header, where)
        given = {"sheet": table.sheet, "file": stem, "banner": table.banner, "arrival": arrived_at}
        self.constant = [
            given[c.filled_from] or None if c.filled_from != "cell" else None
            for c in schema.columns
        ]
        self._cells = [
            _Cell(number, column, places[column.name])
            for number, column in enumerate(schema.columns)
            if column.name in places
        ]
        self.known = len(self._cells)
        self.places = {cell.number: cell.place for cell in self._cells}
        self.compares = bool(schema.in_order)
        self._pairs = [
            (schema.column_names.index(first), schema.column_names.index(second), first, second)
            for first, second in schema.in_order
        ]
        self.drift = _drift(schema, set(places), spare)

    def take(self, row: RawRow) -> tuple[list[str | None], list[Fault]]:
        """Read a row: its cells as bronze writes them, and what is wrong with it."""
        if row.fault:
            return [], [Fault(row.fault, "")]
        cells = row.cells
        if len(cells) != self.width and (
            len(cells) < self.width or any(cell.strip() for cell in cells[self.width :])
        ):
            return [], [Fault(f"expected {self.width} cells", f"{len(cells)}")]
        values = self.constant.copy()
        faults: list[Fault] = []
        for cell in self._cells:
            try:
                values[cell.number] = cell.value(cells[cell.place])
            except ValueError as error:
                faults.append(Fault(cell.rule, str(error)))
        for first, second, first_name, second_name in self._pairs:
            low, high = values[first], values[second]
            if low is not None and high is not None and _later(low, high):
                faults.append(
                    Fault(f"expected {first_name!r} up to {second_name!r}", f"{low} and {high}")
                )
        return values, faults


def _later(first: str, second: str) -> bool:
    """Whether the first of two values, numbers or times in ISO 8601, is the greater one."""
    try:
        return float(first) > float(second)
    except ValueError:
        return first > second


def _places(
    schema: TableSchema, header: Sequence[str], where: str
) -> tuple[dict[str, int], list[str]]:
    """Where each column of the schema stands, and the headers that are none of its columns."""
    plain = [plain_name(name) for name in header]
    places: dict[str, int] = {}
    used = set()
    for column in schema.columns:
        if column.filled_from != "cell":
            continue
        for name in (column.name, *column.aliases):
            found = [i for i, text in enumerate(plain) if text == plain_name(name)]
            if len(found) > 1:
                several = " and ".join(str(i + 1) for i in found)
                raise ReelhouseError(
                    f"column {header[found[0]]!r} is there {len(found)} times, as column {several}",
                    where=where,
                    advice="Leave one of them.",
                )
            if found and column.name not in places:
                places[column.name] = found[0]
                used.add(found[0])
    missing = [
        c.name
        for c in schema.columns
        if c.required and c.filled_from == "cell" and c.name not in places
    ]
    if missing:
        raise NoTable(f"the header lacks the column {', '.join(missing)}", where)
    spare = [name for i, name in enumerate(header) if i not in used and plain[i]]
    return places, spare


def _drift(schema: TableSchema, present: set[str], spare: list[str]) -> tuple[Drift, ...]:
    appeared = [
        Drift("appeared", name)
        for name in dict.fromkeys(spare)
        if not any(fnmatchcase(plain_name(name), pattern) for pattern in schema.ignored)
    ]
    vanished = [
        Drift("vanished", column.name)
        for column in schema.columns
        if column.filled_from == "cell" and not column.historic and column.name not in present
    ]
    return (*appeared, *vanished)
