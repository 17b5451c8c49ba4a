"""Deliveries of sessions written by hand: files as bronze has them, and what silver shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb

from reelhouse.sources.registry import bronze_resources
from reelhouse.storage import sha256_of
from reelhouse.transform import engine
from reelhouse.transform.days.index import Piece
from reelhouse.transform.days.slices import Slice, Stretch
from reelhouse.transform.declarations import model_files

RESOURCE = bronze_resources()["first_party__viewing_sessions"]
FIRST = date(2026, 1, 1)

Session = tuple[int, int]
"""Number of a session, and the day of January 2026 on which it is said to have been."""


def deliver(
    folder: Path, sessions: Sequence[Session], stands_for: int, came: int, name: str = ""
) -> Piece:
    """Write an accepted file.

    Args:
        folder: where.
        sessions: what it holds, each session once.
        stands_for: day that the delivery stands for, counted from the first.
        came: tells which of two files came later.
        name: of the file.
    """
    folder.mkdir(exist_ok=True)
    path = folder / (name or f"{stands_for}-{came}.accepted.parquet")
    rows = ", ".join(
        f"({line}, 'S-{number}', 'M-1', 'Alpha', null, "
        f"'{FIRST + timedelta(day)} 20:00:0{came % 10}', '{came}', 'tv', "
        f"'2026-02-01 06:00:00.{came:03}')"
        for line, (number, day) in enumerate(sessions, 2)
    )
    names = ", ".join(["line", *(name for name in RESOURCE.columns if name != "line")])
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select * from (values {rows}) as given({names})) to '{path}' (format parquet)"
        )
    return Piece(FIRST + timedelta(stands_for), sha256_of(path), path)


def silver_of(connection: duckdb.DuckDBPyConnection, bronze: str) -> list[tuple[object, ...]]:
    """Rows that silver shows of sessions in bronze.

    Args:
        connection: any.
        bronze: SQL that selects them.
    """
    text = model_files()["silver_first_party__viewing_session"].read_text(encoding="utf-8")
    silver = text.replace("{{ source('first_party', 'viewing_sessions') }}", f"({bronze})")
    return connection.execute(f"select * from ({silver}) order by all").fetchall()


def all_of(pieces: Sequence[Piece]) -> str:
    """SQL that selects bronze as it is without days."""
    return engine.pieces_of(RESOURCE, sorted(pieces))


def rows_of(each: Slice | Stretch) -> str:
    """SQL that selects what a day, or several, are read from."""
    return each.sql(lambda pieces: engine.pieces_of(RESOURCE, pieces))
