"""Hours to come, from the newest week and month of the build, and how such forecasts did before."""

from __future__ import annotations

from typing import Any

import numpy as np

from reelhouse.ml.predictions import write_answers
from reelhouse.ml.store import Version
from reelhouse.transform.declarations import declaration
from reelhouse.transform.workbench import Workbench

WRITES = ("mart_forecast", "mart_forecast_backtest", "mart_forecast_check")


def compute(bench: Workbench) -> None:
    """Write forecasts and their record."""
    write_answers(bench, "forecasts", WRITES, lambda version: _answer(bench, version))


def _answer(bench: Workbench, version: Version) -> None:
    from reelhouse.ml.forecasts.model import Forecasts
    from reelhouse.ml.forecasts.series import KINDS, read_panel

    model: Forecasts = version.load()
    rows: list[dict[str, Any]] = []
    for kind in KINDS.values():
        panel = read_panel(kind, bench)
        rows += model.forecast(panel)
        if kind.name not in model.kinds:
            rows.append(_missing(kind.name, kind.step, kind.least_history, model.missing))
    rows += _titles(bench, model)
    write = {
        "mart_forecast": rows,
        "mart_forecast_backtest": model.records,
        "mart_forecast_check": model.checks,
    }
    for table, found in write.items():
        _write(bench, table, found, version.version)


def _missing(kind: str, step: str, needed: int, why: dict[str, str]) -> dict[str, Any]:
    from reelhouse.ml.forecasts.model import too_short_row
    from reelhouse.ml.forecasts.panel import TooShort

    reason = why.get(kind, "nothing was learned of it yet; train again")
    return too_short_row(kind, step, TooShort("(all)", "(all)", 0, needed, reason))


def _titles(bench: Workbench, model: Any) -> list[dict[str, Any]]:
    from reelhouse.ml.forecasts.decay import make_cases
    from reelhouse.ml.forecasts.question import ENTRIES, entry_names
    from reelhouse.ml.forecasts.titles import KIND, NEEDED_WEEKS

    if model.titles is None:
        return [_missing(KIND, "week", NEEDED_WEEKS, model.missing)]
    entries = bench.query(ENTRIES)
    if not len(entries):
        return []
    cases = make_cases(entries)
    newest = cases.rows["top10_week"].max()
    last = entries.groupby("entry_key").last()
    told = entry_names(entries)
    names = {
        key: (told[key], title_key, int(weeks))
        for key, title_key, weeks in zip(
            last.index, last["title_key"], last["week_count"], strict=True
        )
    }
    asked = cases.take((cases.rows["top10_week"] == newest).to_numpy(bool))
    rows: list[dict[str, Any]] = model.forecast_titles(asked, names)
    return rows


def _write(bench: Workbench, table: str, rows: list[dict[str, Any]], version: str) -> None:
    import pandas as pd

    if not rows:
        bench.write(table, declaration(table).empty)
        return
    columns = list(declaration(table).columns)
    frame = pd.DataFrame(rows, columns=[c for c in columns if c != "model_version"])
    frame["model_version"] = version
    for column in frame.columns:
        if column.endswith("_date"):
            frame[column] = [None if pd.isna(v) else np.datetime64(v, "D") for v in frame[column]]
            frame[column] = pd.to_datetime(frame[column])
        if column == "title_key":
            frame[column] = frame[column].astype("Int64")
    bench.write(table, frame)
