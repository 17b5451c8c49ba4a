"""Files that are something else altogether, each with an error that says what was found."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from reelhouse.errors import ReelhouseError
from reelhouse.sources.tabular.formats import NoTable
from tests.sources.tabular.tables import (
    DEALS,
    GOOD,
    check,
    deals,
    write,
    write_workbook,
)


def error_of(folder: Path, name: str, content: bytes) -> str:
    path = write(folder, name, content)
    with pytest.raises(ReelhouseError) as caught:
        check(path)
    assert caught.value.exit_code == 1
    return str(caught.value).splitlines()[0]


def zipped(**entries: str) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return memory.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("d.csv", b"", "d.csv: the file is empty"),
        ("d.csv", b"\xef\xbb\xbf\r\n \n", "d.csv: the file is empty"),
        ("d.csv", b"null", "d.csv: all that the file holds is the text 'null'"),
        ("d.tsv", b'"NaN"\n', "d.tsv: all that the file holds is the text '\"NaN\"'"),
        (
            "d.csv",
            b"<html><h1>301 Moved</h1>",
            "d.csv: this is a web page, not a table; it begins with '<html><h1>301 Moved</h1>'",
        ),
        (
            "d.xlsx",
            b"\n<!DOCTYPE html>",
            "d.xlsx: this is a web page, not a table; it begins with '<!DOCTYPE html>'",
        ),
        (
            "d.csv",
            b'{"error": "quota"}',
            'd.csv: this is JSON, not a table; it begins with \'{"error": "quota"}\'',
        ),
        ("d.csv", b"%PDF-1.7\n", "d.csv: this is no table but a PDF document"),
        (
            "d.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "d.xlsx: this is no table but an old .xls workbook or one with a password",
        ),
        (
            "d.xlsx",
            b"deal_id,region\n",
            "d.xlsx: named .xlsx but is text that begins with 'deal_id,region\\n'",
        ),
        (
            "d.parquet",
            b"deal_id,region\n",
            "d.parquet: named .parquet but is text that begins with 'deal_id,region\\n'",
        ),
        (
            "d.xlsx",
            zipped(readme="hello"),
            "d.xlsx: a zip archive that is no workbook; it holds readme",
        ),
        (
            "d.xlsx",
            b"PK\x03\x04 and no more",
            "d.xlsx: the workbook is damaged: its zip archive cannot be read",
        ),
        (
            "d.csv.gz",
            gzip.compress(deals(*[GOOD] * 500), mtime=0)[:60],
            "d.csv.gz: the gzip stream is damaged (Compressed file ended before the "
            "end-of-stream marker was reached)",
        ),
        ("d.csv", deals(), "d.csv: the table has a header and no rows"),
        (
            "d.csv",
            deals(GOOD, "D-2,Köln,1.00,2026-01-01,,").decode().encode("latin-1"),
            "d.csv:3: this is not UTF-8: byte 0xf6 in 'D-2,K\\xf6ln,1.00,2026-0'",
        ),
        (
            "d.csv",
            deals(GOOD).decode().encode("utf-16-le"),
            "d.csv: this is no text in UTF-8; it begins with 'd\\x00e\\x00a\\x00l\\x00",
        ),
        (
            "d.csv",
            deals(GOOD, header="deal_id,area,fee_usd,start_date,end_date,status"),
            "d.csv:1: the header of deals lacks the column region; found deal_id, area, fee_usd, "
            "start_date, end_date, status",
        ),
        (
            "d.csv",
            b"week,show_title\n2026-01-04,x\n",
            "d.csv: no row has the columns of deals: expected deal_id, region, fee_usd, "
            "start_date; the file begins with week, show_title",
        ),
        (
            "d.csv",
            deals(GOOD, 'D-2,"Europe,1.00,2026-01-01,,', *[GOOD] * 90),
            "d.csv:3: a quoted cell begins in the row that starts here and is never closed",
        ),
        (
            "d.csv",
            deals(GOOD, header=f"region,{'deal_id,fee_usd,start_date,region,status'}"),
            "d.csv:1: column 'region' is there 2 times, as column 1 and 5",
        ),
    ],
)
def test_is_told_by_what_was_found(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    assert error_of(tmp_path, name, content).startswith(message)


def test_a_workbook_none_of_whose_sheets_fits(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "d.xlsx", {"One": [["a"], [1]], "Two": [["b"], [2]]})
    with pytest.raises(NoTable, match=r"d\.xlsx: no sheet has the columns deal_id, .* One, Two"):
        check(path)


def test_an_empty_workbook(tmp_path: Path) -> None:
    with pytest.raises(NoTable, match=r"d\.xlsx: the workbook holds nothing"):
        check(write_workbook(tmp_path / "d.xlsx", {"One": []}))


def test_a_damaged_parquet_file(tmp_path: Path) -> None:
    with pytest.raises(NoTable, match=r"d\.parquet: the Parquet file cannot be read"):
        check(write(tmp_path, "d.parquet", b"PAR1 and more PAR1"))


def test_a_damaged_sheet_in_a_whole_archive(tmp_path: Path) -> None:
    content = zipped(**{"xl/workbook.xml": "<not a workbook"})
    with pytest.raises(NoTable, match=r"d\.xlsx: the workbook cannot be read"):
        check(write(tmp_path, "d.xlsx", content))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("OUTAGE.2023-12-27.null.txt", "the text 'null'"),
        ("OUTAGE.2023-06-01.moved-permanently.html", "a web page"),
    ],
)
def test_what_a_provider_once_served_instead_of_its_table(
    shared_data: Path, tmp_path: Path, name: str, found: str
) -> None:
    recorded = shared_data.parent / "specs" / "netflix_top10" / "recorded" / name
    path = write(tmp_path, "all-weeks-global.tsv", recorded.read_bytes())
    with pytest.raises(NoTable, match=found):
        check(path, DEALS)
