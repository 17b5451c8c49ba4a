"""Files that come sorted by id as text are read in the order of the numbers in their ids."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelhouse.errors import ReelhouseError
from reelhouse.lake import Delivery
from reelhouse.sources.imdb import CONTRACTS
from reelhouse.sources.ingest import ingest_imdb
from reelhouse.transform import in_order
from reelhouse.transform.engine import register_bronze
from reelhouse.transform.inputs import find_snapshots, plan_build
from tests.lakes import new_lake, settings_of

EPISODES = CONTRACTS["title.episode"]
NUMBERS = [1, 999_999, 1_000_000, 1_234_567, 9_999_999, 10_000_000, 12_345_678, 123_456_789]


def row(number: int) -> bytes:
    return f"tt{number:07d}\ttt0000001\t1\t{number % 1000}\n".encode()


def delivered(folder: Path, rows: list[bytes]) -> tuple[Delivery, duckdb.DuckDBPyConnection]:
    """A delivery of episodes, and a database in which bronze is registered."""
    folder.mkdir(exist_ok=True)
    text = EPISODES.header + b"\n" + b"".join(rows)
    (folder / "title.episode.tsv.gz").write_bytes(gzip.compress(text))
    lake = new_lake(folder / "[lake]")
    ingest_imdb(lake, settings_of(lake), [str(folder)])
    connection = duckdb.connect()
    register_bronze(connection, plan_build(find_snapshots(lake), None).tables)
    [delivery] = lake.deliveries("imdb", "title.episode")
    return delivery, connection


def read(connection: duckdb.DuckDBPyConnection) -> list[int]:
    found = connection.execute("select tconst from bronze.imdb__title_episode").fetchall()
    return [int(tconst[2:]) for (tconst,) in found]


def tables_in_order(connection: duckdb.DuckDBPyConnection) -> list[tuple[str]]:
    return connection.execute("select bronze_table from build.in_order").fetchall()


def test_rows_sorted_as_text_come_in_the_order_of_numbers(tmp_path: Path) -> None:
    delivery, connection = delivered(tmp_path / "in", sorted(map(row, NUMBERS)))

    assert in_order.comes_in_order(delivery)
    assert tables_in_order(connection) == [("imdb__title_episode",)]
    assert read(connection) == sorted(NUMBERS)


def test_a_last_line_without_newline_is_a_row(tmp_path: Path) -> None:
    rows = sorted(map(row, NUMBERS))
    rows[-1] = rows[-1].rstrip(b"\n")

    assert read(delivered(tmp_path / "in", rows)[1]) == sorted(NUMBERS)


def test_rejected_rows_do_not_count(tmp_path: Path) -> None:
    many = [row(number) for number in range(1_000_000, 1_002_000)]
    delivery, connection = delivered(tmp_path / "in", [*many[:7], b"tt1000006x\t\n", *many[7:]])

    assert delivery.parts[0].rejected_rows == 1
    assert in_order.comes_in_order(delivery)
    assert read(connection) == list(range(1_000_000, 1_002_000))


def test_a_file_in_another_order_is_read_as_it_is(tmp_path: Path) -> None:
    delivery, connection = delivered(tmp_path / "in", [row(number) for number in NUMBERS])

    assert not in_order.comes_in_order(delivery)
    assert tables_in_order(connection) == []
    assert read(connection) == NUMBERS


def test_a_file_that_has_changed_is_not_read_to_a_false_end(tmp_path: Path) -> None:
    delivery, connection = delivered(tmp_path / "in", sorted(map(row, NUMBERS)))
    [path] = delivery.paths
    more = sorted(map(row, [*NUMBERS, 2_000_000]))
    path.write_bytes(gzip.compress(EPISODES.header + b"\n" + b"".join(more)))

    with pytest.raises((duckdb.Error, ReelhouseError), match="not as long as it was"):
        read(connection)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.binary(max_size=30), max_size=20),
    st.lists(st.tuples(st.none() | st.integers(0, 300), st.integers(0, 60)), max_size=20),
)
def test_reads_and_seeks_give_what_a_file_gives(
    pieces: list[bytes], reads: list[tuple[int | None, int]]
) -> None:
    text = b"".join(pieces)
    parts = [piece for piece in pieces if piece]
    file, rows = io.BytesIO(text), in_order.Rows(lambda: map(memoryview, parts), len(text), Path())
    for place, most in reads:
        if place is not None:
            target = min(place, len(text))
            assert rows.seek(target) == file.seek(target)
        assert rows.read(most) == file.read(most)
        assert rows.tell() == file.tell()


def test_threads_read_where_they_have_sought_themselves() -> None:
    text = bytes(range(200))
    rows = in_order.Rows(lambda: iter([memoryview(text)]), len(text), Path())
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
        one.submit(rows.seek, 10).result()
        other.submit(rows.seek, 100).result()

        assert one.submit(rows.read, 5).result() == text[10:15]
        assert other.submit(rows.tell).result() == 100
        assert other.submit(rows.read, 5).result() == text[100:105]
        assert one.submit(rows.read, 5).result() == text[105:110]


def test_a_thread_waits_while_another_reads() -> None:
    text = bytes(range(200))
    began = Event()

    def read_behind() -> bytes:
        rows.seek(100)
        began.set()
        return rows.read(100)

    with ThreadPoolExecutor(1) as pool:
        behind: list[Future[bytes]] = []

        def pieces() -> Iterator[memoryview]:
            behind.append(pool.submit(read_behind))
            assert began.wait(60)
            yield memoryview(text)[:100]
            yield memoryview(text)[100:]

        rows = in_order.Rows(pieces, len(text), Path())

        assert rows.read(100) == text[:100]
        assert behind[0].result() == text[100:]
