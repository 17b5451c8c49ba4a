"""What a file must look like."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reelhouse.errors import ReelhouseError
from reelhouse.sources.bulk.blocks import LONGEST_ROW_BYTES, Rows, Words
from reelhouse.sources.bulk.digits import NULL
from reelhouse.sources.bulk.kinds import KeyKind, Kind, Text


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what its cells may hold."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class FileContract:
    """What a file must look like.

    Attributes:
        resource: what the file holds, such as `title.basics`.
        columns: its columns in order.
        key: names of the columns that tell its rows apart, the one it is sorted by first; their
            kinds must be able to give keys.
    """

    resource: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @cached_property
    def header(self) -> bytes:
        """The first line, without its newline."""
        return "\t".join(column.name for column in self.columns).encode()

    @cached_property
    def _key_columns(self) -> list[tuple[int, KeyKind]]:
        names = [column.name for column in self.columns]
        return [(names.index(name), self.columns[names.index(name)].kind) for name in self.key]  # type: ignore[misc]

    @cached_property
    def checked_columns(self) -> list[tuple[int, Kind]]:
        """Index and kind of the columns that not every text is right for."""
        kinds = enumerate(column.kind for column in self.columns)
        return [(index, kind) for index, kind in kinds if kind != Text()]

    @cached_property
    def free_columns(self) -> list[int]:
        """Indices of the other columns, which may be empty too."""
        return [index for index, column in enumerate(self.columns) if column.kind == Text()]

    @property
    def minor_bits(self) -> int:
        """Low bits of a key that only tell rows of one id apart."""
        return sum(kind.key_bits for _, kind in self._key_columns[1:])

    def keys(self, rows: Rows) -> Words:
        """The (rows,) keys of rows that all keep the contract."""
        keys = np.zeros(len(rows.grid), np.uint64)
        for index, kind in self._key_columns:
            keys <<= np.uint64(kind.key_bits)
            keys |= kind.keys(rows.column(index))
        return keys

    def fault(self, row: bytes) -> str:
        """What is wrong with a row, in words; empty if it keeps the contract.

        An empty cell is a missing value, as the mark for one is.

        Args:
            row: the line without its newline.
        """
        try:
            row.decode()
        except UnicodeDecodeError:
            return "not UTF-8"
        if len(row) > LONGEST_ROW_BYTES:
            return f"is longer than {LONGEST_ROW_BYTES >> 10} KB"
        if b"\0" in row:
            return "holds a NUL byte"
        if b"\r" in row:
            return "holds a carriage return"
        cells = row.split(b"\t")
        if len(cells) != len(self.columns):
            return f"{len(cells)} fields instead of {len(self.columns)}"
        for column, cell in zip(self.columns, cells, strict=True):
            fault = column.kind.fault(cell or NULL)
            if fault:
                return f"{column.name} {fault}"
        return ""


def check_header(contract: FileContract, header: bytes, name: str) -> None:
    """Compare a file's first line with the contract.

    Raises:
        ReelhouseError: they differ.
    """
    if header != contract.header:
        raise ReelhouseError(
            f"the header is not that of {contract.resource}:\n"
            f"  expected {_shown(contract.header)}\n"
            f"  found    {_shown(header)}",
            where=f"{name}:1",
            advice="The provider changed the file, or it is another; nothing was taken from it.",
        )


def _shown(header: bytes, most: int = 200) -> str:
    text = header[:most].decode(errors="backslashreplace").replace("\t", " | ")
    return repr(text)[1:-1] + (" …" if len(header) > most else "")
