"""All definitions together: what a metric can be split by, and over what it adds up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reelhouse.errors import UsageError
from reelhouse.metrics.entries import (
    GRAINS,
    PERIOD,
    Aggregate,
    Dimension,
    Grain,
    Join,
    Metric,
    Table,
    is_aggregate,
)
from reelhouse.transform.declarations import declaration


def parts_of_date(day: str, grain: Grain) -> list[Dimension]:
    """Dimensions that every table has whose rows have a date.

    Args:
        day: SQL of the day.
        grain: the shortest period that the table can tell apart.
    """
    weekday = Dimension(
        name="weekday", sql=f"isodow({day})", description="Day of the week, 1 is Monday."
    )
    month = Dimension(
        name="month_of_year", sql=f"month({day})", description="Month of the year, 1 to 12."
    )
    if grain == "day":
        return [weekday, month]
    return [month] if grain in {"week", "month"} else []


@dataclass(frozen=True, repr=False)
class Definitions:
    """All that metrics.yml defines, by name.

    Attributes:
        joins: dimensions that several tables share.
        tables: the tables that metrics read.
        metrics: what can be asked for.
    """

    joins: dict[str, Join]
    tables: dict[str, Table]
    metrics: dict[str, Metric]

    @property
    def tables_read(self) -> list[str]:
        """Names of the tables of gold that are read, by metrics or for dimensions."""
        joined = (name for join in self.joins.values() for name in join.tables)
        return sorted({*self.tables, *joined})

    def metric(self, name: str) -> Metric:
        """A metric by its name.

        Raises:
            UsageError: there is none of that name.
        """
        if name not in self.metrics:
            raise UsageError(
                f"there is no metric '{name}'", advice="`reelhouse metrics` lists them all."
            )
        return self.metrics[name]

    def aggregates(self, metric: Metric) -> tuple[Aggregate, ...]:
        """What a metric is made of: its formula, or the two sides of its ratio."""
        if metric.ratio is None:
            return (metric.aggregate(metric.formula),)
        return tuple(self._side(metric, side) for side in (metric.ratio.of, metric.ratio.to))

    def _side(self, metric: Metric, side: str) -> Aggregate:
        if is_aggregate(side):
            return metric.aggregate(side)
        part = self.metrics[side]
        return part.aggregate(part.formula)

    def dimensions(self, table: str) -> dict[str, Dimension]:
        """What figures of a table can be split by: its own dimensions, and what its keys bring.

        A column of the table itself goes before one of the same name that a join would bring.
        """
        if table not in self._dimensions:
            self._dimensions[table] = self._dimensions_of(self.tables[table])
        return self._dimensions[table]

    @cached_property
    def _dimensions(self) -> dict[str, dict[str, Dimension]]:
        """What was asked for; most who come ask about few tables, whose declarations are read."""
        return {}

    def _dimensions_of(self, table: Table) -> dict[str, Dimension]:
        columns = declaration(table.name).columns
        found = {dimension.name: dimension for dimension in table.dimensions}
        if table.dates:
            day = table.dates.day(columns)
            found |= {d.name: d for d in parts_of_date(day, table.dates.grain)}
        for join in self.joins.values():
            if join.key in columns:
                found.setdefault(join.key, Dimension(name=join.key))
                for brought in join.brought:
                    if brought.name not in columns:
                        found.setdefault(brought.name, brought)
        return found

    def key_of(self, table: str) -> tuple[str, ...]:
        """The columns that tell a table's rows apart."""
        return self.tables[table].key or declaration(table).key

    def meaning(self, table: str, dimension: str) -> str:
        """What a dimension of a table says."""
        found = self.dimensions(table)[dimension]
        if found.description:
            return found.description
        source = self.joins[found.join].tables[-1] if found.join else table
        return declaration(source).descriptions[dimension]

    def dimensions_of(self, metric: Metric) -> dict[str, Dimension]:
        """What a metric can be split by: the dimensions that all its tables have."""
        first, *others = (self.dimensions(part.table) for part in self.aggregates(metric))
        return {name: d for name, d in first.items() if all(name in other for other in others)}

    def grains_of(self, metric: Metric) -> tuple[Grain, ...]:
        """Periods that a metric can be asked by; none where a table of it has no date."""
        finest = 0
        for part in self.aggregates(metric):
            dates = self.tables[part.table].dates
            if dates is None:
                return ()
            finest = max(finest, GRAINS.index(dates.grain))
        return GRAINS[finest:]

    def why_not_add(self, metric: Metric, dimension: str) -> str:
        """Why values of a metric must not be added up over a dimension; empty where they may.

        Args:
            metric: the metric.
            dimension: one of its dimensions, or `period_start`.
        """
        if metric.ratio is not None:
            return "a ratio does not add up; ask for it anew without the dimension"
        [part] = self.aggregates(metric)
        if part.function == "any_value":
            return "the figure stands ready for each row and does not add up"
        if part.function == "count distinct":
            return "what is counted once here may be counted elsewhere again"
        if not part.is_sum:
            return f"a {part.function} does not add up; ask for it anew without the dimension"
        if dimension == PERIOD and part.is_last:
            return "it is the stand at the end of each period, not what happened in it"
        found = self.dimensions(part.table).get(dimension)
        return metric.not_over.get(dimension, "") or (found.counted_in_each if found else "")

    def reasons(self, metric: Metric, dimensions: Iterable[str]) -> dict[str, str]:
        """Those of the dimensions over which a metric must not be added up, and why."""
        reasons = {name: self.why_not_add(metric, name) for name in dimensions}
        return {name: why for name, why in reasons.items() if why}

    def to_be_fixed(self, metric: Metric) -> dict[str, str]:
        """Dimensions that a question must split by or hold at one value, and why.

        Over any other dimension the figure is added up, or computed anew, from the rows below.
        """
        needed = dict(metric.not_over)
        fixed = set(metric.fixed)
        for name in self._named_sides(metric):
            needed |= self.metrics[name].not_over
            fixed |= self.metrics[name].fixed
        for part in self.aggregates(metric):
            if part.function == "any_value":
                dates = self.tables[part.table].dates
                for column in self.key_of(part.table):
                    name = PERIOD if dates and column == dates.column else column
                    needed.setdefault(name, "the figure stands ready for each row of its table")
        return {name: why for name, why in needed.items() if name not in fixed}

    def _named_sides(self, metric: Metric) -> list[str]:
        """Metrics that a ratio is made of."""
        sides = (metric.ratio.of, metric.ratio.to) if metric.ratio else ()
        return [side for side in sides if side in self.metrics]

    def as_record(self, metric: Metric) -> dict[str, Any]:
        """A definition with all that follows from it, for programs."""
        split = [PERIOD, *self.dimensions_of(metric)]
        return {
            **metric.model_dump(exclude={"line"}, exclude_defaults=True),
            "format": metric.format,
            "dimensions": split[1:],
            "periods": self.grains_of(metric),
            "not_additive_over": self.reasons(metric, split),
            "always_split_by": self.to_be_fixed(metric),
            "tables": list(dict.fromkeys(part.table for part in self.aggregates(metric))),
        }
