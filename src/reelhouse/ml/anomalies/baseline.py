"""What each figure was expected to be, from the subject's own past, and how far it was off.

Amounts follow robust exponential smoothing with a trend, on logarithms; shares the share so far.
What is odd is kept out of what is expected next, so that the second odd day is odd as well.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.anomalies.measures import Measure, Watch

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

ALARM = 5.0
"""Robust standard deviations from which on a figure is kept out of what is expected next."""
_LEVEL, _TREND, _SCALE = 0.25, 0.05, 0.03
_MEAN_TO_SD = 1.2533  # of a normal distribution's absolute values
_RESTART = 21  # odd for so long is a new normal
_MEMORY = 28
_SHARE_SPREAD = 0.1  # shares vary by a tenth of themselves besides the chance of counts
_LEAST_SD = 0.03
_MAD = 1.4826


@dataclass(frozen=True)
class Profile:
    """A table held against its own past.

    Attributes:
        rows: the table, by subject and date.
        z: rows × measures: robust standard deviations above what was expected; NaN where nothing
            can be said yet.
        expected: rows × measures, in units of the measure.
        actual: rows × measures.
    """

    rows: pd.DataFrame
    z: Floats
    expected: Floats
    actual: Floats


def learn_spreads(watch: Watch, rows: pd.DataFrame) -> dict[str, float]:
    """The usual miss of each amount, over all subjects: a robust standard deviation of logarithms.

    Args:
        watch: a kind of subject.
        rows: as its `sql` gives them.
    """
    spreads = {measure.name: 0.2 for measure in watch.measures if not measure.part}
    for _ in range(2):
        profile = hold_against_past(watch, rows, spreads)
        for place, measure in enumerate(watch.measures):
            if measure.part:
                continue
            z = profile.z[:, place]
            seen = z[~np.isnan(z)]
            if len(seen) >= 20:
                spread = spreads[measure.name] * _MAD * float(np.median(np.abs(seen)))
                spreads[measure.name] = max(spread, _LEAST_SD)
    return spreads


def hold_against_past(watch: Watch, rows: pd.DataFrame, spreads: Mapping[str, float]) -> Profile:
    """Expect every figure from what came before it.

    Formula: Holt's method with cleaned observations, after Gelper, Fried and Croux, Robust
    forecasting with exponential and Holt-Winters smoothing, J. Forecasting 29 (2010); an
    observation beyond `ALARM` counts as missing here, and not as a clipped one.

    Args:
        watch: a kind of subject.
        rows: as its `sql` gives them.
        spreads: usual miss of each amount, of logarithms.
    """
    table = rows.sort_values(["subject_key", "at_date"], ignore_index=True)
    count = len(table)
    z = np.full((count, len(watch.measures)), np.nan)
    expected, actual = z.copy(), z.copy()
    weekday = _weekdays(watch, table)
    subjects = table["subject_key"].to_numpy()
    edges = [0, *(np.flatnonzero(subjects[1:] != subjects[:-1]) + 1), count] if count else [0]
    columns = [_columns(measure, table) for measure in watch.measures]
    for first, end in pairwise(edges):
        _walk(watch, columns, weekday, first, end, spreads, z, expected, actual)
    return Profile(table, z, expected, actual)


def _columns(measure: Measure, table: pd.DataFrame) -> tuple[Floats, Floats]:
    """Part and whole of a share; logarithm and value of an amount."""
    if measure.part:
        return table[measure.part].to_numpy(float), table[measure.whole].to_numpy(float)
    values = table[measure.name].to_numpy(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0, np.log(np.maximum(values, 1e-12)), np.nan), values


def _weekdays(watch: Watch, table: pd.DataFrame) -> Floats:
    """What each row's day of the week adds to the logarithm of the first measure."""
    import pandas as pd

    if not watch.weekly or len(table) < 70:
        return np.zeros(len(table))
    day = pd.to_datetime(table["at_date"]).dt.day_of_week.to_numpy()
    logs = pd.Series(_columns(watch.measures[0], table)[0])
    around = logs.groupby(table["subject_key"].to_numpy()).transform(
        lambda one: one.rolling(7, center=True, min_periods=4).median()
    )
    off = (logs - around).to_numpy()
    by_day = np.array([np.nanmedian(off[day == d]) if np.any(day == d) else 0.0 for d in range(7)])
    return np.asarray(np.nan_to_num(by_day - by_day.mean())[day])


def _walk(
    watch: Watch, columns: Sequence[tuple[Floats, Floats]], weekday: Floats, first: int, end: int,
    spreads: Mapping[str, float], z: Floats, expected: Floats, actual: Floats,
) -> None:  # fmt: skip
    states = [
        _Share() if measure.part else _Amount(spreads[measure.name], watch.warm, measure.is_count)
        for measure in watch.measures
    ]
    odd = 0
    for at in range(first, end):
        is_odd = False
        for place, state in enumerate(states):
            one, other = columns[place][0][at], columns[place][1][at]
            shift = weekday[at] if watch.measures[place].follows_week else 0.0
            found = state.expect(one, other, shift)
            actual[at, place] = found[0]
            if at - first >= watch.warm:
                expected[at, place], z[at, place] = found[1], found[2]
                is_odd |= bool(abs(found[2]) > ALARM)
        odd = odd + 1 if is_odd else 0
        if odd > _RESTART:
            for state in states:
                state.restart()
            odd = 0
        for place, state in enumerate(states):
            one, other = columns[place][0][at], columns[place][1][at]
            state.learn(
                one, other, weekday[at] if watch.measures[place].follows_week else 0.0, is_odd
            )


class _Amount:
    """Level and trend of a logarithm."""

    def __init__(self, spread: float, warm: int, is_count: bool) -> None:
        self.spread = self.usual = spread
        self.warm, self.is_count = max(3, warm), is_count
        self.restart()

    def restart(self) -> None:
        self.level, self.trend = float("nan"), 0.0
        self.first: list[float] = []

    def expect(self, log: float, value: float, shift: float) -> tuple[float, float, float]:
        told = self.level + self.trend + shift
        value_told = math.exp(told)
        chance = 1 / math.sqrt(max(value_told, 1.0)) if self.is_count else 0.0
        return value, value_told, (log - told) / max(self.spread, chance)

    def learn(self, log: float, value: float, shift: float, is_odd: bool) -> None:
        seen = log - shift
        if len(self.first) < self.warm:
            if not np.isnan(seen):
                self.first.append(seen)
            if self.first:
                self._begin()
        elif is_odd or np.isnan(seen):
            self.level += self.trend
        else:
            before = self.level
            miss = min(abs(seen - before - self.trend), 3 * self.spread)
            self.spread = (1 - _SCALE) * self.spread + _SCALE * _MEAN_TO_SD * miss
            self.spread = max(self.spread, self.usual / 2)
            self.level = (1 - _LEVEL) * (self.level + self.trend) + _LEVEL * seen
            self.trend = (1 - _TREND) * self.trend + _TREND * (self.level - before)

    def _begin(self) -> None:
        """Level and trend of the first values: the median of slopes, of Theil and Sen."""
        values = np.array(self.first)
        if len(values) >= 3:
            left, right = np.triu_indices(len(values), 1)
            self.trend = float(np.median((values[right] - values[left]) / (right - left)))
        last = values - self.trend * np.arange(1 - len(values), 1)
        self.level = float(np.median(last))


class _Share:
    """Part by whole of the last observations that were not odd."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.parts: list[float] = []
        self.wholes: list[float] = []

    def expect(self, part: float, whole: float, shift: float) -> tuple[float, float, float]:
        rate = part / whole if whole > 0 else float("nan")
        total = sum(self.wholes)
        if total <= 0 or not whole > 0 or np.isnan(part):
            return rate, float("nan"), float("nan")
        share = sum(self.parts) / total
        mean = share * whole
        sd = math.sqrt(mean + 1 + (_SHARE_SPREAD * mean) ** 2)
        return rate, share, (part - mean) / sd

    def learn(self, part: float, whole: float, shift: float, is_odd: bool) -> None:
        if is_odd or np.isnan(part) or np.isnan(whole):
            return
        self.parts, self.wholes = [*self.parts, part][-_MEMORY:], [*self.wholes, whole][-_MEMORY:]
