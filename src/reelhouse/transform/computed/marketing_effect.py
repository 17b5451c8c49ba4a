"""What trailers and campaigns do to the hours a title is watched, and after how many weeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from reelhouse.transform.computed.panel import fit_panel
from reelhouse.transform.workbench import Workbench

WRITES = ("mart_marketing_effect",)

EXPOSURES: Final = {
    "trailer views": "trailer_view_count",
    "campaign impressions": "campaign_impression_count",
}
"""Column of `mart_marketing_title_week` by what reached people."""

FEWEST_EXPOSED_TITLES = 10
METHOD = (
    "log hours on log(1 + reach / 1,000) of this and earlier weeks; fixed effects for the chart"
    " entry and for category and week, a decay for each kind of title; errors by title,"
    " CR2 with degrees of freedom by what titles tell"
)

_HOURS = """
select
    hours.entry_key,
    hours.title_key,
    hours.category,
    hours.top10_week as week_end_date,
    hours.viewed_hours,
    case when titles.is_anime then 'anime' when hours.is_film then 'film' else 'series' end as kind
from fact_netflix_week as hours
inner join dim_title as titles on hours.title_key = titles.title_key and titles.is_current
where hours.viewed_hours > 0
order by hours.entry_key, hours.top10_week
"""

_REACH = """
select title_key, week_end_date, is_trailer_reach_known,
    trailer_view_count, campaign_impression_count
from mart_marketing_title_week
order by title_key, week_end_date
"""

_KNOWN_WEEKS = """
select distinct week_end_date from mart_marketing_title_week where is_trailer_reach_known
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """From how much on an effect is estimated.

    Attributes:
        lags: weeks back that are looked at, 0 included.
        titles: fewest titles.
        weeks: fewest weeks.
    """

    lags: int
    titles: int
    weeks: int


def compute(bench: Workbench) -> None:
    """Write the effect of each kind of reach at each lag."""
    marts = bench.settings.marts
    limits = Limits(marts.effect_lag_weeks, marts.effect_least_titles, marts.effect_least_weeks)
    known = set(bench.query(_KNOWN_WEEKS)["week_end_date"])
    panel = with_lags(bench.query(_HOURS), bench.query(_REACH), known, limits.lags)
    bench.write("mart_marketing_effect", effects(panel, limits))


def with_lags(
    hours: pd.DataFrame, reach: pd.DataFrame, known_weeks: set[pd.Timestamp], lags: int
) -> pd.DataFrame:
    """Hours beside the reach of their own and earlier weeks.

    Args:
        hours: entry_key, title_key, category, week_end_date, viewed_hours, kind.
        reach: title_key, week_end_date, is_trailer_reach_known and the columns of `EXPOSURES`; a
            title and week that is not there had none. Whether reach is known is null for titles
            of which no trailer is.
        known_weeks: weeks in which the views of trailers were followed at all.
        lags: weeks back.

    Returns:
        The columns of `hours`, and for each exposure and lag `<exposure>|<lag>` with log(1 +
        reach / 1,000), not a number where it is not known.
    """
    panel = hours.copy()
    found = reach.set_index(["title_key", "week_end_date"])
    for lag in range(lags + 1):
        week = panel["week_end_date"] - pd.Timedelta(weeks=lag)
        there = found.reindex(pd.MultiIndex.from_arrays([panel["title_key"], week]))
        for exposure, column in EXPOSURES.items():
            amount = there[column].to_numpy(dtype=np.float64, na_value=np.nan)
            amount = np.log1p(np.clip(np.nan_to_num(amount, nan=0.0), 0, None) / 1000)
            if column == "trailer_view_count":
                unknown = there["is_trailer_reach_known"].eq(False).fillna(False).to_numpy(bool)
                amount[unknown | ~week.isin(known_weeks).to_numpy()] = np.nan
            panel[f"{exposure}|{lag}"] = amount
    return panel


def effects(panel: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    """The effect of each exposure at each lag, with all other lags and exposures held fixed.

    Hours have a constant for each entry of the chart, which takes up how good and how well known
    it is; one for each category and week, which takes up what all titles of the category share;
    and a decay with age for each kind of title. Age itself is no regressor: entries and weeks
    together fix it, but for how the kinds differ.

    Args:
        panel: as `with_lags` gives it.
        limits: from how much on an effect is estimated.

    Returns:
        Rows of `mart_marketing_effect`.
    """
    lags = range(limits.lags + 1)
    used = [e for e in EXPOSURES if _is_told(panel, e, lags, limits)]
    names = [f"{exposure}|{lag}" for exposure in used for lag in lags]
    rows = panel.dropna(subset=names) if used else panel.head(0)
    enough = _is_enough(rows, limits)
    found: dict[str, tuple[float, float, float, float]] = {}
    if used and enough:
        found = _fit(rows, names)
    strongest = {exposure: _strongest(found, exposure, lags) for exposure in EXPOSURES}
    return pd.DataFrame(
        [
            _row(exposure, lag, found.get(f"{exposure}|{lag}"), strongest[exposure] == lag, rows)
            for exposure in EXPOSURES
            for lag in lags
        ]
    )


def _fit(rows: pd.DataFrame, names: list[str]) -> dict[str, tuple[float, float, float, float]]:
    """Effect, standard error and ends of the interval by name of the regressor."""
    age = (rows["week_end_date"] - rows["week_end_date"].min()).dt.days.to_numpy() / 7
    kinds = sorted(rows["kind"].unique())[1:]
    controls = [(rows["kind"] == kind).to_numpy(np.float64) * age for kind in kinds]
    regressors = np.column_stack([*(rows[name].to_numpy(np.float64) for name in names), *controls])
    fit = fit_panel(
        np.log(rows["viewed_hours"].to_numpy(np.float64)),
        regressors,
        [_codes(rows["entry_key"]), _codes(rows["category"] + rows["week_end_date"].astype(str))],
        _codes(rows["title_key"]),
    )
    told = zip(fit.effects, fit.standard_errors, fit.lower, fit.upper, strict=True)
    return {
        name: (float(a), float(b), float(c), float(d))
        for name, (a, b, c, d) in zip(names, told, strict=False)
        if np.isfinite(b)
    }


def _codes(values: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.unique(values.to_numpy(), return_inverse=True)[1].astype(np.int64)


def _is_enough(rows: pd.DataFrame, limits: Limits) -> bool:
    return (
        rows["title_key"].nunique() >= limits.titles
        and rows["week_end_date"].nunique() >= limits.weeks
    )


def _is_told(panel: pd.DataFrame, exposure: str, lags: range, limits: Limits) -> bool:
    """Whether enough titles were exposed in weeks that are known."""
    rows = panel.dropna(subset=[f"{exposure}|{lag}" for lag in lags])
    exposed = rows[[f"{exposure}|{lag}" for lag in lags]].to_numpy().max(axis=1, initial=0.0) > 0
    titles = rows.loc[exposed, "title_key"].nunique()
    return titles >= FEWEST_EXPOSED_TITLES and _is_enough(rows, limits)


def _strongest(
    found: dict[str, tuple[float, float, float, float]], exposure: str, lags: range
) -> int | None:
    ratios = {
        lag: found[f"{exposure}|{lag}"][0] / found[f"{exposure}|{lag}"][1]
        for lag in lags
        if f"{exposure}|{lag}" in found
    }
    return max(ratios, key=lambda lag: ratios[lag]) if ratios else None


def _row(
    exposure: str,
    lag: int,
    found: tuple[float, float, float, float] | None,
    is_strongest: bool,
    rows: pd.DataFrame,
) -> dict[str, object]:
    effect, error, lower, upper = found or (None, None, None, None)
    if lower is None or upper is None:
        verdict = "not enough data"
    else:
        verdict = "effect shown" if lower > 0 or upper < 0 else "no effect shown"
    return {
        "exposure": exposure,
        "lag_weeks": lag,
        "effect": effect,
        "standard_error": error,
        "effect_lower": lower,
        "effect_upper": upper,
        "is_strongest_lag": is_strongest and found is not None,
        "title_count": rows["title_key"].nunique() if found else 0,
        "week_count": rows["week_end_date"].nunique() if found else 0,
        "observation_count": len(rows) if found else 0,
        "verdict": verdict,
        "method": METHOD,
    }
