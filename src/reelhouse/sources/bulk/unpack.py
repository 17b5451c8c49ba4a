"""Bytes as received to text: gzip where they are gzip, as they stand where not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from isal import isal_zlib

from reelhouse.errors import ReelhouseError

GZIP_MAGIC = b"\x1f\x8b"
READ_BYTES = 1 << 18
_MOST_TEXT = 1 << 22
_DAMAGED: Any = isal_zlib.error


class ContentError(ReelhouseError):
    """The bytes arrived whole but are not what was asked for; the same bytes will not be better."""


class Unpacker:
    """Unpacks a stream of bytes that is fed to it.

    Args:
        name: name of the file, for errors.
        starts_with: what the text should start with, to tell a plain table from an error page.
    """

    def __init__(self, name: str, starts_with: bytes) -> None:
        self._name = name
        self._expected = starts_with
        self._start = b""
        self._stream: Any = None
        self.is_gzip: bool | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take the next bytes; give text in blocks of at most a few megabytes.

        Raises:
            ContentError: the bytes are damaged, or neither gzip nor the expected table.
        """
        if self.is_gzip is None:
            self._start += data
            if len(self._start) < max(len(GZIP_MAGIC), len(self._expected)):
                return
            data = self._decide()
        if not self.is_gzip:
            yield data
            return
        while True:
            if self._stream is None:
                data = data.lstrip(b"\0")
                if not data:
                    return
                if not GZIP_MAGIC.startswith(data[:2]):
                    raise self._damaged("bytes that are not gzip follow the end of the gzip stream")
                self._stream = isal_zlib.decompressobj(wbits=31)
            try:
                text = self._stream.decompress(data, _MOST_TEXT)
            except _DAMAGED as error:
                raise self._damaged(f"the gzip stream is damaged ({error})") from error
            if text:
                yield text
            if self._stream.eof:
                data = self._stream.unused_data
                self._stream = None
            else:
                data = self._stream.unconsumed_tail
                if not data and len(text) < _MOST_TEXT:
                    return

    def finish(self) -> Iterator[bytes]:
        """Give what is left.

        Raises:
            ContentError: nothing arrived, or the gzip stream is not at its end.
        """
        if self.is_gzip is None:
            if not self._start:
                raise ContentError(
                    "the file is empty", where=self._name, advice="Fetch it again later."
                )
            start, self._start = self._decide(), b""
            yield from self.feed(start)
        if self._stream is not None:
            raise self._damaged("the gzip stream ends in the middle")

    def _damaged(self, what: str) -> ContentError:
        return ContentError(what, where=self._name, advice="The file is damaged; fetch it again.")

    def _decide(self) -> bytes:
        """Look at the first bytes and give them back."""
        start = self._start
        self.is_gzip = start.startswith(GZIP_MAGIC)
        is_page = start.lstrip().startswith((b"<", b"{", b"["))
        is_table = start.startswith(self._expected) or not (is_page or self._name.endswith(".gz"))
        if not self.is_gzip and not is_table:
            shown = start[:80].decode(errors="backslashreplace")
            kind = "a page" if is_page else "text"
            raise ContentError(
                f"this is not gzip but {kind} that begins with {shown!r}",
                where=self._name,
                advice="The provider answered something else; the last good delivery stays.",
            )
        return start


def unpacked(path: Path, starts_with: bytes = b"") -> Iterator[bytes]:
    """Read a whole file as text, gzip or plain, in blocks.

    Raises:
        ContentError: the file is damaged.
    """
    unpacker = Unpacker(path.name, starts_with)
    with path.open("rb") as file:
        while data := file.read(READ_BYTES):
            yield from unpacker.feed(data)
    yield from unpacker.finish()


def first_line(path: Path, most: int = 1 << 16) -> bytes:
    """The first line of a file, gzip or plain, without its newline; empty if there is none."""
    unpacker = Unpacker("", b"")
    text = b""
    with path.open("rb") as file:
        while b"\n" not in text and len(text) < most and (data := file.read(1 << 13)):
            try:
                text += b"".join(unpacker.feed(data))
            except ContentError:
                break
    return text.partition(b"\n")[0]
