"""Progress of files that are copied: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from reelhouse.console import PLAIN_LINE_SECONDS, counting_bars, err


@contextmanager
def file_progress(title: str) -> Iterator[Callable[[str, int, int, int], None]]:
    """Progress through files.

    Args:
        title: what is done with them, such as `copying`.

    Yields:
        The function to call with a file's path, its bytes, and how many are done of how many.
    """
    began, said, moved = time.monotonic(), time.monotonic(), 0

    def pace(size: int) -> str:
        nonlocal moved
        moved += size
        rate = moved / max(time.monotonic() - began, 1e-6)
        return f"{moved / 1e6:,.1f} MB, {rate / 1e6:,.1f} MB/s"

    if not err.is_terminal:

        def say(path: str, size: int, done: int, total: int) -> None:
            nonlocal said
            told = pace(size)
            if time.monotonic() - said >= PLAIN_LINE_SECONDS:
                said = time.monotonic()
                err.print(f"{title}: {done:,} of {total:,} files, {told}")

        yield say
        return
    with counting_bars() as bars:
        task = bars.add_task(title, total=None, speed="")
        yield lambda path, size, done, total: bars.update(
            task, completed=done, total=total, speed=pace(size)
        )
