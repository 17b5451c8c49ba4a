"""The headline tables: a question in words, and the SQL over gold that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reelhouse.errors import UsageError
from reelhouse.gold import Build, query


@dataclass(frozen=True, slots=True)
class Kpi:
    """A headline table.

    Attributes:
        name: what it is called on the command line.
        title: the question it answers.
        sql: the query; it reads marts and does not compute measures of its own.
    """

    name: str
    title: str
    sql: str


@dataclass(frozen=True, slots=True)
class KpiTable:
    """A headline table with its answer."""

    name: str
    title: str
    build_id: str
    columns: list[str]
    rows: list[tuple[Any, ...]]


KPIS: tuple[Kpi, ...] = ()


def find_kpis(name: str | None) -> tuple[Kpi, ...]:
    """One headline table by its name, or all.

    Raises:
        UsageError: there is none of that name.
    """
    if name is None:
        return KPIS
    found = tuple(kpi for kpi in KPIS if kpi.name == name)
    if not found:
        raise UsageError(
            f"there is no table '{name}'", advice=f"There are {', '.join(k.name for k in KPIS)}."
        )
    return found


def read_kpis(build: Build, name: str | None = None) -> list[KpiTable]:
    """Ask a build for its headline tables.

    Raises:
        UsageError: there is no table of that name.
    """
    return [
        KpiTable(kpi.name, kpi.title, build.build_id, *query(build, kpi.sql))
        for kpi in find_kpis(name)
    ]
