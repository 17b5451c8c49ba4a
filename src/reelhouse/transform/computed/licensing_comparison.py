"""Which kinds of licensing deals return more: compared one at a time, and with the rest equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reelhouse.settings.marts import MartSettings
from reelhouse.transform.workbench import Workbench

if TYPE_CHECKING:
    import pandas as pd

WRITES = ("mart_licensing_comparison", "mart_licensing_effect")

CONFIDENCE = 0.95
NOT_ENOUGH = "not enough deals"
MONTH_DAYS = 365.25 / 12

BASELINE_SCORE = 7
"""Score of the title of the deal that the others are measured against."""

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """What the interval says of the sign."""
        if self.low > 0:
            return "more"
        return "less" if self.high < 0 else "no clear difference"


def mean_difference(one: Vector, other: Vector, draws: int, rng: np.random.Generator) -> Interval:
    """Mean of one sample minus that of another, with a bootstrap interval.

    The interval is bias-corrected and accelerated (BCa; Efron 1987), as returns are skewed.
    """
    return _difference(np.mean, one, other, "BCa", draws, rng)


def median_difference(one: Vector, other: Vector, draws: int, rng: np.random.Generator) -> Interval:
    """Median of one sample minus that of another, with a bootstrap interval.

    The interval is made of percentiles: the jackknife that BCa rests on fails for medians (Efron &
    Tibshirani, An Introduction to the Bootstrap, 1993, ch. 11.6).
    """
    return _difference(np.median, one, other, "percentile", draws, rng)


def regress(outcome: Vector, terms: dict[str, Vector]) -> dict[str, Interval]:
    """Least squares of an outcome on several terms at once, each with an interval.

    Intervals are Student's with errors that hold where the noise differs from deal to deal (HC3;
    MacKinnon & White 1985).

    Args:
        outcome: one value for each deal.
        terms: values for each deal, by name.

    Returns:
        Coefficients by name; none where there are not more deals than coefficients, or one term
        follows from others or does not vary.
    """
    from statsmodels.regression.linear_model import OLS

    design = np.column_stack(list(terms.values()))
    if len(outcome) <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        return {}
    fitted = OLS(outcome, design).fit(cov_type="HC3", use_t=True)
    bounds = fitted.conf_int(1 - CONFIDENCE)
    return {
        name: Interval(float(fitted.params[i]), float(bounds[i][0]), float(bounds[i][1]))
        for i, name in enumerate(terms)
    }


def compare(deals: pd.DataFrame, marts: MartSettings) -> pd.DataFrame:
    """Rows of `mart_licensing_comparison`.

    Args:
        deals: `basis`, `roi`, `is_exclusive`, `lag_days`, `region_tier`, `score`; one row per deal
            and basis whose return is no assumption.
        marts: fewest deals, draws and seed.
    """
    import pandas as pd

    rng = np.random.default_rng(marts.seed)
    rows = []
    for basis, found in deals.groupby("basis", sort=True):
        for name, one, other, is_one, is_other in _sides(found):
            returns = [found.loc[side, "roi"].to_numpy(float) for side in (is_one, is_other)]
            row: dict[str, Any] = {
                "comparison": name,
                "basis": basis,
                "side": one,
                "other_side": other,
                "deal_count": len(returns[0]),
                "other_deal_count": len(returns[1]),
                "verdict": NOT_ENOUGH,
            }
            for kind, middle, differ in (
                ("mean", np.mean, mean_difference),
                ("median", np.median, median_difference),
            ):
                for side, values in zip(("", "other_"), returns, strict=True):
                    row[f"{side}{kind}_roi"] = float(middle(values)) if len(values) else None
                if min(map(len, returns)) >= marts.licensing_min_deals:
                    difference = differ(returns[0], returns[1], marts.bootstrap_draws, rng)
                    row[f"{kind}_difference"] = difference.value
                    row[f"{kind}_difference_low"] = difference.low
                    row[f"{kind}_difference_high"] = difference.high
                    if kind == "mean":
                        row["verdict"] = difference.verdict
            rows.append(row)
    columns = ["comparison", "basis", "side", "other_side", "deal_count", "other_deal_count"]
    for kind in ("mean", "median"):
        columns += [f"{kind}_roi", f"other_{kind}_roi", f"{kind}_difference"]
        columns += [f"{kind}_difference_low", f"{kind}_difference_high"]
    return pd.DataFrame(rows, columns=[*columns, "verdict"])


def effects(deals: pd.DataFrame, marts: MartSettings) -> pd.DataFrame:
    """Rows of `mart_licensing_effect`: what each term does to log(revenue / cost), others equal.

    Args:
        deals: as `compare` takes them.
        marts: fewest deals.
    """
    import pandas as pd

    rows = []
    for basis, found in deals.groupby("basis", sort=True):
        whole = found[found["roi"] > -1].dropna(subset=["roi", "lag_days", "score"])
        terms = {
            "baseline": np.ones(len(whole)),
            "exclusive": whole["is_exclusive"].to_numpy(float),
            "month of lag": whole["lag_days"].to_numpy(float) / MONTH_DAYS,
            "point of score": whole["score"].to_numpy(float) - BASELINE_SCORE,
            "tier 1": (whole["region_tier"] == 1).to_numpy(float),
        }
        fitted = (
            regress(np.log1p(whole["roi"].to_numpy(float)), terms)
            if len(whole) >= marts.licensing_min_deals
            else {}
        )
        for term in terms:
            row: dict[str, Any] = {
                "basis": basis,
                "term": term,
                "deal_count": len(whole),
                "verdict": NOT_ENOUGH,
            }
            if effect := fitted.get(term):
                row["log_effect"] = effect.value
                row["log_effect_low"] = effect.low
                row["log_effect_high"] = effect.high
                row["verdict"] = effect.verdict
            rows.append(row)
    bounds = [f"log_effect{end}" for end in ("", "_low", "_high")]
    table = pd.DataFrame(rows, columns=["basis", "term", "deal_count", *bounds, "verdict"])
    for column in bounds:
        table[column.removeprefix("log_") + "_rate"] = np.expm1(table[column].astype(float))
    return table


def compute(bench: Workbench) -> None:
    """Write `mart_licensing_comparison` and `mart_licensing_effect`."""
    deals = bench.query("""
        select
            returns.basis,
            returns.roi,
            deals.is_exclusive,
            cast(deals.lag_days as double) as lag_days,
            deals.region_tier,
            deals.score
        from mart_licensing_roi as returns
        inner join fact_licensing_deal as deals on returns.deal_id = deals.deal_id
        where not returns.is_assumption and returns.roi is not null
        order by returns.basis, returns.deal_id
    """)
    bench.write("mart_licensing_comparison", compare(deals, bench.settings.marts))
    bench.write("mart_licensing_effect", effects(deals, bench.settings.marts))


def _sides(deals: pd.DataFrame) -> list[tuple[str, str, str, pd.Series[bool], pd.Series[bool]]]:
    """The comparisons: name, names of the sides, and which deals are on them."""
    exclusive = deals["is_exclusive"].astype(bool)
    lag, tier, score = deals["lag_days"], deals["region_tier"], deals["score"]
    return [
        ("exclusivity", "exclusive", "shared", exclusive, ~exclusive),
        ("same season", "within 14 days", "later", lag <= 14, lag > 14),
        ("in season", "within 90 days", "later", lag <= 90, lag > 90),
        ("region tier", "tier 1", "tier 2", tier == 1, tier == 2),
        ("quality", "score 8 or more", "score below 8", score >= 8, score < 8),
    ]


def _difference(
    middle: Any, one: Vector, other: Vector, method: str, draws: int, rng: np.random.Generator
) -> Interval:
    from scipy.stats import bootstrap

    def statistic(first: Vector, second: Vector, axis: int = -1) -> Any:
        return middle(first, axis=axis) - middle(second, axis=axis)

    drawn = bootstrap(
        (one, other),
        statistic,
        n_resamples=draws,
        vectorized=True,
        confidence_level=CONFIDENCE,
        method=method,
        rng=rng,
    ).confidence_interval
    return Interval(float(statistic(one, other)), float(drawn.low), float(drawn.high))
