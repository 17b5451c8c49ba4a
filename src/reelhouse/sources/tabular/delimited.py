"""Text tables: CSV as RFC 4180 has it, and TSV without quotes."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, cast

from reelhouse.errors import ReelhouseError
from reelhouse.sources.tabular.formats import NoTable, UnclosedQuote, encoding_of, is_gzip
from reelhouse.sources.tabular.table import RawRow

DELIMITERS = (",", ";", "\t")
_LONGEST_CELL = 1 << 24
# the csv module knows one limit for all readers; its own would refuse long descriptions
csv.field_size_limit(_LONGEST_CELL)


def tsv_rows(path: Path, name: str) -> Iterator[RawRow]:
    """The lines of a TSV; quotes are ordinary characters.

    Raises:
        NoTable: it is not UTF-8 or its gzip stream is damaged.
    """
    with _lines(path, name) as lines:
        for number, line in enumerate(lines, 1):
            yield RawRow(number, line.rstrip("\r\n").split("\t"))


def csv_rows(path: Path, name: str, delimiter: str) -> Iterator[RawRow]:
    """The records of a CSV.

    Raises:
        NoTable: it is not UTF-8, its gzip stream is damaged, or a quote is never closed.
    """
    with _lines(path, name) as lines:
        records = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            line = records.line_num + 1
            try:
                cells = next(records)
            except StopIteration:
                return
            except csv.Error as error:
                if "unexpected end of data" in str(error) or "field larger" in str(error):
                    raise UnclosedQuote(
                        "a quoted cell begins in the row that starts here and is never closed",
                        f"{name}:{line}",
                        'Close the quote, and write quotes within a cell twice, as "".',
                    ) from error
                yield RawRow(line, (), f"quotes do not fit ({error})")
            else:
                yield RawRow(line, cells)


def likely_delimiter(path: Path, name: str) -> str:
    """The delimiter that parts the first line into most cells."""
    with _lines(path, name) as lines:
        first = next((line for line in lines if line.strip()), "")
    return max(DELIMITERS, key=first.count)


@contextmanager
def _lines(path: Path, name: str) -> Iterator[TextIO]:
    encoding = encoding_of(path)
    opened = gzip.open if is_gzip(path) else open
    try:
        with cast(TextIO, opened(path, "rt", encoding=encoding, newline="")) as file:
            yield file
    except UnicodeError as error:
        raise _not_utf8(path, name, encoding) from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise NoTable(f"the gzip stream is damaged ({error})", name, "Fetch it again.") from error


def _not_utf8(path: Path, name: str, encoding: str) -> ReelhouseError:
    """Say where the bytes are that cannot be read."""
    with (gzip.open if is_gzip(path) else open)(path, "rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode(encoding if encoding != "utf-16" else "latin-1")
            except UnicodeDecodeError as error:
                around = line[max(error.start - 15, 0) : error.start + 15]
                shown = around.decode("ascii", "backslashreplace").strip()
                return NoTable(
                    f"this is not UTF-8: byte 0x{line[error.start]:02x} in '{shown}'",
                    f"{name}:{number}",
                    "Save the file as CSV UTF-8; nothing was taken from it.",
                )
    return NoTable(f"the text is not {encoding.upper()} to its end", name, "Fetch it again.")
