"""Files that Spark's executors read where the object store has them, without a copy on a disk.

Spark itself needs libraries of Hadoop's for that, which no Python package brings. A data source in
Python needs none: an executor opens the object and hands on what it reads, batch by batch.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
from pyspark.sql.pandas.types import to_arrow_schema

from reelhouse.objects.address import Address
from reelhouse.objects.head import Entry
from reelhouse.objects.remote import RemoteFile
from reelhouse.objects.store import ObjectStore
from reelhouse.settings.object_store import ObjectStoreSettings
from reelhouse.transform.text_rows import read_text

_READ_BYTES = 1 << 20
_BATCH_BYTES = 1 << 24  # of text; a row must fit
_BATCH_ROWS = 1 << 16


class StoredFiles(DataSource):  # type: ignore[misc]
    """Files of bronze in an object store, each read by a task of its own."""

    files: Files

    @classmethod
    def name(cls) -> str:
        """What SQL calls it."""
        return cls.__name__

    def reader(self, schema: Any) -> FilesReader:
        """What reads them."""
        return FilesReader(self.files, schema)


@dataclass(frozen=True, slots=True)
class Files:
    """Some files; no secret is part of this, so that it may go to executors.

    Attributes:
        address: of the lake that they are in.
        settings: how it is reached.
        form: `tsv` or `parquet`.
        entries: the objects.
    """

    address: Address
    settings: ObjectStoreSettings
    form: str
    entries: tuple[Entry, ...]


def source_of(name: str, files: Files) -> type[StoredFiles]:
    """A data source that reads just these files.

    Spark hands the options of a table on to sources written for Java only, so that each table has a
    source of its own.

    Args:
        name: what SQL calls it.
        files: which.
    """
    return type(name, (StoredFiles,), {"files": files})


class FilesReader(DataSourceReader):  # type: ignore[misc]
    """Reads files; what is made here goes to the executors.

    Args:
        files: which.
        schema: Spark's schema of the rows.
    """

    def __init__(self, files: Files, schema: Any) -> None:
        self._files = files
        self._schema = schema

    def partitions(self) -> list[Any]:
        """One for each file."""
        return [InputPartition(entry) for entry in self._files.entries]

    def read(self, partition: Any) -> Iterator[pa.RecordBatch]:
        """The rows of one file."""
        store = ObjectStore(self._files.address, self._files.settings)
        remote = RemoteFile(store, partition.value)
        file = pa.PythonFile(io.BufferedReader(remote, _READ_BYTES), mode="r")
        schema = to_arrow_schema(self._schema)
        read = _read_text if self._files.form == "tsv" else _read_parquet
        yield from read(file, schema)


def _read_text(file: pa.NativeFile, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Rows of tab-separated text."""
    is_gzip = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    text = pa.CompressedInputStream(file, "gzip") if is_gzip else file
    yield from read_text(text, schema, _BATCH_BYTES)


def _read_parquet(file: pa.NativeFile, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Rows of Parquet, of which other columns are passed over."""
    for batch in pq.ParquetFile(file).iter_batches(_BATCH_ROWS, columns=schema.names):
        yield batch.select(schema.names).cast(schema)
