"""Rows out of CSV, TSV, xlsx and Parquet."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelhouse.sources.tabular import Column, TableSchema
from reelhouse.sources.tabular.formats import NoTable
from reelhouse.sources.tabular.read import open_tables, read_table
from tests.sources.tabular.tables import DEALS, GOOD, deals, write, write_workbook

PLACES = TableSchema("places", (Column("place", key=True), Column("note", required=False)))
one_folder = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60
)


def lines_and_cells(path: Path, schema: TableSchema | None = None) -> list[tuple[int, list[str]]]:
    return [
        (row.line, [cell or "" for cell in row.cells.values()])
        for row in read_table(path, schema=schema)
    ]


def test_a_csv_with_byte_order_mark_semicolons_and_lines_in_cells(tmp_path: Path) -> None:
    text = 'place;note\r\nParis;"a, b; c"\r\n"Rome";"two\r\nlines and ""quotes"""\r\n\r\nOslo;\r\n'
    path = write(tmp_path, "places.csv", text.encode("utf-8-sig"))
    rows = list(read_table(path, schema=PLACES))
    assert [row.line for row in rows] == [2, 3, 6]
    assert [row.cells for row in rows] == [
        {"place": "Paris", "note": "a, b; c"},
        {"place": "Rome", "note": 'two\r\nlines and "quotes"'},
        {"place": "Oslo", "note": None},
    ]


def test_the_delimiter_is_the_one_that_makes_the_header(tmp_path: Path) -> None:
    text = 'place\t"note, with; many, commas, in, it"\tnote\nParis\tx\ty\n'
    path = write(tmp_path, "places.csv", text.encode())
    assert lines_and_cells(path, PLACES) == [(2, ["Paris", "x", "y"])]


def test_quotes_in_a_tsv_are_ordinary(tmp_path: Path) -> None:
    path = write(tmp_path, "places.tsv", b'place\tnote\n"Paris\t6" pipe\nRome\t"x"\n')
    assert lines_and_cells(path) == [(2, ['"Paris', '6" pipe']), (3, ["Rome", '"x"'])]


def test_a_packed_file(tmp_path: Path) -> None:
    path = write(tmp_path, "places.csv.gz", gzip.compress(b"place,note\nParis,x\n"))
    assert lines_and_cells(path) == [(2, ["Paris", "x"])]


def test_utf_16_with_lines_above_the_header(tmp_path: Path) -> None:
    path = write(
        tmp_path, "places.csv", "sep=;\r\n\r\nplace;note\r\nMünchen;x\r\n".encode("utf-16")
    )
    assert lines_and_cells(path, PLACES) == [(4, ["München", "x"])]


def test_a_sheet_with_a_banner_and_cells_of_every_type(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "places.xlsx",
        {
            "Report": [
                ["What we saw"],
                ["January to June"],
                [],
                [None, "Place", "Note"],
                [None, 1899, 2.5],
                [None, True, date(2024, 1, 31)],
                [],
                [None, datetime(2024, 1, 31, 20, 15), time(1, 35)],  # noqa: DTZ001
                [None, "Oslo", timedelta(hours=30)],
            ]
        },
    )
    [table] = open_tables(path, path.name, PLACES)
    assert (table.sheet, table.header_line) == ("Report", 4)
    assert table.banner == "What we saw January to June"
    assert [(row.line, list(row.cells)[-2:]) for row in table.rows] == [
        (5, ["1899", "2.5"]),
        (6, ["true", "2024-01-31"]),
        (8, ["2024-01-31 20:15:00", "1:35:00"]),
        (9, ["Oslo", "30:00:00"]),
    ]


def test_a_sheet_that_does_not_begin_in_its_first_row_counts_rows_all_the_same(
    tmp_path: Path,
) -> None:
    path = write_workbook(
        tmp_path / "places.xlsx", {"s": [[], [], ["place", "note"], ["Paris", "x"]]}
    )
    assert lines_and_cells(path, PLACES) == [(4, ["Paris", "x"])]


def test_the_sheets_of_a_workbook_that_fit_or_are_asked_for(tmp_path: Path) -> None:
    table = [["place", "note"], ["Paris", "x"]]
    path = write_workbook(
        tmp_path / "p.xlsx", {"About": [["Made by us"]], "A": table, "B": table, "empty": []}
    )
    found = list(open_tables(path, path.name, PLACES))
    assert [table.sheet for table in found] == ["A", "B"]
    named = TableSchema("places", PLACES.columns, sheets=("b*",))
    assert [table.sheet for table in open_tables(path, path.name, named)] == ["B"]
    assert len(list(read_table(path, schema=PLACES, sheet="A"))) == 1
    with pytest.raises(NoTable, match=r"no sheet is named C; there are About, A, B"):
        list(read_table(path, schema=PLACES, sheet="C"))


def test_a_sheet_named_like_the_table_goes_before_others(tmp_path: Path) -> None:
    table = [["place", "note"], ["Paris", "x"]]
    path = write_workbook(tmp_path / "p.xlsx", {"Old": table, "Places": table})
    assert [table.sheet for table in open_tables(path, path.name, PLACES)] == ["Places"]


def test_parquet_is_text_too(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    duckdb.sql(
        "copy (select 'Paris' as place, 1.50::decimal(9,2) as price, date '2024-01-31' as day,"
        " true as is_open, null::varchar as note, timestamptz '2024-01-31 20:15:00+02' as at"
        f" union all select 'Rome', 2, null, false, 'x', null) to '{path}' (format parquet)"
    )
    assert [(row.line, row.cells) for row in read_table(path)] == [
        (
            1,
            {
                "place": "Paris",
                "price": "1.50",
                "day": "2024-01-31",
                "is_open": "true",
                "note": None,
                "at": "2024-01-31 18:15:00+00",
            },
        ),
        (
            2,
            {
                "place": "Rome",
                "price": "2.00",
                "day": None,
                "is_open": "false",
                "note": "x",
                "at": None,
            },
        ),
    ]


def test_headers_are_compared_by_letters_and_digits(tmp_path: Path) -> None:
    path = write(
        tmp_path, "x.csv", deals(GOOD, header="Deal-ID, REGION ,Fee (USD),START date,status,end")
    )
    [table] = open_tables(path, path.name, DEALS)
    assert table.header == ("Deal-ID", "REGION", "Fee (USD)", "START date", "status", "end")


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
lined = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@one_folder
@given(
    rows=st.lists(st.tuples(st.integers(0, 99), lined, lined), min_size=1, max_size=30),
    delimiter=st.sampled_from(",;\t"),
    ending=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_a_csv_writer_wrote_is_read(
    tmp_path: Path, rows: list[tuple[int, str, str]], delimiter: str, ending: str, encoding: str
) -> None:
    schema = TableSchema("t", (Column("n"), Column("a"), Column("b")))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL)
    writer.writerows([("n", "a", "b"), *rows])
    path = write(tmp_path, "t.csv", text.getvalue().encode(encoding))
    assert [tuple(row.cells.values()) for row in read_table(path, schema=schema)] == [
        (str(number), a.strip() or None, b.strip() or None) for number, a, b in rows
    ]


@one_folder
@given(rows=st.lists(st.tuples(st.integers(0, 99), cells, cells), min_size=1, max_size=30))
def test_whatever_a_tsv_holds_is_read(tmp_path: Path, rows: list[tuple[int, str, str]]) -> None:
    lines = ["n\ta\tb", *("\t".join(map(str, row)) for row in rows)]
    path = write(tmp_path, "t.tsv", "\n".join(lines).encode())
    assert lines_and_cells(path) == [
        (line, [str(number), a.strip(), b.strip()]) for line, (number, a, b) in enumerate(rows, 2)
    ]


@one_folder
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 99), st.text("abcé 日🎬\"',;", max_size=9), st.booleans()),
        min_size=1,
        max_size=20,
    )
)
def test_whatever_a_workbook_holds_is_read(
    tmp_path: Path, rows: list[tuple[int, str, bool]]
) -> None:
    path = write_workbook(tmp_path / "t.xlsx", {"s": [("n", "a", "b"), *rows]})
    assert lines_and_cells(path) == [
        (line, [str(number), a.strip(), "true" if b else "false"])
        for line, (number, a, b) in enumerate(rows, 2)
    ]


@one_folder
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)))
def test_whatever_the_bytes_are_there_are_rows_or_a_clear_error(
    tmp_path: Path, content: bytes
) -> None:
    path = write(tmp_path, "t.csv", content)
    told = ""
    try:
        found = len(list(open_tables(path, path.name, DEALS)))
    except NoTable as error:
        found, told = 0, str(error)
    assert found == 1 or told.startswith("t.csv")


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("catalogues/netflix_titles.csv", 8_807),
        ("catalogues/disney_plus_titles.csv", 1_450),
        ("catalogues/hulu_titles.csv", 2_219),
        ("netflix/all-weeks-countries_thru_2022-02-27.tsv", 65_800),
        ("netflix/all-weeks-global_thru_2024-04-07.tsv", 5_800),
        ("netflix/What_We_Watched_2024Jan-Jun.xlsx", 6_801 + 9_360),
    ],
)
def test_recorded_tables_are_read_without_loss(shared_data: Path, name: str, rows: int) -> None:
    required = {"catalogues": "show_id", "netflix": "show_title"}[name.partition("/")[0]]
    column = Column(required, aliases=("Title",))
    found = list(read_table(shared_data / name, schema=TableSchema("t", (column,))))
    assert len(found) == rows
