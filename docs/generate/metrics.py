"""The metrics, as metrics.yml defines them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from generate.markdown import code, table
from reelhouse.metrics.definitions import Definitions
from reelhouse.metrics.entries import PERIOD, Metric
from reelhouse.metrics.load import load_definitions

_HEAD = ["metric", "what it is", "unit", "formula", "adds up", "origin"]


def metrics() -> str:
    """A section for each table that metrics are computed from, a row for each metric."""
    definitions = load_definitions()
    by_table: dict[str, list[Metric]] = {}
    for metric in definitions.metrics.values():
        by_table.setdefault(metric.table, []).append(metric)
    of_several = by_table.pop("", [])
    sections = [_section(definitions, name, found) for name, found in by_table.items()]
    rows = [_row(definitions, metric) for metric in of_several]
    return "\n\n".join([*sections, f"### Ratios of metrics\n\n{table(_HEAD, rows)}"])


def dimensions() -> str:
    """What metrics can be split by, with its meaning and the tables that have it."""
    definitions = load_definitions()
    tables: dict[tuple[str, str], list[str]] = {}
    for name in definitions.tables:
        for dimension in definitions.dimensions(name):
            meaning = definitions.meaning(name, dimension)
            tables.setdefault((dimension, meaning), []).append(name)
    rows = [
        [code(name), meaning, _listed(found)] for (name, meaning), found in sorted(tables.items())
    ]
    return table(["dimension", "meaning", "tables"], rows)


def _section(definitions: Definitions, name: str, found: list[Metric]) -> str:
    grains = definitions.grains_of(found[0])
    split = f"Split by {_listed(definitions.dimensions(name))}"
    when = f"per {', '.join(grains)}" if grains else "it has no date"
    rows = [_row(definitions, metric) for metric in found]
    parts = [f"### Of {code(name)}", f"{split}; {when}.", table(_HEAD, rows)]
    return "\n\n".join(parts)


def _row(definitions: Definitions, metric: Metric) -> list[str]:
    return [
        code(metric.name),
        f"**{metric.title}.** {metric.description}",
        metric.unit,
        _formula(metric),
        _additivity(definitions, metric),
        metric.origin,
    ]


def _formula(metric: Metric) -> str:
    if metric.ratio is None:
        formula = code(metric.formula)
    else:
        factor = "" if metric.ratio.times == 1 else f"{metric.ratio.times:g} × "
        formula = f"{factor}{code(metric.ratio.of)} / {code(metric.ratio.to)}"
    if metric.last_in_period:
        formula += " of the last rows in the period"
    where = " and ".join(
        code(f"{name} = {json.dumps(value, default=str)}") for name, value in metric.where.items()
    )
    return f"{formula} where {where}" if where else formula


def _additivity(definitions: Definitions, metric: Metric) -> str:
    """Over what values may be added up, in words."""
    needed = definitions.to_be_fixed(metric)
    split = [PERIOD] if definitions.grains_of(metric) else []
    split += definitions.dimensions_of(metric)
    against = {name: definitions.why_not_add(metric, name) for name in split}
    reasons = {why for why in against.values() if why}
    if not reasons:
        words = "yes"
    elif all(against.values()) and len(reasons) == 1:
        words = f"no: {reasons.pop()}"
    else:
        but = [f"{code(name)} ({why})" for name, why in against.items() if why]
        words = f"but not over {', '.join(but)}"
    return f"{words}; ask by {_listed(needed)}" if needed else words


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(code, names))
