from __future__ import annotations

import numpy as np
import pytest

from reelhouse.ml.conformal import Conformal


@pytest.mark.parametrize("share", [0.5, 0.8, 0.95])
def test_intervals_hold_the_share_of_outcomes_where_errors_are_skewed(share: float) -> None:
    rng = np.random.default_rng(5)
    told = rng.normal(10, 2, 20_000)
    happened = told + (rng.exponential(1.0, 20_000) - 0.5) * (1 + 0.1 * (told - 10))

    band = Conformal.fit(told[:2000], happened[:2000])
    low, high = band.interval(told[2000:], share)

    inside = (happened[2000:] >= low) & (happened[2000:] <= high)
    assert inside.mean() == pytest.approx(share, abs=0.03)


def test_larger_forecasts_with_larger_errors_have_wider_intervals() -> None:
    rng = np.random.default_rng(6)
    told = rng.uniform(1, 10, 3000)
    happened = told + rng.normal(0, 0.2 * told)

    low, high = Conformal.fit(told, happened).interval([2.0, 9.0])

    assert (high - low)[1] > 2 * (high - low)[0]


def test_few_errors_give_the_widest_that_was_seen() -> None:
    band = Conformal.fit([0.0, 0.0, 0.0], [-1.0, 0.5, 3.0])

    low, high = band.interval([0.0], 0.95)

    assert (low[0], high[0]) == (pytest.approx(-1.0), pytest.approx(3.0))


def test_the_share_below_an_amount_comes_true() -> None:
    rng = np.random.default_rng(8)
    happened = 10 + rng.exponential(1.0, 20_000)
    band = Conformal.fit(np.full(2000, 10.0), happened[:2000])

    for amount in (10.2, 11.0, 12.5):
        share = band.below(10.0, [amount])[0] / len(band.errors)
        assert share == pytest.approx((happened[2000:] < amount).mean(), abs=0.03)
    assert list(band.below(10.0, [-100.0, 1000.0])) == [0, 2000]
