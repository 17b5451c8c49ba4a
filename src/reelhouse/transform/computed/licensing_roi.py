"""What each licensing deal returned, by the licensee's books and by attribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reelhouse.settings.marts import MartSettings
from reelhouse.transform.computed.licensing_attribution import (
    Days,
    Matrix,
    RegionViewing,
    attribute,
    days_in_months,
    shares_of,
)
from reelhouse.transform.computed.licensing_evidence import GROUPS, Evidence, gather
from reelhouse.transform.workbench import Workbench

if TYPE_CHECKING:
    import pandas as pd

WRITES = ("mart_licensing_roi",)

ASSUMED = ("pooled viewing", "share of cost", "assumed return")
"""Methods that rest on more than figures of the deal itself."""

MONTH_DAYS = 365.25 / 12


def attributed_returns(evidence: Evidence, marts: MartSettings) -> pd.DataFrame:
    """What each started deal cost and is taken to have earned, by the first method that can tell.

    - viewing: the deal's share of the minutes watched in its region, month by month, times revenue,
      where at least `min_group` members watched it. Cost and revenue are those of the months of
      which viewing and revenue are known.
    - pooled viewing: deals that fewer members watched are shown together only: each gets as much of
      their joint share as it has of their joint cost in the month.
    - share of cost: where there is revenue but no viewing, the deal gets as much of
      `assumed_licensed_rate` of the revenue as it has of the cost of the region's deals.
    - assumed return: `assumed_return` times its cost where no revenue is known.

    Returns:
        `deal_id`, `method`, `cost_usd`, `revenue_usd`, `revenue_low_usd`, `revenue_high_usd`,
        `subscriber_count`; one row per deal. Only viewing comes with an interval.
    """
    import pandas as pd

    rng = np.random.default_rng(marts.seed)
    columns = [
        "deal_id", "method", "cost_usd", "revenue_usd", "revenue_low_usd", "revenue_high_usd",
        "subscriber_count",
    ]  # fmt: skip
    parts = [
        _returns_of_region(str(region), deals, evidence, marts, rng)
        for region, deals in evidence.deals.groupby("region", sort=True)
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _returns_of_region(
    region: str,
    deals: pd.DataFrame,
    evidence: Evidence,
    marts: MartSettings,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """The same for the deals of one region."""
    known = evidence.revenue[evidence.revenue["region"] == region]
    months = known["month"].to_numpy("datetime64[D]")
    revenue, subscribers = (known[c].to_numpy(float) for c in ("revenue_usd", "subscriber_count"))
    days = _days(deals, months)
    costs = days * (deals["fee_usd"] / deals["term_days"]).to_numpy(float)[:, None]
    minutes = _grid(evidence.viewing[evidence.viewing["region"] == region], months)
    watched = minutes.sum(axis=0) > 0
    viewing = RegionViewing.draw(minutes[:, watched], revenue[watched], marts.bootstrap_draws, rng)
    of_deal = dict(list(evidence.deal_viewing.groupby("deal_id")))
    none = evidence.deal_viewing.iloc[:0]
    own = [_grid(of_deal.get(deal, none), months)[:, watched] for deal in deals["deal_id"]]

    # deals that few watched are never told apart by what was watched
    is_alone = np.array([_viewers(grid) >= marts.min_group for grid in own])
    pool = sum(
        (grid for grid, alone in zip(own, is_alone, strict=True) if not alone),
        np.zeros((GROUPS, int(watched.sum()))),
    )
    pool_costs = costs[:, watched] * ~is_alone[:, None]
    pool_shares = shares_of(pool.sum(axis=0), viewing.minutes)

    has_viewing = days[:, watched].any(axis=1)
    is_pooled = np.full(len(deals), _viewers(pool) >= marts.min_group)
    method = np.select(
        [has_viewing & is_alone, has_viewing & is_pooled, days.any(axis=1)],
        ["viewing", "pooled viewing", "share of cost"],
        "assumed return",
    )
    is_viewing = method == "viewing"
    given = [attribute(grid, viewing) for grid, alone in zip(own, is_viewing, strict=True) if alone]
    shares = {
        "viewing": np.array([one.shares for one in given]).reshape(
            len(given), len(viewing.minutes)
        ),
        "pooled viewing": (shares_of(pool_costs, pool_costs.sum(axis=0)) * pool_shares)[
            method == "pooled viewing"
        ],
        "share of cost": (shares_of(costs, costs.sum(axis=0)) * marts.assumed_licensed_rate)[
            method == "share of cost"
        ],
    }
    # what no method below replaces is assumed
    rows = deals[["deal_id"]].reset_index(drop=True).assign(method=method)
    rows["cost_usd"] = deals["cost_to_date_usd"].to_numpy(float)
    rows["revenue_usd"] = rows["cost_usd"] * marts.assumed_return
    elapsed_months = deals["elapsed_days"].to_numpy(float) / MONTH_DAYS
    rows["subscriber_count"] = rows["revenue_usd"] / marts.assumed_subscriber_usd / elapsed_months
    for name, share in shares.items():
        seen = np.ones_like(watched) if name == "share of cost" else watched
        chosen = method == name
        rows.loc[chosen, "cost_usd"] = costs[:, seen][chosen].sum(axis=1)
        rows.loc[chosen, "revenue_usd"] = share @ revenue[seen]
        months_held = (days[:, seen][chosen] > 0).sum(axis=1)
        rows.loc[chosen, "subscriber_count"] = share @ subscribers[seen] / months_held
    rows.loc[is_viewing, "revenue_low_usd"] = [one.revenue_low_usd for one in given]
    rows.loc[is_viewing, "revenue_high_usd"] = [one.revenue_high_usd for one in given]
    return rows


def returns(evidence: Evidence, marts: MartSettings) -> pd.DataFrame:
    """Rows of `mart_licensing_roi`: each deal by attribution, and by the books where they tell."""
    import pandas as pd

    deals = evidence.deals
    attributed = attributed_returns(evidence, marts).assign(basis="attributed")
    reported = pd.DataFrame(
        {
            "deal_id": deals["deal_id"],
            "basis": "reported",
            "method": "books",
            "cost_usd": deals["cost_to_date_usd"],
            "revenue_usd": deals["reported_revenue_usd"],
        }
    ).dropna(subset=["revenue_usd"])
    rows = pd.concat([attributed, reported], ignore_index=True)
    rows["is_assumption"] = rows["method"].isin(ASSUMED)
    cost = rows["cost_usd"].where(rows["cost_usd"] > 0)
    for figure in ("", "_low", "_high"):
        rows[f"roi{figure}"] = rows[f"revenue{figure}_usd"] / cost - 1
    kept = [
        "deal_id", "title_key", "title", "is_anime", "licensor", "region", "region_tier",
        "rights_window", "is_exclusive", "lag_band", "quality_band",
    ]  # fmt: skip
    rows = rows.merge(deals[kept], on="deal_id", validate="many_to_one")
    return rows.drop(columns=["revenue_low_usd", "revenue_high_usd"])


def compute(bench: Workbench) -> None:
    """Write `mart_licensing_roi`."""
    bench.write("mart_licensing_roi", returns(gather(bench), bench.settings.marts))


def _days(deals: pd.DataFrame, months: Days) -> Matrix:
    """Days of each deal in each month so far, deals by months."""
    first, end, as_of = (
        deals[c].to_numpy("datetime64[D]") for c in ("start_date", "end_date", "as_of_date")
    )
    return days_in_months(first, np.minimum(end, as_of), months)


def _grid(rows: pd.DataFrame, months: Days) -> Matrix:
    """Minutes, groups of members by months; other months are left out."""
    of_month = rows["month"].to_numpy("datetime64[D]")
    known = np.isin(of_month, months)
    groups = rows["member_group"].to_numpy(int)[known]
    grid = np.zeros((GROUPS, len(months)))
    grid[groups, np.searchsorted(months, of_month[known])] = rows["minutes"].to_numpy(float)[known]
    return grid


def _viewers(minutes: Matrix) -> int:
    """Groups of members who watched; there are at least as many members."""
    return int((minutes.sum(axis=1) > 0).sum())
