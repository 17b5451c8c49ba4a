"""Files on their way, a few at a time, with word of how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from reelhouse.backup.snapshot import StoredFile

WORKERS = 4

OnFile = Callable[[str, int, int, int], None]
"""Called with a file's path, its bytes, and how many files are done of how many."""

Found = TypeVar("Found")


def quiet(path: str, size: int, done: int, total: int) -> None:
    """Say nothing."""


def each(
    files: Iterable[StoredFile], work: Callable[[StoredFile], Found], on_file: OnFile
) -> Iterator[tuple[StoredFile, Found]]:
    """Do something with each file, several at a time; results come in the order of the files."""
    waiting = list(files)
    with ThreadPoolExecutor(WORKERS) as pool:
        try:
            for done, (file, found) in enumerate(
                zip(waiting, pool.map(work, waiting), strict=True), 1
            ):
                on_file(file.path, file.bytes, done, len(waiting))
                yield file, found
        finally:
            # what has not begun when one fails need not begin
            pool.shutdown(cancel_futures=True)
