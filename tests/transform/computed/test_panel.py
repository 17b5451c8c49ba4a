from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelhouse.transform.computed.panel import PanelFit, fit_panel, within


def panel(seed: int, units: int = 12, periods: int = 9) -> tuple[np.ndarray, ...]:
    """Outcome, two regressors, unit and period of a panel with holes in it."""
    rng = np.random.default_rng(seed)
    unit, period = (codes.ravel() for codes in np.indices((units, periods)))
    there = rng.random(len(unit)) < 0.8
    unit, period = unit[there], period[there]
    x = rng.normal(size=(len(unit), 2)) + 0.3 * unit[:, None]
    y = 0.5 * x[:, 0] - 0.2 * x[:, 1] + unit + 0.1 * period + rng.normal(size=len(unit))
    return y, x, unit, period


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_is_what_a_column_for_every_unit_and_period_gives(seed: int) -> None:
    y, x, unit, period = panel(seed)
    design = np.column_stack(
        [x, unit[:, None] == np.unique(unit), period[:, None] == np.unique(period)[1:]]
    )

    fit = fit_panel(y, x, [unit, period], unit)

    assert fit.effects == pytest.approx(np.linalg.lstsq(design, y)[0][:2], abs=1e-8)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    fits = [fit_panel(y, x, [u, p], u) for y, x, u, p in (panel(s, 30) for s in range(200))]
    held = np.mean([fit.lower[0] <= 0.5 <= fit.upper[0] for fit in fits])

    assert 0.90 <= held <= 0.99


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(-5, 5), st.floats(-5, 5))
def test_what_units_or_periods_share_changes_no_effect(
    seed: int, of_unit: float, of_period: float
) -> None:
    y, x, unit, period = panel(seed)
    moved = y + of_unit * unit**2 + of_period * np.sin(period)

    before, after = (fit_panel(outcome, x, [unit, period], unit) for outcome in (y, moved))

    assert after.effects == pytest.approx(before.effects, abs=1e-6)
    assert after.standard_errors == pytest.approx(before.standard_errors, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_nothing_is_left_of_any_mean(seed: int) -> None:
    y, _, unit, period = panel(seed)

    rest = within(y[:, None], [unit, period])[:, 0]

    for codes in (unit, period):
        assert np.bincount(codes, rest) == pytest.approx(np.zeros(codes.max() + 1), abs=1e-7)


def test_a_regressor_that_units_fix_has_no_effect_to_tell() -> None:
    y, x, unit, period = panel(4)
    x[:, 1] = unit

    fit = fit_panel(y, x, [unit, period], unit)

    assert np.isnan(fit.effects[1])
    assert np.isfinite(fit.effects[0])


def test_a_row_alone_in_its_unit_does_not_count() -> None:
    y, x, unit, period = panel(5)
    lonely: PanelFit = fit_panel(
        np.append(y, 99.0), np.vstack([x, [7, 7]]), [np.append(unit, 50), np.append(period, 0)],
        np.append(unit, 50),
    )  # fmt: skip

    assert lonely.rows == len(y)
    assert lonely.effects == pytest.approx(fit_panel(y, x, [unit, period], unit).effects)


def test_too_few_rows_tell_nothing() -> None:
    empty = np.empty(0, dtype=np.int64)
    fit = fit_panel(np.empty(0), np.empty((0, 1)), [empty, empty], empty)

    assert np.isnan(fit.effects).all()
    assert (fit.rows, fit.clusters) == (0, 0)


def test_a_gap_in_the_numbers_is_refused() -> None:
    y, x, unit, period = panel(6)
    y[0] = np.nan

    with pytest.raises(ValueError, match="numbers in every row"):
        fit_panel(y, x, [unit, period], unit)
