from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reelhouse.settings.marts import MartSettings
from reelhouse.transform.computed.licensing_comparison import (
    compare,
    effects,
    mean_difference,
    median_difference,
    regress,
)

SAMPLES = 300
TRULY_IN = (0.91, 0.985)
"""Share of 300 intervals of 95 % that may hold the truth: about three standard errors around."""


def skewed(rng: np.random.Generator, count: int, middle: float) -> np.ndarray:
    """Returns like those of deals: most lose a little, few earn a lot."""
    return np.exp(rng.normal(np.log(middle), 0.5, count)) - 1


def deals_like(rng: np.random.Generator, count: int) -> pd.DataFrame:
    """Deals by a law that is known: 1.4 for a dollar, a third more for exclusive ones …"""
    exclusive = rng.random(count) < 0.4
    lag = rng.uniform(0, 420, count)
    score = rng.normal(7, 0.8, count)
    log_return = (
        np.log(1.4)
        + np.log(1.35) * exclusive
        + np.log(0.94) * lag / (365.25 / 12)
        + 0.2 * (score - 7)
        + rng.normal(0, 0.2, count) * (1 + exclusive)
    )
    return pd.DataFrame(
        {
            "basis": "reported",
            "roi": np.exp(log_return) - 1,
            "is_exclusive": exclusive,
            "lag_days": lag,
            "region_tier": rng.integers(1, 3, count),
            "score": score,
        }
    )


def test_intervals_of_mean_differences_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(1)
    truth = (1.4 - 1.0) * np.exp(0.5**2 / 2)
    held = 0
    for _ in range(SAMPLES):
        found = mean_difference(skewed(rng, 40, 1.4), skewed(rng, 50, 1.0), 400, rng)
        held += found.low <= truth <= found.high
    assert TRULY_IN[0] <= held / SAMPLES <= TRULY_IN[1]


def test_intervals_of_median_differences_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(SAMPLES):
        found = median_difference(skewed(rng, 40, 1.4), skewed(rng, 50, 1.0), 400, rng)
        held += found.low <= 1.4 - 1.0 <= found.high
    assert TRULY_IN[0] <= held / SAMPLES <= TRULY_IN[1]


def test_intervals_of_effects_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(3)
    planted = {
        "baseline": np.log(1.4),
        "exclusive": np.log(1.35),
        "month of lag": np.log(0.94),
        "point of score": 0.2,
        "tier 1": 0.0,
    }
    held = dict.fromkeys(planted, 0)
    for _ in range(SAMPLES):
        table = effects(deals_like(rng, 80), MartSettings()).set_index("term")
        for term, truth in planted.items():
            low, high = table.loc[term, ["log_effect_low", "log_effect_high"]]
            held[term] += low <= truth <= high
    for term, count in held.items():
        assert TRULY_IN[0] <= count / SAMPLES <= TRULY_IN[1], term


def test_too_few_deals_are_not_judged() -> None:
    deals = deals_like(np.random.default_rng(4), 40)
    deals.loc[deals.index[:9], "lag_days"] = 5
    deals.loc[deals.index[9:], "lag_days"] = 50
    table = compare(deals, MartSettings()).set_index("comparison")
    same_season = table.loc["same season"]
    assert same_season["verdict"] == "not enough deals"
    assert (same_season["deal_count"], same_season["other_deal_count"]) == (9, 31)
    assert np.isfinite(same_season["mean_roi"])
    assert same_season[["mean_difference", "median_difference_high"]].isna().all()
    one_more = compare(deals, MartSettings(licensing_min_deals=9)).set_index("comparison")
    assert one_more.loc["same season", "verdict"] != "not enough deals"


def test_an_empty_side_is_not_averaged() -> None:
    deals = deals_like(np.random.default_rng(5), 20).assign(is_exclusive=False)
    row = compare(deals, MartSettings()).set_index("comparison").loc["exclusivity"]
    assert (row["deal_count"], row["other_deal_count"]) == (0, 20)
    assert np.isnan(row["mean_roi"])


def test_the_same_deals_give_the_same_figures() -> None:
    deals = deals_like(np.random.default_rng(6), 60)
    pd.testing.assert_frame_equal(compare(deals, MartSettings()), compare(deals, MartSettings()))
    other = compare(deals, MartSettings(seed=8))
    assert not other.equals(compare(deals, MartSettings()))


def test_what_does_not_vary_has_no_effect_to_tell() -> None:
    deals = deals_like(np.random.default_rng(7), 60).assign(is_exclusive=True)
    assert set(effects(deals, MartSettings())["verdict"]) == {"not enough deals"}


@pytest.mark.parametrize("count", [2, 3])
def test_as_many_deals_as_coefficients_are_too_few(count: int) -> None:
    terms = {"one": np.ones(count), "x": np.arange(count, dtype=float)}
    found = regress(np.array([1.0, 3.0, 4.0])[:count], terms)
    assert bool(found) == (count == 3)
    if found:
        assert found["x"].value == pytest.approx(1.5)
