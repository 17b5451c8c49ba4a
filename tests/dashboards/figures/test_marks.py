from __future__ import annotations

import math

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.dashboards.figures.marks import logarithm

MOST_POWERS = 11


@given(st.lists(st.floats(1e-9, 1e12), min_size=1, max_size=20))
def test_a_logarithm_has_few_marks(values: list[float]) -> None:
    axis = logarithm(pd.Series(values))

    powers = math.log10(max(values) / min(values))
    if axis["dtick"] == "D2":
        assert powers <= 3  # at most ten marks
    else:
        assert isinstance(axis["dtick"], int)
        assert powers / axis["dtick"] <= MOST_POWERS


def test_figures_without_a_logarithm_leave_the_marks_to_plotly() -> None:
    assert logarithm(pd.Series([0.0, -1.0])) == {"type": "log"}
    assert logarithm(pd.Series(np.array([]))) == {"type": "log"}
    assert logarithm(pd.Series([0.0, 3.0, 40.0])) == {"type": "log", "dtick": "D2"}
