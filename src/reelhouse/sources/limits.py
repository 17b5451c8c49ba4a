"""Use what a provider allows, and no more: rate windows and daily quotas that outlive the process.

Windows are kept by pyrate-limiter in SQLite. It has no quota that begins at a provider's own
midnight, daylight saving included, so the daily ones are a small ledger in the same file.
"""

from __future__ import annotations

import math
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Condition, Lock
from typing import Self
from zoneinfo import ZoneInfo

from pyrate_limiter import Rate, RateItem, SQLiteBucket

from reelhouse.sources.api import Paused, Quota, Window

MARGIN_SECONDS = 0.015
"""A window is kept this much longer: clocks are read in whole milliseconds, and threads wait."""

_FIRST_ANSWERS = 5
"""So many answers tell how long the way to the server is; the first connections are slow."""

_LEAK_EVERY = 500
_LOOK_UP_SECONDS = 0.1


class RateWindows:
    """Several windows at once for one provider.

    Args:
        connection: where requests are remembered.
        name: the provider.
        windows: all of them hold at any time.
        wait: sleeps; it may raise to call the wait off.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        name: str,
        windows: Iterable[Window],
        wait: Callable[[float], None],
    ) -> None:
        rates = _binding(
            Rate(window.requests, round((window.seconds + MARGIN_SECONDS) * 1000))
            for window in windows
        )
        table = f"window_{name}"
        connection.execute(
            f'create table if not exists "{table}" (name varchar, item_timestamp integer)'
        )
        connection.execute(
            f'create index if not exists "{table}_time" on "{table}" (item_timestamp)'
        )
        self._connection = connection
        self._table = table
        self._bucket = SQLiteBucket(rates, connection, table)
        self._fewest = int(rates[0].limit)
        self._under_way: set[int] = set()
        self._answered = Condition()
        self._wait = wait
        self._turn = Lock()
        self._taken = 0
        self._latencies: list[int] = []
        self._run = f"{os.getpid()}-{time.time_ns()}"

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until another request is allowed; the block makes it."""
        number = self._acquire()
        sent = _now()
        try:
            yield
        finally:
            self._count_from(number, sent, _now())

    def _acquire(self) -> int:
        """Wait until another request is allowed; gives its number."""
        # one thread waits at the front, the others queue behind it
        with self._turn:
            self._taken += 1
            number = self._taken
            self._await_answers(number)
            while True:
                item = RateItem(self._name(number), _now())
                if self._bucket.put(item):
                    break
                milliseconds = self._bucket.waiting(item)
                self._wait(max(milliseconds, 1) / 1000 if isinstance(milliseconds, int) else 0.001)
            if number % _LEAK_EVERY == 0:
                self._bucket.leak(_now())
            with self._answered:
                self._under_way.add(number)
        return number

    def _await_answers(self, number: int) -> None:
        """Wait for the answer to the request that must be a window away.

        Until then nobody knows when the server counts it.
        """
        with self._answered:
            while self._under_way and min(self._under_way) <= number - self._fewest:
                self._answered.wait(_LOOK_UP_SECONDS)
                self._wait(0)

    def _count_from(self, number: int, sent: int, answered: int) -> None:
        """Count a request from the latest moment at which the server can have counted it.

        A slow connection brings a request to the server long after it left, and the next one soon
        after it left: seen from there they are closer together than from here. The server has seen
        it by the time it answered, less the shortest way back and forth.
        """
        with self._bucket.lock:
            self._latencies = sorted([*self._latencies, answered - sent])[:_FIRST_ANSWERS]
            is_known = len(self._latencies) == _FIRST_ANSWERS
            latest = answered - (self._latencies[0] if is_known else 0)
            if latest > sent:
                self._connection.execute(
                    f'update "{self._table}" set item_timestamp = ? where name = ?',
                    (latest, self._name(number)),
                )
                self._connection.commit()
        with self._answered:
            self._under_way.discard(number)
            self._answered.notify_all()

    def _name(self, number: int) -> str:
        """What a request is remembered by; those of earlier pulls have other names."""
        return f"{self._run}-{number}"


def _now() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def _binding(rates: Iterable[Rate]) -> list[Rate]:
    """The rates that are not implied by others, as the limiter wants them.

    It takes a list only if, from one to the next, the interval and the limit grow and the density
    does not. Two of the same interval count as the stricter one; a shorter one that allows no less
    than a longer one is idle; a longer one of greater density is idle too, or nearly.
    """
    kept: list[Rate] = []
    for rate in sorted(rates, key=lambda r: (r.interval, r.limit)):
        if kept and kept[-1].interval == rate.interval:
            continue
        while kept and kept[-1].limit >= rate.limit:
            kept.pop()
        limit = int(rate.limit)
        if kept:
            shorter = kept[-1]
            if math.ceil(rate.interval / shorter.interval) * shorter.limit <= limit:
                continue
            limit = min(limit, int(shorter.limit * rate.interval // shorter.interval))
            if limit == shorter.limit:
                kept.pop()
        kept.append(Rate(limit, rate.interval))
    return kept


class QuotaLedger:
    """What has been used of daily quotas.

    Args:
        connection: where it is written.
        source: the provider.
        quotas: of that provider.
    """

    def __init__(
        self, connection: sqlite3.Connection, source: str, quotas: Iterable[Quota]
    ) -> None:
        self._connection = connection
        self._source = source
        self._quotas = {quota.name: quota for quota in quotas}
        self._lock = Lock()
        connection.execute(
            "create table if not exists quota_used (source text, quota text, day text, "
            "used integer, primary key (source, quota, day))"
        )

    def charge(self, name: str, units: int) -> None:
        """Take units out of a quota, before the request that costs them.

        Units below 0 are given back.

        Raises:
            Paused: there are not that many left today.
        """
        quota = self._quotas[name]
        day = _day(quota)
        with self._lock:
            used = self._used(name, day)
            if units > 0 and used + units > quota.units:
                raise Paused(self._spent(quota, used), resets_at(quota))
            # what was taken before midnight is not given back to the new day
            self._write(name, day, max(0, used + units))

    def exhaust(self, name: str) -> Paused:
        """Note that the provider says there is nothing left today; gives what to raise."""
        quota = self._quotas[name]
        with self._lock:
            self._write(name, _day(quota), quota.units)
        return Paused(self._spent(quota, quota.units), resets_at(quota))

    def left(self, name: str) -> int:
        """Units left today."""
        quota = self._quotas[name]
        with self._lock:
            return max(0, quota.units - self._used(name, _day(quota)))

    def _spent(self, quota: Quota, used: int) -> str:
        return f"{used:,} of today's {quota.units:,} {self._source} units ({quota.name}) are used"

    def _used(self, name: str, day: str) -> int:
        row = self._connection.execute(
            "select used from quota_used where source = ? and quota = ? and day = ?",
            (self._source, name, day),
        ).fetchone()
        return int(row[0]) if row else 0

    def _write(self, name: str, day: str, used: int) -> None:
        self._connection.execute(
            "insert into quota_used values (?, ?, ?, ?) "
            "on conflict (source, quota, day) do update set used = excluded.used",
            (self._source, name, day, used),
        )
        self._connection.commit()


class LimitStore:
    """The file in which limits outlive the process."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # each statement by itself: threads that share a connection would share transactions too
        self.connection = sqlite3.connect(
            path, check_same_thread=False, timeout=30, isolation_level=None
        )
        self.connection.execute("pragma journal_mode = wal")
        # a power cut may forget the last requests, a killed process may not
        self.connection.execute("pragma synchronous = normal")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def _day(quota: Quota) -> str:
    return datetime.now(ZoneInfo(quota.zone)).date().isoformat()


def resets_at(quota: Quota) -> str:
    """The next midnight where the provider is, ISO 8601 in UTC."""
    zone = ZoneInfo(quota.zone)
    tomorrow = datetime.now(zone).date() + timedelta(days=1)
    midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone)
    return midnight.astimezone(UTC).isoformat(timespec="seconds")
