"""Offers and deals to test on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from reelhouse.simulator.world import World
from reelhouse.simulator.world.deals import Deal
from reelhouse.simulator.world.license_offers import LicenseOffer


def offers_of(fees: Sequence[float], **columns: Any) -> pd.DataFrame:
    """Offers with these fees, each of another title, in two regions in turn."""
    count = len(fees)
    return pd.DataFrame(
        {
            "offer_id": [f"O-{number}" for number in range(count)],
            "title": [f"title {number}" for number in range(count)],
            "title_key": np.arange(count),
            "region": [("Europe", "Asia")[number % 2] for number in range(count)],
            "is_exclusive": [number % 3 == 0 for number in range(count)],
            "start_date": pd.to_datetime(["2026-04-01"] * count),
            "fee_usd": np.asarray(fees, float),
            **columns,
        }
    )


def deals_of_world(world: World) -> pd.DataFrame:
    """Deals that have started, with what they returned in truth."""
    rows = [
        {**_row(world, deal), "log_return": float(np.log(deal.revenue_usd / deal.fee_usd))}
        for deal in world.deals
        if deal.start_day < world.day
    ]
    return pd.DataFrame(rows)


def offers_of_world(world: World) -> pd.DataFrame:
    """Open offers with the mean of what they would earn in truth."""
    rows = [
        {
            **_row(world, offer),
            "offer_id": offer.offer_id,
            "title_key": offer.title_index,
            "true_revenue_usd": offer.expected_revenue_usd,
        }
        for offer in world.license_offers
        if offer.is_open(world.day)
    ]
    return pd.DataFrame(rows)


def _row(world: World, deal: Deal | LicenseOffer) -> dict[str, Any]:
    title = world.titles[deal.title_index]
    return {
        "title": title.names.first_party,
        "lag_days": deal.start_day - deal.release_day,
        "score": title.imdb_average,
        "fee_usd": float(deal.fee_usd),
        "term_days": deal.end_day - deal.start_day + 1,
        "is_exclusive": deal.is_exclusive,
        "is_anime": title.kind == "anime",
        "region": deal.region,
        "rights_window": deal.window,
        "licensor": deal.licensor,
        "start_date": pd.Timestamp(deal.start_date),
    }
