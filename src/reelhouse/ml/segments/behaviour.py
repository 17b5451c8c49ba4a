"""What members do, as numbers that can be compared: shrunk shares, robustly scaled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHARES = (
    "film", "series", "anime", "tv", "mobile", "tablet", "desktop", "console", "weekend",
    "evening", "night",
)  # fmt: skip
"""Shares of sessions; `feature_member_month` has each as `<name>_rate_12m`."""

PRIOR_SESSIONS = 5.0
"""Sessions of the usual member with which each member begins, so that few sessions say little."""

_LIMIT = 4.0  # robust deviations beyond which a value counts no more

SAYS = {
    "sessions": "sessions a month, logarithm",
    "minutes": "minutes of a session, logarithm of the mean",
    "film": "share of sessions of films that are no anime",
    "series": "share of sessions of series that are no anime",
    "anime": "share of sessions of anime",
    "tv": "share of sessions on a television",
    "mobile": "share of sessions on a phone",
    "tablet": "share of sessions on a tablet",
    "desktop": "share of sessions on a computer",
    "console": "share of sessions on a console",
    "weekend": "share of sessions on Saturdays and Sundays, UTC",
    "evening": "share of sessions that began from 18:00 on, UTC",
    "night": "share of sessions that began before 06:00, UTC",
}
"""What each column of `Behaviour.scaled` says."""


@dataclass(frozen=True)
class Behaviour:
    """How behaviour is measured: what is usual, and how far members lie apart.

    Attributes:
        usual: share of all sessions, by name of `SHARES`.
        usual_minutes: mean of the logarithm of minutes of a session.
        centre: median of each column.
        scale: robust standard deviation of each column, above 0.
    """

    usual: dict[str, float]
    usual_minutes: float
    centre: Floats
    scale: Floats

    @classmethod
    def of(cls, months: pd.DataFrame) -> Self:
        """Measure it on members, a row of `feature_member_month` each, all with sessions.

        The scale is the interquartile range by 1.349, which outliers do not move, and at least half
        the standard deviation, where most members are alike.
        """
        sessions = months["session_count_12m"].to_numpy(float)
        usual = {name: float(np.average(_rate(months, name), weights=sessions)) for name in SHARES}
        minutes = float(np.average(_log_minutes(months), weights=sessions))
        raw = _raw(months, usual, minutes)
        quarters = np.percentile(raw, [25, 75], axis=0)
        spread = np.maximum((quarters[1] - quarters[0]) / 1.349, raw.std(axis=0) / 2)
        return cls(usual, minutes, np.median(raw, axis=0), np.where(spread > 0, spread, 1.0))

    def scaled(self, months: pd.DataFrame) -> Floats:
        """Members in robust standard deviations from the median, rows by the columns of `SAYS`."""
        raw = _raw(months, self.usual, self.usual_minutes)
        return np.clip((raw - self.centre) / self.scale, -_LIMIT, _LIMIT)


def _raw(months: pd.DataFrame, usual: dict[str, float], usual_minutes: float) -> Floats:
    sessions = months["session_count_12m"].to_numpy(float)
    weight = sessions / (sessions + PRIOR_SESSIONS)
    observed = np.maximum(months["observed_months_12m"].to_numpy(float), 0.25)
    columns = [
        np.log((sessions + 0.5) / (observed + 0.1)),
        weight * _log_minutes(months) + (1 - weight) * usual_minutes,
    ]
    # the root makes the spread of a share the same where it is small and where it is large
    columns += [
        np.sqrt(weight * _rate(months, name) + (1 - weight) * usual[name]) for name in SHARES
    ]
    return np.column_stack(columns)


def _log_minutes(months: pd.DataFrame) -> Floats:
    sessions = np.maximum(months["session_count_12m"].to_numpy(float), 1)
    mean = months["watched_minutes_12m"].to_numpy(float) / sessions
    return np.asarray(np.log(np.maximum(mean, 0.5)))


def _rate(months: pd.DataFrame, name: str) -> Floats:
    rate = months[f"{name}_rate_12m"].to_numpy(dtype=float, na_value=np.nan)
    return np.asarray(np.nan_to_num(rate))
