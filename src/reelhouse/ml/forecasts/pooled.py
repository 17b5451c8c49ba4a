"""Forecasts learned over all series of a kind together: from lags, and from what is new in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.forecasts.panel import Panel

Floats = NDArray[np.float64]

REGRESSION = "pooled regression"
BOOSTED = "LightGBM on lags"
POOLED = (REGRESSION, BOOSTED)

_LAGS = {"week": (0, 1, 2, 3), "month": (0, 1, 2)}
_PENALTY = 10.0
_LEAST_ROWS = 40


@dataclass(frozen=True, slots=True)
class Rows:
    """What pooled models look at: a row for each series and origin.

    Attributes:
        features: series × periods × features, as known at the end of the period.
        base: series × periods: mean logarithm of the year behind, from which all is measured.
        names: of the features.
    """

    features: Floats
    base: Floats
    names: tuple[str, ...]


def make_rows(panel: Panel) -> Rows:
    """The features of every series after every period; NaN where it has too little past."""
    kind, logs = panel.kind, panel.logs
    count, length = logs.shape
    lags = _LAGS[kind.step]
    base = np.full((count, length), np.nan)
    recent = np.full((count, length), np.nan)
    window = 8 if kind.step == "week" else 3
    for place, start in enumerate(panel.starts):
        for at in range(start + max(max(lags), window - 1), length):
            base[place, at] = logs[place, max(start, at - kind.season + 1) : at + 1].mean()
            recent[place, at] = logs[place, at - window + 1 : at + 1].mean()
    columns, names = [], []
    for lag in lags:
        shifted = np.full((count, length), np.nan)
        shifted[:, lag:] = logs[:, : length - lag]
        columns.append(shifted - base)
        names.append(f"lag_{lag}")
    columns.append(recent - base)
    names.append("recent_mean")
    for number, name in enumerate(panel.driver_names):
        driver = panel.drivers[:, :, number]
        is_hours = name.endswith("_hours")
        with np.errstate(divide="ignore"):
            value = (
                np.log(driver + panel.floors[:, None] / 10 + 1e-9) - base if is_hours else driver
            )
        columns.append(np.clip(value, -5, 5))
        names.append(name)
    return Rows(np.stack(columns, axis=2), base, tuple(names))


def pooled_forecasts(
    panel: Panel, origins: Sequence[int], *, seed: int, threads: int,
    names: Sequence[str] = POOLED,
) -> dict[str, Floats]:  # fmt: skip
    """Forecasts of every series at every origin, by models learned from all series up to there.

    The regression is ridge, one for each horizon, estimated anew at every origin. LightGBM learns
    all horizons in one model, estimated anew every `refit_every` origins. Both look at logarithms
    relative to the series' last year, and at what is known of its parts.

    Args:
        panel: series.
        origins: how many periods are known, ascending.
        seed: of LightGBM.
        threads: that it may take.
        names: which of both.

    Returns:
        Values by candidate, series × origins × horizon; NaN where too little is known.
    """
    rows, logs = make_rows(panel), panel.logs
    shape = (len(panel.keys), len(origins), panel.kind.horizon)
    found = {name: np.full(shape, np.nan) for name in names}
    boosted: Any = None
    for number, origin in enumerate(origins):
        if REGRESSION in found:
            for step in range(1, panel.kind.horizon + 1):
                found[REGRESSION][:, number, step - 1] = _ridge(rows, logs, origin, step)
        if BOOSTED in found:
            if boosted is None or number % panel.kind.refit_every == 0:
                boosted = _boost(panel, rows, logs, origin, seed, threads)
            if boosted is not None:
                found[BOOSTED][:, number] = _boosted_answers(boosted, panel, rows, origin)
    return {name: panel.levels(values) for name, values in found.items()}


def _known(rows: Rows, logs: Floats, origin: int, step: int) -> tuple[Floats, Floats, Any]:
    """Features and outcomes of all pairs whose outcome is known at an origin."""
    features = rows.features[:, : origin - step]
    outcome = logs[:, step:origin] - rows.base[:, : origin - step]
    usable = ~np.isnan(features).any(axis=2) & ~np.isnan(outcome)
    return features[usable], outcome[usable], usable


def _ridge(rows: Rows, logs: Floats, origin: int, step: int) -> Floats:
    features, outcome, _ = _known(rows, logs, origin, step)
    if len(outcome) < _LEAST_ROWS:
        return np.full(len(logs), np.nan)
    mean, spread = features.mean(axis=0), features.std(axis=0)
    spread[spread < 1e-9] = 1.0
    scaled = (features - mean) / spread
    level = outcome.mean()
    penalty = _PENALTY * np.eye(scaled.shape[1])
    weights = np.linalg.solve(scaled.T @ scaled + penalty, scaled.T @ (outcome - level))
    now = (rows.features[:, origin - 1] - mean) / spread
    return np.asarray(now @ weights + level + rows.base[:, origin - 1])


def _boost(panel: Panel, rows: Rows, logs: Floats, origin: int, seed: int, threads: int) -> Any:
    from lightgbm import LGBMRegressor

    parts = []
    for step in range(1, panel.kind.horizon + 1):
        if origin - step < 1:
            continue
        features, outcome, usable = _known(rows, logs, origin, step)
        season = _season(panel, step)[: origin - step]
        seasons = np.broadcast_to(season, (len(logs), *season.shape))[usable]
        parts.append((np.column_stack([features, seasons, np.full(len(outcome), step)]), outcome))
    if not parts or sum(len(part[1]) for part in parts) < 4 * _LEAST_ROWS:
        return None
    model = LGBMRegressor(
        objective="l1", n_estimators=120, learning_rate=0.05, num_leaves=8, min_child_samples=30,
        subsample=0.8, subsample_freq=1, colsample_bytree=0.8, random_state=seed,
        n_jobs=threads, verbose=-1, deterministic=True, force_col_wise=True,
    )  # fmt: skip
    model.fit(np.concatenate([part[0] for part in parts]), np.concatenate([p[1] for p in parts]))
    return model


def _boosted_answers(model: Any, panel: Panel, rows: Rows, origin: int) -> Floats:
    now, base = rows.features[:, origin - 1], rows.base[:, origin - 1]
    horizon = panel.kind.horizon
    answers = np.full((len(panel.keys), horizon), np.nan)
    usable = ~np.isnan(now).any(axis=1)
    if usable.any():
        tables = [
            np.column_stack([now[usable], np.tile([*_season_of(panel, origin, step), step],
                                                  (int(usable.sum()), 1))])
            for step in range(1, horizon + 1)
        ]  # fmt: skip
        told = model.booster_.predict(np.concatenate(tables), num_threads=model.n_jobs)
        answers[usable] = told.reshape(horizon, -1).T + base[usable, None]
    return answers


def _season_of(panel: Panel, origin: int, step: int) -> tuple[float, float]:
    point = _on_circle(np.array([panel.kind.after(panel.periods[origin - 1], step)]))[0]
    return float(point[0]), float(point[1])


def _season(panel: Panel, step: int) -> Floats:
    """Where in the year the period lies that is so many steps after each."""
    return _on_circle(np.array([panel.kind.after(period, step) for period in panel.periods]))


def _on_circle(days: NDArray[np.datetime64]) -> Floats:
    of_year = (days - days.astype("datetime64[Y]").astype("datetime64[D]")).astype(float) / 365.25
    return np.column_stack([np.cos(2 * np.pi * of_year), np.sin(2 * np.pi * of_year)])
