"""What a day of a table is read from: its rows in bronze, those left out that came again since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from reelhouse.sources.registry import BronzeResource
from reelhouse.transform.days.index import Index, Piece

NEWNESS = ("snapshot_date", "fetched_at", "line")
"""Of two rows with one key that counts in which these are greater, the first of them first."""

Scan = Callable[[Sequence[Piece]], str]
"""SQL that selects all columns of some files, with the day that their deliveries stand for."""

ROWS_TOGETHER = 1_000_000
"""Rows up to which days are read at once: few rows are found as soon as those of one of them."""


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
        rows = _rows_of(self, (self.day,), scan)
        if not self.others:
            return rows
        same = " and ".join(f"newer.{name} = older.{name}" for name in self.resource.key)
        return (
            f"select older.* from ({rows}) as older where not exists ("
            f"select 1 from ({scan(self.others)}) as newer where {same} and ({_is_newer()}))"
        )


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of a table that are read at once.

    Attributes:
        slices: of these days, in order.
    """

    slices: tuple[Slice, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """Which days, in order."""
        return tuple(each.day for each in self.slices)

    @property
    def listed(self) -> str:
        """The days as a model's materialization splits them: ISO 8601, with blanks between."""
        return " ".join(day.isoformat() for day in self.days)

    def sql(self, scan: Scan) -> str:
        """SQL that selects their rows as bronze has them."""
        first = self.slices[0]
        return first.sql(scan) if len(self.slices) == 1 else _rows_of(first, self.days, scan)


def stretches_of(slices: Iterable[Slice], most: int = ROWS_TOGETHER) -> list[Stretch]:
    """Put days together that lie in the same files, as long as their rows are few.

    Args:
        slices: days of one table, in order.
        most: rows of days that are read at once.
    """
    stretches: list[Stretch] = []
    together: list[Slice] = []
    for each in slices:
        goes_on = (
            together
            and each.pieces == together[0].pieces
            and not each.others
            and not together[0].others
            and sum(one.rows for one in together) + each.rows <= most
        )
        if together and not goes_on:
            stretches.append(Stretch(tuple(together)))
            together = []
        together.append(each)
    return [*stretches, Stretch(tuple(together))] if together else stretches


def _rows_of(of: Slice, days: Sequence[date], scan: Scan) -> str:
    """SQL that selects the rows of some days in the files of one; times are text in ISO 8601."""
    time, after = of.resource.by_day_of, days[-1] + timedelta(1)
    rows = (
        f"select * from ({scan(of.pieces)}) as pieces "
        f"where {time} >= '{days[0]}' and {time} < '{after}'"
    )
    if len(days) == 1:
        return rows
    listed = ", ".join(f"'{day}'" for day in days)
    return f"{rows} and substr({time}, 1, 10) in ({listed})"


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
