"""Tables that a provider shows as files: CSV, xlsx or Parquet, written once for each day."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from email.utils import format_datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from reelhouse.simulator.workbook import Cell, workbook

if TYPE_CHECKING:
    from reelhouse.simulator.world import World

Rows = Iterable[Sequence[Cell]]
"""The rows of a table, its header first."""

_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def as_csv(rows: Rows) -> bytes:
    """A table as RFC 4180 has it: what needs quotes has them, and lines end with CR LF."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def as_parquet(rows: Rows) -> bytes:
    """A table as Parquet, with the types that its cells show."""
    import duckdb

    with TemporaryDirectory(prefix="reelhouse-") as folder, duckdb.connect() as connection:
        text, target = Path(folder, "table.csv"), Path(folder, "table.parquet")
        text.write_bytes(as_csv(rows))
        table = connection.read_csv(
            str(text), header=True, delimiter=",", quotechar='"', escapechar='"', sample_size=-1
        )
        table.write_parquet(str(target))
        return target.read_bytes()


_WRITERS: dict[str, Callable[[Rows], bytes]] = {
    "csv": as_csv,
    "xlsx": lambda rows: workbook({"Sheet1": rows}),
    "parquet": as_parquet,
}


class Shelf:
    """The files of the world's today.

    Args:
        world: what they tell of.
        tables: by name, what gives the rows of a table, its header first.
    """

    def __init__(self, world: World, tables: Mapping[str, Callable[[World], Rows]]) -> None:
        self._world = world
        self._tables = tables
        self._writing = Lock()
        self._day = world.day
        self._kept: dict[str, bytes] = {}

    def answer(self, request: Request) -> Response:
        """The file that the path's parameter `file` names, or 304 to who has it already."""
        file = str(request.path_params["file"])
        table, _, ending = file.rpartition(".")
        if table not in self._tables or ending not in _WRITERS:
            return Response("Not Found", 404)
        content = self._content(file, table, ending)
        etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        changed = datetime.combine(self._world.today, time(8), tzinfo=UTC)
        headers = {"etag": etag, "last-modified": format_datetime(changed, usegmt=True)}
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type=_KINDS[ending])

    def _content(self, file: str, table: str, ending: str) -> bytes:
        with self._writing:
            if self._day != self._world.day:
                self._day = self._world.day
                self._kept.clear()
            if file not in self._kept:
                self._kept[file] = _WRITERS[ending](self._tables[table](self._world))
            return self._kept[file]
