"""How far the cases of now are from those that each model learned from and was first asked about.

A feature has drifted where it is far from both: farther from what was learned from than chance and
than single times of that were, and far from what the model was asked about when it was trained. A
title that is to come is unlike those that are out on any day, which its model was tested on; what
counts is that it is no longer so as it was.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelhouse import clock
from reelhouse.ml.drift import Shift, shift
from reelhouse.ml.predictions import write_of_champions
from reelhouse.ml.question import Context, question
from reelhouse.ml.store import ASKED, INPUTS, Version
from reelhouse.objects.registry import present
from reelhouse.sqltext import table_scan
from reelhouse.transform.workbench import Workbench

if TYPE_CHECKING:
    import pandas as pd

WRITES = ("mart_model_drift",)


def compute(bench: Workbench) -> None:
    """Compare the features of now with those learned from, for every model that answers."""
    write_of_champions(bench, WRITES[0], lambda version: _drift(bench, version))


def _drift(bench: Workbench, version: Version) -> list[dict[str, Any]]:
    asked = question(version.name)
    learned = _features(bench, version.folder / INPUTS)
    if asked.inputs is None or learned is None:
        return []
    alarm = bench.settings.models.drift_alarm
    current = asked.inputs(bench, Context(bench.settings.models, clock.today().isoformat()))
    first = _features(bench, version.folder / ASKED)
    rows = []
    for feature in (column for column in learned.columns if column in current.columns):
        usual = version.usual_shifts.get(feature, 0.0)
        of_learned = shift(learned[feature], current[feature])
        of_asked = None
        if first is not None and feature in first.columns:
            of_asked = shift(first[feature], current[feature])
        is_new = of_asked is None or of_asked.is_far(alarm)
        rows.append(
            {
                "model_name": version.name,
                "feature": feature,
                "stability_index": _told(of_learned),
                "usual_index": usual,
                "asked_stability_index": _told(of_asked),
                "is_drifted": of_learned.is_far(alarm, usual) and is_new,
                "learned_count": len(learned),
                "asked_count": None if first is None else len(first),
                "current_count": len(current),
            }
        )
    return rows


def _told(found: Shift | None) -> float | None:
    return None if found is None or math.isnan(found.index) else found.index


def _features(bench: Workbench, path: Path) -> pd.DataFrame | None:
    present([path])
    return bench.query(f"select * from {table_scan([path])}") if path.is_file() else None
