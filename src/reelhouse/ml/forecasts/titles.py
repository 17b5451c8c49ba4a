"""How forecasts of titles did in past weeks, which candidate answers, and how far it was off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.forecasts.decay import (
    HORIZON,
    LAST_VALUE,
    NAMES,
    Cases,
    Decay,
    learn_decay,
    losses,
    make_cases,
)
from reelhouse.ml.forecasts.intervals import conformal_bounds

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

KIND = "title_week"
SAYS = "weekly hours of a film or season that is in Netflix's global lists"
NEEDED_WEEKS = 40
"""Weeks of lists without which nothing is said of titles: 26 to learn from and 14 to try."""
_ORIGINS = 26
_REFIT_EVERY = 13
LEVELS = (0.8, 0.95)


@dataclass(frozen=True)
class TitleBacktest:
    """Forecasts of titles at past weeks.

    Attributes:
        cases: what was forecast, with what came.
        told: logarithms of hours by candidate.
        scale: mean absolute change from week to week of listed titles before the first origin, in
            hours; losses divided by it are MASE's.
    """

    cases: Cases
    told: dict[str, Floats]
    scale: float

    def scaled_losses(self, name: str) -> Floats:
        """Losses of a candidate by the scale."""
        return losses(self.cases, np.exp(self.told[name])) / self.scale

    def mase(self, name: str) -> float:
        """Mean scaled loss, every horizon weighing the same."""
        lost, step = self.scaled_losses(name), self.cases.rows["step"].to_numpy()
        return float(np.mean([lost[step == one].mean() for one in np.unique(step)]))


@dataclass(frozen=True)
class Titles:
    """What answers for titles.

    Attributes:
        decay: what was learned of all lists.
        chosen: candidate that answers.
        misses: by horizon, how far outcomes were off in logarithms: sorted with titles off the
            list at minus infinity, for low bounds, and at the list's limit, for high ones.
    """

    decay: Decay
    chosen: str
    misses: dict[int, tuple[Floats, Floats]]

    def forecast(self, cases: Cases) -> tuple[Floats, dict[float, tuple[Floats, Floats]]]:
        """Hours and their bounds by level; a low bound of 0 says that it may well leave the list.

        Args:
            cases: titles, weeks and horizons that are asked for.
        """
        told = self.decay.log_hours(self.chosen, cases)
        step = cases.rows["step"].to_numpy()
        return np.exp(told), {level: bounds(told, step, self.misses, level) for level in LEVELS}


def backtest_titles(entries: pd.DataFrame, *, seed: int, threads: int) -> TitleBacktest | None:
    """Let candidates forecast the listed titles of past weeks.

    Args:
        entries: as `make_cases` takes them.
        seed: of what draws.
        threads: that a model may take.

    Returns:
        The backtest; None where there are fewer than `NEEDED_WEEKS` weeks.
    """
    cases = make_cases(entries)
    when = cases.rows["top10_week"].to_numpy().astype("datetime64[D]")
    weeks = np.unique(when)
    if len(weeks) < NEEDED_WEEKS:
        return None
    origins = weeks[-1 - min(_ORIGINS, len(weeks) - 26) : -1]
    is_known = ~np.isnan(cases.outcome)
    parts: list[Cases] = []
    told: dict[str, list[Floats]] = {name: [] for name in NAMES}
    for first in range(0, len(origins), _REFIT_EVERY):
        block = origins[first : first + _REFIT_EVERY]
        decay = learn_decay(
            cases.take(is_known & (cases.ends <= block[0])), seed=seed, threads=threads
        )
        asked = cases.take(is_known & np.isin(when, block))
        parts.append(asked)
        for name in NAMES:
            told[name].append(decay.log_hours(name, asked))
    together = _join(parts)
    early = cases.take(is_known & (cases.ends <= origins[0]) & (cases.rows["step"] == 1).to_numpy())
    now = np.exp(early.rows["log_hours"].to_numpy(float))
    scale = float(np.mean(losses(early, now)[~early.is_below]))
    return TitleBacktest(together, {n: np.concatenate(each) for n, each in told.items()}, scale)


def _join(parts: list[Cases]) -> Cases:
    import pandas as pd

    return Cases(
        pd.concat([part.rows for part in parts], ignore_index=True),
        np.concatenate([part.outcome for part in parts]),
        np.concatenate([part.is_below for part in parts]),
    )


def choose_title_model(backtest: TitleBacktest) -> str:
    """The candidate with the smallest mean scaled loss; equal ones go to the last value."""
    return min(NAMES, key=lambda name: (backtest.mase(name), name != LAST_VALUE))


def misses_of(
    backtest: TitleBacktest, name: str, keep: NDArray[np.bool_] | None = None
) -> dict[int, tuple[Floats, Floats]]:
    """How far outcomes were from a candidate's forecasts, by horizon.

    Args:
        backtest: of titles.
        name: candidate.
        keep: cases to take; all by default.
    """
    cases = backtest.cases
    missed = cases.outcome - backtest.told[name]
    step = cases.rows["step"].to_numpy()
    taken = np.ones(len(step), bool) if keep is None else keep
    found = {}
    for one in range(1, HORIZON + 1):
        inside = taken & (step == one)
        lows = np.where(cases.is_below[inside], -np.inf, missed[inside])
        found[one] = (np.sort(lows), np.sort(missed[inside]))
    return found


def bounds(
    told: Floats, step: NDArray[np.int64], misses: dict[int, tuple[Floats, Floats]], level: float
) -> tuple[Floats, Floats]:
    """Low and high hours of forecasts, from earlier misses of the same horizon.

    Args:
        told: logarithms of hours.
        step: horizon of each.
        misses: as `misses_of` gives them.
        level: share of outcomes that shall lie inside, 0 to 1.
    """
    low, high = np.full(len(told), np.nan), np.full(len(told), np.nan)
    for one, (lows, highs) in misses.items():
        inside = step == one
        low[inside] = np.exp(told[inside] + conformal_bounds(lows, level)[0])
        high[inside] = np.exp(told[inside] + conformal_bounds(highs, level)[1])
    return low, high


def roll_titles(backtest: TitleBacktest, name: str) -> dict[float, tuple[Floats, Floats]]:
    """Bounds as they would have been told in each week, from what was known in it."""
    cases = backtest.cases
    when = cases.rows["top10_week"].to_numpy().astype("datetime64[D]")
    step, told = cases.rows["step"].to_numpy(), backtest.told[name]
    found = {lv: (np.full(len(told), np.nan), np.full(len(told), np.nan)) for lv in LEVELS}
    for week in np.unique(when):
        now = when == week
        misses = misses_of(backtest, name, cases.ends <= week)
        for level, (low, high) in found.items():
            low[now], high[now] = bounds(told[now], step[now], misses, level)
    return found


def is_inside(cases: Cases, low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Whether outcomes lie within bounds; one off the list does where its hours can have been."""
    actual = np.exp(cases.outcome)
    return np.asarray((low <= actual) & (cases.is_below | (actual <= high)))
