"""Which build is published; light, so that a server knows it before it has loaded anything."""

from __future__ import annotations

from reelhouse.lake import Lake
from reelhouse.storage import read_record

POINTER = "current.json"


def pointer_id(lake: Lake) -> str | None:
    """The id of the published build, whether it is still there or not; None where none is.

    Raises:
        ReelhouseError: the pointer is damaged.
    """
    pointer = lake.gold / POINTER
    return str(read_record(pointer, ["build_id"])["build_id"]) if pointer.is_file() else None
