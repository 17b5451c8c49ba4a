"""Small schemas and files to read with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import openpyxl  # type: ignore[import-untyped]

from reelhouse.sources.tabular import Column, TableSchema
from reelhouse.sources.tabular.check import CheckedTable, check_table

DEALS = TableSchema(
    "deals",
    (
        Column("deal_id", key=True),
        Column("region"),
        Column("fee_usd", type="money_usd", minimum=0),
        Column("start_date", type="date"),
        Column("end_date", type="date", required=False),
        Column("status", allowed=("open", "signed"), required=False),
    ),
    in_order=(("start_date", "end_date"),),
)
HEADER = "deal_id,region,fee_usd,start_date,end_date,status"
GOOD = "D-1,Europe,100.00,2026-01-01,2026-12-31,open"


def deals(*rows: str, header: str = HEADER) -> bytes:
    """A CSV of deals."""
    return "\n".join([header, *rows, ""]).encode()


def write(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """An xlsx whose sheets have these rows from the first one on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def check(path: Path, schema: TableSchema = DEALS) -> CheckedTable:
    """Check a file; what comes of it lies beside it."""
    return check_table(path, schema, accepted_file(path), rejects_file(path))


def accepted_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.accepted.parquet")


def rejects_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.rejects.jsonl")


def accepted(path: Path, columns: str = "* exclude (line)") -> list[tuple[Any, ...]]:
    """The accepted rows of a file, in their order."""
    with duckdb.connect() as connection:
        return connection.execute(f"select {columns} from read_parquet($1)", [str(path)]).fetchall()


def messages(table: CheckedTable) -> list[str]:
    """The first rejects, as errors show them."""
    return [f"{table.name}:{reject.line}: {reject.message}" for reject in table.first]
