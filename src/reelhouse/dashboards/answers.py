"""Figures for pages: asked of a build once, kept small, shared by all who look."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from reelhouse.dashboards import kept
from reelhouse.errors import ReelhouseError
from reelhouse.gold import Build, query, write_question
from reelhouse.metrics.entries import Grain, Metric
from reelhouse.metrics.query import Question
from reelhouse.sqltext import Value, has_one_of, value_text

QUERIES = Path(__file__).with_name("queries")
MOST_ROWS = 20_000
CACHE_BYTES = 48_000_000

_ANY_OF = "any of "
_TABLE = re.compile(r"\b(?:from|join) ((?:bridge|dim|fact|feature|mart)_\w+)")
_PLACE = re.compile(r"\{(\w+)(?::([^{}]+))?\}")
_BOUND = re.compile(r"\{(low|high)_of\((\w+), (\w+)\)\}")

# what stands in place of `{name:expression}` in a named query
Picked = Sequence[Value] | date | int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Figures, and what they are.

    Attributes:
        frame: the figures; it is shared, so it is never changed in place.
        sql: the statement that gave them; `reelhouse sql` gives the same.
        tables: the tables of gold that it read.
        build_id: the build that was asked.
        metrics: their definitions, where they are metrics.
    """

    frame: pd.DataFrame
    sql: str
    tables: tuple[str, ...]
    build_id: str
    metrics: tuple[Metric, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is no row."""
        return self.frame.empty

    def value(self, column: str) -> Any:
        """The figure of an answer that has one row; None where there is no row or no figure."""
        if self.frame.empty:
            return None
        value = self.frame[column].iloc[0]
        return None if pd.isna(value) else value


class AnswerCache:
    """The answers asked for last, up to a number of bytes.

    Args:
        limit: bytes of frames that are kept.
    """

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        self._limit = limit
        self._kept: OrderedDict[tuple[Any, ...], tuple[Answer, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self._asking: dict[tuple[Any, ...], threading.Lock] = {}

    def get(self, key: tuple[Any, ...], ask: Callable[[], Answer]) -> Answer:
        """The answer to a question, asked only where it is not kept, and by one at a time."""
        answer = self._found(key, ask)
        if (given := _given.get()) is not None:
            given.append(answer)
        return answer

    def _found(self, key: tuple[Any, ...], ask: Callable[[], Answer]) -> Answer:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
            asking = self._asking.setdefault(key, threading.Lock())
        with asking:
            with self._lock:
                if key in self._kept:
                    return self._kept[key][0]
            answer = ask()
            self._keep(key, answer)
        return answer

    def _keep(self, key: tuple[Any, ...], answer: Answer) -> None:
        size = int(answer.frame.memory_usage(deep=True).sum()) + len(answer.sql)
        with self._lock:
            self._asking.pop(key, None)
            if key not in self._kept:
                self._kept[key] = (answer, size)
                self._bytes += size
            while self._bytes > self._limit and len(self._kept) > 1:
                self._bytes -= self._kept.popitem(last=False)[1][1]

    @property
    def bytes(self) -> int:
        """How much is kept."""
        return self._bytes


CACHE = AnswerCache()

_given: ContextVar[list[Answer] | None] = ContextVar("_given", default=None)


@contextmanager
def noting() -> Iterator[list[Answer]]:
    """Note the answers that are given in this block, by this thread."""
    given: list[Answer] = []
    token = _given.set(given)
    try:
        yield given
    finally:
        _given.reset(token)


def ask(
    build: Build,
    metrics: str | Sequence[str],
    *,
    by: Sequence[str] = (),
    where: Mapping[str, Value | Sequence[Value]] | None = None,
    since: date | None = None,
    until: date | None = None,
    grain: Grain | None = None,
    sort: str = "",
    limit: int | None = None,
    limit_within: str = "",
) -> Answer:
    """Ask for metrics of metrics.yml, as `gold.ask_metric` does."""
    names = (metrics,) if isinstance(metrics, str) else tuple(metrics)
    picked = {
        name: (v,) if isinstance(v, Value | None) else tuple(v) for name, v in (where or {}).items()
    }

    def asked() -> Answer:
        question = Question(
            names, tuple(by), picked, since, until, grain, sort, limit, limit_within
        )
        definitions, said = write_question(build, question)
        frame = _frame_of(build, said.sql, said.tables)
        metrics = tuple(definitions.metric(name) for name in names)
        return Answer(frame, said.sql, said.tables, build.build_id, metrics)

    split = (names, tuple(by), tuple(sorted(picked.items())), since, until, grain)
    return CACHE.get((build.build_id, *split, sort, limit, limit_within), asked)


def run(build: Build, name: str, memory_limit: str = "256MB", **picked: Picked) -> Answer:
    """Run a query of the folder `queries/`.

    Args:
        build: what to ask.
        name: name of the file, without `.sql`.
        memory_limit: memory that it may hold.
        picked: what stands in its places, see `written`.
    """
    return select(build, written(name, **picked), memory_limit)


def select(build: Build, sql: str, memory_limit: str = "256MB") -> Answer:
    """Run a statement over a build.

    Raises:
        ReelhouseError: it gives more rows than a page can show, or names a table that the build
            does not have.
    """

    def asked() -> Answer:
        tables = tables_in(sql, build)
        if gone := sorted(set(_TABLE.findall(sql)) - set(build.tables)):
            raise ReelhouseError(
                f"this build has no table {', '.join(gone)}; an earlier version made it",
                advice="`reelhouse build` makes it anew.",
            )
        return Answer(_frame_of(build, sql, tables, memory_limit), sql, tables, build.build_id)

    return CACHE.get((build.build_id, sql), asked)


def _frame_of(
    build: Build, sql: str, tables: Sequence[str], memory_limit: str = "1GB"
) -> pd.DataFrame:
    """What a statement gives of a build, as it was kept or asked now."""
    frame = kept.find(build, sql)
    if frame is not None:
        return frame
    columns, rows = query(build, sql, limit=MOST_ROWS + 1, tables=tables, memory_limit=memory_limit)
    if len(rows) > MOST_ROWS:
        raise ReelhouseError(
            f"a page shows {MOST_ROWS:,} rows at most", where=sql, advice="Group or limit it."
        )
    return _frame(columns, rows)


def tables_in(sql: str, build: Build) -> tuple[str, ...]:
    """The tables of a build that a statement names."""
    words = set(re.findall(r"\w+", sql))
    return tuple(table for table in build.tables if table in words)


@cache
def query_text(name: str) -> str:
    """A query of the folder `queries/`, without the comment above it.

    `{low_of(rate, n)}` and `{high_of(rate, n)}` in it are the bounds of the 95 % interval of a
    share of n cases.
    """
    text = (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
    lines = text.splitlines()
    query = "\n".join(line for line in lines if not line.startswith("--")).strip()
    return _BOUND.sub(lambda found: _wilson_bound(*found.groups()), query)


def _wilson_bound(side: str, rate: str, n: str) -> str:
    """A bound of Wilson's score interval (JASA 22, 1927), in SQL; z is 1.959964."""
    sign = "-" if side == "low" else "+"
    return (
        f"({rate} + 1.920729 / {n} {sign} 1.959964 * sqrt("
        f"{rate} * (1 - {rate}) / {n} + 0.960365 / (1.0 * {n} * {n}))) / (1 + 3.841459 / {n})"
    )


def written(name: str, **picked: Picked) -> str:
    """A query with its places filled.

    `{genres:genre}` becomes a condition that the expression `genre` has one of the values picked
    for `genres`, or `true` where none are; `{genres:any of genres}` the same of a column that lists
    its values, comma separated; `{since:day}` and `{until:day}` compare with a date or a year;
    `{limit}` is a number.

    Raises:
        ValueError: a place is not filled, or nothing stands for what was picked.
    """
    text = query_text(name)
    places = {found[1] for found in _PLACE.finditer(text)}
    if places != picked.keys():
        raise ValueError(f"{name}.sql has {sorted(places)}, given were {sorted(picked)}")

    def fill(match: re.Match[str]) -> str:
        place, expression = match[1], match[2]
        value = picked[place]
        if expression is None:
            if not isinstance(value, int):
                raise ValueError(f"{{{place}}} of {name}.sql is a number")
            return str(value)
        if value is None or value == ():
            return "true"
        if isinstance(value, date):
            sign = "<=" if place == "until" else ">="
            return f"{expression} {sign} cast({value_text(value)} as date)"
        if isinstance(value, int):
            sign = "<=" if place.startswith("until") else ">="
            return f"{expression} {sign} {value}"
        if expression.startswith(_ANY_OF):
            column = expression.removeprefix(_ANY_OF)
            inside = (
                f"position({value_text(f',{v},')} in ',' || {column} || ',') > 0" for v in value
            )
            return f"({' or '.join(inside)})"
        return has_one_of(expression, value)

    return _PLACE.sub(fill, text)


def _frame(columns: list[str], rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Rows as a frame in which numbers are numbers."""
    frame = pd.DataFrame.from_records(rows, columns=columns)
    for column in frame.columns:
        kept = frame[column]
        if kept.dtype == object and any(isinstance(v, Decimal) for v in kept):
            frame[column] = kept.astype(float)
    return frame
