"""How far each model is off on what came true since it learned, beside what its card promised."""

from __future__ import annotations

from typing import Any

from reelhouse import clock
from reelhouse.ml.card import Estimate
from reelhouse.ml.predictions import write_of_champions
from reelhouse.ml.question import Context, question
from reelhouse.ml.store import Version
from reelhouse.transform.workbench import Workbench

WRITES = ("mart_model_error",)


def compute(bench: Workbench) -> None:
    """Hold every model that answers against the cases whose outcome it did not know.

    Raises:
        ReelhouseError: a version that has to be asked is gone or damaged, or a library is missing.
    """
    write_of_champions(bench, WRITES[0], lambda version: _rows(bench, version))


def _rows(bench: Workbench, version: Version) -> list[dict[str, Any]]:
    asked = question(version.name)
    # a version of an earlier release does not say until when it learned
    if asked.errors is None or not version.card.learned_until:
        return []
    from reelhouse.ml.new_errors import compare

    settings = bench.settings.models
    context = Context(settings, clock.today().isoformat())
    rows = []
    for new in asked.errors(bench, version, context):
        found = compare(new, draws=settings.bootstrap_draws, seed=settings.seed)
        rows.append(
            {
                "model_name": version.name,
                "model_version": version.version,
                "measure": new.metric.name,
                "is_higher_better": new.metric.higher_is_better,
                "learned_until_date": version.card.learned_until,
                "counted": new.counted,
                "new_count": new.count,
                "needed_count": new.needed,
                **_bounds("promised", new.promised),
                **_bounds("new", found.figure if found else None),
                "naive_rule": new.naive or None,
                **_bounds("naive", found.naive if found else None),
                **_bounds("lead", found.lead if found else None),
                **_bounds("worse_by", found.worse_by if found else None),
                "is_worse": found.is_worse if found else None,
            }
        )
    return rows


def _bounds(name: str, estimate: Estimate | None) -> dict[str, float | None]:
    """A figure and its interval as columns."""
    if estimate is None:
        return {f"{name}_value": None, f"{name}_low": None, f"{name}_high": None}
    return {
        f"{name}_value": estimate.value,
        f"{name}_low": estimate.low,
        f"{name}_high": estimate.high,
    }
