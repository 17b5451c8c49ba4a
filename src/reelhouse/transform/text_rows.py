"""Text of bronze as DuckDB reads it: batches of Arrow, in the order of numbers where it is sorted.

IMDb sorts its files by id as text: `tt1000000` comes before `tt10000000`, and that before
`tt1000001`. Gold sorts by the number in the id. Ids of as many digits are in the same order both
ways, so that all rows with 7 digits, followed by all rows with 8 digits and so on, are sorted by
number, and nothing has to be sorted. A file is read once: its rows with 7 digits go on at once, the
others wait on disk until it is at its end.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from reelhouse.errors import ReelhouseError
from reelhouse.lake import Delivery
from reelhouse.sources.bulk.blocks import LONGEST_ROW_BYTES
from reelhouse.sources.bulk.ids import FEWEST_DIGITS, PREFIX_LETTERS
from reelhouse.sources.bulk.unpack import unpacked

_SHORTEST_ID = PREFIX_LETTERS + FEWEST_DIGITS
_WAITING = pa.ipc.IpcWriteOptions(compression="lz4")


def comes_in_order(delivery: Delivery) -> bool:
    """Whether the rows of a delivery can be read in the order of their numbers."""
    return len(delivery.parts) == 1 and delivery.parts[0].is_sorted


class TextRows:
    """The rows of a delivery of tab-separated text, read anew by every query.

    DuckDB asks it for a stream, as Arrow's PyCapsule interface has it, whenever a query reads the
    view that stands for it.

    Args:
        delivery: one that is text.
        columns: all that its rows have.
        folder: where rows wait on disk to come in the order of numbers, for a delivery that can be
            read so; it is made when some have to wait. None reads rows as they lie.
    """

    def __init__(self, delivery: Delivery, columns: tuple[str, ...], folder: Path | None) -> None:
        self._delivery = delivery
        self._schema = pa.schema([(column, pa.string()) for column in columns])
        self._folder = folder

    def __arrow_c_schema__(self) -> Any:
        """Columns and types."""
        return self._schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """A reading of all rows from the first one on."""
        batches = self._batches()
        if self._folder is not None:
            batches = in_order(batches, self._folder)
        reader = pa.RecordBatchReader.from_batches(self._schema, batches)
        return reader.__arrow_c_stream__(requested_schema)

    def _batches(self) -> Iterator[pa.RecordBatch]:
        """The rows as they lie; each file has as many as were accepted of it when it came in."""
        for part, path in zip(self._delivery.parts, self._delivery.paths, strict=True):
            rows = 0
            for batch in read_text(pa.PythonFile(_Text(path), "r"), self._schema):
                rows += batch.num_rows
                yield batch
            if rows != part.accepted_rows:
                raise ReelhouseError(
                    f"the file has {rows:,} rows and had {part.accepted_rows:,} when it came in",
                    where=str(path),
                    advice="`reelhouse verify` says what has changed in bronze.",
                )


def read_text(
    file: pa.NativeFile, schema: pa.Schema, block_bytes: int = 2 * LONGEST_ROW_BYTES
) -> csv.CSVStreamingReader:
    r"""Rows of tab-separated text that keeps to its contract.

    Tabs split, quotes are ordinary characters, nothing is guessed; `\N` and nothing are null.

    Args:
        file: the text, with a header.
        schema: columns of the rows.
        block_bytes: how much is read in one go; a row must fit.
    """
    return csv.open_csv(
        file,
        csv.ReadOptions(block_size=block_bytes, use_threads=False),
        csv.ParseOptions(delimiter="\t", quote_char=False, escape_char=False),
        csv.ConvertOptions(column_types=schema, null_values=["\\N", ""], strings_can_be_null=True),
    )


def in_order(batches: Iterator[pa.RecordBatch], folder: Path) -> Iterator[pa.RecordBatch]:
    """Rows that are sorted by their first column as text, in the order of the numbers in it.

    Args:
        batches: rows that begin with ids.
        folder: where those with longer ids wait.
    """
    with ExitStack() as stack:
        waiting: dict[int, _Waiting] = {}
        for batch in batches:
            lengths = pc.binary_length(batch.column(0))
            for length in pc.unique(lengths).to_pylist():
                rows = batch.take(pc.indices_nonzero(pc.equal(lengths, length)))
                if length == _SHORTEST_ID:
                    yield rows
                    continue
                if length not in waiting:
                    waiting[length] = stack.enter_context(_Waiting(folder, batch.schema))
                waiting[length].add(rows)
        for length in sorted(waiting):
            yield from waiting[length].rows()


class _Waiting:
    """Rows that wait in a file without a name, so that nothing of it outlives the process."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed below
        self._writer = pa.ipc.new_stream(self._file, schema, options=_WAITING)

    def __enter__(self) -> _Waiting:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, rows: pa.RecordBatch) -> None:
        """Put rows behind those that wait already."""
        self._writer.write_batch(rows)

    def rows(self) -> Iterator[pa.RecordBatch]:
        """All of them, as they came."""
        self._writer.close()
        self._file.seek(0)
        yield from pa.ipc.open_stream(self._file)


class _Text:
    """A file's text as Arrow reads it, unpacked on the way.

    Each read but the last gives all that was asked for: Arrow takes what a read gives for a block,
    and a row may lie in two blocks and in no more.
    """

    closed = False

    def __init__(self, path: Path) -> None:
        self._pieces = unpacked(path)
        self._piece = memoryview(b"")

    def read(self, most: int) -> bytes:
        """The next bytes; fewer than `most` only at the end."""
        taken = [self._take(most)]
        while missing := most - sum(map(len, taken)):
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._piece = memoryview(piece)
            taken.append(self._take(missing))
        return b"".join(taken)

    def _take(self, most: int) -> memoryview:
        taken, self._piece = self._piece[:most], self._piece[most:]
        return taken

    def close(self) -> None:
        """Let go of what is held."""
        self._pieces, self._piece = iter(()), memoryview(b"")
