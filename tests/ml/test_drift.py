from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reelhouse.ml.drift import latest_times, shift, stability_index, usual_shifts

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


def test_chance_alone_is_not_far_however_few_cases_there_are() -> None:
    draws = [
        shift(pd.Series(RNG.normal(size=60)), pd.Series(RNG.normal(size=45))) for _ in range(300)
    ]

    assert np.mean([each.index > 0.25 for each in draws]) > 0.5
    assert np.mean([each.is_far(0.25) for each in draws]) < 0.01


def test_a_shift_by_a_standard_deviation_is_far_with_few_cases_too() -> None:
    found = [
        shift(pd.Series(RNG.normal(size=60)), pd.Series(RNG.normal(1.5, 1, 45))) for _ in range(50)
    ]

    assert np.mean([each.is_far(0.25) for each in found]) > 0.9


def test_what_is_alike_for_all_of_a_month_is_usual() -> None:
    # months since a price rose: one number in each month, and others over the years
    months = [pd.DataFrame({"since": np.full(200, float(month % 12))}) for month in range(36)]
    learned = pd.concat(months, ignore_index=True)

    usual = usual_shifts(months[::-1][:12], learned)
    next_month = shift(learned["since"], pd.Series(np.full(200, 0.0)))
    never_before = shift(learned["since"], pd.Series(np.full(200, np.nan)))

    assert next_month.is_far(0.25)
    assert not next_month.is_far(0.25, usual["since"])
    assert never_before.is_far(0.25, usual["since"])


def test_times_are_windows_from_the_newest_back() -> None:
    cases = pd.DataFrame({"at": range(10)})

    assert [list(each["at"]) for each in latest_times(cases, 4)] == [
        [6, 7, 8, 9], [4, 5, 6, 7], [2, 3, 4, 5], [0, 1, 2, 3],
    ]  # fmt: skip
    assert latest_times(cases, 0) == latest_times(cases, 11) == []
    assert usual_shifts(latest_times(cases, 8)[:1], cases) == {}
