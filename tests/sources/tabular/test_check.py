"""Rows held against a schema."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelhouse.sources.tabular import Column, Drift, TableSchema
from tests.sources.tabular.tables import (
    DEALS,
    GOOD,
    HEADER,
    accepted,
    accepted_file,
    check,
    deals,
    messages,
    rejects_file,
    write,
    write_workbook,
)


def rejected_in(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in rejects_file(path).read_text().splitlines()]


def test_good_rows_are_kept_in_one_way(tmp_path: Path) -> None:
    path = write(tmp_path, "d.csv", deals(GOOD, "D-2, Asia ,5,2026-01-01,,SIGNED"))
    table = check(path)
    assert (table.rows, table.rejected, table.drift) == (2, 0, ())
    assert accepted(accepted_file(path), "*") == [
        (2, "D-1", "Europe", "100.00", "2026-01-01", "2026-12-31", "open"),
        (3, "D-2", "Asia", "5.00", "2026-01-01", None, "signed"),
    ]
    assert not rejects_file(path).exists()


def test_every_fault_names_file_line_column_value_and_what_was_expected(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "d.csv",
        deals(
            GOOD,
            "D-2,Europe,12 euro,2026-01-01,,",
            'D-3,"two\nlines",1.00,01/02/2026,,shut',
            "D-4,,1.00,2026-01-01,,",
        ),
    )
    table = check(path)
    assert messages(table) == [
        "d.csv:3: column 'fee_usd': expected an amount in US dollars and whole cents such as "
        "1234.50, 0 or more, found '12 euro'",
        "d.csv:4: column 'start_date': expected a date such as 2024-01-31, found '01/02/2026'; "
        "column 'status': expected one of open, signed, found 'shut'",
        "d.csv:6: column 'region': expected a text, found nothing",
    ]
    assert (table.rows, table.rejected, table.accepted) == (4, 3, 1)
    assert sum(table.reasons.values()) == 3
    assert [(r["line"], r["text"]) for r in rejected_in(path)] == [
        (3, "D-2\tEurope\t12 euro\t2026-01-01\t\t"),
        (4, "D-3\ttwo lines\t1.00\t01/02/2026\t\tshut"),
        (6, "D-4\t\t1.00\t2026-01-01\t\t"),
    ]


def test_rows_of_another_length_and_with_odd_quotes(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "d.csv",
        deals(
            "D-1,Europe,1.00,2026-01-01,",
            "D-2,Europe,1.00,2026-01-01,,,spare",
            "D-3,Europe,1.00,2026-01-01,,,",
            'D-4,"Eu"rope,1.00,2026-01-01,,',
            'D-5,6" pipe,1.00,2026-01-01,,',
        ),
    )
    table = check(path)
    assert messages(table) == [
        "d.csv:2: expected 6 cells, found 5",
        "d.csv:3: expected 6 cells, found 7",
        "d.csv:5: quotes do not fit (',' expected after '\"')",
    ]
    assert accepted(accepted_file(path), "deal_id, region") == [
        ("D-3", "Europe"),
        ("D-5", '6" pipe'),
    ]


def test_what_must_not_be_later_is_not(tmp_path: Path) -> None:
    path = write(tmp_path, "d.csv", deals("D-1,Europe,1.00,2026-02-01,2026-01-01,"))
    assert messages(check(path)) == [
        "d.csv:2: expected 'start_date' up to 'end_date', found 2026-02-01 and 2026-01-01"
    ]


def test_numbers_are_compared_as_numbers(tmp_path: Path) -> None:
    schema = TableSchema(
        "t",
        (Column("low", type="integer"), Column("high", type="integer")),
        in_order=(("low", "high"),),
    )
    path = write(tmp_path, "t.csv", b"low,high\n9,10\n10,9\n")
    assert messages(check(path, schema)) == ["t.csv:3: expected 'low' up to 'high', found 10 and 9"]


def test_a_key_that_comes_again_names_both_lines(tmp_path: Path) -> None:
    other = GOOD.replace("100.00", "200.00")
    path = write(tmp_path, "d.csv", deals(GOOD, GOOD.replace("D-1", "D-2"), other, GOOD))
    table = check(path)
    assert messages(table) == [
        "d.csv:4: duplicate key, deal_id 'D-1' is first at line 2",
        "d.csv:5: repeats a row exactly, first at line 2",
    ]
    assert dict(table.reasons) == {"duplicate key": 1, "repeats a row exactly": 1}
    assert (table.rejected, table.repeats, table.reject_share) == (2, 1, 0.25)
    assert accepted(accepted_file(path), "deal_id, fee_usd") == [
        ("D-1", "100.00"),
        ("D-2", "100.00"),
    ]


def test_keys_are_compared_as_bronze_writes_them_and_nulls_are_equal(tmp_path: Path) -> None:
    schema = TableSchema(
        "t",
        (
            Column("day", type="date", key=True),
            Column("season", key=True, required=False, nulls=("N/A",)),
            Column("n", type="integer"),
        ),
    )
    path = write(tmp_path, "t.csv", b"day,season,n\n2026-01-01,N/A,1\n2026-01-01 00:00,,2\n")
    assert messages(check(path, schema)) == [
        "t.csv:3: duplicate key, day '2026-01-01', season '' is first at line 2"
    ]


def test_columns_that_come_and_go_are_drift(tmp_path: Path) -> None:
    path = write(
        tmp_path, "d.csv", b"Deal ID,region,fee_usd,start_date,mood\nD-1,Europe,1,2026-01-01,good\n"
    )
    table = check(path)
    assert table.drift == (
        Drift("appeared", "mood"),
        Drift("vanished", "end_date"),
        Drift("vanished", "status"),
    )
    assert [str(drift) for drift in table.drift[:2]] == [
        "column 'mood' appeared and is not read",
        "column 'end_date' vanished and is empty",
    ]
    assert accepted(accepted_file(path)) == [("D-1", "Europe", "1.00", "2026-01-01", None, None)]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("show,hours", "Dark,5"),
        ("show_title,hours_viewed,is_staggered", "Dark,5,yes"),
        ("show,hours_viewed,staggered_launch", "Dark,5,yes"),
    ],
)
def test_every_layout_there_has_been_is_the_same_table(
    tmp_path: Path, header: str, row: str
) -> None:
    schema = TableSchema(
        "shows",
        (
            Column("show_title", aliases=("show",), key=True),
            Column("hours_viewed", type="integer", aliases=("hours",)),
        ),
        ignored=("*staggered*",),
    )
    path = write(tmp_path, "s.csv", f"{header}\n{row}\n".encode())
    table = check(path, schema)
    assert table.drift == ()
    assert accepted(accepted_file(path)) == [("Dark", "5")]


def test_a_historic_column_may_be_absent_and_its_name_goes_before_its_alias(
    tmp_path: Path,
) -> None:
    schema = TableSchema(
        "t", (Column("id"), Column("views", aliases=("plays",), required=False, historic=True))
    )
    assert check(write(tmp_path, "a.csv", b"id\n1\n"), schema).drift == ()
    both = write(tmp_path, "b.csv", b"id,plays,views\n1,7,8\n")
    assert check(both, schema).drift == (Drift("appeared", "plays"),)
    assert accepted(accepted_file(both)) == [("1", "8")]


def test_cells_may_come_from_the_sheet_the_file_the_banner_and_the_clock(tmp_path: Path) -> None:
    schema = TableSchema(
        "t",
        (
            Column("title", key=True),
            Column("category", filled_from="sheet", key=True),
            Column("file_name", filled_from="file"),
            Column("period", filled_from="banner"),
            Column("fetched_at", type="timestamp", filled_from="arrival"),
        ),
        sheets=("TV", "Film"),
    )
    path = write_workbook(
        tmp_path / "half.xlsx",
        {
            "TV": [["January to June"], ["Title"], ["Dark"], ["Dark"]],
            "Film": [["Title"], ["Dark"]],
            "Notes": [["Title"], ["Not a title"]],
        },
    )
    table = check(path, schema)
    assert [message.removeprefix("half.xlsx") for message in messages(table)] == [
        ":4: repeats a row exactly, first at line 3"
    ]
    assert accepted(accepted_file(path), "title, category, file_name, period") == [
        ("Dark", "TV", "half", "January to June"),
        ("Dark", "Film", "half", None),
    ]
    [(fetched_at,), *_] = accepted(accepted_file(path), "fetched_at")
    assert fetched_at == table.arrived_at.replace("T", " ").removesuffix("+00:00")


def test_faults_in_a_workbook_name_the_sheet(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        HEADER.split(","),
        ["D-1", "Europe", "much", date(2026, 1, 1), None, None],
    ]
    table = check(write_workbook(tmp_path / "d.xlsx", {"Q1": rows}))
    assert messages(table) == [
        "d.xlsx:2: column 'fee_usd': expected an amount in US dollars and whole cents such as "
        "1234.50, 0 or more, found 'much' (sheet Q1)"
    ]


def test_a_table_may_be_empty_where_the_schema_says_so(tmp_path: Path) -> None:
    schema = TableSchema("deals", DEALS.columns, may_be_empty=True)
    table = check(write(tmp_path, "d.csv", deals()), schema)
    assert (table.rows, table.reject_share) == (0, 0.0)


def test_more_rows_than_are_staged_at_once(tmp_path: Path) -> None:
    rows = [f"D-{n},Europe,{n}.00,2026-01-01,," for n in range(45_000)]
    path = write(tmp_path, "d.csv", deals(*rows, rows[3], "D-7,Asia,1.00,2026-01-01,,"))
    table = check(path)
    assert (table.rows, table.rejected, table.repeats) == (45_002, 2, 1)
    assert messages(table)[1].endswith("deal_id 'D-7' is first at line 9")
    assert accepted(accepted_file(path), "count(*), min(line), max(line)") == [(45_000, 2, 45_001)]


def plainly_checked(rows: list[list[str]]) -> tuple[list[tuple[str | None, ...]], list[int]]:
    """Rows of deals checked in the plainest way: those that are right, and lines of the others."""
    good: dict[str, tuple[str | None, ...]] = {}
    bad = []
    for line, row in enumerate(rows, 2):
        deal, region, fee, start, end, status = (cell.strip() for cell in row)
        right = (
            bool(deal and region)
            and fee in {"0", "1.5", "20.00"}
            and start in {"2026-01-01", "2026-03-01"}
            and end in {"", "2026-02-01", "2026-03-01"}
            and not (end and start > end)
            and status in {"", "open", "signed"}
            and deal not in good
        )
        if right:
            written = {"0": "0.00", "1.5": "1.50", "20.00": "20.00"}[fee]
            good[deal] = (deal, region, written, start, end or None, status or None)
        else:
            bad.append(line)
    return list(good.values()), bad


tables = st.lists(
    st.tuples(
        st.sampled_from(["D-1", "D-2", "D-3", "D-4", " D-1 ", ""]),
        st.sampled_from(["Europe", 'the "far" East', "a,b", "x\ty", " "]),
        st.sampled_from(["0", "1.5", "20.00", "-1", "1,5", "x"]),
        st.sampled_from(["2026-01-01", "2026-03-01", "", "2026-02-30"]),
        st.sampled_from(["", "2026-02-01", "2026-03-01", "soon"]),
        st.sampled_from(["", "open", "signed", "shut"]),
    ).map(list),
    min_size=1,
    max_size=25,
)


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60
)
@given(rows=tables)
def test_the_same_rows_are_right_as_in_the_plainest_check(
    tmp_path: Path, rows: list[list[str]]
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([HEADER.split(","), *rows])
    path = write(tmp_path, "d.csv", text.getvalue().encode())
    rejects_file(path).unlink(missing_ok=True)
    good, bad = plainly_checked(rows)
    table = check(path)
    assert accepted(accepted_file(path)) == good
    assert sorted(int(str(r["line"])) for r in (rejected_in(path) if bad else [])) == bad
    assert (table.rows, table.accepted, table.rejected) == (len(rows), len(good), len(bad))
