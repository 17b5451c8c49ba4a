"""What is odd in the build: against its own past, and against what was forecast."""

from __future__ import annotations

from reelhouse.ml.predictions import write_answers
from reelhouse.ml.store import Version
from reelhouse.transform.declarations import declaration
from reelhouse.transform.workbench import Workbench

WRITES = ("mart_anomaly",)

_CHECKS = """
select series_kind, series_key, series_name, target_date, value_hours, low95_hours, high95_hours,
    actual_hours
from mart_forecast_check
where horizon = 1 and actual_hours is not null and low95_hours is not null
order by series_kind, series_key, target_date
"""


def compute(bench: Workbench) -> None:
    """Write what is odd."""
    write_answers(bench, "anomalies", WRITES, lambda version: _answer(bench, version))


def _answer(bench: Workbench, version: Version) -> None:
    import pandas as pd

    from reelhouse.ml.anomalies.measures import WATCHES
    from reelhouse.ml.anomalies.model import Oddities, forecast_flags
    from reelhouse.ml.anomalies.question import read

    model: Oddities = version.load()
    found = [model.flags(WATCHES[name], read(WATCHES[name], bench)) for name in model.forests]
    found.append(forecast_flags(bench.query(_CHECKS)))
    [table] = WRITES
    parts = [part for part in found if len(part)]
    if not parts:
        bench.write(table, declaration(table).empty)
        return
    flags = pd.concat(parts, ignore_index=True)
    for column in ("at_date", "since_date"):
        flags[column] = flags[column].map(pd.Timestamp)
    flags["rule"] = [model.rule if b == "own past" else "forecast" for b in flags["basis"]]
    flags["model_version"] = version.version
    bench.write(table, flags)
