"""What the members of a segment are like, trait by trait, beside all members."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from reelhouse.ml.segments.behaviour import SHARES
from reelhouse.ml.segments.model import Segmentation, hours_a_month
from reelhouse.ml.segments.naming import Trait, name_segments

GENRES = 12
"""Genres, those watched most, that a profile tells."""


def traits_of(
    months: pd.DataFrame, genres: pd.DataFrame, numbers: np.ndarray
) -> dict[int, dict[str, Trait]]:
    """Profiles of segments.

    Args:
        months: rows of `feature_member_month` with sessions, one a member.
        genres: `member_key`, `genre`, `session_rate_12m`.
        numbers: segment of each row, from 1.

    Returns:
        Traits by name, by segment. Means are over members, with intervals by their standard error;
        a mean of shares says what is usual for a member, however much it watches.
    """
    columns = {
        "sessions": months["session_count_12m"].to_numpy(float)
        / np.maximum(months["observed_months_12m"].to_numpy(float), 0.25),
        "minutes": months["watched_minutes_12m"].to_numpy(float)
        / np.maximum(months["session_count_12m"].to_numpy(float), 1),
        "hours": hours_a_month(months),
        "completion": months["completion_rate_12m"].to_numpy(dtype=float, na_value=np.nan),
    }
    columns |= {
        name: months[f"{name}_rate_12m"].to_numpy(dtype=float, na_value=np.nan) for name in SHARES
    }
    wide = genres.pivot_table(index="member_key", columns="genre", values="session_rate_12m")
    wide = wide.reindex(months["member_key"]).fillna(0.0)
    # members without a row of genres are those who left; nothing is known of their year
    known = wide.sum(axis=1).to_numpy() > 0
    for genre in wide.mean().nlargest(GENRES).index:
        columns[f"genre: {genre}"] = np.where(known, wide[genre].to_numpy(), np.nan)
    return {
        int(number): {
            name: _trait(name, values[numbers == number], values)
            for name, values in columns.items()
        }
        for number in np.unique(numbers)
    }


def _trait(name: str, values: np.ndarray, everyone: np.ndarray) -> Trait:
    told, usual = values[~np.isnan(values)], everyone[~np.isnan(everyone)]
    if not len(told):
        return Trait(name, float("nan"), float("nan"), float("nan"), float("nan"))
    mean = float(told.mean())
    error = 1.96 * float(told.std(ddof=1) / np.sqrt(len(told))) if len(told) > 1 else float("nan")
    return Trait(name, mean, float(usual.mean()), mean - error, mean + error)


def name_all(model: Segmentation, months: pd.DataFrame, genres: pd.DataFrame) -> list[str]:
    """Names of a segmentation's segments, from the members that it was learned from."""
    if model.groups is None:
        edges = [f"{edge:.0f}" for edge in model.edges]
        middle = [f"{low} to {high}" for low, high in pairwise(edges)]
        bounds = [f"up to {edges[0]}", *middle, f"more than {edges[-1]}"]
        return [f"Viewers of {bound} hours a month" for bound in bounds]
    numbers = model.groups.assign(model.behaviour.scaled(months)) + 1
    profiles = traits_of(months, genres, numbers)
    told = [profiles.get(number + 1) for number in range(len(model.names))]
    named = iter(name_segments([profile for profile in told if profile]))
    return [next(named) if profile else "Nobody" for profile in told]
