from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from reelhouse.ml.forecasts.panel import make_panel
from tests.ml.forecasts.panels import MONTHS, WEEKS, panel_of, weeks

NONE = np.empty((0, 0))


def test_a_week_that_is_not_listed_has_no_hours() -> None:
    days = np.delete(weeks(60), 40)
    panel = make_panel(WEEKS, [("a", "A", days, np.full(59, 5.0), np.empty((59, 0)))])

    assert panel.values.shape == (1, 60)
    assert panel.values[0, 40] == 0
    assert panel.values[0].sum() == 59 * 5


def test_a_series_that_began_later_has_no_past_before() -> None:
    late = ("late", "Late", weeks(60, 20), np.ones(60), np.empty((60, 0)))
    panel = make_panel(WEEKS, [("a", "A", weeks(80), np.ones(80), np.empty((80, 0))), late])

    assert panel.starts.tolist() == [0, 20]
    assert np.isnan(panel.values[1, :20]).all()


def test_what_is_too_short_says_how_much_is_needed() -> None:
    panel = panel_of(np.ones((1, 44)))

    assert panel.keys == ()
    [short] = panel.too_short
    assert (short.history, short.needed) == (44, 45)
    assert short.reason == "44 weeks of history, 45 are needed"


def test_what_is_hardly_seen_is_left_out() -> None:
    rows = np.ones((2, 60))
    rows[1, 40:] = 0
    panel = panel_of(rows)

    assert panel.keys == ("s0",)
    assert panel.too_short[0].reason == "seen in 6 of the last 26 weeks, 21 are needed"


def test_months_have_to_be_whole() -> None:
    months = np.arange("2023-01", "2025-03", dtype="datetime64[M]").astype("datetime64[D]")
    whole = ("a", "A", months, np.ones(26), np.empty((26, 0)))
    gap = ("b", "B", np.delete(months, 7), np.ones(25), np.empty((25, 0)))
    panel = make_panel(MONTHS, [whole, gap])

    assert panel.keys == ("a",)
    assert panel.too_short[0].reason == "1 of 26 months are missing, all are needed"
    assert MONTHS.after(panel.periods[-1], 11) == np.datetime64("2026-01-01")


def test_nothing_gives_an_empty_panel() -> None:
    assert make_panel(WEEKS, []).keys == ()
    assert make_panel(WEEKS, [("a", "A", weeks(0), np.empty(0), NONE)]).keys == ()


@given(
    arrays.arrays(float, (3, 50), elements=st.floats(0, 1e9, allow_subnormal=False) | st.just(0.0))
)
def test_levels_undo_logarithms(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    values[:, ::2] += 1.0
    panel = panel_of(values)
    if panel.keys:
        assert panel.levels(panel.logs) == pytest.approx(panel.values, rel=1e-6, abs=1e-3)
