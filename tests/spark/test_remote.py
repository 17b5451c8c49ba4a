"""What an executor reads of an object is what lies in the file."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reelhouse.objects.address import parse_address
from reelhouse.objects.head import Entry
from reelhouse.objects.store import ObjectStore
from reelhouse.settings.object_store import ObjectStoreSettings
from tests.objects.conftest import address, running, server
from tests.objects.server import Server

pytest.importorskip("moto")

__all__ = ["address", "running", "server"]

TEXT = 'id\tname\nt1\t"quoted\nt2\t\\N\nt3\t\nt4\tzwölf\\n\n'
NAMES = {"id": "string", "name": "string"}
ROWS = [("t1", '"quoted'), ("t2", None), ("t3", None), ("t4", "zwölf\\n")]


def read(address: str, form: str, body: bytes, columns: dict[str, str]) -> list[tuple[Any, ...]]:
    """The rows of an object, as an executor hands them on."""
    from pyspark.sql.types import LongType, StringType, StructType

    from reelhouse.transform.spark.remote import Files, FilesReader

    place, settings = parse_address(address), ObjectStoreSettings(attempts=8)
    entry = Entry("", len(body), ObjectStore(place, settings).put("bronze/f", body), "bronze/f")
    schema = StructType()
    for column, kind in columns.items():
        schema.add(column, LongType() if kind == "bigint" else StringType())
    reader = FilesReader(Files(place, settings, form, (entry,)), schema)
    [part] = reader.partitions()
    return [tuple(row.values()) for batch in reader.read(part) for row in batch.to_pylist()]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_text_is_taken_as_it_is(server: Server, address: str, pack: Any) -> None:
    server.faults.cut = 0.2

    assert read(address, "tsv", pack(TEXT.encode()), NAMES) == ROWS


def test_text_without_a_row_gives_none(server: Server, address: str) -> None:
    assert read(address, "tsv", b"id\tname\n", NAMES) == []


def test_columns_of_parquet_are_found_by_name(server: Server, address: str, tmp_path: Path) -> None:
    path = tmp_path / "file.parquet"
    duckdb.execute(
        "copy (select 'left out' as other, i as line, 'n' || i as name from range(3) t(i)) "
        f"to '{path}' (format parquet)"
    )

    rows = read(address, "parquet", path.read_bytes(), {"name": "string", "line": "bigint"})

    assert rows == [("n0", 0), ("n1", 1), ("n2", 2)]
