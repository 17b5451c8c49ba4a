"""Members whose hazard of leaving is known."""

from __future__ import annotations

import numpy as np
import pandas as pd


def members(count: int, seed: int) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Members, whether they left, and the hazard that it was drawn with."""
    rng = np.random.default_rng(seed)
    minutes = rng.gamma(1.5, 250, count)
    rise = rng.choice([1, 2, 9], count, p=[0.1, 0.1, 0.8])
    cases = pd.DataFrame(
        {
            "member_key": rng.integers(0, count // 5, count),
            "tenure_months": rng.integers(2, 40, count),
            "watched_minutes_1m": minutes,
            "watched_minutes_3m": 3 * minutes,
            "days_since_last_session": rng.integers(1, 30, count).astype(float),
            "completion_rate_12m": rng.uniform(0.3, 1, count),
            "months_since_price_rise": pd.array(rise, dtype="Int64"),
            "premiere_age_days": pd.array(rng.integers(1, 200, count), dtype="Int64"),
            "drought_probability": rng.uniform(0, 1, count),
            "favourite_genre": "Crime",
        }
    )
    hazard = 0.03 * np.where(minutes < 120, 3.0, 1.0) * np.where(rise < 9, 2.5, 1.0)
    return cases, (rng.random(count) < hazard).astype(float), hazard
