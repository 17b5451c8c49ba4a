"""How far the cases of now are from those that each model learned from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reelhouse import clock
from reelhouse.lake import Lake
from reelhouse.ml import store
from reelhouse.ml.drift import stability_index
from reelhouse.ml.names import question_names
from reelhouse.ml.question import Context, question
from reelhouse.ml.store import INPUTS, Version
from reelhouse.sqltext import table_scan
from reelhouse.transform.declarations import declaration
from reelhouse.transform.workbench import Workbench

if TYPE_CHECKING:
    import pandas as pd

WRITES = ("mart_model_drift",)


def compute(bench: Workbench) -> None:
    """Compare the features of now with those learned from, for every model that answers."""
    rows = [
        row
        for name, version in store.champions(Lake(bench.lake)).items()
        if name in question_names()
        for row in _drift(bench, version)
    ]
    [table] = WRITES
    if rows:
        import pandas as pd

        bench.write(table, pd.DataFrame(rows, columns=list(declaration(table).columns)))
    else:
        bench.write(table, declaration(table).empty)


def _drift(bench: Workbench, version: Version) -> list[dict[str, Any]]:
    asked = question(version.name)
    learned = _learned_from(bench, version)
    if asked.inputs is None or learned is None:
        return []
    settings = bench.settings.models
    current = asked.inputs(bench, Context(settings, clock.today().isoformat()))
    rows = []
    for feature in (column for column in learned.columns if column in current.columns):
        index = stability_index(learned[feature], current[feature])
        rows.append(
            {
                "model_name": version.name,
                "feature": feature,
                "stability_index": index if index == index else None,
                "is_drifted": bool(index > settings.drift_alarm),
                "learned_count": len(learned),
                "current_count": len(current),
            }
        )
    return rows


def _learned_from(bench: Workbench, version: Version) -> pd.DataFrame | None:
    path = version.folder / INPUTS
    return bench.query(f"select * from {table_scan([path])}") if path.is_file() else None
