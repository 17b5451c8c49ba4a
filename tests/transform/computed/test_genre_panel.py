from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.transform.computed.genre_panel import (
    YEAR_DAYS,
    Codes,
    Floats,
    GenrePanel,
    fit_genres,
    genre_shares,
    interval,
)

TREND = {"Comedy": 0.3, "Crime": -0.25, "Drama": 0.2, "Horror": -0.2, "Romance": 0.0}
AMPLITUDE, PEAK_DAY = 0.25, 320.0
DECAY = {"film": 0.12, "series": 0.08}
RUN_NOISE, NOISE = 0.1, 0.1


@dataclass(frozen=True)
class Invented:
    panel: GenrePanel
    shares: Floats
    names: tuple[str, ...]


def invent(runs: int, seed: int, *, listed_above: float) -> Invented:
    """Runs whose weeks follow the formula, seen where their hours are above a limit.

    Better titles come later, so that whoever does not hold quality equal sees growth everywhere.
    """
    rng = np.random.default_rng(seed)
    names = tuple(TREND)
    rows: list[tuple[float, ...]] = []
    genres: list[tuple[str, ...]] = []
    kinds: list[str] = []
    for run in range(runs):
        kind = ("film", "series")[run % 2]
        own = tuple(rng.choice(names, size=rng.integers(1, 3), replace=False))
        start = int(rng.integers(0, 900))
        quality = rng.uniform() + start / 3000
        votes = float(rng.normal(8, 1))
        level = 2 * quality + 0.3 * votes + RUN_NOISE * rng.standard_normal()
        for age in range(0, 20, 2):
            day = start + 7 * age
            trend = sum(TREND[name] for name in own) / len(own)
            wave = AMPLITUDE * np.cos(2 * np.pi * (day - PEAK_DAY) / YEAR_DAYS)
            hours = level - DECAY[kind] * age + trend * day / YEAR_DAYS + wave
            hours += NOISE * rng.standard_normal()
            if hours > listed_above:
                rows.append((run, day, hours, age, quality, votes))
                genres.append(own)
                kinds.append(kind)
    table = np.array(rows)
    found, shares = genre_shares(genres)
    codes: Codes = np.unique(table[:, 0], return_inverse=True)[1]
    panel = GenrePanel(
        title=codes,
        run=codes,
        day=table[:, 1],
        year_day=table[:, 1] % YEAR_DAYS,
        log_hours=table[:, 2],
        log_cutoff=np.full(len(table), listed_above),
        age_weeks=table[:, 3],
        kind=np.array(kinds, dtype=object),
        rating=table[:, 4],
        log_votes=table[:, 5],
    )
    return Invented(panel, shares, found)


def test_planted_trends_and_season_are_found_though_only_the_top_is_seen() -> None:
    invented = invent(1_200, seed=1, listed_above=2.5)
    assert len(invented.panel.day) < 0.75 * 1_200 * 10

    fit = fit_genres(invented.panel, invented.shares)

    for place, name in enumerate(invented.names):
        planted = TREND[name]
        assert fit.trend[place] == pytest.approx(planted, abs=0.15 * abs(planted) or 0.03)
        assert fit.amplitude[place] == pytest.approx(AMPLITUDE, rel=0.15)
        assert fit.peak_day[place] == pytest.approx(PEAK_DAY, abs=15)
    assert fit.noise == pytest.approx(NOISE, rel=0.1)
    assert fit.run_noise == pytest.approx(RUN_NOISE, rel=0.25)


def test_intervals_hold_what_was_planted_as_often_as_they_say() -> None:
    held = []
    for seed in range(8):
        invented = invent(90, seed, listed_above=2.5)
        fit = fit_genres(invented.panel, invented.shares)
        low, high = interval(fit.trend, fit.trend_error, fit.degrees_of_freedom, 0.95)
        planted = np.array([TREND[name] for name in invented.names])
        held += list((low <= planted) & (planted <= high))

    assert np.mean(held) >= 0.85


def test_two_titles_tell_nothing() -> None:
    invented = invent(2, seed=1, listed_above=-9)

    with pytest.raises(ValueError, match="at least three titles"):
        fit_genres(invented.panel, invented.shares)


@given(st.lists(st.lists(st.sampled_from("abcdef"), min_size=1, unique=True), min_size=1))
def test_a_row_is_divided_wholly_among_its_genres(rows: list[list[str]]) -> None:
    names, shares = genre_shares(rows)

    assert np.allclose(shares.sum(axis=1), 1)
    for row, share in zip(rows, shares, strict=True):
        assert {name for name, part in zip(names, share, strict=True) if part} == set(row)
