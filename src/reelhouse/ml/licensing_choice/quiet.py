"""A library that writes to standard output by itself must not, as answers in JSON go there."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STANDARD_OUTPUT = 1

_LOCK = threading.Lock()


@contextmanager
def no_output() -> Iterator[None]:
    """Drop what C code writes to standard output meanwhile; HiGHS leaves lines of its own there."""
    with _LOCK:
        sys.stdout.flush()
        kept = os.dup(STANDARD_OUTPUT)
        nothing = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nothing, STANDARD_OUTPUT)
            yield
        finally:
            ctypes.CDLL(None).fflush(None)
            os.dup2(kept, STANDARD_OUTPUT)
            os.close(kept)
            os.close(nothing)
