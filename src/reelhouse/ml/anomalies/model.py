"""What answers what is odd: usual misses, a forest for each kind of subject, and a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.anomalies.baseline import ALARM, Profile, hold_against_past
from reelhouse.ml.anomalies.measures import FORECAST_MEASURE, Watch
from reelhouse.ml.anomalies.rules import CONFIRMED, FOREST, LARGEST, Forest, confirmed, raw_scores

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

FLAG_COLUMNS = (
    "subject_kind", "subject_key", "subject_name", "at_date", "since_date", "basis", "measure",
    "measure_says", "actual_value", "expected_value", "robust_deviation", "oddness_rate", "score",
    "also_odd",
)  # fmt: skip

THRESHOLDS = {LARGEST: ALARM, CONFIRMED: ALARM, FOREST: 0.999}
RAW_THRESHOLD = 3.0
FORECAST_ALARM = 4.0
"""Robust standard deviations from which on a forecast's miss is odd, if outside 95 % as well."""
_LEAST_MISSES = 20


@dataclass(frozen=True)
class Oddities:
    """The model.

    Attributes:
        spreads: usual miss of each amount, of logarithms, by kind of subject.
        forests: by kind of subject.
        rule: which rule answers, one of `rules.NAMES`.
        missing: kinds that could not be learned, with the reason.
    """

    spreads: Mapping[str, Mapping[str, float]]
    forests: Mapping[str, Forest]
    rule: str
    missing: Mapping[str, str]

    def scores(self, watch: Watch, profile: Profile, rule: str) -> tuple[Floats, Floats]:
        """How odd each row is by a rule, and the forest's oddness, 0 to 1."""
        oddness = self.forests[watch.name].oddness(profile.z)
        if rule == FOREST:
            return oddness, oddness
        size = np.nan_to_num(np.abs(profile.z))
        if rule == LARGEST:
            return size.max(axis=1, initial=0.0), oddness
        subjects = profile.rows["subject_key"].to_numpy()
        if rule == CONFIRMED:
            return confirmed(profile.z, subjects, oddness), oddness
        return raw_scores(profile.actual, subjects), oddness

    def flags(self, watch: Watch, rows: pd.DataFrame) -> pd.DataFrame:
        """The odd rows of a table.

        Args:
            watch: a kind of subject that was learned.
            rows: as its `sql` gives them.

        Returns:
            `FLAG_COLUMNS`: what deviates most and how far, and since when without a pause.
        """
        profile = hold_against_past(watch, rows, self.spreads[watch.name])
        score, oddness = self.scores(watch, profile, self.rule)
        is_odd = score >= THRESHOLDS.get(self.rule, RAW_THRESHOLD)
        is_odd &= ~np.isnan(profile.z).all(axis=1)
        return flag_rows(watch, profile, score, oddness, is_odd)


def flag_rows(
    watch: Watch, profile: Profile, score: Floats, oddness: Floats, is_odd: NDArray[np.bool_]
) -> pd.DataFrame:
    """Rows of `mart_anomaly` for what was found odd."""
    import pandas as pd

    since = _since(profile.rows, is_odd)
    found = []
    for at in np.flatnonzero(is_odd):
        z = profile.z[at]
        order = np.argsort(-np.nan_to_num(np.abs(z)), kind="stable")
        measure = watch.measures[order[0]]
        others = [
            f"{watch.measures[one].name} {z[one]:+.1f}"
            for one in order[1:]
            if not np.isnan(z[one]) and abs(z[one]) >= 0.6 * ALARM
        ]
        row = profile.rows.iloc[at]
        found.append(
            (
                watch.name, row["subject_key"], row["subject_name"], row["at_date"], since[at],
                "own past", measure.name, measure.says, profile.actual[at, order[0]],
                profile.expected[at, order[0]], z[order[0]], oddness[at], score[at],
                ", ".join(others) or None,
            )
        )  # fmt: skip
    return pd.DataFrame(found, columns=list(FLAG_COLUMNS))


def _since(rows: pd.DataFrame, is_odd: NDArray[np.bool_]) -> list[object]:
    subjects, dates = rows["subject_key"].to_numpy(), rows["at_date"].to_list()
    since: list[object] = []
    for at, odd in enumerate(is_odd):
        goes_on = at > 0 and is_odd[at - 1] and subjects[at - 1] == subjects[at]
        since.append((since[-1] if goes_on else dates[at]) if odd else None)
    return since


def forecast_flags(checks: pd.DataFrame) -> pd.DataFrame:
    """What came far from the forecast one period ahead.

    Args:
        checks: rows of `mart_forecast_check` with horizon 1 and an actual figure.

    Returns:
        `FLAG_COLUMNS`; a kind with fewer than 20 of them flags nothing.
    """
    import pandas as pd

    found = []
    for kind, part in checks.sort_values(["series_key", "target_date"]).groupby("series_kind"):
        if len(part) < _LEAST_MISSES:
            continue
        actual, told = (part[c].to_numpy(float) for c in ("actual_hours", "value_hours"))
        floor = 0.01 * float(np.median(actual)) + 1e-9
        miss = np.log(actual + floor) - np.log(told + floor)
        spread = max(1.4826 * float(np.median(np.abs(miss))), 0.02)
        z = miss / spread
        low, high = (part[c].to_numpy(float) for c in ("low95_hours", "high95_hours"))
        is_odd = (np.abs(z) >= FORECAST_ALARM) & ((actual < low) | (actual > high))
        rows = part.rename(
            columns={"series_key": "subject_key", "series_name": "subject_name",
                     "target_date": "at_date"}
        ).reset_index(drop=True)  # fmt: skip
        since = _since(rows, is_odd)
        found += [
            (
                kind, rows.at[at, "subject_key"], rows.at[at, "subject_name"],
                rows.at[at, "at_date"], since[at], "forecast", FORECAST_MEASURE,
                "hours against the forecast one period ahead", actual[at], told[at], z[at], None,
                abs(z[at]), None,
            )
            for at in np.flatnonzero(is_odd)
        ]  # fmt: skip
    return pd.DataFrame(found, columns=list(FLAG_COLUMNS))
