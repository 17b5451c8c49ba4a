"""What a day of a table is read from: its rows in bronze, those left out that came again since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from reelhouse.sources.registry import BronzeResource
from reelhouse.transform.days.index import Index, Piece

NEWNESS = ("snapshot_date", "fetched_at", "line")
"""Of two rows with one key that counts in which these are greater, the first of them first."""

Scan = Callable[[Sequence[Piece]], str]
"""SQL that selects all columns of some files, with the day that their deliveries stand for."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One day of a table.

    Attributes:
        resource: the table in bronze.
        day: which.
        pieces: files that have rows of it.
        others: files that have keys of it too, be it on other days.
        rows: rows of that day in them; some may have come again.
    """

    resource: BronzeResource
    day: date
    pieces: tuple[Piece, ...]
    others: tuple[Piece, ...]
    rows: int

    @property
    def ingredients(self) -> list[Any]:
        """What changes when its rows may be others."""
        return [
            [[piece.sha256, piece.snapshot_date.isoformat()] for piece in pieces]
            for pieces in (self.pieces, self.others)
        ]

    def sql(self, scan: Scan) -> str:
        """SQL that selects its rows as bronze has them.

        Where a key is on several days, the row counts that came last, and its day: a row that came
        again, for another day, is left out here.
        """
        by_day = self.resource.by_day_of
        after = self.day + timedelta(1)
        # times are text in ISO 8601, and so are compared as text
        rows = (
            f"select * from ({scan(self.pieces)}) as pieces "
            f"where {by_day} >= '{self.day}' and {by_day} < '{after}'"
        )
        if not self.others:
            return rows
        same = " and ".join(f"newer.{name} = older.{name}" for name in self.resource.key)
        return (
            f"select older.* from ({rows}) as older where not exists ("
            f"select 1 from ({scan(self.others)}) as newer where {same} and ({_is_newer()}))"
        )


def _is_newer() -> str:
    told = []
    for place, name in enumerate(NEWNESS):
        same = [f"newer.{before} = older.{before}" for before in NEWNESS[:place]]
        told.append("(" + " and ".join([*same, f"newer.{name} > older.{name}"]) + ")")
    return " or ".join(told)


def slices_of(resource: BronzeResource, pieces: Sequence[Piece], index: Index) -> list[Slice]:
    """The days of a table, in order.

    Args:
        resource: the table in bronze.
        pieces: its files.
        index: what is known of them.
    """
    by_sum = {piece.sha256: piece for piece in pieces}
    on: dict[str, list[Piece]] = defaultdict(list)
    others: dict[str, set[Piece]] = defaultdict(set)
    rows: dict[str, int] = defaultdict(int)
    for piece in pieces:
        for day, count in index.rows[piece.sha256].items():
            on[day].append(piece)
            rows[day] += count
    for pair in index.shared:
        for days, other in ((pair.days, pair.other), (pair.other_days, pair.one)):
            for day in days:
                others[day].add(by_sum[other])
    return [
        Slice(
            resource,
            date.fromisoformat(day),
            tuple(sorted(on[day])),
            tuple(sorted(others[day])),
            rows[day],
        )
        for day in sorted(on)
    ]
