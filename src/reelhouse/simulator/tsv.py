"""Gzipped tab-separated files, written block by block from SQL."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import IO

from duckdb import DuckDBPyConnection
from isal import igzip_threaded

_PIECE = 1 << 20


class TsvWriter:
    r"""Appends query results to gzip files, without quoting and with `\N` for null.

    A query writes a plain chunk beside the file with all of the engine's threads, in the query's
    order; a thread of the writer compresses it while the next query runs.

    Args:
        connection: where the queries run; its order of insertion must be preserved (the default).
        folder: where the files are written.
        headers: file name and columns of each file.
    """

    def __init__(
        self, connection: DuckDBPyConnection, folder: Path, headers: Mapping[str, Sequence[str]]
    ) -> None:
        self.rows = dict.fromkeys(headers, 0)
        self._connection = connection
        self._folder = folder
        self._files: dict[str, IO[bytes]] = {}
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._last: Future[None] | None = None
        self._chunks = 0
        for name, columns in headers.items():
            file = _open(folder / name)
            file.write(("\t".join(columns) + "\n").encode())
            self._files[name] = file

    def append(self, name: str, query: str) -> int:
        """Append the rows of `query` to the file `name`, and return how many there were."""
        self._chunks += 1
        chunk = self._folder / f".{name}.{self._chunks}.chunk"
        copied = self._connection.execute(
            f"copy ({query}) to '{quoted(chunk)}' (format csv, header false, delimiter '\t',"
            " quote '', escape '', nullstr '\\N')"
        ).fetchone()
        assert copied is not None
        self.rows[name] += int(copied[0])
        if self._last is not None:
            self._last.result()
        self._last = self._pool.submit(_compress, chunk, self._files[name])
        return int(copied[0])

    def __enter__(self) -> "TsvWriter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=True)
        for file in self._files.values():
            file.close()
        if error is None and self._last is not None:
            self._last.result()


def _open(path: Path) -> IO[bytes]:
    file: IO[bytes] = igzip_threaded.open(  # type: ignore[no-untyped-call]
        path, "wb", compresslevel=1, threads=1
    )
    return file


def _compress(chunk: Path, file: IO[bytes]) -> None:
    with chunk.open("rb") as source:
        while piece := source.read(_PIECE):
            file.write(piece)
    chunk.unlink()


def quoted(path: Path) -> str:
    """The path as it stands between the quotes of a SQL string."""
    return str(path).replace("'", "''")
