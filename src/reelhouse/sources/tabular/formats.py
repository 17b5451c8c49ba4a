"""What kind of table a file is, told by its bytes, and a clear word when it is none."""

from __future__ import annotations

import csv
import gzip
import zipfile
import zlib
from pathlib import Path
from typing import Literal

from reelhouse.errors import ReelhouseError

Format = Literal["csv", "tsv", "xlsx", "parquet"]

SUFFIXES = (".csv", ".tsv", ".csv.gz", ".tsv.gz", ".xlsx", ".parquet")
_LOOK_BYTES = 4096
_GZIP = b"\x1f\x8b"
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_NOTHING = {"null", "none", "nan", "undefined", "n/a"}
_OTHER_FILES = {
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old .xls workbook or one with a password",
    b"{\\rtf": "a rich text document",
    b"\x89PNG": "a picture",
}


class NoTable(ReelhouseError):
    """The file is another thing than a table."""

    def __init__(self, what: str, name: str, advice: str = "") -> None:
        super().__init__(
            what,
            where=name,
            advice=advice or "Nothing was taken from it; the last good delivery stays.",
        )


class UnclosedQuote(NoTable):
    """A quoted cell has no end, so that nobody can say where the rows after it begin."""


def tell_format(path: Path, name: str) -> Format:
    """Look at a file's first bytes and, where they leave it open, at its name.

    Args:
        path: the file.
        name: what it is called where it comes from.

    Raises:
        NoTable: it is empty, or something else than a table.
    """
    start = _first_bytes(path, name)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        _check_workbook(path, name)
        return "xlsx"
    if start.startswith(b"PAR1"):
        return "parquet"
    for magic, kind in _OTHER_FILES.items():
        if start.startswith(magic):
            raise NoTable(f"this is no table but {kind}", name, "Save it as .xlsx or as CSV UTF-8.")
    _check_text(start, path.stat().st_size <= _LOOK_BYTES, name)
    lower = name.lower().removesuffix(".gz")
    for ending in (".xlsx", ".parquet"):
        if lower.endswith(ending):
            shown = start[:60].decode("utf-8", "backslashreplace")
            raise NoTable(f"named {ending} but is text that begins with {shown!r}", name)
    return "tsv" if lower.endswith(".tsv") else "csv"


def last_line_is_open(path: Path) -> bool:
    """Whether a text ends without a line end, as a cut download does, and some good files too."""
    if is_gzip(path):
        return False  # a cut gzip stream says so itself
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 1))
        return file.read(1) not in {b"\n", b"\r", b"\0"}


def last_row_is_short(path: Path, delimiter: str) -> bool:
    """Whether a text's last line has fewer cells than its first."""
    with path.open("rb") as file:
        header = file.readline()
        file.seek(max(0, path.stat().st_size - _LOOK_BYTES))
        last = file.read().splitlines()[-1]
    texts = [line.decode("utf-8", "replace") for line in (header.rstrip(b"\r\n"), last)]
    if delimiter == "\t":
        return texts[1].count(delimiter) < texts[0].count(delimiter)
    first, end = (next(csv.reader([text], delimiter=delimiter)) for text in texts)
    return len(end) < len(first)


def encoding_of(path: Path) -> str:
    """The encoding that a text's first bytes name; UTF-8 where they name none."""
    start = _first_bytes(path, path.name)
    return next((e for bom, e in _BOMS.items() if start.startswith(bom)), "utf-8")


def is_gzip(path: Path) -> bool:
    """Whether a file is packed with gzip."""
    with path.open("rb") as file:
        return file.read(2) == _GZIP


def _first_bytes(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(_LOOK_BYTES)
        if start.startswith(_GZIP):
            with gzip.open(path) as packed:
                start = packed.read(_LOOK_BYTES)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise NoTable(f"the gzip stream is damaged ({error})", name, "Fetch it again.") from error
    except FileNotFoundError as error:
        raise ReelhouseError("there is no such file", where=name) from error
    return start


def _check_workbook(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise NoTable(
            "the workbook is damaged: its zip archive cannot be read",
            name,
            "Fetch or save it anew.",
        ) from error
    if not any(entry.lower() == "xl/workbook.xml" for entry in entries):
        shown = ", ".join(entries[:3]) or "nothing"
        raise NoTable(
            f"a zip archive that is no workbook; it holds {shown}", name, "Unpack it first."
        )


def _check_text(start: bytes, is_all: bool, name: str) -> None:
    encoding = next((e for bom, e in _BOMS.items() if start.startswith(bom)), "utf-8")
    text = start.decode(encoding, "replace").lstrip("\ufeff").strip()
    shown = repr(text[:60])
    if not text:
        raise NoTable("the file is empty" if is_all else "the file begins with blanks only", name)
    if "\0" in text:
        raise NoTable(
            f"this is no text in UTF-8; it begins with {shown}", name, "Save it as CSV UTF-8."
        )
    if text.startswith("<"):
        raise NoTable(f"this is a web page, not a table; it begins with {shown}", name)
    if text.startswith(("{", "[")):
        raise NoTable(f"this is JSON, not a table; it begins with {shown}", name)
    if is_all and text.strip("\"'").casefold() in _NOTHING:
        raise NoTable(f"all that the file holds is the text {shown}", name)
