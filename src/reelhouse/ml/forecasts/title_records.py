"""The record of forecasts of titles, as rows of gold."""

from __future__ import annotations

from typing import Any

import numpy as np

from reelhouse.ml.evaluation import bootstrap
from reelhouse.ml.forecasts.decay import LAST_VALUE, NAMES, losses
from reelhouse.ml.forecasts.model import Told
from reelhouse.ml.forecasts.titles import (
    KIND,
    LEVELS,
    TitleBacktest,
    Titles,
    choose_title_model,
    is_inside,
    misses_of,
    roll_titles,
)

ALL = "(all titles)"


def settle_titles(
    backtest: TitleBacktest, decay: Any, *, seed: int, draws: int
) -> tuple[Titles, Told]:
    """What answers for titles, and how it did.

    The last value answers where the best model is not ahead of it by more than noise.

    Args:
        backtest: of titles.
        decay: learned from all lists.
        seed: of the bootstrap's draws.
        draws: samples of titles.
    """
    chosen = choose_title_model(backtest)
    if chosen != LAST_VALUE:
        ahead = backtest.scaled_losses(LAST_VALUE) - backtest.scaled_losses(chosen)
        entries = backtest.cases.rows["entry_key"].to_numpy()
        lead = bootstrap(np.mean, ahead, draws=draws, seed=seed, groups=entries)
        if lead.low is None or lead.low <= 0:
            chosen = LAST_VALUE
    low, high = roll_titles(backtest, chosen)[LEVELS[0]]
    usable = ~np.isnan(low) & ~np.isnan(high)
    inside = is_inside(backtest.cases, low, high)[usable]
    misses = misses_of(backtest, chosen)
    told = Told(
        chosen=chosen,
        mase=backtest.mase(chosen),
        naive_mase=backtest.mase(LAST_VALUE),
        coverage=float(inside.mean()) if len(inside) else float("nan"),
        origins=backtest.cases.rows["top10_week"].nunique(),
        width=float(np.median(np.abs(misses[1][1]))),
    )
    return Titles(decay, chosen, misses), told


def title_record_rows(backtest: TitleBacktest, titles: Titles) -> list[dict[str, Any]]:
    """How each candidate did over all titles."""
    rows = []
    for name in NAMES:
        rolled = roll_titles(backtest, name)
        shares = {}
        for level, (low, high) in rolled.items():
            usable = ~np.isnan(low) & ~np.isnan(high)
            inside = is_inside(backtest.cases, low, high)[usable]
            shares[level] = float(inside.mean()) if len(inside) else None
        lost = losses(backtest.cases, np.exp(backtest.told[name]))
        rows.append(
            {
                "series_kind": KIND,
                "series_key": ALL,
                "series_name": ALL,
                "candidate": name,
                "is_naive": name == LAST_VALUE,
                "is_chosen": name == titles.chosen,
                "mase": backtest.mase(name),
                "mean_miss_hours": float(lost.mean()),
                "coverage80_rate": shares[0.8],
                "coverage95_rate": shares[0.95],
                "origin_count": backtest.cases.rows["top10_week"].nunique(),
                "forecast_count": len(lost),
            }
        )
    return rows


def title_check_rows(
    backtest: TitleBacktest, titles: Titles, names: dict[Any, str]
) -> list[dict[str, Any]]:
    """What would have been told of titles, and what came."""
    cases, told = backtest.cases, np.exp(backtest.told[titles.chosen])
    rolled = roll_titles(backtest, titles.chosen)
    inside = is_inside(cases, *rolled[0.8])
    rows = []
    for place, row in enumerate(cases.rows.to_dict("records")):
        week = np.datetime64(row["top10_week"], "D")
        bounds = {level: (low[place], high[place]) for level, (low, high) in rolled.items()}
        is_told = not np.isnan(bounds[0.8]).any()
        rows.append(
            {
                "series_kind": KIND,
                "series_key": str(row["entry_key"]),
                "series_name": names.get(row["entry_key"], ""),
                "horizon": int(row["step"]),
                "target_date": week + np.timedelta64(7 * int(row["step"]), "D"),
                "known_until_date": week,
                "candidate": titles.chosen,
                "value_hours": told[place],
                "low80_hours": bounds[0.8][0],
                "high80_hours": bounds[0.8][1],
                "low95_hours": bounds[0.95][0],
                "high95_hours": bounds[0.95][1],
                "actual_hours": None if cases.is_below[place] else np.exp(cases.outcome[place]),
                "is_off_list": bool(cases.is_below[place]),
                "is_inside80": bool(inside[place]) if is_told else None,
            }
        )
    return rows
