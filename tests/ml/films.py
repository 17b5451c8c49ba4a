"""Invented films with planted reasons for their success, as models see them."""

from __future__ import annotations

import numpy as np
import pandas as pd

GENRES = ("Drama", "Comedy", "Horror", "Action")
LIFT = {"Drama": -0.5, "Comedy": 0.0, "Horror": 0.2, "Action": 0.9}


def invent_films(count: int = 900, *, seed: int = 3, years: int = 12) -> pd.DataFrame:
    """Films whose success comes of budget, genre, the director's past, and chance.

    Half a standard deviation of success is chance. Box office in dollars is the budget times 2 at
    chance's middle.
    """
    rng = np.random.default_rng(seed)
    genre = rng.choice(GENRES, count)
    budget = np.exp(rng.normal(16, 1.0, count))
    rank = rng.uniform(0, 1, count)
    has_past = rng.random(count) < 0.7
    success = (
        0.8 * (np.log(budget) - 16)
        + np.array([LIFT[name] for name in genre])
        + np.where(has_past, 3.0 * (rank - 0.5), -0.3)
        + rng.normal(0, 0.5, count)
    )
    films = pd.DataFrame(
        {
            "title_key": np.arange(1, count + 1),
            "primary_title": [f"Film {number}" for number in range(count)],
            "content_kind": "film",
            "title_type": "movie",
            "release_year": np.sort(2010 + rng.integers(0, years, count)),
            "release_month": rng.integers(1, 13, count),
            "genres": genre,
            "runtime_minutes": rng.normal(100, 15, count).round(),
            "budget_usd": np.where(rng.random(count) < 0.8, budget.round(), np.nan),
            "original_language": rng.choice(["en", "fr"], count),
            "country": "US",
            "is_anime": False,
            "is_titled_otherwise": rng.random(count) < 0.2,
            "is_franchise": rng.random(count) < 0.2,
            "has_details": True,
            "is_as_of_today": True,
            "director_count": 1,
            "director_past_title_count": np.where(has_past, 3, 0),
            "director_past_votes_rank_rate": np.where(has_past, rank, np.nan),
            "vote_source": "imdb",
            "vote_count": (100 * np.exp(success)).round() + 100,
            "gross_usd": (2 * budget * np.exp(rng.normal(0, 0.7, count))).round(),
        }
    )
    place = films.groupby("release_year")["vote_count"].rank(pct=True)
    return films.assign(votes_rank_rate=place.clip(0, 1), is_hit=place > 0.75)
