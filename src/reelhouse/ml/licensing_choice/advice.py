"""Advice on the open offers: what each is worth, which to sign, and at which price that flips."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from reelhouse.ml.licensing_choice.flips import flip_prices
from reelhouse.ml.licensing_choice.limits import Limits
from reelhouse.ml.licensing_choice.portfolio import Choice, Problem, choose
from reelhouse.ml.licensing_choice.question import ReturnModel, open_offers
from reelhouse.ml.licensing_choice.returns import features_of
from reelhouse.ml.tables import Tables
from reelhouse.settings.marts import MartSettings

if TYPE_CHECKING:
    import pandas as pd

SCENARIOS = 400
"""Worlds drawn for the risk; the mean of the worst 20 of them is what may be lost."""

LEVEL = 0.8

_SIGNED_LATELY = """
select coalesce(sum(fee_usd), 0) as fee_usd
from fact_licensing_deal
where signed_date > as_of_date - interval 91 days and signed_date <= as_of_date
"""


@dataclass(frozen=True, slots=True)
class Advice:
    """What is advised.

    Attributes:
        offers: a row for each open offer: what is known of it, expected_revenue_usd with
            revenue_low_usd and revenue_high_usd (80 %), expected_profit_usd, loss_probability,
            is_chosen, flip_fee_usd and flip_rate.
        choice: which are signed, and what is expected of them together.
        limits: what was kept to.
        fee_usd: of those signed.
        profit_low_usd: lower bound of the central 80 % of their profit.
        profit_high_usd: upper bound.
    """

    offers: pd.DataFrame
    choice: Choice
    limits: Limits
    fee_usd: float
    profit_low_usd: float
    profit_high_usd: float


def usual_limits(tables: Tables, marts: MartSettings) -> Limits:
    """The limits of the settings; without a budget, what was signed for in the last 91 days."""
    budget = marts.licensing_budget_usd
    if budget is None:
        budget = float(tables.query(_SIGNED_LATELY)["fee_usd"].iloc[0])
    return Limits(
        budget_usd=budget,
        max_deals=marts.licensing_max_deals,
        most_starts_a_month=marts.licensing_max_starts_a_month,
        most_loss_usd=_loss(budget, marts.licensing_risk_rate),
    )


def with_risk(limits: Limits, risk_rate: float | None) -> Limits:
    """The limits with what may be lost in the worst cases as a share of the budget."""
    return replace(limits, most_loss_usd=_loss(limits.budget_usd, risk_rate))


def _loss(budget: float | None, risk_rate: float | None) -> float | None:
    return None if budget is None or risk_rate is None else risk_rate * budget


def advise(
    tables: Tables, model: ReturnModel, limits: Limits, *, seed: int, with_flips: bool = True
) -> Advice:
    """Choose among the open offers.

    Args:
        tables: of a build.
        model: what tells returns.
        limits: what to keep to.
        seed: of the drawn worlds.
        with_flips: whether to look for the prices at which the choice flips, which takes most of
            the time.

    Raises:
        Contradiction: no choice keeps to all limits.
        UsageError: a limit names what there is not.
    """
    offers = open_offers(tables)
    if not len(offers):
        return Advice(
            _described(offers), Choice(np.zeros(0, bool), 0.0, 0.0), limits, 0.0, 0.0, 0.0
        )
    told = model.rule.joint(features_of(offers))
    fees = offers["fee_usd"].to_numpy(float)
    scenarios = told.scenarios(SCENARIOS, np.random.default_rng(seed)) * fees
    problem = Problem.of(offers, told.expected_return * fees, scenarios, limits)
    choice = choose(problem)
    rows = offers.assign(
        expected_revenue_usd=problem.revenue,
        revenue_low_usd=told.bounds(LEVEL)[0] * fees,
        revenue_high_usd=told.bounds(LEVEL)[1] * fees,
        expected_profit_usd=problem.profits,
        loss_probability=(scenarios < fees).mean(axis=0),
        is_chosen=choice.chosen,
    )
    flips = flip_prices(problem, choice) if with_flips else []
    rows["flip_fee_usd"] = [flip.fee_usd for flip in flips] or None
    rows["flip_rate"] = [flip.change_rate for flip in flips] or None
    profits = (scenarios - fees)[:, choice.chosen].sum(axis=1)
    tails = (0.5 - LEVEL / 2, 0.5 + LEVEL / 2)
    low, high = (float(np.quantile(profits, tail)) for tail in tails)
    return Advice(rows, choice, limits, float(fees[choice.chosen].sum()), low, high)


def _described(offers: pd.DataFrame) -> pd.DataFrame:
    """No offer, with the columns of advice."""
    added = (
        "expected_revenue_usd", "revenue_low_usd", "revenue_high_usd", "expected_profit_usd",
        "loss_probability", "is_chosen", "flip_fee_usd", "flip_rate",
    )  # fmt: skip
    return offers.assign(**dict.fromkeys(added))
