"""The hazard model on members whose hazard is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.ml.churn.cases import GROUPS, design, reason_in_words
from reelhouse.ml.churn.hazard import Boosted, Hazard, Rates
from reelhouse.ml.churn.value import Contact
from tests.ml.churn.members import members


def test_the_true_hazard_is_found_and_within_its_interval() -> None:
    cases, left, hazard = members(20_000, 1)
    told = Hazard.fit(cases, left).tell(cases)

    assert np.corrcoef(told.probability, hazard)[0, 1] > 0.9
    inside = (told.low <= hazard) & (hazard <= told.high)
    assert inside.mean() > 0.8
    assert told.probability.mean() == pytest.approx(left.mean(), rel=0.02)


def test_contributions_add_up_to_the_odds() -> None:
    cases, left, _ = members(3_000, 2)
    model = Hazard.fit(cases, left)
    told = model.tell(cases)
    odds = np.log(told.probability / (1 - told.probability))

    assert set(told.contributions.columns) == set(GROUPS)
    assert told.contributions.sum(axis=1).to_numpy() + model.intercept == pytest.approx(odds)


def test_boosted_trees_tell_intervals_and_contributions_too() -> None:
    cases, left, hazard = members(6_000, 3)
    told = Boosted.fit(cases, left, seed=1, threads=1, again=5).tell(cases)

    assert np.corrcoef(told.probability, hazard)[0, 1] > 0.7
    assert ((told.low <= told.probability) & (told.probability <= told.high)).all()
    assert set(told.contributions.columns) == set(GROUPS)


def test_rules_tell_the_share_of_their_class() -> None:
    cases, left, _ = members(4_000, 4)
    told = Rates.fit("recency rule", cases, left).tell(cases)
    late = cases["days_since_last_session"].to_numpy() >= 14

    assert told.probability[late].mean() == pytest.approx(left[late].mean(), rel=0.1)
    assert Rates.fit("base rate", cases, left).tell(cases).probability.std() == pytest.approx(0)


def test_a_design_has_no_nulls_whatever_is_missing() -> None:
    cases, _, _ = members(20, 5)
    for column in ("days_since_last_session", "completion_rate_12m", "drought_probability"):
        cases[column] = np.nan
    cases["months_since_price_rise"] = pd.array([pd.NA] * 20, dtype="Int64")

    assert np.isfinite(design(cases).to_numpy()).all()
    for group in GROUPS:
        assert reason_in_words(group, cases.iloc[0])


@given(
    st.floats(0, 1), st.floats(0, 50), st.floats(0.01, 100), st.floats(0.01, 1),
    st.floats(0.1, 36),
)  # fmt: skip
def test_a_contact_pays_from_its_break_even_on(
    probability: float, cost: float, monthly: float, effect: float, months: float
) -> None:
    contact = Contact(cost, effect, months)
    [value] = contact.value_usd(np.array([probability]), np.array([monthly]))
    [least] = contact.break_even(np.array([monthly]))

    if abs(probability - least) > 1e-9 * max(least, 1):
        assert (value > 0) == (probability > least)


def test_a_member_worth_nothing_is_never_contacted() -> None:
    assert Contact(1.0, 0.2, 6).break_even(np.array([0.0]))[0] == np.inf
