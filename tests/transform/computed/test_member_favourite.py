"""Favourite genres of members who choose by a known taste."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reelhouse.transform.computed.member_favourite import favourites, tell

GENRES = ["Action", "Comedy", "Crime", "Drama"]


def test_what_is_watched_more_than_usual_is_liked() -> None:
    """One who watches as everybody in the month of a hit is not told to like the hit's genre."""
    usual = np.array([[[0.6, 0.1, 0.1, 0.2]], [[0.1, 0.3, 0.2, 0.4]], [[0.25, 0.25, 0.25, 0.25]]])
    own = np.array([[[6, 1, 1, 2], [1, 1, 7, 1], [0, 0, 0, 0]]], dtype=float)
    formats = np.array([[[10], [10], [0]]], dtype=float)

    told = favourites(own, formats, usual)

    assert told.probability.shape == (1, 3, 4)
    assert told.probability.sum(axis=2) == pytest.approx(1.0)
    assert told.probability[0, 1, 0] < 0.6
    assert GENRES[told.probability[0, 2].argmax()] == "Crime"
    assert told.probability[0, 2, 2] > 0.9
    assert told.lift[0, 2, 2] == pytest.approx(8 / (1 + 2))


def test_nothing_of_the_month_itself_is_known() -> None:
    usual = np.full((2, 1, 2), 0.5)
    formats = np.array([[[0.0], [20.0]]])
    quiet = favourites(np.zeros((1, 2, 2)), np.zeros((1, 2, 1)), usual)
    busy = favourites(np.array([[[0, 0], [20, 0]]], dtype=float), formats, usual)

    assert busy.probability[0, 1] == pytest.approx(quiet.probability[0, 1])


def test_rows_tell_droughts_of_what_is_liked() -> None:
    months = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"])
    rows = pd.DataFrame({"member_key": [1, 1, 2], "month_start_date": [*months[1:], months[2]]})
    by_format = pd.DataFrame(
        {
            "member_key": [1, 3],
            "viewing_month": [months[0], months[0]],
            "title_format": ["film", "film"],
            "session_count": [30.0, 300.0],
            "last_date": pd.to_datetime(["2025-01-20", "2025-01-31"]),
        }
    )
    by_genre = pd.DataFrame(
        {
            "member_key": [1, 3, 3],
            "viewing_month": [months[0]] * 3,
            "title_format": ["film"] * 3,
            "genre": ["Crime", "Crime", "Drama"],
            "session_count": [30.0, 50.0, 250.0],
        }
    )
    premieres = pd.DataFrame(
        {"genre": ["Crime", "Drama"], "premiere_date": pd.to_datetime(["2024-11-20", "2025-02-20"])}
    )

    told = tell(rows, by_format, by_genre, premieres)

    first, second, other = told.to_dict("records")
    assert first["favourite_genre"] == second["favourite_genre"] == "Crime"
    assert (first["premiere_age_days"], second["premiere_age_days"]) == (73, 101)
    assert first["drought_probability"] < 0.1 < 0.9 < second["drought_probability"]
    assert second["latest_source_date"] == pd.Timestamp("2025-02-20")
    assert (told["latest_source_date"].dropna() < told["known_at"].iloc[0:2]).all()
    assert pd.isna(other["favourite_genre"])
    assert np.isnan(other["drought_probability"])
