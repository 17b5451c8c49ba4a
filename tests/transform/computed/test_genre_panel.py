from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.transform.computed.genre_panel import (
    SOURCES,
    YEAR_DAYS,
    fit_genres,
    genre_shares,
    interval,
)
from reelhouse.transform.computed.run_effects import Floats
from reelhouse.transform.computed.run_weeks import TRAILER_DAYS, GenrePanel, Trailers

TREND = {"Comedy": 0.3, "Crime": -0.25, "Drama": 0.2, "Horror": -0.2, "Romance": 0.0}
AMPLITUDE, PEAK_DAY = 0.25, 320.0
DECAY = {"film": 0.12, "series": 0.08}
RUN_NOISE, NOISE = 0.1, 0.1


@dataclass(frozen=True)
class Invented:
    panel: GenrePanel
    shares: Floats
    names: tuple[str, ...]


def invent(
    runs: int, seed: int, *, listed_above: float, has_sums: bool = False, trailers: float = 0.0
) -> Invented:
    """Runs whose weeks follow the formula, seen where their hours are above a limit.

    Better titles come later, so that whoever does not hold quality equal sees growth everywhere.

    Args:
        runs: how many.
        seed: of the draws.
        listed_above: logarithm of the hours from which a week is seen.
        has_sums: whether hours of ten weeks together are seen too, whatever they are.
        trailers: what the logarithm of 1 + thousands of views of the fortnight adds. Later runs
            have more of them.
    """
    rng = np.random.default_rng(seed)
    names = tuple(TREND)
    rows: list[tuple[float, ...]] = []
    genres: list[tuple[str, ...]] = []
    kinds: list[str] = []
    shown: list[tuple[int, float, float]] = []
    for run in range(runs):
        kind = ("film", "series")[run % 2]
        own = tuple(rng.choice(names, size=rng.integers(1, 3), replace=False))
        start = int(rng.integers(0, 900))
        quality = rng.uniform() + start / 3000
        votes = float(rng.normal(8, 1))
        level = 2 * quality + 0.3 * votes + RUN_NOISE * rng.standard_normal()
        views = 1_000_000.0 if trailers and rng.uniform() < start / 900 else 0.0
        if views:
            shown.append((run, float(start), views))
        ages = np.arange(20)
        days = start + 7 * ages
        trend = sum(TREND[name] for name in own) / len(own)
        hours = level - DECAY[kind] * ages + trend * days / YEAR_DAYS
        hours += AMPLITUDE * np.cos(2 * np.pi * (days - PEAK_DAY) / YEAR_DAYS)
        seen = 1 - np.exp(-np.array([7 * ages, np.maximum(7 * ages - 14, 0)]) / TRAILER_DAYS)
        hours += trailers * np.log1p(views * (seen[0] - seen[1]) / 1_000)
        hours += NOISE * rng.standard_normal(20)
        told = [(0, age, 1, hours[age]) for age in range(0, 20, 2) if hours[age] > listed_above]
        if has_sums:
            sums = np.logaddexp.reduceat(hours, [0, 10])
            told += [(1, age, 10, total) for age, total in zip((0, 10), sums, strict=True)]
        for source, age, count, total in told:
            rows.append((run, days[age], total, age, quality, votes, source, count))
            genres.append(own)
            kinds.append(kind)
    table = np.array(rows)
    found, shares = genre_shares(genres)
    known, codes = np.unique(table[:, 0], return_inverse=True)
    shown = [each for each in shown if each[0] in known]
    panel = GenrePanel(
        title=codes,
        run=codes,
        source=table[:, 6].astype(np.intp),
        day=table[:, 1],
        week_count=table[:, 7].astype(np.intp),
        log_hours=table[:, 2],
        log_cutoff=np.where(table[:, 6] == 0, listed_above, -9.0),
        age_weeks=table[:, 3],
        kind=np.array(kinds, dtype=object),
        rating=table[:, 4],
        log_votes=table[:, 5],
        trailers=Trailers(
            np.searchsorted(known, [title for title, _, _ in shown]),
            np.array([day for _, day, _ in shown]),
            np.array([views for _, _, views in shown]),
        ),
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
    assert fit.noise[SOURCES.index("lists")] == pytest.approx(NOISE, rel=0.1)
    assert fit.run_noise == pytest.approx(RUN_NOISE, rel=0.25)


def test_sums_of_weeks_tell_more_than_the_top_alone() -> None:
    top = invent(300, seed=3, listed_above=3.5)
    both = invent(300, seed=3, listed_above=3.5, has_sums=True)

    of_top, of_both = (fit_genres(each.panel, each.shares) for each in (top, both))

    assert (of_both.trend_error < 0.8 * of_top.trend_error).all()
    planted = np.array([TREND[name] for name in both.names])
    assert (np.abs(of_both.trend - planted) < 3 * of_both.trend_error).all()


def test_trailers_that_later_runs_have_more_of_are_no_trend() -> None:
    invented = invent(600, seed=2, listed_above=2.5, has_sums=True, trailers=0.16)
    planted = np.array([TREND[name] for name in invented.names])

    held = fit_genres(invented.panel, invented.shares)
    not_held = fit_genres(replace(invented.panel, trailers=Trailers()), invented.shares)

    assert (np.abs(held.trend - planted) < 3 * held.trend_error).all()
    assert np.mean(not_held.trend - planted) > 3 * np.mean(held.trend_error)


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
