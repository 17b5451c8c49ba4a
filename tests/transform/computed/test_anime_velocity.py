from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.transform.computed.anime_velocity import (
    EARLY_DAYS,
    MAX_GAP_DAYS,
    early_growth,
    measure,
    rise_days_of,
)


@given(
    st.floats(20, 1_000),
    st.floats(500, 1e6),
    st.floats(0, 1e5),
    st.integers(1, 7),
)
def test_the_rise_of_a_settling_count_is_found_whatever_its_size(
    rise: float, ceiling: float, start: float, step: int
) -> None:
    days = np.arange(-60.0, 15.0, step)
    members = start + ceiling * (1 - np.exp(-(days + 61) / rise))
    found = rise_days_of(days, members)
    assert found == pytest.approx(rise, rel=0.01)


def test_a_rise_lost_in_noise_is_not_told() -> None:
    rng = np.random.default_rng(1)
    days = np.arange(-60.0, 15.0, 5)
    noisy = 1_000 + 0.5 * days + rng.normal(0, 50, len(days))
    assert rise_days_of(days, noisy) is None


@pytest.mark.parametrize(
    "members", [[5.0] * 8, list(np.exp(np.arange(8.0))), [8.0, 7, 6, 5.5, 5.2, 5.1, 5.05, 5.0]]
)
def test_what_does_not_settle_from_below_has_no_rise(members: list[float]) -> None:
    assert rise_days_of(np.arange(8.0) * 10 - 60, np.array(members)) is None


def test_four_snapshots_tell_no_rise() -> None:
    days = np.array([-40.0, -20, 0, 14])
    assert rise_days_of(days, 100 - 90 * np.exp(-(days + 41) / 30)) is None


@given(
    st.sets(st.integers(-70, 30), min_size=2),
    st.floats(0, 1e6),
    st.floats(0, 1e4),
)
def test_a_steady_count_is_read_off_between_snapshots_and_never_beyond(
    fetched: set[int], start: float, per_day: float
) -> None:
    days = np.array(sorted(fetched), dtype=float)
    growth = early_growth(days, start + per_day * (days - days[0]))

    def is_bracketed(day: int) -> bool:
        before = max((d for d in fetched if d <= day), default=None)
        after = min((d for d in fetched if d >= day), default=None)
        return before is not None and after is not None and after - before <= MAX_GAP_DAYS

    if is_bracketed(0) and is_bracketed(EARLY_DAYS):
        assert growth is not None
        assert growth.members_per_day == pytest.approx(per_day, abs=1e-6 * (1 + start + per_day))
        assert growth.premiere_member_count == pytest.approx(start - per_day * days[0], rel=1e-6)
    else:
        assert growth is None


def test_deciles_places_and_what_came_of_it() -> None:
    count = 20
    anime = pd.DataFrame(
        {
            "source": "jikan",
            "record_id": [f"{n:02}" for n in range(count)],
            "title_key": pd.array([None, *range(1, count)], dtype="Int64"),
            "title": "Any",
            "premiere_date": pd.Timestamp("2026-01-01"),
            "start_year": 2026,
            "year_member_rank": pd.array(range(1, count + 1), dtype="Int64"),
            "year_score_rank": pd.array([None, *range(1, count)], dtype="Int64"),
            "snapshot_date": [pd.Timestamp("2026-02-15")] * 10 + [pd.Timestamp("2026-04-01")] * 10,
        }
    )
    snapshots = pd.DataFrame(
        [("jikan", f"{n:02}", day, 1_000.0 + n * day) for n in range(count) for day in (0, 14)],
        columns=["source", "record_id", "day", "member_count"],
    )
    rows = measure(snapshots, anime, top=12, settled=60).set_index("record_id")
    assert rows["members_per_day"].tolist() == pytest.approx(range(count))
    assert rows["velocity_decile"].tolist() == [1 + n // 2 for n in range(count)]
    assert rows["is_top_by_member"].isna().tolist() == [True] * 10 + [False] * 10
    assert rows["is_top_by_member"].dropna().tolist() == [True] * 2 + [False] * 8
    assert rows["is_top_by_score"].dropna().tolist() == [True] * 3 + [False] * 7
    assert rows["rise_days"].isna().all()
