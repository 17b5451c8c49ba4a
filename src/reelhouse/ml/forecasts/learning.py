"""From series to what answers for them: backtest, choice, intervals, and the record of it all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.card import Coverage
from reelhouse.ml.evaluation import coverage
from reelhouse.ml.forecasts.backtest import (
    CHOSEN,
    LEVELS,
    NAMES,
    Backtest,
    Rolling,
    choose,
    mean_over_series,
    past_origins,
    picks,
    roll,
    run_backtest,
    spread_of,
)
from reelhouse.ml.forecasts.local import NAIVE, PROPHET
from reelhouse.ml.forecasts.model import KindModel, Told
from reelhouse.ml.forecasts.panel import Panel

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Trial:
    """How forecasts of a kind did.

    Attributes:
        backtest: all candidates at past origins.
        rolling: what would have been told.
        first: place of the first origin that counts: before it there is too little to choose and
            to measure intervals by.
    """

    backtest: Backtest
    rolling: Rolling
    first: int

    @property
    def kind(self) -> str:
        """Name of the kind."""
        return self.backtest.panel.kind.name

    def mase(self, name: str) -> Floats:
        """MASE of each series over the origins that count; NaN where a candidate has none."""
        if name == CHOSEN:
            told = replace(self.backtest, forecasts={CHOSEN: self.rolling.values})
            return told.mase(CHOSEN, self.first)
        return self.backtest.mase(name, self.first)

    def inside(self, level: float) -> tuple[Floats, Floats, Floats]:
        """Outcomes and the bounds told for them, of the origins that count, as flat arrays."""
        low, high = (bound[:, self.first :] for bound in self.rolling.bounds[level])
        actual = self.backtest.actual[:, self.first :]
        usable = ~np.isnan(actual) & ~np.isnan(low) & ~np.isnan(high)
        return actual[usable], low[usable], high[usable]


def try_panel(panel: Panel, *, seed: int, threads: int, with_prophet: bool = False) -> Trial:
    """Backtest a panel and go through it as time did.

    Args:
        panel: series, at least one.
        seed: of what draws.
        threads: that a model may take.
        with_prophet: whether Prophet competes as well; it has to be installed and is slow.
    """
    origins = past_origins(panel)
    names = (*NAMES, PROPHET) if with_prophet else NAMES
    backtest = run_backtest(panel, origins, seed=seed, threads=threads, names=names)
    return Trial(backtest, roll(backtest), len(origins) // 2)


def settle(trial: Trial, *, only_naive: bool) -> KindModel:
    """What answers from now on, by all that is known.

    Args:
        trial: of a kind.
        only_naive: whether naive rules answer, because nothing is ahead of them.
    """
    backtest = trial.backtest
    names = NAIVE if only_naive else None
    picked = choose(backtest, names=names)
    rolling = roll(backtest, names) if only_naive else trial.rolling
    spread = spread_of(backtest, picked)
    scores = {name: backtest.mase(name) for name in {*picked, *NAIVE}}
    told = {}
    for place, key in enumerate(backtest.panel.keys):
        naive = [scores[name][place] for name in NAIVE if not np.isnan(scores[name][place])]
        low, high = (b[place, trial.first :] for b in rolling.bounds[LEVELS[0]])
        actual = backtest.actual[place, trial.first :]
        usable = ~np.isnan(actual) & ~np.isnan(low)
        told[key] = Told(
            chosen=picked[place],
            mase=float(scores[picked[place]][place]),
            naive_mase=float(min(naive)) if naive else float("nan"),
            coverage=coverage(actual[usable], low[usable], high[usable], LEVELS[0]).measured_rate,
            origins=len(backtest.origins),
            width=float(spread.widths[place]),
        )
    usual = max(sorted(set(picked)), key=picked.count)
    return KindModel(
        told, usual, float(np.median(spread.widths)), spread.misses,
        dict(zip(backtest.panel.keys, backtest.scale.tolist(), strict=True)),
        _errors(backtest, rolling, trial.first),
    )  # fmt: skip


def _errors(backtest: Backtest, rolling: Rolling, first: int) -> Floats:
    """Mean scaled error of all series by origin and horizon, of the origins that count."""
    told = replace(backtest, forecasts={CHOSEN: rolling.values})
    return mean_over_series(told.scaled_errors(CHOSEN)[:, first:])


def record_rows(trial: Trial, model: KindModel) -> list[dict[str, Any]]:
    """How each candidate did for each series: rows of `mart_forecast_backtest`."""
    backtest, panel = trial.backtest, trial.backtest.panel
    rows = []
    for name, values in backtest.forecasts.items():
        scores, missed = backtest.mase(name), np.abs(values - backtest.actual)
        shares = {level: _candidate_coverage(trial, name, level) for level in LEVELS}
        for place, key in enumerate(panel.keys):
            answered = ~np.isnan(missed[place])
            if not answered.any():
                continue
            rows.append(
                {
                    "series_kind": panel.kind.name,
                    "series_key": key,
                    "series_name": panel.names[place],
                    "candidate": name,
                    "is_naive": name in NAIVE,
                    "is_chosen": model.told[key].chosen == name,
                    "mase": scores[place],
                    "mean_miss_hours": float(missed[place][answered].mean()),
                    "coverage80_rate": shares[0.8][place],
                    "coverage95_rate": shares[0.95][place],
                    "origin_count": int(answered.any(axis=1).sum()),
                    "forecast_count": int(answered.sum()),
                }
            )
    return rows


def _candidate_coverage(trial: Trial, name: str, level: float) -> Floats:
    """Share of later outcomes within intervals from the misses of the origins before."""
    backtest, first = trial.backtest, trial.first
    picked = [name] * len(backtest.panel.keys)
    spread = spread_of(backtest, picked, backtest.origins[first])
    told, actual = picks(backtest, picked)[:, first:], backtest.actual[:, first:]
    inside = np.full(actual.shape, np.nan)
    for number in range(actual.shape[1]):
        low, high = spread.bounds(told[:, number], level)
        known = ~np.isnan(actual[:, number]) & ~np.isnan(low) & ~np.isnan(high)
        held = (actual[:, number] >= low) & (actual[:, number] <= high)
        inside[:, number] = np.where(known, held, np.nan)
    counts = np.sum(~np.isnan(inside), axis=(1, 2))
    share = np.nansum(inside, axis=(1, 2)) / np.maximum(counts, 1)
    return np.where(counts > 0, share, np.nan)


def check_rows(trial: Trial) -> list[dict[str, Any]]:
    """What would have been told and what came: rows of `mart_forecast_check`."""
    backtest, panel, rolling = trial.backtest, trial.backtest.panel, trial.rolling
    rows = []
    for place, number, step in np.argwhere(~np.isnan(backtest.actual)):
        if number < trial.first or np.isnan(rolling.values[place, number, step]):
            continue
        actual = backtest.actual[place, number, step]
        (low80, high80), (low95, high95) = (
            (low[place, number, step], high[place, number, step])
            for low, high in (rolling.bounds[level] for level in LEVELS)
        )
        origin = backtest.origins[number]
        rows.append(
            {
                "series_kind": panel.kind.name,
                "series_key": panel.keys[place],
                "series_name": panel.names[place],
                "horizon": int(step) + 1,
                "target_date": panel.periods[origin + step],
                "known_until_date": panel.periods[origin - 1],
                "candidate": rolling.chosen[place, number],
                "value_hours": rolling.values[place, number, step],
                "low80_hours": low80,
                "high80_hours": high80,
                "low95_hours": low95,
                "high95_hours": high95,
                "actual_hours": actual,
                "is_off_list": False,
                "is_inside80": None if np.isnan(low80) else bool(low80 <= actual <= high80),
            }
        )
    return rows


def pooled_coverage(trials: Sequence[Trial]) -> tuple[Coverage, ...]:
    """Coverage of all kinds together, at each level."""
    found = []
    for level in LEVELS:
        parts = [trial.inside(level) for trial in trials]
        actual, low, high = (np.concatenate(each) for each in zip(*parts, strict=True))
        if len(actual):
            found.append(coverage(actual, low, high, level))
    return tuple(found)
