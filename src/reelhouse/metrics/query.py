"""A question about metrics, whether it may be asked, and what an answer is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reelhouse.errors import UsageError
from reelhouse.metrics.definitions import Definitions
from reelhouse.metrics.entries import GRAINS, PERIOD, Grain, Metric
from reelhouse.sqltext import Value


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        metrics: names of the metrics to show side by side.
        by: dimensions to split by.
        where: values to pick out, by dimension; None is where there is no value.
        since: first day that counts.
        until: last day that counts.
        grain: length of the periods to split by; None for the whole time as one.
        sort: column to sort by, downwards with `-` before it; by default the period, or the first
            metric downwards.
        limit: rows to return at most.
        limit_within: dimension for each of whose values that many rows are returned.
    """

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    grain: Grain | None = None
    sort: str = ""
    limit: int | None = None
    limit_within: str = ""

    @property
    def split(self) -> tuple[str, ...]:
        """All that the answer is split by, the period first."""
        return ((PERIOD,) if self.grain else ()) + self.by

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the answer."""
        return self.split + self.metrics


@dataclass(frozen=True, slots=True)
class MetricAnswer:
    """Figures, and what they are.

    Attributes:
        build_id: the build that was asked.
        metrics: definitions of the metrics, with title, unit and format.
        columns: the period if asked for, then the dimensions, then a column for each metric.
        rows: the figures.
        sql: the statement that gave them; `reelhouse sql` gives the same.
        tables: the tables that it read.
        not_additive: metric → dimension or period of the answer → why its values must not be added
            up over it. What is not named adds up.
    """

    build_id: str
    metrics: tuple[Metric, ...]
    columns: list[str]
    rows: list[tuple[Any, ...]]
    sql: str
    tables: tuple[str, ...]
    not_additive: dict[str, dict[str, str]]

    @property
    def formats(self) -> dict[str, str]:
        """How the values of each metric are written, see `Metric.format`."""
        return {metric.name: metric.format for metric in self.metrics}

    def as_records(self) -> list[dict[str, Any]]:
        """The rows with the names of their columns."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def check_question(definitions: Definitions, question: Question) -> list[Metric]:
    """The metrics that a question is about, if it may be asked.

    Raises:
        UsageError: a metric, dimension or period is not there, or a figure would have to be added
            up over a dimension over which it must not be.
    """
    metrics = [definitions.metric(name) for name in question.metrics]
    columns = question.columns
    if len(set(columns)) < len(columns) or not metrics:
        raise UsageError("each metric and dimension is named once", where=", ".join(columns))
    for metric in metrics:
        _check_dimensions(definitions, metric, question)
        grains = definitions.grains_of(metric)
        _check_period(metric, question, grains)
        for name, reason in definitions.to_be_fixed(metric).items():
            if not _is_fixed(name, question, grains):
                split = f"Ask by {grains[0]}" if name == PERIOD else f"Split by {name}"
                raise UsageError(
                    f"{metric.name} cannot be added up over {name}: {reason}",
                    advice=f"{split}, or ask for one alone.",
                )
    for column in (question.sort.removeprefix("-"), question.limit_within):
        if column and column not in columns:
            raise UsageError(
                f"'{column}' is not in the answer", advice=f"It has {', '.join(columns)}."
            )
    if question.grain and question.grain not in GRAINS:
        raise UsageError(f"there is no period '{question.grain}'", advice=f"Use {GRAINS}.")
    return metrics


def _check_dimensions(definitions: Definitions, metric: Metric, question: Question) -> None:
    known = definitions.dimensions_of(metric)
    for name in [*question.by, *question.where]:
        if name not in known:
            raise UsageError(
                f"{metric.name} has no dimension '{name}'",
                advice=f"It has {', '.join(sorted(known))}." if known else "It has none.",
            )


def _check_period(metric: Metric, question: Question, grains: Sequence[Grain]) -> None:
    if grains and question.grain and question.grain not in grains:
        raise UsageError(
            f"{metric.name} cannot be told by {question.grain}",
            advice=f"It is told by {', '.join(grains)}.",
        )
    if not grains and (question.grain or question.since or question.until):
        raise UsageError(
            f"{metric.name} has no date", advice="Ask for it without a period, since or until."
        )


def _is_fixed(name: str, question: Question, grains: Sequence[Grain]) -> bool:
    """Whether each figure of the answer is of one value of a dimension."""
    if name == PERIOD:
        is_one_day = question.since is not None and question.since == question.until
        return is_one_day or question.grain == grains[0]
    return name in question.by or len(question.where.get(name, ())) == 1
