"""Who leaves in the next month?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reelhouse.ml.card import (
    Candidate,
    Card,
    Estimate,
    Feature,
    Metric,
    choose_champion,
)  # fmt: skip
from reelhouse.ml.churn.cases import GROUPS, READS, read_cases
from reelhouse.ml.churn.hazard import Boosted, Hazard, LeavingModel, Rates
from reelhouse.ml.drift import usual_shifts
from reelhouse.ml.evaluation import (
    advantage,
    auc,
    bootstrap,
    brier_score,
    calibration_bins,
    calibration_error,
    log_losses,
)  # fmt: skip
from reelhouse.ml.marginals import marginals
from reelhouse.ml.new_errors import NewErrors, promised
from reelhouse.ml.question import Context, Learned, NotEnough, Question
from reelhouse.ml.tables import Tables

if TYPE_CHECKING:
    from reelhouse.ml.store import Version
    from reelhouse.settings.models import ModelSettings

Floats = NDArray[np.float64]
Fit = Callable[[pd.DataFrame, Floats], LeavingModel]

ASKS = "Which members leave in the next month, and why?"
METRIC = Metric("log loss", higher_is_better=False)
LEAST_LEFT = 40
LEAST_CASES = 500
FOLDS = 4
FOLD_MONTHS = 3
RULES = ("base rate", "tenure rule", "recency rule")
HAZARD, BOOSTED = "logistic hazard", "LightGBM"
_AGAIN = 15
_MONTHS = 12  # a year, so that all seasons are usual
_NUMBERS = (
    "tenure_months", "session_count_1m", "watched_minutes_1m", "watched_minutes_3m",
    "days_since_last_session", "completion_rate_12m",
)  # fmt: skip
"""What drift is measured of: the members' own figures. Prices and premieres are alike for all of a
region or genre, so that a month shows a few values of them and no distribution."""


def fits(seed: int, threads: int) -> dict[str, Fit]:
    """How each candidate is fitted, by name."""
    found: dict[str, Fit] = {name: partial(Rates.fit, name) for name in RULES}
    found[HAZARD] = Hazard.fit
    found[BOOSTED] = lambda cases, left: Boosted.fit(cases, left, seed, threads)
    return found


def told_ahead(
    cases: pd.DataFrame, candidates: Mapping[str, Fit]
) -> tuple[pd.DataFrame, dict[str, Floats]]:
    """What candidates would have told of months before they were over.

    At each of the last quarters they learn from the months before it and tell its three months.

    Args:
        cases: with `has_left`, in order of time.
        candidates: how each is fitted.

    Returns:
        The cases told, and probabilities by candidate in the same order.

    Raises:
        NotEnough: there are too few months, or nobody left in those before.
    """
    months = np.unique(cases["month_start_date"].to_numpy())
    folds = min(FOLDS, (len(months) - FOLD_MONTHS) // FOLD_MONTHS)
    if folds < 1:
        raise NotEnough(
            f"{len(months)} months of members are known",
            advice=f"Leaving is told from {2 * FOLD_MONTHS} months on.",
        )
    tested: list[pd.DataFrame] = []
    told: dict[str, list[Floats]] = {name: [] for name in candidates}
    for fold in range(folds, 0, -1):
        start = len(months) - fold * FOLD_MONTHS
        inside = cases["month_start_date"].isin(months[start : start + FOLD_MONTHS])
        train = cases[cases["month_start_date"] < months[start]]
        left = train["has_left"].to_numpy(float)
        if not 0 < left.sum() < len(left):
            continue
        test = cases[inside]
        tested.append(test)
        for name, fit in candidates.items():
            told[name].append(fit(train, left).tell(test).probability)
    if not tested:
        raise NotEnough(
            "nobody left, or everybody, in the months that are learned from",
            advice="Both who stays and who leaves must be known.",
        )
    return pd.concat(tested), {name: np.concatenate(parts) for name, parts in told.items()}


def learn(tables: Tables, context: Context) -> Learned:
    """Let rules and models tell past months before they were over; the best answers."""
    settings = context.settings
    cases = read_cases(tables)
    known = cases[cases["has_left"].notna()].reset_index(drop=True)
    known["has_left"] = known["has_left"].astype(float)
    left = known["has_left"].to_numpy(float)
    if len(known) < LEAST_CASES or left.sum() < LEAST_LEFT:
        raise NotEnough(
            f"{len(known):,} months of members are known, in which {int(left.sum())} left",
            advice=f"At least {LEAST_CASES} such months and {LEAST_LEFT} who left are needed.",
        )
    candidates = fits(settings.seed, settings.threads)
    test, told = told_ahead(known, candidates)
    outcome = test["has_left"].to_numpy(float)
    if not 0 < outcome.sum() < len(outcome):
        raise NotEnough("nobody left, or everybody, in the months that would be tested on")
    members = test["member_key"].to_numpy()
    listed = [
        Candidate(name, _scores(outcome, p, members, settings.bootstrap_draws), name in RULES)
        for name, p in told.items()
    ]
    best = _best(listed, naive=False)
    rule = _best(listed, naive=True)
    ahead = advantage(
        log_losses(outcome, told[best]), log_losses(outcome, told[rule]),
        draws=settings.bootstrap_draws, seed=settings.seed, groups=members,
    )  # fmt: skip
    champion = choose_champion(listed, METRIC, is_earned=(ahead.low or 0) > 0).name
    model = candidates[champion](known, left)
    if champion == BOOSTED:
        model = Boosted.fit(known, left, settings.seed, settings.threads, again=_AGAIN)
    features = marginals(known[list(_NUMBERS)])
    first, last = test["month_start_date"].min(), test["month_start_date"].max()
    return Learned(
        model,
        Card(
            asks=ASKS,
            target="whether a member leaves within the calendar month, 0 to 1",
            decision="the first day of the month, from all that came before it",
            metric=METRIC,
            candidates=tuple(listed),
            champion=champion,
            advantage=ahead,
            trained_on=f"{len(known):,} months of {known['member_key'].nunique():,} members from "
            f"{known['month_start_date'].min():%Y-%m} to {known['month_start_date'].max():%Y-%m}; "
            f"{int(left.sum())} left",
            tested_on=f"{len(test):,} months of members from {first:%Y-%m} to {last:%Y-%m}, each "
            f"quarter told from the months before it; {int(outcome.sum())} left",
            train_count=len(known),
            test_count=len(test),
            features=tuple(Feature(n, s, "when the month begins") for n, s in GROUPS.items()),
            calibration=calibration_bins(outcome, told[champion]),
            limits=(
                "Only members who agree to being counted are learned from and told.",
                "A new price that `price_changes` does not tell is known once its first month is "
                "over, by revenue.",
                "Reasons are what the model goes by, not causes; that a contact keeps anybody is "
                "assumed, see `marts.contact_effect_rate`.",
                "Country is the newest one, also for past months.",
            ),
            parameters={
                "calibration_error": calibration_error(outcome, told[champion]),
                **_weights(model),
            },
            learned_until=_last_day(known["month_start_date"].max()),
        ),
        inputs=features,
        usual=usual_shifts(_by_month(known), features),
    )


def _by_month(known: pd.DataFrame) -> list[pd.DataFrame]:
    """Features of the members of each of the last months, newest first."""
    months = [rows[list(_NUMBERS)].astype(float) for _, rows in known.groupby("month_start_date")]
    return months[::-1][:_MONTHS]


def _scores(
    outcome: Floats, told: Floats, members: NDArray[np.int64], draws: int
) -> dict[str, Estimate]:
    losses = log_losses(outcome, told)
    return {
        METRIC.name: bootstrap(np.mean, losses, draws=draws, seed=0, groups=members),
        "auc": bootstrap(auc, outcome, told, draws=min(draws, 200), seed=0),
        "brier score": Estimate(brier_score(outcome, told)),
    }


def _best(listed: list[Candidate], *, naive: bool) -> str:
    return min(
        (c for c in listed if c.is_naive == naive), key=lambda c: c.scores[METRIC.name].value
    ).name


def _weights(model: LeavingModel) -> dict[str, float]:
    if not isinstance(model, Hazard):
        return {}
    return dict(zip(model.columns, np.round(model.weights, 4).tolist(), strict=True))


def inputs(tables: Tables, context: Context) -> pd.DataFrame:
    """What is known of the members of now."""
    cases = read_cases(tables)
    now = cases[cases["month_start_date"] == cases["month_start_date"].max()]
    told: pd.DataFrame = now[now["is_member"]][list(_NUMBERS)].astype(float)
    return told


def errors(tables: Tables, version: Version, context: Context) -> tuple[NewErrors, ...]:
    """Log losses of the months that are over since."""
    cases = read_cases(tables)
    return (errors_on(cases[cases["has_left"].notna()], version, context.settings),)


def errors_on(known: pd.DataFrame, version: Version, settings: ModelSettings) -> NewErrors:
    """Log losses of months after those that were learned from.

    Args:
        known: members in months that are over.
        version: that answers.
        settings: of models.
    """
    card, needed = version.card, settings.least_new_cases
    is_new = pd.to_datetime(known["month_start_date"]) > pd.Timestamp(card.learned_until or "2999")
    later, before = known[is_new], known[~is_new]
    nothing = NewErrors(card.metric, promised(card), "months of members", len(later), needed)
    if len(later) < needed or card.best_naive is None or before.empty:
        return nothing
    outcome = later["has_left"].to_numpy(float)
    rule = card.best_naive.name
    by_rule = Rates.fit(rule, before, before["has_left"].to_numpy(float)).tell(later)
    model: LeavingModel = version.load()
    return replace(
        nothing,
        figures=log_losses(outcome, model.tell(later).probability),
        naive=rule,
        naive_figures=log_losses(outcome, by_rule.probability),
        groups=later["member_key"].to_numpy(),
    )


def _last_day(month: object) -> str:
    return str((pd.Timestamp(month) + pd.offsets.MonthEnd(1)).date())  # type: ignore[arg-type]


QUESTION = Question("churn", ASKS, READS, learn, inputs, errors)
