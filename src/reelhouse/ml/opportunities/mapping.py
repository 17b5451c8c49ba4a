"""The map of segments: demand, supply, quality, trend, and the zones that intervals allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.opportunities.question import FLOOR_SHARE, SegmentModel
from reelhouse.ml.opportunities.segments import (
    WORLD,
    YEAR_WEEKS,
    Evidence,
    Shares,
    demand,
    of_place,
    places,
    shares_of,
)
from reelhouse.ml.opportunities.shrinkage import Posterior, shrink, spread_between
from reelhouse.settings.marts import MartSettings

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

SURE = 0.975
"""Probability from which on a sign counts as known: a 95 % interval is on one side of 0."""

DRAWS = 400
_LEAST_ERROR = 0.02


class _Draw(TypedDict):
    draws: int
    seed: int


def opportunity_map(evidence: Evidence, model: SegmentModel, marts: MartSettings) -> pd.DataFrame:
    """A row for each country (and `all`), content kind and genre that is watched or held there.

    Returns:
        The columns of `mart_opportunity` but model_version.
    """
    import pandas as pd

    weeks = evidence.weeks[-marts.taste_weeks :]
    parts = [_of_place(evidence, country, kind, weeks, marts) for country, kind in places(evidence)]
    rows = pd.concat([part for part in parts if part is not None], ignore_index=True)
    is_world = rows["country_code"].to_numpy() == WORLD
    usual = rows.loc[is_world].set_index(["content_kind", "genre"])["log_demand"]
    centre = usual.reindex(pd.MultiIndex.from_frame(rows[["content_kind", "genre"]]))
    told = shrink(
        rows["log_demand"].to_numpy(float),
        rows["log_demand_error"].to_numpy(float),
        model.weight_of_own(),
        centre.fillna(rows["log_demand"].reset_index(drop=True).set_axis(centre.index)).to_numpy(),
    )
    # all countries together speak for themselves
    own = Posterior(rows["log_demand"].to_numpy(float), rows["log_demand_error"].to_numpy(float))
    level = Posterior(
        np.where(is_world, own.mean, told.mean),
        np.where(is_world, own.deviation, told.deviation),
    )
    supply_error = rows["log_supply_error"].to_numpy(float)
    gap = Posterior(
        level.mean - rows["log_supply"].to_numpy(float),
        np.sqrt(level.deviation**2 + supply_error**2),
    )
    trend = _shrunk(rows, "trend")
    quality = _shrunk(rows, "quality")
    return _described(rows, level, gap, trend, quality, marts)


def _shrunk(rows: pd.DataFrame, measure: str) -> Posterior:
    """Drawn to the mean of all, and NaN where nothing is known."""
    value, error = (rows[c].to_numpy(float) for c in (measure, f"{measure}_error"))
    known = np.isfinite(value) & np.isfinite(error)
    weights = np.where(known, 1 / np.maximum(error, _LEAST_ERROR) ** 2, 0)
    centre = float(np.nansum(weights * np.nan_to_num(value)) / max(weights.sum(), 1e-12))
    told = shrink(value, error, spread_between(value, error, centre), centre)
    return Posterior(np.where(known, told.mean, np.nan), np.where(known, told.deviation, np.nan))


def _of_place(
    evidence: Evidence, country: str, kind: str, weeks: list[pd.Timestamp], marts: MartSettings
) -> pd.DataFrame | None:
    import pandas as pd

    lists = of_place(evidence.between(weeks[0], weeks[-1]), country, kind)
    held = of_place(evidence.held, country, kind)["title_key"].drop_duplicates().sort_values()
    if not len(lists) or not len(held):
        return None
    draw: _Draw = {"draws": DRAWS, "seed": marts.seed}
    watched = shares_of(demand(lists), evidence, **draw)
    everywhere = of_place(evidence.held, WORLD, kind)["title_key"].drop_duplicates()
    usual = evidence.parts.loc[everywhere].mean().to_numpy(float)
    offered = shares_of(
        pd.Series(1.0, index=held),
        evidence,
        **draw,
        prior=usual,
        prior_weight=marts.saturation_prior_titles,
    )
    trend, trend_error = _trend(lists, weeks, evidence, draw)
    quality, quality_error = _quality(held, evidence)
    rows = pd.DataFrame(
        {
            "country_code": country,
            "content_kind": kind,
            "genre": evidence.genres,
            "demand_title_count": watched.titles.astype(int),
            "supply_title_count": offered.titles.astype(int),
            **_logs("demand", watched),
            **_logs("supply", offered),
            "trend": trend,
            "trend_error": trend_error,
            "quality": quality,
            "quality_error": quality_error,
        }
    )
    return rows[(rows["demand_title_count"] > 0) | (rows["supply_title_count"] > 0)]


def _logs(name: str, shares: Shares) -> dict[str, Floats]:
    drawn = np.log(np.maximum(shares.drawn, FLOOR_SHARE))
    return {
        f"log_{name}": np.log(np.maximum(shares.value, FLOOR_SHARE)),
        f"log_{name}_error": drawn.std(axis=0) + _LEAST_ERROR,
    }


def _trend(
    lists: pd.DataFrame, weeks: list[pd.Timestamp], evidence: Evidence, draw: _Draw
) -> tuple[Floats, Floats]:
    """Yearly change of the log share: the later half of the weeks against the earlier one."""
    nothing = np.full(len(evidence.genres), np.nan)
    middle = len(weeks) // 2
    if middle < 4:
        return nothing, nothing
    is_later = lists["top10_week"] >= weeks[middle]
    halves = [demand(lists[~is_later]), demand(lists[is_later])]
    titles = halves[0].index.union(halves[1].index)
    if not len(halves[0]) or not len(halves[1]):
        return nothing, nothing
    # the same titles in each sample of both halves
    early, late = (
        shares_of(half.reindex(titles, fill_value=0.0), evidence, **draw) for half in halves
    )
    years = len(weeks) / 2 / YEAR_WEEKS
    value = np.log(np.maximum(late.value, FLOOR_SHARE) / np.maximum(early.value, FLOOR_SHARE))
    drawn = np.log(np.maximum(late.drawn, FLOOR_SHARE) / np.maximum(early.drawn, FLOOR_SHARE))
    seen = (early.value > 0) | (late.value > 0)
    error = drawn.std(axis=0) / years + _LEAST_ERROR
    return np.where(seen, value / years, np.nan), np.where(seen, error, np.nan)


def _quality(held: pd.Series, evidence: Evidence) -> tuple[Floats, Floats]:
    """Mean weighted rating of the titles held, and its standard error."""
    rated = evidence.ratings.reindex(held).dropna()
    nothing = np.full(len(evidence.genres), np.nan)
    if len(rated) < 2:
        return nothing, nothing
    is_of = evidence.parts.loc[rated.index].to_numpy(float) > 0
    values = rated.to_numpy(float)[:, None]
    count = is_of.sum(axis=0)
    mean = (values * is_of).sum(axis=0) / np.maximum(count, 1)
    error = float(values.std(ddof=1)) / np.sqrt(np.maximum(count, 1))
    return np.where(count > 0, mean, np.nan), np.where(count > 0, error, np.nan)


def _described(
    rows: pd.DataFrame, level: Posterior, gap: Posterior, trend: Posterior, quality: Posterior,
    marts: MartSettings,
) -> pd.DataFrame:  # fmt: skip
    """Figures with their intervals, and zones."""
    keys = ["country_code", "content_kind", "genre", "demand_title_count", "supply_title_count"]
    found = rows[keys].reset_index(drop=True)
    supply = Posterior(rows["log_supply"].to_numpy(float), rows["log_supply_error"].to_numpy(float))
    for name, posterior in (("demand_share", level), ("supply_share", supply)):
        low, high = posterior.interval()
        found[f"{name}_rate"] = np.exp(posterior.mean)
        found[f"{name}_low_rate"] = np.exp(low)
        found[f"{name}_high_rate"] = np.minimum(1.0, np.exp(high))
    found["gap_log_ratio"] = gap.mean
    found["gap_low"], found["gap_high"] = gap.interval()
    found["underserved_probability"] = gap.positive
    found["quality_score"] = quality.mean
    found["quality_low"], found["quality_high"] = quality.interval()
    low, high = trend.interval()
    found["growth_rate"] = np.expm1(trend.mean)
    found["growth_low_rate"], found["growth_high_rate"] = np.expm1(low), np.expm1(high)
    found["rising_probability"] = np.where(np.isfinite(trend.mean), trend.positive, np.nan)
    few = found[["demand_title_count", "supply_title_count"]].max(axis=1) < marts.min_group
    balanced = np.log(marts.balanced_ratio)
    falling = found["rising_probability"].fillna(0.5) <= 1 - SURE
    found["zone"] = np.select(
        [
            few,
            (gap.positive >= SURE) & falling,
            gap.positive >= SURE,
            gap.positive <= 1 - SURE,
            (found["gap_low"] > -balanced) & (found["gap_high"] < balanced),
        ],
        ["too few titles", "fading", "opportunity", "crowded", "balanced"],
        "not clear",
    )
    return found
