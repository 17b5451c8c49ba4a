"""Text of bronze is read as it lies, and in the order of numbers where ids are sorted as text."""

from __future__ import annotations

import gzip
import tempfile
from itertools import pairwise
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelhouse.lake import Delivery
from reelhouse.sources.bulk.blocks import LONGEST_ROW_BYTES
from reelhouse.sources.imdb import CONTRACTS
from reelhouse.sources.ingest import ingest_imdb
from reelhouse.transform import text_rows
from reelhouse.transform.engine import register_bronze
from reelhouse.transform.inputs import find_snapshots, plan_build
from tests.lakes import new_lake, settings_of

NUMBERS = [1, 999_999, 1_000_000, 1_234_567, 9_999_999, 10_000_000, 12_345_678, 123_456_789]
ROWS = {
    "title.episode": lambda number: f"tt{number:07d}\ttt0000001\t1\t{number % 1000}\n",
    "title.akas": lambda number: f"tt{number:07d}\t1\tName\tDE\tde\t\\N\t\\N\t0\n",
}


def row(number: int, resource: str = "title.episode") -> bytes:
    return ROWS[resource](number).encode()


def delivered(
    folder: Path, rows: list[bytes], resource: str = "title.episode", name: str = ""
) -> tuple[Delivery, duckdb.DuckDBPyConnection]:
    """A delivery, and a database in which bronze is registered."""
    folder.mkdir(exist_ok=True)
    text = CONTRACTS[resource].header + b"\n" + b"".join(rows)
    name = name or f"{resource}.tsv.gz"
    (folder / name).write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    lake = new_lake(folder / "[lake]")
    ingest_imdb(lake, settings_of(lake), [str(folder)])
    connection = duckdb.connect()
    connection.execute("set temp_directory = $1", [str(folder / "spill")])
    register_bronze(connection, plan_build(find_snapshots(lake), None).tables)
    [delivery] = lake.deliveries("imdb", resource)
    return delivery, connection


def read(connection: duckdb.DuckDBPyConnection) -> list[int]:
    found = connection.execute("select tconst from bronze.imdb__title_episode").fetchall()
    return [int(tconst[2:]) for (tconst,) in found]


def tables_in_order(connection: duckdb.DuckDBPyConnection) -> list[tuple[str]]:
    return connection.execute("select bronze_table from build.in_order").fetchall()


def test_rows_sorted_as_text_come_in_the_order_of_numbers(tmp_path: Path) -> None:
    delivery, connection = delivered(tmp_path / "in", sorted(map(row, NUMBERS)))

    assert text_rows.comes_in_order(delivery)
    assert tables_in_order(connection) == [("imdb__title_episode",)]
    assert read(connection) == sorted(NUMBERS)


def test_every_query_reads_all_rows_whichever_connection_asks(tmp_path: Path) -> None:
    _, connection = delivered(tmp_path / "in", sorted(map(row, NUMBERS)))

    assert read(connection) == read(connection.cursor()) == read(connection) == sorted(NUMBERS)


def test_a_file_without_the_shortest_ids_is_in_order_too(tmp_path: Path) -> None:
    numbers = [10_000_000, 100_000_000, 1_000_000_000, 20_000_000, 3_000_000]
    _, connection = delivered(tmp_path / "in", sorted(map(row, numbers)))

    assert read(connection) == sorted(numbers)


def test_what_waits_is_gone_when_the_reading_ends_or_is_given_up(tmp_path: Path) -> None:
    many = sorted(row(number) for number in range(9_900_000, 10_100_000))
    _, connection = delivered(tmp_path / "in", many)

    found = connection.execute("select tconst from bronze.imdb__title_episode limit 1").fetchall()

    assert found == [("tt9900000",)]
    assert list((tmp_path / "in" / "spill").iterdir()) == []


def test_a_last_line_without_newline_is_a_row(tmp_path: Path) -> None:
    rows = sorted(map(row, NUMBERS))
    rows[-1] = rows[-1].rstrip(b"\n")

    assert read(delivered(tmp_path / "in", rows)[1]) == sorted(NUMBERS)


def test_rejected_rows_do_not_count(tmp_path: Path) -> None:
    many = [row(number) for number in range(1_000_000, 1_002_000)]
    delivery, connection = delivered(tmp_path / "in", [*many[:7], b"tt1000006x\t\n", *many[7:]])

    assert delivery.parts[0].rejected_rows == 1
    assert text_rows.comes_in_order(delivery)
    assert read(connection) == list(range(1_000_000, 1_002_000))


def test_a_file_in_another_order_is_read_as_it_is(tmp_path: Path) -> None:
    delivery, connection = delivered(tmp_path / "in", [row(number) for number in NUMBERS])

    assert not text_rows.comes_in_order(delivery)
    assert tables_in_order(connection) == []
    assert read(connection) == NUMBERS


def test_a_file_that_has_changed_is_not_read_to_a_false_end(tmp_path: Path) -> None:
    delivery, connection = delivered(tmp_path / "in", sorted(map(row, NUMBERS)))
    [path] = delivery.paths
    more = sorted(map(row, [*NUMBERS, 2_000_000]))
    path.write_bytes(gzip.compress(CONTRACTS["title.episode"].header + b"\n" + b"".join(more)))

    with pytest.raises(duckdb.Error, match="the file has 9 rows and had 8 when it came in"):
        read(connection)


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    delivery, connection = delivered(tmp_path / "in", sorted(map(row, NUMBERS)))
    [path] = delivery.paths
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(duckdb.Error, match="the gzip stream ends in the middle"):
        read(connection)


def test_quotes_and_what_stands_beside_them_are_ordinary_characters(tmp_path: Path) -> None:
    names = [
        '"quoted',
        "it''s \"so\"",
        r"back\slash",
        " spaces ",
        "Amélie 千",
        "\\\\N",
        "\x85\u2028",
    ]
    rows = [
        row(n + 1, "title.akas").replace(b"Name", name.encode()) for n, name in enumerate(names)
    ]
    _, connection = delivered(tmp_path / "in", rows, "title.akas")

    found = connection.execute(
        "select title, types from bronze.imdb__title_akas order by titleId"
    ).fetchall()

    assert found == [(name, None) for name in names]


@pytest.mark.parametrize("name", ["title.akas.tsv", "title.akas.tsv.gz"])
def test_rows_as_long_as_they_may_be_are_read(tmp_path: Path, name: str) -> None:
    longest = "x" * (LONGEST_ROW_BYTES - len(row(1, "title.akas")) + len("Name"))
    rows = [row(n, "title.akas").replace(b"Name", longest.encode()) for n in range(1, 60)]
    delivery, connection = delivered(tmp_path / "in", rows, "title.akas", name)

    found = connection.execute("select title from bronze.imdb__title_akas").fetchall()

    assert not delivery.parts[0].rejected_rows
    assert found == [(longest,)] * 59


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(1, 2_000_000_000), max_size=40),
    st.lists(st.integers(0, 40), max_size=5),
)
def test_rows_come_by_length_and_else_as_they_were(numbers: list[int], cuts: list[int]) -> None:
    ids = [f"tt{number:07d}" for number in numbers]
    table = pa.table({"id": pa.array(ids, pa.string()), "place": list(range(len(ids)))})
    bounds = [0, *sorted(min(cut, len(ids)) for cut in cuts), len(ids)]
    batches = [
        batch
        for start, end in pairwise(bounds)
        for batch in table.slice(start, end - start).to_batches()
    ]
    with_lengths = sorted(enumerate(ids), key=lambda entry: len(entry[1]))

    found = list(text_rows.in_order(iter(batches), Path(tempfile.gettempdir())))

    rows = [tuple(entry.values()) for batch in found for entry in batch.to_pylist()]
    assert rows == [(name, place) for place, name in with_lengths]
