"""The kinds of entries of metrics.yml: joins, tables, dimensions and metrics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from reelhouse.sqltext import Value, has_one_of

PERIOD = "period_start"  # what a period of time is called where it is a dimension

Grain = Literal["day", "week", "month", "quarter", "half", "year"]
GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "half", "year")

WHOLE_UNITS = ("count", "rank")
# how values of each unit are written, in the language that Python's `format` and d3 share
FORMATS = {
    "count": ",.0f",
    "rank": ",.0f",
    "number": ",.1f",
    "share": ".1%",
    "percent": ",.1f",
    "rating": ".2f",
    "score": ".1f",
    "ratio": ",.2f",
    "usd": ",.2f",
    "hours": ",.0f",
    "minutes": ",.1f",
    "days": ",.1f",
    "weeks": ",.1f",
    "years": ",.1f",
    "per_day": ",.1f",
}

_NAME = r"^[a-z][a-z0-9_]*$"
_CALL = re.compile(r"(sum|count|min|max|median|quantile_cont|any_value)\((.+)\)", re.DOTALL)


def listed(values: Value | Sequence[Value]) -> tuple[Value, ...]:
    """One value or several as several."""
    if values is None or isinstance(values, str | int | float | date):
        return (values,)
    return tuple(values)


class Entry(BaseModel):
    """Something that metrics.yml defines, and the line where it stands there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    line: int = 0


class Dimension(Entry):
    """Something that figures can be split by or picked out by.

    Attributes:
        name: what it is called; without `sql` or `entries_of` also the column it is.
        description: what it says; empty where the column's own description says it.
        sql: what it is made of, an expression over the columns of its table.
        entries_of: column that lists its values, comma separated.
        counted_in_each: why a row that has several values counts in each of them; empty where
            each row has one.
        join: name of the join that brings it; empty for the table's own.
    """

    name: str = Field(pattern=_NAME)
    description: str = ""
    sql: str = ""
    entries_of: str = ""
    counted_in_each: str = ""
    join: str = ""

    @property
    def is_made(self) -> bool:
        """Whether it is made of columns rather than one itself."""
        return bool(self.sql or self.entries_of)

    @property
    def sql_of_rows(self) -> str:
        """SQL of it in the column list of its table's rows."""
        if self.entries_of:
            return f"unnest(coalesce(string_split({self.entries_of}, ','), [null])) as {self.name}"
        return f"{self.sql} as {self.name}" if self.sql else self.name


def _dimensions(entries: Iterable[str | Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [{"name": entry} if isinstance(entry, str) else entry for entry in entries]


class Through(Entry):
    """The second table of a join."""

    table: str
    key: str


class Join(Entry):
    """Dimensions that every table has which has the key.

    Attributes:
        name: what it is called.
        key: column that both tables have.
        table: where the dimensions stand, or the bridge to there.
        through: the table behind the bridge.
        where: which rows of the table count.
        counted_in_each: set where a key has several rows: why a figure counts in each of them.
        dimensions: what it brings.
    """

    name: str = Field(pattern=_NAME)
    key: str
    table: str
    through: Through | None = None
    where: str = ""
    counted_in_each: str = ""
    dimensions: tuple[Dimension, ...]

    _spell_out = field_validator("dimensions", mode="before")(_dimensions)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables it reads."""
        return (self.table, self.through.table) if self.through else (self.table,)

    @property
    def brought(self) -> list[Dimension]:
        """Its dimensions as the tables have them that it is joined to."""
        marks = {"join": self.name, "counted_in_each": self.counted_in_each}
        return [dimension.model_copy(update=marks) for dimension in self.dimensions]

    def rows_of(self, names: Iterable[str]) -> str:
        """SQL of the key with some of the dimensions."""
        made = {dimension.name: dimension.sql_of_rows for dimension in self.dimensions}
        columns = ", ".join([f"{self.table}.{self.key}", *(made[name] for name in names)])
        lines = [f"select {columns}", f"from {self.table}"]
        if self.through:
            lines.append(f"inner join {self.through.table} using ({self.through.key})")
        if self.where:
            lines.append(f"where {self.where}")
        return "\n".join(lines)


class Dates(Entry):
    """The column that says when, and the shortest period that it can tell apart.

    A column of dates by week holds a day of the week; one by year may hold the year's number.
    """

    column: str
    grain: Grain

    def day(self, types: Mapping[str, str]) -> str:
        """SQL of the day, the first one of a year that stands as a number.

        Args:
            types: data types of the table's columns.
        """
        is_year = types.get(self.column) in {"smallint", "integer"}
        return f"make_date({self.column}, 1, 1)" if is_year else f"cast({self.column} as date)"


class Table(Entry):
    """A table of gold as metrics see it.

    Attributes:
        name: its name.
        dates: when its rows happened; None where they have no date.
        where: rows that count at all, such as those that are no totals of others.
        key: columns that tell its rows apart where they read better than those it declares, such
            as the name of a genre in place of its key.
        dimensions: its own.
    """

    name: str = Field(pattern=_NAME)
    dates: Dates | None = None
    where: str = ""
    key: tuple[str, ...] = ()
    dimensions: tuple[Dimension, ...] = ()

    _spell_out = field_validator("dimensions", mode="before")(_dimensions)


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One figure computed from the rows of one table.

    Attributes:
        table: name of the table.
        sql: a call of one aggregate function.
        where: which rows count.
        is_last: whether only each row's last state in the period counts.
    """

    table: str
    sql: str
    where: str = ""
    is_last: bool = False

    @property
    def function(self) -> str:
        """The function it calls, such as `sum` or `count distinct`."""
        distinct = re.match(r"count\(\s*distinct\b", self.sql)
        return "count distinct" if distinct else self.sql.partition("(")[0]

    @property
    def is_sum(self) -> bool:
        """Whether figures of parts add up to the figure of the whole."""
        return self.function in {"sum", "count"}


def is_aggregate(sql: str) -> bool:
    """Whether SQL is one call of one aggregate function that a metric may use."""
    call = _CALL.fullmatch(sql)
    depth = 0
    for character in call[2] if call else ")":
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0


class Ratio(Entry):
    """One figure divided by another; each is summed up first, then divided.

    Attributes:
        of: what is divided: an aggregate over the metric's table, or the name of a metric.
        to: what it is divided by.
        times: factor of the result, such as 1000 for a cost per thousand.
    """

    of: str
    to: str
    times: float = 1


class Metric(Entry):
    """One figure that can be asked for.

    Attributes:
        name: what it is called in commands and code.
        title: what it is called on a page.
        description: what it says, and what it does not.
        table: table of gold that it is computed from; empty for a ratio of metrics.
        formula: an aggregate over the table's columns. `any_value(x)` shows a figure that the
            table has ready, one row at a time.
        ratio: in place of a formula.
        where: values that columns of the table have in the rows that count.
        last_in_period: set for a stand, such as members, in a table that repeats it day by day:
            the last row in the period counts for each of what the table is about.
        not_over: dimension → why the figure must not be added up over it.
        unit: what it is measured in.
        origin: where the definition comes from.
    """

    name: str = Field(pattern=_NAME)
    title: str
    description: str
    table: str = ""
    formula: str = ""
    ratio: Ratio | None = None
    where: dict[str, Value | tuple[Value, ...]] = Field(default_factory=dict)
    last_in_period: bool = False
    not_over: dict[str, str] = Field(default_factory=dict)
    unit: str
    origin: str

    @field_validator("unit")
    @classmethod
    def _known(cls, unit: str) -> str:
        if unit not in FORMATS:
            raise ValueError(f"'{unit}' is none of {', '.join(FORMATS)}")
        return unit

    @property
    def format(self) -> str:
        """How its values are written, see `FORMATS`."""
        return FORMATS[self.unit]

    @property
    def fixed(self) -> set[str]:
        """Columns that have one value in all rows that count."""
        return {name for name, values in self.where.items() if len(listed(values)) == 1}

    def aggregate(self, sql: str) -> Aggregate:
        """An aggregate over the metric's table and rows."""
        where = " and ".join(has_one_of(name, listed(v)) for name, v in self.where.items())
        return Aggregate(self.table, sql, where, self.last_in_period)
