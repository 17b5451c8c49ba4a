"""Let models of an amount compete on splits by time, with intervals that are checked as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.amount_candidates import LEARNERS, Blend, Rule
from reelhouse.ml.amount_fit import LEAST_CASES, Fit, blocks, roll, tune
from reelhouse.ml.amount_model import AmountModel
from reelhouse.ml.card import Candidate, Coverage, Estimate, Metric, choose_champion
from reelhouse.ml.conformal import Conformal
from reelhouse.ml.encoding import Encoder
from reelhouse.ml.evaluation import advantage, bootstrap, coverage
from reelhouse.ml.question import NotEnough
from reelhouse.ml.releases import Spec

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
ERROR = Metric("mean absolute error of logarithms", higher_is_better=False)
LEVELS = (0.5, 0.8, 0.95)
MOST_CASES = 15_000
_SHARE = 0.25
_REFITS = 15


@dataclass(frozen=True, slots=True)
class Contest:
    """What came of the candidates.

    Attributes:
        candidates: with their figures on the test years.
        champion: the one that answers.
        lead: of the best model over the best rule in mean absolute error of logarithms.
        coverage: of the champion's intervals on the test years.
        coverages: of every candidate's, by name.
        model: the champion, learned anew on everything.
        train_count: titles learned from.
        test_count: titles tested on.
        years: of release, of all titles.
        test_from: first year of the test.
        parameters: what the champion was set to.
    """

    candidates: tuple[Candidate, ...]
    champion: str
    lead: Estimate
    coverage: tuple[Coverage, ...]
    coverages: dict[str, tuple[Coverage, ...]]
    model: AmountModel
    train_count: int
    test_count: int
    years: NDArray[np.int64]
    test_from: int
    parameters: dict[str, Any]


def contest(
    titles: pd.DataFrame,
    amounts: Floats,
    *,
    specs: tuple[Spec, ...],
    rules: tuple[type[Rule], ...],
    seed: int,
    draws: int,
    threads: int = 1,
    test_from: int | None = None,
    about: str = "titles",
) -> Contest:
    """Let candidates compete for an amount.

    Args:
        titles: with features and `release_year`, a row each.
        amounts: natural logarithm of what came of each.
        specs: columns to look at.
        rules: naive rules.
        seed: of random draws.
        draws: samples for intervals of figures.
        threads: that one model may take.
        test_from: first year of the test; by default the last years with a quarter of all titles.
        about: what the titles are.

    Raises:
        NotEnough: there are too few titles, all of one amount, or of one year only.
    """
    frame, logs = _in_order(titles, amounts)
    _require(logs, about)
    years = frame["release_year"].to_numpy(int)
    first = test_from or int(years[len(years) - max(1, int(len(years) * _SHARE))])
    train, test = np.flatnonzero(years < first), np.flatnonzero(years >= first)
    if len(train) < LEAST_CASES // 2 or not len(test):
        raise NotEnough(
            f"there are {len(train)} {about} from before {first} to learn from and "
            f"{len(test)} later ones to test on",
            advice="Ingest more years.",
        )
    known, outcomes = frame.iloc[train], logs[test]
    edges = blocks(years, first)
    chosen = {
        learner.name: tune(learner, known, logs[train], specs, seed, threads)
        for learner in LEARNERS
    }
    rolled = {
        each.name: roll(
            Fit(each, specs, chosen.get(each.name, {}), seed, threads), frame, logs, edges
        )
        for each in (*rules, *LEARNERS)
    }
    rolled[Blend.name] = np.mean([rolled[name] for name in chosen], axis=0)
    forecasts = {name: told[test] for name, told in rolled.items()}
    coverages = {
        name: _coverages(told, logs, years, [edge for edge in edges if edge >= first])
        for name, told in rolled.items()
    }
    losses = {name: np.abs(told - outcomes) for name, told in forecasts.items()}
    naive = {rule.name for rule in rules}
    candidates = tuple(
        Candidate(
            name,
            {
                ERROR.name: bootstrap(np.mean, losses[name], draws=draws, seed=seed),
                "explained share": bootstrap(
                    _explained, outcomes, forecasts[name], draws=draws, seed=seed
                ),
                "coverage of 80 % intervals": Estimate(coverages[name][1].measured_rate),
            },
            is_naive=name in naive,
        )
        for name in forecasts
    )
    best_rule = min(naive, key=lambda name: float(losses[name].mean()))
    best_model = min(losses.keys() - naive, key=lambda name: float(losses[name].mean()))
    lead = advantage(losses[best_model], losses[best_rule], draws=draws, seed=seed)
    champion = choose_champion(list(candidates), ERROR, is_earned=(lead.low or 0.0) > 0).name
    winner = next(each for each in (*rules, *LEARNERS, Blend) if each.name == champion)
    settings: Mapping[str, Any] = chosen if winner is Blend else chosen.get(champion, {})
    fit = Fit(winner, specs, settings, seed, threads)
    told = rolled[champion]
    ahead = np.isfinite(told)
    band = Conformal.fit(told[ahead], logs[ahead])
    model = _final(fit, frame, logs, band, best_rule, rules, about)
    return Contest(
        candidates, champion, lead, coverages[champion], coverages, model, len(train), len(test),
        years, first, dict(settings),
    )  # fmt: skip


def _final(
    fit: Fit, frame: pd.DataFrame, logs: Floats, band: Conformal, best_rule: str,
    rules: tuple[type[Rule], ...], about: str,
) -> AmountModel:  # fmt: skip
    rule = next(each for each in rules if each.name == best_rule)
    rng = np.random.default_rng(fit.seed)
    refits = []
    for _ in range(_REFITS if fit.is_model else 0):
        rows = np.sort(rng.integers(0, len(frame), len(frame)))
        refits.append(fit(frame.iloc[rows].reset_index(drop=True), logs[rows]))
    naive = Fit(rule, fit.specs, {}, fit.seed, fit.threads)(frame, logs)
    return AmountModel(
        fit.candidate.name, fit(frame, logs), band, naive, tuple(refits),
        Encoder.fit(frame, fit.specs), about,
    )  # fmt: skip


def _in_order(titles: pd.DataFrame, amounts: Floats) -> tuple[pd.DataFrame, Floats]:
    frame = titles.assign(_amount=np.asarray(amounts, float))
    frame = frame.sort_values(["release_year", "title_key"], kind="stable").tail(MOST_CASES)
    return frame.drop(columns="_amount").reset_index(drop=True), frame["_amount"].to_numpy()


def _require(logs: Floats, about: str) -> None:
    if len(logs) < LEAST_CASES:
        raise NotEnough(
            f"there are {len(logs)} {about}; {LEAST_CASES} are needed",
            advice="Ingest more years, of TMDB with an agreement on training.",
        )
    if np.ptp(logs) == 0:
        raise NotEnough(f"all {len(logs)} {about} have the same amount")


def _coverages(
    told: Floats, logs: Floats, years: NDArray[np.int64], edges: list[int]
) -> tuple[Coverage, ...]:
    """How many outcomes of the test lay within intervals made of the errors of earlier years."""
    found = []
    for level in LEVELS:
        low, high = np.full(len(told), np.nan), np.full(len(told), np.nan)
        for edge, until in zip(edges, [*edges[1:], int(years[-1]) + 1], strict=True):
            then = (years >= edge) & (years < until)
            known = (years < edge) & np.isfinite(told)
            if known.any():
                band = Conformal.fit(told[known], logs[known])
                low[then], high[then] = band.interval(told[then], level)
        held = np.isfinite(low)
        found.append(coverage(logs[held], low[held], high[held], level))
    return tuple(found)


def _explained(outcomes: Floats, told: Floats) -> float:
    """Share of the variance of outcomes that forecasts explain; 1 is all of it."""
    rest = ((outcomes - told) ** 2).sum()
    return float(1 - rest / ((outcomes - outcomes.mean()) ** 2).sum())
