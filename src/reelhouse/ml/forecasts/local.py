"""Forecasts of one series from its own past: rules and statistical models, at many origins."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.forecasts.panel import Panel

Floats = NDArray[np.float64]

LAST_VALUE = "last value"
SEASONAL = "same period last year"
MEAN = "mean of the last year"
PROPHET = "Prophet"
NAIVE = (LAST_VALUE, SEASONAL)
"""Rules that a model has to beat."""
STATISTICAL = ("AutoETS", "AutoARIMA", "Theta")
_LEAST = {"AutoETS": 8, "AutoARIMA": 36, "Theta": 8}  # of fewer periods, orders are guesses
LOCAL = (LAST_VALUE, SEASONAL, MEAN, *STATISTICAL, PROPHET)


def _statistical() -> dict[str, Callable[[int], Any]]:
    # nothing here is compiled when it is first used, as complex smoothing (AutoCES) is
    from statsforecast.models import AutoARIMA, AutoETS, Theta

    return {
        "AutoETS": lambda season: AutoETS(season_length=season),
        "AutoARIMA": lambda season: AutoARIMA(
            season_length=1, seasonal=False, start_p=1, start_q=0, max_p=2, max_q=1, max_d=1
        ),
        "Theta": lambda season: Theta(season_length=1),
    }


def local_forecasts(
    panel: Panel, origins: Sequence[int], names: Sequence[str], *, in_logs: bool = True
) -> dict[str, Floats]:
    """Forecasts of every series at every origin, each from what was known there.

    Models are estimated on logarithms, so that their forecasts are medians, which absolute errors
    ask for. A weekly season is too long for exponential smoothing (52 parameters): weekly series
    get models without one, and the season comes from the rule of last year and pooled models.

    Args:
        panel: series.
        origins: how many periods are known, ascending.
        names: candidates, of `LOCAL`.
        in_logs: whether Prophet is fitted to logarithms; else to values.

    Returns:
        Values by candidate, series × origins × horizon; NaN where a candidate has too little past.
    """
    kind, logs, starts = panel.kind, panel.logs, panel.starts
    shape = (len(panel.keys), len(origins), kind.horizon)
    found = {name: np.full(shape, np.nan) for name in names}
    makers = _statistical() if set(names) & set(STATISTICAL) else {}
    for place in range(len(panel.keys)):
        for name in names:
            if name in makers:
                found[name][place] = _estimated(
                    makers[name], logs[place], starts[place], origins, panel, _LEAST[name]
                )
            elif name == PROPHET:
                found[name][place] = _prophet(panel, place, origins, in_logs)
            else:
                found[name][place] = [
                    _rule(name, logs[place, starts[place] : origin], panel) for origin in origins
                ]
    return {name: panel.levels(values) for name, values in found.items()}


def _rule(name: str, known: Floats, panel: Panel) -> Floats:
    season, horizon = panel.kind.season, panel.kind.horizon
    if name == LAST_VALUE:
        return np.repeat(known[-1] if len(known) else np.nan, horizon)
    if name == MEAN:
        return np.repeat(known[-season:].mean() if len(known) else np.nan, horizon)
    if len(known) < season:
        return np.full(horizon, np.nan)
    return np.asarray(known[len(known) - season + np.arange(horizon) % season])


def _estimated(
    maker: Callable[[int], Any], logs: Floats, start: int, origins: Sequence[int], panel: Panel,
    least: int,
) -> Floats:  # fmt: skip
    kind = panel.kind
    answers = np.full((len(origins), kind.horizon), np.nan)
    model: Any = None
    for number, origin in enumerate(origins):
        known = logs[start:origin]
        if len(known) < least or np.ptp(known) == 0:
            continue
        seasonal = kind.step == "month" and len(known) >= 3 * kind.season
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                if model is None or number % kind.refit_every == 0:
                    model = maker(kind.season if seasonal else 1)
                    model.fit(known)
                    mean = model.predict(h=kind.horizon)["mean"]
                else:
                    mean = model.forward(known, h=kind.horizon)["mean"]
            except (ValueError, ZeroDivisionError, FloatingPointError, np.linalg.LinAlgError):
                model = None  # a series that a model cannot take: the others still answer
                continue
        # an explosive fit is no forecast: at most what was seen, times or divided by 20
        answers[number] = np.clip(mean, known.min() - 3, known.max() + 3)
    return answers


def _prophet(panel: Panel, place: int, origins: Sequence[int], in_logs: bool) -> Floats:
    import logging

    import pandas as pd
    from prophet import Prophet

    for chatty in ("cmdstanpy", "prophet"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    kind, start = panel.kind, panel.starts[place]
    series = panel.logs[place] if in_logs else panel.values[place]
    answers = np.full((len(origins), kind.horizon), np.nan)
    for number, origin in enumerate(origins):
        known = pd.DataFrame({"ds": panel.periods[start:origin], "y": series[start:origin]})
        last = panel.periods[origin - 1]
        ahead = [kind.after(last, step) for step in range(1, kind.horizon + 1)]
        model = Prophet(weekly_seasonality=False, daily_seasonality=False, uncertainty_samples=0)
        model.fit(known)
        answers[number] = model.predict(pd.DataFrame({"ds": ahead}))["yhat"].to_numpy()
    if not in_logs:
        floor = panel.floors[place]
        return np.asarray(np.log(np.maximum(answers + floor, 1e-9)))
    return answers
