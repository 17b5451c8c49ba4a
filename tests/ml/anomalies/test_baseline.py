from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from reelhouse.ml.anomalies.baseline import ALARM, hold_against_past, learn_spreads
from reelhouse.ml.anomalies.measures import VIDEO_DAY, VIEWING_DAY

Floats = NDArray[np.float64]
SPREADS = {"views_per_day": 0.15}


def video(
    views: Sequence[float] | Floats, likes: Sequence[float | None] | None = None, key: str = "v"
) -> pd.DataFrame:
    """Days of a video; three in a hundred like it, three in a thousand say so."""
    counts = np.array(views, float)
    return pd.DataFrame(
        {
            "subject_key": key,
            "subject_name": key,
            "at_date": [date(2026, 1, 1) + timedelta(days=d) for d in range(len(counts))],
            "views_per_day": counts,
            "new_view_count": counts,
            "new_like_count": counts * 0.03 if likes is None else np.array(likes, float),
            "new_comment_count": counts * 0.003,
        }
    )


def noisy(days: int, seed: int = 1, level: float = 5000) -> Floats:
    return level * np.exp(0.15 * np.random.default_rng(seed).standard_normal(days))


def views_z(rows: pd.DataFrame) -> list[float]:
    return [float(z) for z in hold_against_past(VIDEO_DAY, rows, SPREADS).z[:, 0]]


def test_a_surge_is_odd_on_each_of_its_days_and_nothing_after_it_is() -> None:
    views = noisy(60)
    views[30:34] *= 5
    z = np.array(views_z(video(views)))

    assert np.flatnonzero(np.abs(z) > ALARM).tolist() == [30, 31, 32, 33]
    assert z[30] > 0


def test_a_new_normal_is_usual_after_three_weeks() -> None:
    views = noisy(100)
    views[40:] *= 6
    odd = np.flatnonzero(np.abs(np.nan_to_num(views_z(video(views)))) > ALARM)

    assert odd.min() == 40
    assert 59 <= odd.max() <= 62


def test_a_steady_fall_is_no_oddity() -> None:
    views = noisy(60, level=1e6) * np.exp(-np.arange(60) / 9)

    assert np.nanmax(np.abs(views_z(video(views)))) < ALARM


def test_views_without_likes_are_seen_in_the_likes() -> None:
    views = noisy(40)
    likes = views * 0.03
    views[30:] *= 2.5
    profile = hold_against_past(VIDEO_DAY, video(views, likes.tolist()), SPREADS)

    assert (profile.z[30:, 1] < -ALARM).all()
    assert profile.expected[35, 1] == pytest.approx(0.03, rel=0.02)


def test_hidden_likes_and_missing_days_say_nothing() -> None:
    rows = video(noisy(40), [None] * 40)
    rows.loc[20, "views_per_day"] = np.nan
    profile = hold_against_past(VIDEO_DAY, rows, SPREADS)

    assert np.isnan(profile.z[:, 1]).all()
    assert np.isnan(profile.z[20, 0])
    assert not np.isnan(profile.z[21:, 0]).any()


def test_nothing_is_said_before_there_is_a_past() -> None:
    profile = hold_against_past(VIDEO_DAY, video(noisy(VIDEO_DAY.warm)), SPREADS)

    assert np.isnan(profile.z).all()


def test_what_comes_later_changes_nothing() -> None:
    views = noisy(60)
    other = views.copy()
    other[40:] *= 30

    assert views_z(video(views))[:40] == pytest.approx(views_z(video(other))[:40], nan_ok=True)


def test_subjects_know_nothing_of_each_other() -> None:
    one, other = video(noisy(30, 1), key="a"), video(noisy(30, 2, 50), key="b")
    together = hold_against_past(VIDEO_DAY, pd.concat([one, other]), SPREADS).z[:, 0]

    assert together.tolist() == pytest.approx(views_z(one) + views_z(other), nan_ok=True)


@settings(max_examples=20)
@given(st.integers(1, 1000), st.integers(0, 50))
def test_the_unit_does_not_matter(factor: int, seed: int) -> None:
    rows = pd.DataFrame(
        {
            "subject_key": "all",
            "subject_name": "all",
            "at_date": [date(2026, 1, 1) + timedelta(days=d) for d in range(50)],
            "watched_hours": noisy(50, seed),
            "session_count": noisy(50, seed + 1),
            "member_count": noisy(50, seed + 2),
            "mean_session_minutes": noisy(50, seed + 3),
        }
    )
    spreads = {m.name: 0.15 for m in VIEWING_DAY.measures}
    larger = rows.assign(watched_hours=rows["watched_hours"] * factor)
    one, other = (hold_against_past(VIEWING_DAY, r, spreads).z for r in (rows, larger))

    assert one == pytest.approx(other, nan_ok=True, rel=1e-6, abs=1e-6)


def test_the_usual_spread_is_found_though_some_days_are_odd() -> None:
    parts = []
    for number in range(20):
        views = noisy(80, number)
        views[50] *= 9
        parts.append(video(views, key=str(number)))
    spreads = learn_spreads(VIDEO_DAY, pd.concat(parts))

    assert spreads["views_per_day"] == pytest.approx(0.16, abs=0.03)
