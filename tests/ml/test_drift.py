from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reelhouse.ml.drift import stability_index

RNG = np.random.default_rng(1)


def test_the_same_distribution_does_not_drift() -> None:
    assert stability_index(
        pd.Series(RNG.normal(size=5000)), pd.Series(RNG.normal(size=5000))
    ) == pytest.approx(0, abs=0.02)


def test_a_shift_by_a_standard_deviation_is_much() -> None:
    learned, now = pd.Series(RNG.normal(size=2000)), pd.Series(RNG.normal(1, 1, size=2000))

    assert stability_index(learned, now) > 0.25


def test_values_that_go_missing_are_drift() -> None:
    learned = pd.Series(RNG.normal(size=1000))
    now = learned.where(RNG.uniform(size=1000) > 0.5)

    assert stability_index(learned, now) > 0.25


def test_words_that_were_never_seen_are_drift() -> None:
    assert stability_index(pd.Series(["a", "b"] * 50), pd.Series(["c"] * 80)) > 1
    assert stability_index(pd.Series(["a", "b"] * 50), pd.Series(["b", "a"] * 9)) < 0.01


def test_by_the_formula() -> None:
    learned, now = pd.Series(["a"] * 50 + ["b"] * 50), pd.Series(["a"] * 80 + ["b"] * 20)

    expected = 0.3 * np.log(0.8 / 0.5) - 0.3 * np.log(0.2 / 0.5)
    assert stability_index(learned, now) == pytest.approx(expected)


def test_of_nothing_it_cannot_be_told() -> None:
    empty = pd.Series([], dtype=float)

    assert np.isnan(stability_index(empty, pd.Series([1.0])))
    assert np.isnan(stability_index(pd.Series([1.0]), empty))
    assert stability_index(pd.Series([np.nan] * 5), pd.Series([np.nan] * 3)) == pytest.approx(0)
