"""How long work tells how far it has come."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Something that shows how far each file has come; called from several threads."""

    def start(self, name: str, total_bytes: int | None) -> None:
        """Begin with a file, or begin again; its size is None where nobody knows it."""

    def advance(self, name: str, count: int, rows: int) -> None:
        """Report `count` more bytes of the file as received, and the rows checked with them."""

    def finish(self, name: str, note: str) -> None:
        """End a file and say how it went."""


class NoProgress:
    """Shows nothing."""

    def start(self, name: str, total_bytes: int | None) -> None:
        """Do nothing."""

    def advance(self, name: str, count: int, rows: int) -> None:
        """Do nothing."""

    def finish(self, name: str, note: str) -> None:
        """Do nothing."""
