"""Which days each accepted file of a table has rows of, and which files share keys.

Each file is read once for this, when a build first sees it: bronze is never rewritten, so what was
found stands for as long as the file is there. Of files that were looked into before, no more is
read than the column of keys, and of that only where a new key may be.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb

from reelhouse.errors import ReelhouseError
from reelhouse.removal import KEPT
from reelhouse.sources.registry import BronzeResource
from reelhouse.sqltext import identifier, literal
from reelhouse.storage import read_json, write_json

KEYS_AT_ONCE = 20_000_000
"""Keys that are compared at once, so that they fit in memory."""


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """An accepted file of bronze.

    Attributes:
        snapshot_date: the day that its delivery stands for.
        sha256: its checksum, hex.
        path: where it lies.
    """

    snapshot_date: date
    sha256: str
    path: Path = field(compare=False)


@dataclass(frozen=True, slots=True)
class Shared:
    """Keys that two files have in common, or one file on several days.

    Attributes:
        one: checksum of a file.
        days: days on which it has these keys.
        other: checksum of the other file.
        other_days: days on which that has them.
    """

    one: str
    days: tuple[str, ...]
    other: str
    other_days: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """What is known of the files of a table.

    Attributes:
        rows: rows by day, ISO 8601, by checksum of the file.
        keys: the lowest and the highest key, as far as its first column tells, by checksum.
        shared: keys in common.
    """

    rows: Mapping[str, Mapping[str, int]]
    keys: Mapping[str, tuple[str, str]]
    shared: tuple[Shared, ...]


def index_of(
    connection: duckdb.DuckDBPyConnection,
    resource: BronzeResource,
    pieces: Sequence[Piece],
    cache: Path,
) -> Index:
    """Look into the files that have not been looked into yet.

    Args:
        connection: whose memory and disk may be used.
        resource: whose files they are; it has a key and lies by days.
        pieces: the files that there are now.
        cache: a file that keeps what was found; it can be deleted at any time.

    Returns:
        What is known of all of them.
    """
    there = {piece.sha256: piece for piece in pieces}
    known = _read(cache)
    rows = {sha: days for sha, days in known.rows.items() if sha in there}
    keys = {sha: ends for sha, ends in known.keys.items() if sha in rows}
    shared = [pair for pair in known.shared if {pair.one, pair.other} <= there.keys()]
    new = {sha for sha in there if sha not in rows}
    if new:
        with connection.cursor() as cursor:
            for sha, days, ends in _look(cursor, resource, [there[sha] for sha in new]):
                rows[sha], keys[sha] = days, ends
            for group in _meeting([there[sha] for sha in rows], keys):
                fresh = [piece for piece in group if piece.sha256 in new]
                if fresh:
                    old = [piece for piece in group if piece.sha256 not in new]
                    count = sum(sum(rows[piece.sha256].values()) for piece in fresh)
                    shared += _compare(cursor, resource, fresh, old, count)
    index = Index(rows, keys, tuple(shared))
    if new or len(rows) < len(known.rows):
        content = {"rows": rows, "keys": keys, "shared": [_as_list(pair) for pair in shared]}
        write_json(cache, content)
    return index


def _read(cache: Path) -> Index:
    """What was found before; nothing where it cannot be read, so that it is found again."""
    nothing = Index({}, {}, ())
    if not cache.is_file():
        return nothing
    try:
        content = read_json(cache)
        pairs = [
            Shared(one, tuple(days), other, tuple(other_days))
            for one, days, other, other_days in content["shared"]
        ]
        keys = {sha: (lowest, highest) for sha, (lowest, highest) in content["keys"].items()}
        return Index(content["rows"], keys, tuple(pairs))
    except (ReelhouseError, AttributeError, KeyError, TypeError, ValueError):
        return nothing


def _as_list(pair: Shared) -> list[Any]:
    return [pair.one, list(pair.days), pair.other, list(pair.other_days)]


def _look(
    cursor: duckdb.DuckDBPyConnection, resource: BronzeResource, pieces: Sequence[Piece]
) -> Iterator[tuple[str, dict[str, int], tuple[str, str]]]:
    """Of each file its checksum, rows by day, and lowest and highest key."""
    by_path = {str(piece.path): piece.sha256 for piece in pieces}
    key = identifier(resource.key[0])
    found = cursor.execute(
        f"select filename, {_day(resource)} as day, count(*), min({key}), max({key}) "
        f"from {_scan(pieces)} group by filename, day order by filename, day"
    ).fetchall()
    for name, days in groupby(found, key=itemgetter(0)):
        of_file = list(days)
        ends = (min(row[3] for row in of_file), max(row[4] for row in of_file))
        yield by_path[name], {day: rows for _, day, rows, *_ in of_file}, ends
        del by_path[name]
    for sha in by_path.values():  # without a row
        yield sha, {}, ("", "")


def _meeting(pieces: Sequence[Piece], keys: Mapping[str, tuple[str, str]]) -> Iterator[list[Piece]]:
    """Groups of files that may have keys in common: those of others lie below or above theirs.

    A key is in an accepted file once; only one that was put together of several may have it twice.
    """
    in_order = sorted(pieces, key=lambda piece: keys[piece.sha256])
    group: list[Piece] = []
    highest = ""
    for piece in [*in_order, None]:
        if group and (piece is None or keys[piece.sha256][0] > highest):
            if len(group) > 1 or group[0].path.name == KEPT:
                yield group
            group, highest = [], ""
        if piece is not None:
            group.append(piece)
            highest = max(highest, keys[piece.sha256][1])


def _compare(
    cursor: duckdb.DuckDBPyConnection,
    resource: BronzeResource,
    new: Sequence[Piece],
    old: Sequence[Piece],
    new_rows: int,
) -> list[Shared]:
    """Which keys of new files come again, in these or in those that are known.

    Keys are compared by a hash of 64 bits: two of one hash that are not the same make a day be
    read with a file too many, and nothing else.
    """
    key = f"hash({', '.join(map(identifier, resource.key))})"
    buckets = math.ceil(new_rows / KEYS_AT_ONCE)
    cursor.execute("create or replace temp table keys_again (hashed ubigint)")
    for bucket in range(buckets):
        mine = f"{key} % {buckets} = {bucket}"
        again = f"select {key} as hashed from {_scan(new)} where {mine}"
        if old:
            cursor.execute(f"create or replace temp table keys_new as {again}")
            again = (
                "select hashed from keys_new union all "
                f"select {key} from {_scan(old)} where {_range(cursor, resource, new)} "
                f"and {mine} and {key} in (select hashed from keys_new)"
            )
        cursor.execute(
            f"insert into keys_again select hashed from ({again}) group by hashed "
            "having count(*) > 1"
        )
    cursor.execute("drop table if exists keys_new")
    pairs = _pairs(cursor, resource, [*new, *old], key)
    cursor.execute("drop table keys_again")
    return pairs


def _range(
    cursor: duckdb.DuckDBPyConnection, resource: BronzeResource, new: Sequence[Piece]
) -> str:
    """Between which values new keys are: parts of old files that have none of these are skipped."""
    column = identifier(resource.key[0])
    [(lowest, highest)] = cursor.execute(
        f"select min({column}), max({column}) from {_scan(new)}"
    ).fetchall()
    return f"{column} between {literal(lowest)} and {literal(highest)}"


def _pairs(
    cursor: duckdb.DuckDBPyConnection, resource: BronzeResource, pieces: Sequence[Piece], key: str
) -> list[Shared]:
    [(any_at_all,)] = cursor.execute("select count(*) from keys_again").fetchall()
    if not any_at_all:
        return []
    by_path = {str(piece.path): piece.sha256 for piece in pieces}
    found = cursor.execute(
        f"""
        with rows as (
            select distinct {key} as hashed, filename, {_day(resource)} as day
            from {_scan(pieces)}
            where {key} in (select hashed from keys_again)
        )
        select distinct one.filename, one.day, other.filename, other.day
        from rows as one
        inner join rows as other on one.hashed = other.hashed
        where one.filename < other.filename
            or (one.filename = other.filename and one.day < other.day)
        """
    )
    days: dict[tuple[str, str], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for name, day, other_name, other_day in found.fetchall():
        pair = days[by_path[name], by_path[other_name]]
        pair[0].add(day)
        pair[1].add(other_day)
    return [
        Shared(one, tuple(sorted(on)), other, tuple(sorted(other_on)))
        for (one, other), (on, other_on) in sorted(days.items())
    ]


def _day(resource: BronzeResource) -> str:
    return f"substr({identifier(resource.by_day_of)}, 1, 10)"


def _scan(pieces: Iterable[Piece]) -> str:
    names = ", ".join(literal(str(piece.path)) for piece in pieces)
    return f"read_parquet([{names}], filename = true)"
