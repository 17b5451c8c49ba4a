"""Which table is made from which, read off the models themselves."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from reelhouse.sources.registry import MODULES, bronze_resources
from reelhouse.transform.declarations import model_files
from reelhouse.transform.inputs import gold_models

# wherever they stand, also within the call of a macro
_REF = re.compile(r"\bref\('(\w+)'\)")
_DESCRIBING = ("dim_", "bridge_", "title_")
_NEEDS = re.compile(r"needs=\[([^\]]*)\]")
_SOURCE = re.compile(r"\bsource\('(\w+)',\s*'(\w+)'\)")


@cache
def parents() -> dict[str, frozenset[str]]:
    """For each model the models and bronze tables (`source__table`) it reads."""
    return {
        name: frozenset(_REF.findall(sql))
        | frozenset(f"{source}__{table}" for source, table in _SOURCE.findall(sql))
        for name, path in model_files().items()
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
    read = set().union(*(ancestors(model) for model in gold_models()))
    return sorted(read & bronze_resources().keys())


@cache
def sources_of(table: str) -> list[str]:
    """Providers whose data is in a table, at whatever remove.

    A table of bronze bears its source's name in front: no source has to be loaded to tell.
    """
    return sorted({name.partition("__")[0] for name in ancestors(table)} & set(MODULES))


@cache
def bronze_needed(table: str) -> frozenset[str]:
    """Bronze tables of which at least one must have arrived for a table to have rows.

    Those of the facts it is made of: dimensions and bridges only describe them, and so does IMDb
    the facts of others, so that a table made of both needs one of the others. A dimension or bridge
    itself, and a table that is made of nothing else, has rows when anything that it is made of has;
    a table made of no bronze needs none. A model may name the sources itself, and other models for
    what those need: `needs=['imdb', 'dim_video']`.
    """
    bronze = bronze_resources()
    read = {name for name in ancestors(table) if name in bronze}
    if named := needs_of(table):
        found = {name for name in read if bronze[name].source in named}
        return frozenset(found).union(*(bronze_needed(n) for n in named & model_files().keys()))
    if not _is_fact(table):
        return frozenset(read)
    facts = {name for name in ancestors(table, past=_is_fact) if name in bronze}
    others = {name for name in facts if bronze[name].source != "imdb"}
    return frozenset(others or facts or read)


@cache
def needs_of(table: str) -> frozenset[str]:
    """The sources and models that a model names as those it has rows of; empty if none."""
    if table not in model_files():
        return frozenset()
    named = _NEEDS.search(model_files()[table].read_text(encoding="utf-8"))
    return frozenset(re.findall(r"'(\w+)'", named[1])) if named else frozenset()


@cache
def history_tables() -> frozenset[str]:
    """Tables that go on from the build before."""
    return frozenset(
        name
        for name, path in model_files().items()
        if "tags=['history']" in path.read_text(encoding="utf-8")
    )


@cache
def read_for_history() -> frozenset[str]:
    """Models that history reads and that are empty on earlier days: only IMDb's have history."""
    read = frozenset[str]().union(*(parents()[name] for name in history_tables()))
    return frozenset(
        name
        for name in (read - history_tables()) & model_files().keys()
        if not name.startswith("silver_imdb__")
    )


def _is_fact(name: str) -> bool:
    return not name.startswith(_DESCRIBING)


@cache
def ancestors(table: str, past: Callable[[str], bool] = lambda name: True) -> frozenset[str]:
    """A table, all that it reads, and all that those read.

    Args:
        table: where to begin.
        past: whether to look at what a table reads; all are looked past by default, and the one
            to begin with always is.
    """
    read = parents()
    seen: set[str] = set()
    waiting = [table]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            if name == table or past(name):
                waiting += read.get(name, ())
    return frozenset(seen)
