"""In which order tables are made: dbt runs the SQL, and between its runs Python computes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from reelhouse.transform.computed import tables_of, writers
from reelhouse.transform.declarations import declaration
from reelhouse.transform.lineage import ancestors, parents


@dataclass(frozen=True, slots=True)
class Stage:
    """What can be made once all earlier stages are.

    Attributes:
        models: tables that dbt makes, in an order of its own.
        by_day: tables that dbt makes day by day after them, one after the other.
        modules: computations that come last, one after the other.
    """

    models: tuple[str, ...]
    by_day: tuple[str, ...]
    modules: tuple[str, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """All that is made in it."""
        return (*self.models, *self.by_content)

    @property
    def by_content(self) -> tuple[str, ...]:
        """Those of them that count by their rows for all that is made of them."""
        return (*self.by_day, *(table for module in self.modules for table in tables_of(module)))


def with_siblings(tables: Collection[str]) -> set[str]:
    """Tables, and those that the same computations write."""
    modules = {module for table, module in writers().items() if table in tables}
    return set(tables).union(*(tables_of(module) for module in modules))


def stages(models: Collection[str]) -> list[Stage]:
    """Put tables in an order in which each comes after all that it reads.

    Args:
        models: tables; what else they read is there already.

    Raises:
        ValueError: a computation waits for a table that is made of its own.
    """
    waiting = set(models)
    made_by = writers()
    found: list[Stage] = []
    while waiting:
        computed = {model for model in waiting if model in made_by}
        by_day = {model for model in waiting if declaration(model).by_day_of}
        ready = {m for m in waiting - computed - by_day if not ancestors(m) & (computed | by_day)}
        left = waiting - ready
        days = {m for m in by_day if not (ancestors(m) - {m}) & left}
        modules = sorted({made_by[m] for m in computed if not _inputs_of(made_by[m]) & left})
        if not ready and not days and not modules:
            raise ValueError(f"these wait for each other: {', '.join(sorted(waiting))}")
        found.append(Stage(tuple(sorted(ready)), tuple(sorted(days)), tuple(modules)))
        waiting = {m for m in left - days if made_by.get(m) not in modules}
    return found


def _inputs_of(module: str) -> frozenset[str]:
    """All that a computation reads, at whatever remove, but what it writes."""
    written = frozenset(tables_of(module))
    read = frozenset[str]().union(*(parents()[table] for table in written)) - written
    return frozenset[str]().union(*(ancestors(table) for table in read))
