"""Checked rows of one delivery, gathered on disk until all its files have been seen."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import numpy as np

from reelhouse.sources.tabular.schema import TableSchema
from reelhouse.sqltext import literal
from reelhouse.storage import disk_full, explain_full_disk

_ROWS_AT_ONCE = 20_000
_MEMORY = "1GB"


@dataclass(frozen=True, slots=True)
class Repeat:
    """A row whose key came earlier in the delivery.

    Attributes:
        part: number of its file within the delivery, from 0.
        line: where it stands.
        first_part: the file that has the key first.
        first_line: where it stands there.
        is_same: whether all its cells are those of the first, so that nothing is lost without it.
        cells: as bronze would write them.
    """

    part: int
    line: int
    first_part: int
    first_line: int
    is_same: bool
    cells: tuple[str | None, ...]


class Stage:
    """Rows of one delivery; a context manager that leaves nothing behind.

    Args:
        schema: what the rows are.
        folder: where they are kept meanwhile; it is made.
    """

    def __init__(self, schema: TableSchema, folder: Path) -> None:
        self.schema = schema
        with explain_full_disk(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._folder = tempfile.TemporaryDirectory(dir=folder, prefix=".tabular-")
        # in memory as far as it goes, then in the folder
        self._connection = duckdb.connect(
            config={"temp_directory": self._folder.name, "memory_limit": _MEMORY}
        )
        self._connection.execute("set timezone = 'UTC'")
        self._columns = [f'"{name}"' for name in schema.column_names]
        typed = ", ".join(f"{column} varchar" for column in self._columns)
        self._connection.execute(
            f"create table staged (part integer, seq bigint, line bigint, {typed})"
        )
        self._waiting: list[tuple[int, list[str | None]]] = []
        self._part = 0
        self._seq = 0
        self._before_line: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()
        self._folder.cleanup()

    def begin(self, part: int) -> None:
        """Start with a file, or start anew with it."""
        self._waiting.clear()
        self._part = part
        self._before_line = None
        self._connection.execute("delete from staged where part = $1", [part])
        [(last,)] = self._connection.execute("select coalesce(max(seq), -1) from staged").fetchall()
        self._seq = int(last) + 1

    def columns_of(self, path: Path) -> list[tuple[str, str]]:
        """The columns of a Parquet file, each with its type."""
        described = self._connection.execute("describe from read_parquet($1)", [str(path)])
        return [(name, kind) for name, kind, *_ in described.fetchall()]

    def add_at_once(self, path: Path, values: Sequence[str], holds: str) -> tuple[int, int]:
        """Keep rows of the file begun last, which is Parquet; gives how many, and how many not.

        Rows that are added after them one by one, by `add`, take the places that their lines say.

        Args:
            path: the file.
            values: SQL of each column.
            holds: SQL that tells which rows to keep.
        """
        self._before_line = self._seq
        with _explained(self._folder.name):
            added = self._connection.execute(
                f"""
                insert into staged
                select
                    {self._part}, {self._before_line} + file_row_number + 1, file_row_number + 1,
                    {", ".join(values)}
                from read_parquet([$1], file_row_number = true)
                where {holds}
                """,
                [str(path)],
            ).fetchone()
        [(rows,)] = self._connection.execute(
            "select count(*) from read_parquet($1)", [str(path)]
        ).fetchall()
        kept = int(added[0]) if added else 0
        return kept, int(rows) - kept

    def add(self, line: int, values: list[str | None]) -> None:
        """Keep a row of the file begun last."""
        self._waiting.append((line, values))
        if len(self._waiting) >= _ROWS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        lines, rows = zip(*self._waiting, strict=True)
        count = len(lines)
        numbers = np.array(lines, np.int64)
        seq = np.arange(self._seq, self._seq + count, dtype=np.int64)
        if self._before_line is not None:
            seq = numbers + self._before_line
        batch: dict[str, object] = {
            "part": np.full(count, self._part, np.int32),
            "seq": seq,
            "line": numbers,
        }
        for number, cells in enumerate(zip(*rows, strict=True)):
            batch[f"c{number}"] = np.array(cells, object)
        with _explained(self._folder.name):
            self._connection.execute("insert into staged select * from batch")
        self._seq = int(seq.max()) + 1
        self._waiting.clear()

    def drop_repeats(self) -> Iterator[Repeat]:
        """Take out the rows whose key came before, and give them in order."""
        key = [f'"{name}"' for name in self.schema.key]
        if not key:
            return
        if self.schema.reads == "all":
            # each file is a state of its own; silver decides which counts
            key.append("part")
        same_key = " and ".join(f"s.{k} is not distinct from g.{k}" for k in key)
        same = " and ".join(f"s.{c} is not distinct from f.{c}" for c in self._columns)
        with _explained(self._folder.name):
            self._connection.execute(
                f"""
                create or replace temp table repeats as
                with g as (
                    select {", ".join(key)}, min(seq) as first_seq
                    from staged group by all having count(*) > 1
                )
                select s.seq, s.part, s.line, f.part as first_part, f.line as first_line,
                    {same} as is_same, {", ".join(f"s.{c}" for c in self._columns)}
                from g
                join staged s on {same_key} and s.seq > g.first_seq
                join staged f on f.seq = g.first_seq
                """
            )
            self._connection.execute("delete from staged where seq in (select seq from repeats)")
        found = self._connection.execute("select * exclude (seq) from repeats order by seq")
        while rows := found.fetchmany(_ROWS_AT_ONCE):
            for part, line, first_part, first_line, is_same, *cells in rows:
                yield Repeat(part, line, first_part, first_line, is_same, tuple(cells))

    def write(self, part: int, path: Path) -> int:
        """Write the rows of a file as Parquet, by day or in their order; gives their number."""
        path.parent.mkdir(parents=True, exist_ok=True)
        columns = ", ".join(["line", *self._columns])
        by_day = f'substr("{self.schema.by_day_of}", 1, 10), ' if self.schema.by_day_of else ""
        with _explained(str(path.parent)):
            written = self._connection.execute(
                f"copy (select {columns} from staged where part = {part:d} order by {by_day}seq) "
                f"to {literal(str(path))} (format parquet, compression zstd)"
            ).fetchone()
        return int(written[0]) if written else 0


@contextmanager
def _explained(folder: str) -> Iterator[None]:
    """Turn what the database says of its disk into an error that says what to do."""
    try:
        yield
    except duckdb.Error as error:
        if "No space left" in str(error):
            raise disk_full(Path(folder), None) from error
        raise


def shown(cells: Sequence[str | None]) -> str:
    """A row as one line of text, its cells parted by tabs."""
    return "\t".join((cell or "").replace("\t", " ").replace("\n", " ") for cell in cells)
