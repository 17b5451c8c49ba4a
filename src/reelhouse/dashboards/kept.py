"""Figures that were asked ahead, kept on disk with their build for the next start of a server.

A build never changes, so what a statement gives of it stays true. They are told by their statement,
so that a version of Reelhouse that asks otherwise finds none. They can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

import pandas as pd
import pyarrow as pa

from reelhouse.gold import Build
from reelhouse.sealed import read_sealed, write_sealed

log = logging.getLogger(__name__)

_UNFIT = (pa.ArrowException, TypeError, ValueError)  # ArrowInvalid is a ValueError


def find(build: Build, sql: str) -> pd.DataFrame | None:
    """What a statement gives of a build; None where that was not kept, or is damaged."""
    body = read_sealed(_path(build, sql))
    return None if body is None else _read(body)


def keep(build: Build, sql: str, frame: pd.DataFrame) -> bool:
    """Keep what a statement gives of a build.

    Returns:
        Whether it is kept: not what would come back as anything else, and nothing of a build that
        was deleted meanwhile.
    """
    path = _path(build, sql)
    if path.is_file():
        return True
    try:
        body = _written(frame)
        is_whole = _read(body).equals(frame)
    except _UNFIT:
        is_whole = False
    if not is_whole or not build.folder.is_dir():
        return False
    write_sealed(path, body)
    return True


def _path(build: Build, sql: str) -> Path:
    return build.cache / "answers" / f"{hashlib.sha256(sql.encode()).hexdigest()[:32]}.arrow"


def _written(frame: pd.DataFrame) -> bytes:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _read(body: bytes) -> pd.DataFrame:
    frame: pd.DataFrame = pa.ipc.open_file(pa.py_buffer(body)).read_all().to_pandas()
    return frame
