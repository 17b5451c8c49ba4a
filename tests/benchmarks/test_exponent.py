from __future__ import annotations

import pytest
from benchmarks.exponent import SCALES, fit_exponent
from hypothesis import given
from hypothesis import strategies as st


@given(st.floats(0.1, 3), st.floats(0.001, 1000))
def test_a_power_law_is_found_again(exponent: float, factor: float) -> None:
    seconds = {scale: factor * scale**exponent for scale in SCALES}
    assert fit_exponent(seconds) == pytest.approx(exponent)


def test_a_fixed_cost_makes_growth_look_slower() -> None:
    seconds = {scale: 5 + 100 * scale for scale in SCALES}
    upper = {scale: seconds[scale] for scale in SCALES[-2:]}
    assert fit_exponent(seconds) < fit_exponent(upper) < 1
