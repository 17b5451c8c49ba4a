"""From a question about metrics to the SQL over gold that answers it.

Names in the SQL come from the definitions only, and values stand in it as literals. Each figure is
computed from the rows of its own table, split as asked for; figures of several tables are laid
side by side afterwards, so that no join repeats rows that are counted. Ratios divide sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reelhouse.metrics.definitions import Definitions
from reelhouse.metrics.entries import (
    PERIOD,
    WHOLE_UNITS,
    Aggregate,
    Dimension,
    Grain,
    Metric,
)
from reelhouse.metrics.query import Question, check_question
from reelhouse.sqltext import Value, has_one_of, literal, value_text
from reelhouse.transform.declarations import declaration


@dataclass(frozen=True, slots=True)
class Written:
    """A question in SQL.

    Attributes:
        sql: one statement.
        tables: the tables it reads.
    """

    sql: str
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Leg:
    """Rows of one table that several figures may be computed from."""

    table: str
    where: str
    is_last: bool


def write_sql(definitions: Definitions, question: Question) -> Written:
    """Write the SQL that answers a question.

    Raises:
        UsageError: the question may not be asked, see `check_question`.
    """
    metrics = check_question(definitions, question)
    figures: dict[Aggregate, str] = {}
    for metric in metrics:
        for part in definitions.aggregates(metric):
            figures.setdefault(part, f"figure_{len(figures) + 1}")
    legs: dict[_Leg, dict[str, str]] = {}
    for part, name in figures.items():
        leg = _Leg(part.table, part.where, part.is_last)
        legs.setdefault(leg, {})[name] = part.sql
    writer = _Writer(definitions, question)
    steps: list[tuple[str, str]] = []
    for number, (leg, sums) in enumerate(legs.items(), 1):
        steps += writer.leg(number, leg, sums)
    if len(legs) > 1:
        steps.append(("figures", writer.side_by_side(list(legs.values()))))
    shown = [*question.split, *(_value(definitions, metric, figures) for metric in metrics)]
    steps.append(("answer", f"select {', '.join(shown)}\nfrom {steps[-1][0]}"))
    if question.limit_within:
        steps.append(("places", writer.places()))
    listed = ",\n".join(f"{name} as (\n{_indented(sql)}\n)" for name, sql in steps)
    return Written(f"with {listed}\n{writer.tail()}", tuple(dict.fromkeys(writer.tables)))


def _value(definitions: Definitions, metric: Metric, figures: Mapping[Aggregate, str]) -> str:
    """A metric's value from the figures it is made of."""
    names = [figures[part] for part in definitions.aggregates(metric)]
    if metric.ratio is None:
        kind = "bigint" if metric.unit in WHOLE_UNITS else "double"
        return f"cast({names[0]} as {kind}) as {metric.name}"
    of, to = (f"cast({name} as double)" for name in names)
    factor = "" if metric.ratio.times == 1 else f"{metric.ratio.times:g} * "
    return f"{factor}{of} / nullif({to}, 0) as {metric.name}"


class _Writer:
    """Writes the steps of one question."""

    def __init__(self, definitions: Definitions, question: Question) -> None:
        self._all = definitions
        self._question = question
        self.tables: list[str] = []

    def leg(self, number: int, leg: _Leg, figures: Mapping[str, str]) -> list[tuple[str, str]]:
        """Two steps: the rows of a table with what they are split by, and the figures."""
        rows, sums = f"rows_{number}", f"sums_{number}"
        shown = [*self._question.split, *(f"{sql} as {name}" for name, sql in figures.items())]
        where = "".join(f"\n{line}" for line in _where(self._conditions(leg)))
        by = ", ".join(self._question.split)
        group = f"\ngroup by {by}" if by else ""
        return [
            (rows, self._rows(leg)),
            (sums, f"select {', '.join(shown)}\nfrom {rows}{where}{group}"),
        ]

    def side_by_side(self, legs: Sequence[Mapping[str, str]]) -> str:
        """Figures of several legs, one row for all that they are split by."""
        split = self._question.split
        names = [name for leg in legs for name in leg]
        parts = [
            f"select {', '.join([*split, *(n if n in leg else f'null as {n}' for n in names)])}\n"
            f"from sums_{number}"
            for number, leg in enumerate(legs, 1)
        ]
        stacked = "\nunion all\n".join(parts)
        shown = [*split, *(f"max({name}) as {name}" for name in names)]
        group = f"\ngroup by {', '.join(split)}" if split else ""
        return f"select {', '.join(shown)}\nfrom (\n{_indented(stacked)}\n) as legs{group}"

    def places(self) -> str:
        """The answer with each row's place among those of the same value."""
        within = self._question.limit_within
        return (
            f"select *, row_number() over (partition by {within} order by {self._order()}) as place"
            "\nfrom answer"
        )

    def tail(self) -> str:
        """What is shown of the answer, in which order."""
        question = self._question
        columns = ", ".join(question.columns)
        limit = "" if question.limit is None else f"\nlimit {int(question.limit)}"
        if not question.limit_within:
            return f"select {columns}\nfrom answer\norder by {self._order()}{limit}"
        most = "" if question.limit is None else f"\nwhere place <= {int(question.limit)}"
        return f"select {columns}\nfrom places{most}\norder by {question.limit_within}, place"

    def _order(self) -> str:
        question = self._question
        asked = question.sort or (PERIOD if question.grain else f"-{question.metrics[0]}")
        first, down = asked.removeprefix("-"), asked.startswith("-")
        value = f"{question.metrics[0]} desc nulls last"
        rest = [f"{name} nulls last" for name in question.split if name != first]
        then = [] if first in question.metrics else [value]
        return ", ".join([f"{first}{' desc' if down else ''} nulls last", *then, *rest])

    def _rows(self, leg: _Leg) -> str:
        """A table's rows with all that the question splits by or picks out."""
        found = self._all.dimensions(leg.table)
        table = self._all.tables[leg.table]
        self.tables.append(leg.table)
        made = [
            found[name].sql_of_rows
            for name in dict.fromkeys([*self._question.by, *self._single(leg)])
            if found[name].is_made and not found[name].join
        ]
        conditions: list[str] = []
        if table.dates:
            day = table.dates.day(declaration(leg.table).columns)
            if self._question.grain:
                made.append(f"{_period(day, self._question.grain)} as {PERIOD}")
            if leg.is_last:
                made.append(f"{self._recency(leg, day)} as recency")
            for sign, limit in ((">=", self._question.since), ("<=", self._question.until)):
                if limit:
                    conditions.append(f"{day} {sign} date {literal(limit.isoformat())}")
        inner = "\n".join(
            [f"select {', '.join(['*', *made])}", f"from {leg.table}", *_where(conditions)]
        )
        if not self._joined(leg):
            return inner
        return self._with_joins(leg, inner)

    def _with_joins(self, leg: _Leg, inner: str) -> str:
        columns, lines = ["facts.*"], []
        for name, dimensions in self._joined(leg).items():
            join = self._all.joins[name]
            self.tables += join.tables
            columns += [f"{name}.{dimension}" for dimension in dimensions]
            lines.append(
                f"left join (\n{_indented(join.rows_of(dimensions))}\n) as {name} "
                f"on facts.{join.key} = {name}.{join.key}"
            )
        return "\n".join(
            [f"select {', '.join(columns)}", f"from (\n{_indented(inner)}\n) as facts", *lines]
        )

    def _joined(self, leg: _Leg) -> dict[str, list[str]]:
        """Dimensions to bring, by the join that brings them."""
        found = self._all.dimensions(leg.table)
        needed: dict[str, list[str]] = {}
        for name in dict.fromkeys([*self._question.by, *self._single(leg)]):
            if found[name].join:
                needed.setdefault(found[name].join, []).append(name)
        return needed

    def _single(self, leg: _Leg) -> list[str]:
        """Dimensions to pick out of which each row has one value."""
        found = self._all.dimensions(leg.table)
        return [name for name in self._question.where if not found[name].counted_in_each]

    def _conditions(self, leg: _Leg) -> list[str]:
        table = self._all.tables[leg.table]
        found = self._all.dimensions(leg.table)
        fixed = [f"({sql})" for sql in (table.where, leg.where) if sql]
        if leg.is_last:
            fixed.append("recency = 1")
        asked = [
            self._condition(found[name], values) for name, values in self._question.where.items()
        ]
        return [*fixed, *asked]

    def _condition(self, dimension: Dimension, values: Sequence[Value]) -> str:
        """Rows that have one of the values.

        A row that has several counts once, unless it is split by them anyway.
        """
        name = dimension.name
        if not dimension.counted_in_each or name in self._question.by:
            return has_one_of(name, values)
        if dimension.entries_of:
            texts = ", ".join(value_text(value) for value in values if value is not None)
            listed = f"string_split({dimension.entries_of}, ',')"
            given, missing = f"list_has_any({listed}, [{texts}])", f"{listed} is null"
        else:
            join = self._all.joins[dimension.join]
            self.tables += join.tables
            rows = f"select {join.key} from ({join.rows_of([name])}) as {join.name}"
            picked = has_one_of(name, [value for value in values if value is not None])
            given = f"{join.key} in ({rows} where {picked})"
            missing = f"coalesce({join.key} not in ({rows} where {name} is not null), true)"
        return f"({given} or {missing})" if None in values else given

    def _recency(self, leg: _Leg, day: str) -> str:
        """Place of a row among those of the same thing in the period, the newest first."""
        dates = self._all.tables[leg.table].dates
        same = [key for key in self._all.key_of(leg.table) if not dates or key != dates.column]
        if self._question.grain:
            same.append(_period(day, self._question.grain))
        partition = f"partition by {', '.join(same)} " if same else ""
        return f"row_number() over ({partition}order by {day} desc)"


def _period(day: str, grain: Grain) -> str:
    """SQL of the first day of the period that a day is in."""
    if grain == "half":
        return f"make_date(year({day}), case when month({day}) < 7 then 1 else 7 end, 1)"
    return f"cast(date_trunc('{grain}', {day}) as date)"


def _where(conditions: Sequence[str]) -> list[str]:
    return ["where " + "\n  and ".join(conditions)] if conditions else []


def _indented(sql: str) -> str:
    return "\n".join(f"    {line}" for line in sql.split("\n"))
