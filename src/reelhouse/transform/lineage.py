"""Which table is made from which, read off the models themselves."""

from __future__ import annotations

import re
from functools import cache

from reelhouse.sources.registry import bronze_resources
from reelhouse.transform.inputs import PROJECT, gold_models

# wherever they stand, also within the call of a macro
_REF = re.compile(r"\bref\('(\w+)'\)")
_SOURCE = re.compile(r"\bsource\('(\w+)',\s*'(\w+)'\)")


@cache
def parents() -> dict[str, frozenset[str]]:
    """For each model the models and bronze tables (`source__table`) it reads."""
    return {
        path.stem: frozenset(_REF.findall(sql))
        | frozenset(f"{source}__{table}" for source, table in _SOURCE.findall(sql))
        for path in (PROJECT / "models").rglob("*.sql")
        for sql in [path.read_text(encoding="utf-8")]
    }


def tables_fed_by(bronze_table: str) -> list[str]:
    """Gold tables that read a bronze table's silver view directly; without it they are empty."""
    silver = {name for name, read in parents().items() if bronze_table in read}
    return sorted(name for name, read in parents().items() if read & silver and name not in silver)


def sources_read_by(statement: str) -> list[str]:
    """Providers whose data a query can show: those of every table that it names."""
    named = set(re.findall(r"\w+", statement.lower())) & parents().keys()
    return sorted({source for table in named for source in sources_of(table)})


@cache
def read_by_gold() -> list[str]:
    """Bronze tables that gold reads, at whatever remove."""
    read = set().union(*(_ancestors(model) for model in gold_models()))
    return sorted(read & bronze_resources().keys())


@cache
def sources_of(table: str) -> list[str]:
    """Providers whose data is in a table, at whatever remove."""
    bronze = bronze_resources()
    return sorted({bronze[name].source for name in _ancestors(table) if name in bronze})


def _ancestors(table: str) -> set[str]:
    """A table, all that it reads, and all that those read."""
    read = parents()
    seen: set[str] = set()
    waiting = [table]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += read.get(name, ())
    return seen
