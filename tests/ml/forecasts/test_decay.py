from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.ml.forecasts.decay import (
    BOOSTED,
    LAST_VALUE,
    USUAL,
    Cases,
    censored_median,
    learn_decay,
    losses,
    make_cases,
)
from reelhouse.ml.forecasts.title_records import settle_titles
from reelhouse.ml.forecasts.titles import backtest_titles, is_inside, roll_titles

DECAY = 0.25
LEVELS = {"Films (English)": 16.0, "TV (English)": 17.0}


def lists(weeks: int = 70, *, noise: float = 0.1, seed: int = 2) -> pd.DataFrame:
    """Two categories: three titles come each week, fall alike, and the best ten are listed."""
    rng = np.random.default_rng(seed)
    rows = []
    for list_number, (category, level) in enumerate(LEVELS.items()):
        titles = [(week, level + rng.normal(0, 0.5)) for week in range(-15, weeks) for _ in "abc"]
        for week in range(weeks):
            there = [
                (start - DECAY * (week - since) + rng.normal(0, noise), number, week - since)
                for number, (since, start) in enumerate(titles)
                if since <= week
            ]
            for rank, (logs, number, age) in enumerate(sorted(there, reverse=True)[:10], 1):
                entry = list_number * 10_000 + number
                rows.append((entry, category, week, float(np.exp(logs)), rank, age + 1))
    columns = ["entry_key", "category", "week", "viewed_hours", "weekly_rank"]
    frame = pd.DataFrame(rows, columns=[*columns, "cumulative_week_count"])
    frame["top10_week"] = pd.Timestamp("2023-01-01") + pd.to_timedelta(7 * frame["week"], "D")
    frame["is_film"] = frame["category"].str.startswith("Films")
    return frame.assign(is_english=True)


@given(
    st.lists(st.tuples(st.floats(-3, 3), st.booleans()), min_size=1, max_size=40).filter(
        lambda pairs: any(not below for _, below in pairs)
    )
)
def test_a_censored_median_has_the_smallest_loss(pairs: list[tuple[float, bool]]) -> None:
    values = np.array([value for value, _ in pairs])
    below = np.array([is_below for _, is_below in pairs])

    def loss(told: float) -> float:
        return float(np.where(below, np.maximum(told - values, 0), np.abs(told - values)).sum())

    found = loss(censored_median(values, below))

    assert found <= min(loss(each) for each in values) + 1e-9


def test_a_title_off_the_list_is_known_to_lie_below_its_last_place() -> None:
    entries = lists()
    cases = make_cases(entries)
    off = cases.take(cases.is_below)
    limits = entries.groupby(["category", "top10_week"])["viewed_hours"].min()
    row = off.rows.iloc[0]
    week = row["top10_week"] + pd.Timedelta(days=7 * int(row["step"]))

    assert np.exp(off.outcome[0]) == pytest.approx(limits[row["category"], week])
    assert losses(off, np.exp(off.outcome) / 2).max() == 0
    assert (losses(off, np.exp(off.outcome) * 2) > 0).all()
    assert np.isnan(cases.outcome[cases.ends > entries["top10_week"].max()]).all()


def test_the_planted_decay_is_found() -> None:
    cases = make_cases(lists())
    decay = learn_decay(cases, seed=1, threads=1)
    falls = [fall / step for (_, _, step), fall in decay.usual.items()]

    assert np.median(falls) == pytest.approx(-DECAY, abs=0.06)


def test_pooled_decay_beats_the_last_value_and_its_intervals_hold() -> None:
    entries = lists()
    backtest = backtest_titles(entries, seed=1, threads=1)
    assert backtest is not None
    titles, told = settle_titles(
        backtest, learn_decay(backtest.cases, seed=1, threads=1), seed=1, draws=200
    )
    low, high = roll_titles(backtest, titles.chosen)[0.8]
    listed = ~np.isnan(low) & ~backtest.cases.is_below

    assert titles.chosen in (USUAL, BOOSTED)
    assert told.mase < 0.7 * told.naive_mase
    assert is_inside(backtest.cases, low, high)[listed].mean() > 0.7


def test_where_hours_do_not_fall_the_last_value_answers() -> None:
    rng = np.random.default_rng(3)
    entries = lists(noise=0.0)
    first = entries.groupby("entry_key")["week"].transform("min") == 0
    stays = entries[first].copy()
    keys = stays["entry_key"].unique()
    rows = [
        stays[stays["week"] == 0].assign(
            top10_week=pd.Timestamp("2023-01-01") + pd.Timedelta(days=7 * week),
            cumulative_week_count=week + 1,
        )
        for week in range(60)
    ]
    flat = pd.concat(rows, ignore_index=True)
    walk = {key: np.cumsum(rng.normal(0, 0.1, 60)) for key in keys}
    place = ((flat["top10_week"] - pd.Timestamp("2023-01-01")).dt.days // 7).to_numpy()
    steps = zip(flat["entry_key"], place, strict=True)
    flat["viewed_hours"] *= np.exp([walk[key][week] for key, week in steps])
    backtest = backtest_titles(flat, seed=1, threads=1)
    assert backtest is not None
    titles, told = settle_titles(
        backtest, learn_decay(backtest.cases, seed=1, threads=1), seed=1, draws=200
    )

    assert titles.chosen == LAST_VALUE
    assert told.mase == told.naive_mase


def test_too_few_weeks_give_no_backtest() -> None:
    assert backtest_titles(lists(39), seed=1, threads=1) is None


def test_what_was_never_seen_still_gets_an_answer() -> None:
    decay = learn_decay(make_cases(lists()), seed=1, threads=1)
    cases = make_cases(lists(5))
    odd = cases.rows.assign(age_weeks=np.nan, last_change=np.nan, is_english=np.nan)
    told = decay.log_hours(BOOSTED, Cases(odd, cases.outcome, cases.is_below))

    assert np.isfinite(told).all()
