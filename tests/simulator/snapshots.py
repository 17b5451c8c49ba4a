"""Reads a snapshot's files in plain Python, independent of the engine that wrote them."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reelhouse.simulator import Truth, Universe

Row = tuple[str, ...]
"""A line's cells; tuples, as the garbage collector is slow on a million lists."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Files of one day, with what is true of them."""

    folder: Path
    universe: Universe
    truth: Truth

    def text(self, name: str) -> bytes:
        return gzip.decompress((self.folder / f"{name}.tsv.gz").read_bytes())

    def header(self, name: str) -> Row:
        return self._lines(name)[0]

    def rows(self, name: str) -> list[Row]:
        return self._lines(name)[1:]

    def column(self, name: str, column: str) -> list[str]:
        place = self.header(name).index(column)
        return [row[place] for row in self.rows(name)]

    @cache  # noqa: B019 - a handful of snapshots live as long as the tests
    def by_id(self, name: str) -> dict[str, list[Row]]:
        """The cells after the identifier, of all rows that carry it."""
        found: dict[str, list[Row]] = {}
        for row in self.rows(name):
            found.setdefault(row[0], []).append(row[1:])
        return found

    @cache  # noqa: B019 - as above
    def _lines(self, name: str) -> list[Row]:
        text = self.text(name).decode()
        assert text.endswith("\n")
        return [tuple(line.split("\t")) for line in text[:-1].split("\n")]


Take = Callable[..., Snapshot]


def items(cell: str) -> list[str]:
    """The entries of a comma separated cell."""
    return [] if cell == "\\N" else cell.split(",")
