"""Which of the deals on offer to sign?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from reelhouse.ml.card import Candidate, Card, Coverage, Estimate, Feature, Metric, choose_champion
from reelhouse.ml.question import Context, Learned, NotEnough, Question
from reelhouse.ml.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

    from reelhouse.ml.licensing_choice.returns import ReturnRule

ASKS = "Which of the deals on offer earn most under a budget and a stated risk?"
LEAST_DEALS = 40
"""Deals with a known return from which on learning is tried."""

CUTS = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Shares of the deals, by signing, that are learned from in turn; the next ones are the test."""

LEVEL = 0.8
_SCORE = Metric("log score", higher_is_better=False)
_LEAST_RETURN = 0.01  # a deal that earned nothing would have no logarithm

# by the books where they tell of enough deals, else by viewing; the two are never mixed
_DEALS = """
select
    deals.deal_id, deals.title, deals.lag_days, deals.score, deals.fee_usd, deals.term_days,
    deals.is_exclusive, deals.is_anime, deals.region, deals.rights_window, deals.licensor,
    deals.start_date, coalesce(deals.signed_date, deals.start_date) as decided_date,
    returns.basis, 1 + returns.roi as return_per_usd
from fact_licensing_deal as deals
inner join mart_licensing_roi as returns using (deal_id)
where returns.roi is not null and not returns.is_assumption
order by decided_date, deals.deal_id
"""

_OFFERS = """
select
    offer_id, title_key, title, lag_days, score, fee_usd, term_days, is_exclusive, is_anime,
    region, rights_window, licensor, start_date
from fact_licensing_offer
where is_open
order by offer_id
"""


@dataclass(frozen=True, slots=True)
class ReturnModel:
    """What tells the return of offers.

    Attributes:
        rule: what has learned from past deals.
        basis: whose revenue the returns are of, `reported` or `attributed`.
        deal_count: deals learned from.
    """

    rule: ReturnRule
    basis: str
    deal_count: int


def open_offers(tables: Tables) -> pd.DataFrame:
    """Offers that can still be accepted, with what is known of them."""
    return tables.query(_OFFERS)


def past_deals(tables: Tables) -> pd.DataFrame:
    """Deals with a known return, by the day they were decided on.

    Raises:
        NotEnough: there are fewer than `LEAST_DEALS` by either basis.
    """
    deals = tables.query(_DEALS)
    counts = deals["basis"].value_counts()
    for basis in ("reported", "attributed"):
        if counts.get(basis, 0) >= LEAST_DEALS:
            return deals[deals["basis"] == basis].reset_index(drop=True)
    found = ", ".join(f"{count} {basis}" for basis, count in sorted(counts.items())) or "none"
    raise NotEnough(
        f"too few licensing deals have a known return: {found}",
        advice=f"{LEAST_DEALS} are needed; `revenue_usd` in licensing_deals tells it, or viewing "
        "sessions and revenue do.",
    )


def learn(tables: Tables, context: Context) -> Learned:
    """Learn what deals return from those that have started.

    Raises:
        NotEnough: too few deals have a known return, or all returned the same.
    """
    import numpy as np

    from reelhouse.ml.evaluation import bootstrap, coverage
    from reelhouse.ml.licensing_choice.returns import NAIVE, features_of, rules

    deals = past_deals(tables)
    features = features_of(deals)
    outcome = np.log(np.maximum(deals["return_per_usd"].to_numpy(float), _LEAST_RETURN))
    if float(np.ptp(outcome)) == 0:
        raise NotEnough(
            "all deals returned the same", advice="There is nothing to tell them apart by."
        )
    seed, draws = context.settings.seed, context.settings.bootstrap_draws
    edges = [int(len(deals) * share) for share in (*CUTS, 1.0)]
    rows = np.arange(edges[0], len(deals))
    errors: dict[str, list[float]] = {}
    scores: dict[str, list[float]] = {}
    bounds: dict[str, list[tuple[float, float]]] = {}
    for start, end in pairwise(edges):
        for rule in rules(seed):
            rule.learn(features.iloc[:start], outcome[:start])
            told = rule.joint(features.iloc[start:end])
            errors.setdefault(rule.name, []).extend(np.abs(told.mean - outcome[start:end]))
            scores.setdefault(rule.name, []).extend(told.log_scores(outcome[start:end]))
            low, high = told.bounds(LEVEL)
            bounds.setdefault(rule.name, []).extend(zip(low, high, strict=True))
    candidates = [
        Candidate(
            name,
            {
                _SCORE.name: bootstrap(np.mean, each, draws=draws, seed=seed),
                "error of log return": bootstrap(np.mean, errors[name], draws=draws, seed=seed),
            },
            is_naive=name in NAIVE,
        )
        for name, each in scores.items()
    ]
    lead = _lead(candidates, scores, draws, seed)
    is_earned = lead.low is not None and lead.low > 0
    champion = choose_champion(candidates, _SCORE, is_earned=is_earned).name
    rule = next(each for each in rules(seed) if each.name == champion)
    rule.learn(features, outcome)
    low, high = np.array(bounds[champion]).T
    measured: Coverage = coverage(np.exp(outcome[rows]), low, high, LEVEL)
    decided = deals["decided_date"].astype(str).str[:10]
    basis = str(deals["basis"].iloc[0])
    card = Card(
        asks=ASKS,
        target="logarithm of the revenue per dollar of fee so far, "
        + ("by the team's books" if basis == "reported" else "by its share of viewing"),
        decision="when an offer is on the table",
        metric=_SCORE,
        candidates=tuple(candidates),
        champion=champion,
        advantage=lead,
        trained_on=f"{len(deals)} deals decided on from {decided.iloc[0]} to {decided.iloc[-1]}",
        tested_on=f"the last {len(rows)} of them, each part with what was decided on before it",
        train_count=len(deals),
        test_count=len(rows),
        features=_FEATURES,
        coverage=(measured,),
        limits=(
            "The rating is that of today, also for deals that were signed before people had "
            "voted; for an offer of an unreleased title it is missing, and that is told apart.",
            "What was not written down, such as a better trailer, is in the luck of each deal.",
            "Revenue to date is taken to come evenly over the term.",
            "The price at which a choice flips leaves the expected revenue as it is; in truth a "
            "fee that is asked may also say what the licensor knows.",
        ),
        parameters={"basis": basis, **_weights(rule)},
    )
    model = ReturnModel(rule, basis, len(deals))
    return Learned(model, card, features.drop(columns=["licensor"]))


def _lead(
    candidates: list[Candidate], scores: dict[str, list[float]], draws: int, seed: int
) -> Estimate:
    """By how much the best model is ahead of the best rule, on the same deals."""
    from reelhouse.ml.evaluation import advantage

    names = [
        min(
            (c for c in candidates if c.is_naive == is_naive),
            key=lambda c: c.scores[_SCORE.name].value,
        ).name
        for is_naive in (False, True)
    ]
    return advantage(scores[names[0]], scores[names[1]], draws=draws, seed=seed)


def _weights(rule: ReturnRule) -> dict[str, float]:
    weights: dict[str, float] = getattr(rule, "weights", {})
    return {name: round(float(weight), 4) for name, weight in weights.items()}


_FEATURES = (
    Feature("lag_months", "months from the premiere to the start of the licence", "when offered"),
    Feature("score", "mean rating of the title", "while people vote"),
    Feature("log_fee", "logarithm of the fee", "when offered"),
    Feature("log_term", "logarithm of the days of the licence", "when offered"),
    Feature("is_exclusive", "whether nobody else may show it", "when offered"),
    Feature("is_anime", "whether it is an anime", "when offered"),
    Feature("is_score_missing", "whether nobody has rated it", "when offered"),
    Feature("is_lag_missing", "whether its premiere is not known", "when offered"),
    Feature("region", "where the rights hold", "when offered"),
    Feature("rights_window", "way of exploitation", "when offered"),
    Feature("licensor", "who offers; one with few deals counts as any", "when offered"),
)


def inputs(tables: Tables, context: Context) -> pd.DataFrame:
    """Features of the open offers."""
    from reelhouse.ml.licensing_choice.returns import features_of

    return features_of(open_offers(tables)).drop(columns=["licensor"])


QUESTION = Question(
    "licensing_choice",
    ASKS,
    ("fact_licensing_deal", "mart_licensing_roi", "fact_licensing_offer"),
    learn,
    inputs,
)
