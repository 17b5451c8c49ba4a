"""How a title's weekly hours fall: what is learned over all titles, for those listed now.

A title is in a list for some weeks only, too few to learn from by itself. What is off the list is
not 0: its hours are below those of the list's last place. Such outcomes count with what is known of
them, here and when models are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

HORIZON = 4
LAST_VALUE = "last value"
USUAL = "usual decay"
BOOSTED = "LightGBM on decay"
NAMES = (LAST_VALUE, USUAL, BOOSTED)
FEATURES = (
    "age_weeks", "above_last_place", "weekly_rank", "last_change", "is_film", "is_english",
    "list_log_hours", "season_cos", "season_sin",
)  # fmt: skip
_AGES = (1, 2, 3, 4, 6, 10)
_LEAST_ROWS = 30


@dataclass(frozen=True)
class Cases:
    """A row for each listed title, week and horizon whose outcome is known, or asked for.

    Attributes:
        rows: `entry_key`, `top10_week`, `step`, `log_hours` of the week, the features.
        outcome: logarithm of hours `step` weeks later; where it is off the list, that of the
            list's last place in that week, which it is below; NaN where not known yet.
        is_below: where it was off the list.
    """

    rows: pd.DataFrame
    outcome: Floats
    is_below: NDArray[np.bool_]

    def take(self, keep: NDArray[np.bool_]) -> Cases:
        """Some of the rows."""
        return Cases(self.rows[keep], self.outcome[keep], self.is_below[keep])

    @property
    def ends(self) -> NDArray[np.datetime64]:
        """The week in which each outcome is known."""
        weeks = self.rows["top10_week"].to_numpy().astype("datetime64[D]")
        ahead = (7 * self.rows["step"].to_numpy()).astype("timedelta64[D]")
        return np.asarray(weeks + ahead)


def make_cases(entries: pd.DataFrame) -> Cases:
    """The cases of lists.

    Args:
        entries: a row an entry and week it was listed: `entry_key`, `category`, `top10_week`,
            `viewed_hours`, `weekly_rank`, `cumulative_week_count`, `is_film`, `is_english`; rows
            without hours are left out.
    """
    import pandas as pd

    listed = entries[entries["viewed_hours"] > 0]
    rows = listed.sort_values(["entry_key", "top10_week"], ignore_index=True).copy()
    rows["top10_week"] = pd.to_datetime(rows["top10_week"])
    rows["log_hours"] = np.log(rows["viewed_hours"].astype(float))
    lists = rows.groupby(["category", "top10_week"])["log_hours"].min().rename("last_place")
    rows = rows.merge(lists.reset_index(), on=["category", "top10_week"])
    totals = rows.groupby(["category", "top10_week"])["viewed_hours"].transform("sum")
    before = rows[["entry_key", "top10_week", "log_hours"]].copy()
    before["top10_week"] += pd.Timedelta(days=7)
    rows = rows.merge(
        before.rename(columns={"log_hours": "log_before"}), "left", ["entry_key", "top10_week"]
    )
    of_year = 2 * np.pi * rows["top10_week"].dt.day_of_year / 365.25
    rows["age_weeks"] = rows["cumulative_week_count"].astype(float)
    rows["above_last_place"] = rows["log_hours"] - rows["last_place"]
    rows["weekly_rank"] = rows["weekly_rank"].astype(float)
    rows["last_change"] = rows["log_hours"] - rows["log_before"]
    rows["is_film"] = rows["is_film"].astype(float)
    rows["is_english"] = rows["is_english"].astype(float)
    rows["list_log_hours"] = np.log(totals.astype(float))
    rows["season_cos"], rows["season_sin"] = np.cos(of_year), np.sin(of_year)
    newest = rows["top10_week"].max()
    parts = []
    for step in range(1, HORIZON + 1):
        later = rows[["entry_key", "top10_week", "log_hours"]].copy()
        later["top10_week"] -= pd.Timedelta(days=7 * step)
        limits = lists.reset_index()
        limits["top10_week"] -= pd.Timedelta(days=7 * step)
        part = rows.drop(columns="last_place").assign(step=step)
        part = part.merge(
            later.rename(columns={"log_hours": "listed"}), "left", ["entry_key", "top10_week"]
        ).merge(limits, "left", ["category", "top10_week"])
        is_known = part["top10_week"] + pd.Timedelta(days=7 * step) <= newest
        part["outcome"] = np.where(is_known, part["listed"].fillna(part["last_place"]), np.nan)
        part["is_below"] = is_known & part["listed"].isna()
        parts.append(part)
    together = pd.concat(parts, ignore_index=True)
    columns = ["entry_key", "category", "top10_week", "step", "log_hours", *FEATURES]
    return Cases(
        together[columns],
        together["outcome"].to_numpy(float),
        together["is_below"].to_numpy(bool),
    )


def losses(cases: Cases, told: Floats) -> Floats:
    """How far forecasts of hours were off, in hours.

    Of a title that is off the list the distance to what its hours can have been: nothing where the
    forecast was below the last place.
    """
    actual = np.exp(cases.outcome)
    return np.where(cases.is_below, np.maximum(told - actual, 0.0), np.abs(told - actual))


@dataclass(frozen=True)
class Decay:
    """What was learned of how titles fall.

    Attributes:
        usual: change of the logarithm of hours by kind, age group and horizon.
        booster: LightGBM's model of the rest; None where there was too little for one.
    """

    usual: dict[tuple[float, int, int], float]
    booster: Any

    def log_hours(self, name: str, cases: Cases) -> Floats:
        """Forecasts of a candidate, as logarithms of hours."""
        rows = cases.rows
        now = rows["log_hours"].to_numpy(float)
        if name == LAST_VALUE:
            return now
        keys = zip(rows["is_film"], _age_group(rows), rows["step"], strict=True)
        fall = np.array([self.usual.get(key, self._fallback(key)) for key in keys])
        if name == BOOSTED and self.booster is not None and len(rows):
            fall = fall + self.booster.predict(_features(cases), num_threads=1)
        return np.asarray(now + fall)

    def _fallback(self, key: tuple[float, int, int]) -> float:
        same = [fall for (_, _, step), fall in self.usual.items() if step == key[2]]
        return float(np.median(same)) if same else 0.0


def learn_decay(cases: Cases, *, seed: int, threads: int) -> Decay:
    """Learn how titles fall from cases whose outcome is known.

    Both learn censored medians: the absolute miss, which for a title off the list counts only
    above the last place (Powell, Least absolute deviations estimation for the censored regression
    model, J. Econometrics 25, 1984).

    Args:
        cases: known ones are learned from.
        seed: of LightGBM.
        threads: that it may take.
    """
    known = cases.take(~np.isnan(cases.outcome))
    change = known.outcome - known.rows["log_hours"].to_numpy(float)
    groups: dict[tuple[float, int, int], list[int]] = {}
    keys = zip(known.rows["is_film"], _age_group(known.rows), known.rows["step"], strict=True)
    for place, key in enumerate(keys):
        groups.setdefault(key, []).append(place)
    usual = {
        key: censored_median(change[places], known.is_below[places])
        for key, places in groups.items()
        if len(places) >= _LEAST_ROWS
    }
    decay = Decay(usual, None)
    if len(known.rows) < 10 * _LEAST_ROWS or not usual:
        return decay
    left = known.outcome - decay.log_hours(USUAL, known)
    return Decay(usual, _boost(known, left, seed, threads))


def censored_median(values: Floats, is_below: NDArray[np.bool_]) -> float:
    """The number with the smallest sum of absolute misses, limits counting only from above.

    Args:
        values: seen values, or limits that the true ones are below.
        is_below: which are limits.
    """
    order = np.argsort(values, kind="stable")
    told, below = values[order], is_below[order]
    # slope of the loss right of each value: how many lie left of it less those seen to the right
    slope = np.arange(1, len(told) + 1) - np.cumsum((~below)[::-1])[::-1] + (~below)
    return float(told[np.argmax(slope >= 0)])


def _boost(known: Cases, left: Floats, seed: int, threads: int) -> Any:
    import lightgbm

    below = known.is_below

    def objective(told: Floats, data: Any) -> tuple[Floats, Floats]:
        miss = told - data.get_label()
        slope = np.where(below, np.clip(miss, 0, _HUBER), np.clip(miss, -_HUBER, _HUBER))
        return slope, np.where(below & (miss < 0), 0.05, 1.0)

    table = lightgbm.Dataset(_features(known), left, feature_name=[*FEATURES, "step"])
    settings = {
        "objective": objective, "learning_rate": 0.06, "num_leaves": 12, "min_data_in_leaf": 40,
        "lambda_l2": 5.0, "seed": seed, "num_threads": threads, "verbose": -1,
        "deterministic": True, "force_col_wise": True, "feature_fraction": 0.8,
    }  # fmt: skip
    return lightgbm.train(settings, table, num_boost_round=80)


_HUBER = 0.15  # misses beyond count by their sign, as absolute ones do


def _features(cases: Cases) -> Floats:
    return np.asarray(cases.rows[[*FEATURES, "step"]].to_numpy(float))


def _age_group(rows: pd.DataFrame) -> NDArray[np.int64]:
    return np.searchsorted(_AGES, rows["age_weeks"].to_numpy(float), side="right").astype(np.int64)
