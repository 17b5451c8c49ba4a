"""Series that are made up, to forecast."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.forecasts.panel import Kind, Panel, make_panel

Floats = NDArray[np.float64]

WEEKS = Kind(
    "category_week", "hours", "week",
    season=26, horizon=3, least_train=30, least_history=45, origins=50, refit_every=50,
)  # fmt: skip
MONTHS = Kind(
    "genre_month", "hours", "month",
    season=12, horizon=12, least_train=12, least_history=24, origins=24, refit_every=6,
    least_seen_rate=1.0,
)  # fmt: skip
START = np.datetime64("2022-01-02", "D")


def weeks(count: int, first: int = 0) -> NDArray[np.datetime64]:
    """So many Sundays."""
    return START + np.arange(first, first + count) * np.timedelta64(7, "D")


def panel_of(rows: Floats, kind: Kind = WEEKS) -> Panel:
    """A panel of weekly series, a row each."""
    days = weeks(rows.shape[1])
    series = [
        (f"s{place}", f"Series {place}", days, values, np.empty((len(values), 0)))
        for place, values in enumerate(rows)
    ]
    return make_panel(kind, series)


def steady(series: int = 4, count: int = 120, seed: int = 1) -> Floats:
    """Series that come back to their mean by half each week, with noise."""
    rng = np.random.default_rng(seed)
    logs = np.zeros((series, count))
    for at in range(1, count):
        logs[:, at] = 0.5 * logs[:, at - 1] + 0.3 * rng.standard_normal(series)
    return np.asarray(np.exp(logs + rng.uniform(3, 6, (series, 1))))


def wandering(series: int = 4, count: int = 120, seed: int = 1) -> Floats:
    """Random walks: the last value is the best that can be told."""
    rng = np.random.default_rng(seed)
    return np.asarray(np.exp(5 + np.cumsum(0.2 * rng.standard_normal((series, count)), axis=1)))
