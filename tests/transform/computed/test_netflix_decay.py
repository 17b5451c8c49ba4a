from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reelhouse.transform.computed.netflix_decay import decays

DECAYS = {"film": 0.12, "series": 0.09}


def panel(entries: int = 40, weeks: int = 30, seed: int = 0) -> pd.DataFrame:
    """Entries of two kinds that fall with a wave of the year, some of them out of the list."""
    rng = np.random.default_rng(seed)
    rows = []
    for entry in range(entries):
        kind = ("film", "series")[entry % 2]
        genres = ("Drama", "Comedy", "Comedy,Drama")[entry % 3]
        first = pd.Timestamp("2024-01-07") + pd.Timedelta(weeks=int(rng.integers(0, 90)))
        level = rng.normal(16, 0.5)
        for age in range(1, weeks):
            week = first + pd.Timedelta(weeks=age)
            wave = 0.3 * np.cos(2 * np.pi * week.day_of_year / 365.25 + len(genres))
            hours = level - DECAYS[kind] * age + wave + 0.1 * rng.standard_normal()
            is_below = bool(hours < 14.5 and age > 1)
            rows.append((entry, kind, genres, week, age, max(hours, 14.5), is_below))
    names = ["entry_key", "title_kind", "genres", "week", "age", "log_hours", "is_below"]
    return pd.DataFrame(rows, columns=names)


def test_decays_are_found_under_waves_of_the_year() -> None:
    found = decays(panel(120), 10)

    assert set(found["genre"]) == {"all", "Drama", "Comedy"}
    for kind, decay in DECAYS.items():
        mine = found[found["title_kind"] == kind]
        assert mine["decay_per_week"].to_numpy() == pytest.approx(decay, rel=0.05)
    assert found["half_life_weeks"].to_numpy() == pytest.approx(
        np.log(2) / found["decay_per_week"].to_numpy()
    )
    for figure in ("decay_per_week", "half_life_weeks"):
        assert (found[f"{figure}_low"] < found[figure]).all()
        assert (found[figure] < found[f"{figure}_high"]).all()
    assert found["residual_sd"].max() < 0.15


def test_every_entry_and_week_is_counted_in_each_of_its_genres() -> None:
    rows = panel(30)
    found = decays(rows, 5)
    for genre, members in (("all", rows), ("Drama", rows[rows["genres"].str.contains("Drama")])):
        mine = found[found["genre"] == genre]
        assert mine["entry_count"].sum() == members["entry_key"].nunique()
        assert mine["week_count"].sum() == (~members["is_below"]).sum()
        assert mine["unseen_week_count"].sum() == members["is_below"].sum()


def test_few_titles_are_counted_and_not_estimated() -> None:
    found = decays(panel(12), 10)

    assert set(found["reason"]) == {"fewer than 10 titles"}
    assert found["decay_per_week"].isna().all()
    assert decays(panel(0), 10).empty


def test_what_cannot_be_told_apart_gives_a_reason() -> None:
    one_week_each = panel(40).query("age == 1")

    assert set(decays(one_week_each, 10)["reason"]) == {"too few outcomes are seen"}


def test_rising_hours_have_no_half_life() -> None:
    rows = panel(40)
    rows["log_hours"] += 0.3 * rows["age"]
    rows["is_below"] = False

    found = decays(rows, 10)

    assert (found["decay_per_week"] < 0).all()
    assert found["half_life_weeks"].isna().all()


def test_entries_that_are_never_seen_tell_nothing() -> None:
    rows = panel(40)
    unseen = rows.query("entry_key < 4").assign(
        entry_key=lambda entries: entries["entry_key"] + 100, is_below=True
    )

    pd.testing.assert_frame_equal(decays(pd.concat([rows, unseen]), 10), decays(rows, 10))
