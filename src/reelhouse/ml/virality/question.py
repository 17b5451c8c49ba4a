"""Which videos are taking off?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reelhouse.ml.card import Candidate, Card, Estimate, Feature, Metric, choose_champion
from reelhouse.ml.evaluation import advantage, bootstrap, brier_score, calibration_bins, log_losses
from reelhouse.ml.marginals import marginals
from reelhouse.ml.new_errors import NewErrors, promised
from reelhouse.ml.question import Context, Learned, NotEnough, Question
from reelhouse.ml.tables import Tables
from reelhouse.ml.virality.model import Learned as Classifier
from reelhouse.ml.virality.model import Rule, Scores, Virality
from reelhouse.ml.virality.takeoff import FEATURES, HORIZON_HOURS, TIMES_USUAL, judge_looks

if TYPE_CHECKING:
    from reelhouse.ml.store import Version
    from reelhouse.settings.models import ModelSettings

Floats = NDArray[np.float64]
Fit = Callable[[pd.DataFrame, Floats], Scores]

ASKS = "Which videos are taking off, before most of their views have come?"
METRIC = Metric("log loss", higher_is_better=False)
PRECISION = 0.9
"""Share of flagged videos that took off, on looks not learned from, that sets the threshold."""

LEAST_VIDEOS = 10
LEAST_LOOKS = 200
FOLDS = 3
RULES = {"twice the speed of the look before": "doubling", "surge": "surge"}

_LOOKS = """
select platform, video_id, channel_id, content_type, published_at, observed_at, view_count,
    like_count
from feature_video_look
where may_train
order by platform, video_id, observed_at
"""


def fits(seed: int, threads: int) -> dict[str, Fit]:
    """How each candidate is fitted, by name."""
    found: dict[str, Fit] = {name: partial(Rule.fit, column) for name, column in RULES.items()}
    found["logistic regression"] = Classifier.logistic
    found["LightGBM"] = lambda looks, took: Classifier.boosted(looks, took, seed, threads)
    return found


def learn(tables: Tables, context: Context) -> Learned:
    """Learn from looks at videos whose following week is known."""
    return learn_from(tables.query(_LOOKS), context)


def learn_from(looks: pd.DataFrame, context: Context) -> Learned:
    """Let rules and classifiers tell later looks from earlier ones; the best flags videos.

    Args:
        looks: as `judge_looks` takes them.
        context: of the training.

    Raises:
        NotEnough: too few looks, or too few videos that took off.
    """
    settings = context.settings
    told, usual = judge_looks(looks)
    cases = told[told["is_suspect"] & told["took_off"].notna()]
    cases = cases.sort_values(["observed_at", "video"], kind="stable").reset_index(drop=True)
    took = cases["took_off"].to_numpy(float)
    videos = cases.loc[took == 1, "video"].nunique()
    if len(told) < LEAST_LOOKS or videos < LEAST_VIDEOS:
        raise NotEnough(
            f"{len(told):,} looks at videos can be compared with one before, and {videos} videos "
            "are known to have taken off",
            advice=f"{LEAST_LOOKS} looks and {LEAST_VIDEOS} such videos are needed. Ingest video "
            "counters at least daily; YouTube's are learned from only with an accepted audit.",
        )
    candidates = fits(settings.seed, settings.threads)
    test, ahead_of = _told_ahead(cases, candidates)
    outcome, group = test["took_off"].to_numpy(float), test["video"].to_numpy()
    listed = [
        Candidate(name, _scores(outcome, p, group, test, settings.bootstrap_draws), name in RULES)
        for name, p in ahead_of.items()
    ]
    best, rule = _best(listed, naive=False), _best(listed, naive=True)
    ahead = advantage(
        log_losses(outcome, ahead_of[best]), log_losses(outcome, ahead_of[rule]),
        draws=settings.bootstrap_draws, seed=settings.seed, groups=group,
    )  # fmt: skip
    champion = choose_champion(listed, METRIC, is_earned=(ahead.low or 0) > 0).name
    scores = candidates[champion](cases, took)
    # the share of looks that was right out of time: what is learned from all tells otherwise
    flagged = choose_threshold(test, ahead_of[champion])
    share = float(np.mean(ahead_of[champion] >= flagged))
    threshold = float(np.quantile(scores.probability(cases), 1 - share, method="higher"))
    calm = told[told["has_past"] & (told["took_off"] == 0)]["surge"].to_numpy(float)
    noise = float(1.4826 * np.median(np.abs(calm - np.median(calm)))) if len(calm) else 0.0
    model = Virality(usual, scores, threshold, noise)
    return Learned(
        model,
        Card(
            asks=ASKS,
            target=f"whether a video gets {TIMES_USUAL:g} times its usual views within "
            f"{HORIZON_HOURS / 24:g} days, with likes that keep pace",
            decision="at each look at its counters, from that look and those before",
            metric=METRIC,
            candidates=tuple(listed),
            champion=champion,
            advantage=ahead,
            trained_on=f"{len(cases):,} looks at which views came faster than usual, of "
            f"{cases['video'].nunique():,} videos; {videos} took off",
            tested_on=f"{len(test):,} later looks, told from those whose week was over before",
            train_count=len(cases),
            test_count=len(test),
            features=tuple(Feature(n, s, "at the look") for n, s in FEATURES.items()),
            calibration=calibration_bins(outcome, ahead_of[champion]),
            limits=(
                "A video that nobody looked at a day before has nothing to be compared with.",
                "Likes that are hidden cannot tell bought views from real ones.",
                "Gaps of a week see a video when most of its views have come.",
            ),
            parameters={"threshold": threshold, "videos_that_took_off": videos, "noise": noise},
            # outcomes of the last looks are of looks after them, so that these are known as well
            learned_until=str(told["observed_at"].max().date()),
        ),
        inputs=marginals(cases[list(FEATURES)]),
    )


def _told_ahead(
    cases: pd.DataFrame, candidates: dict[str, Fit]
) -> tuple[pd.DataFrame, dict[str, Floats]]:
    """What candidates tell of later looks, from looks whose outcome was known by then."""
    positive = cases.loc[cases["took_off"] == 1].drop_duplicates("video")["observed_at"]
    cuts = [pd.Timestamp(each) for each in positive.quantile(np.linspace(0.4, 0.8, FOLDS))]
    ends = [*cuts[1:], cases["observed_at"].max()]
    horizon = pd.Timedelta(hours=HORIZON_HOURS)
    tested, told = [], {name: [] for name in candidates}  # type: ignore[var-annotated]
    for cut, end in zip(cuts, ends, strict=True):
        train = cases[cases["observed_at"] <= cut - horizon]
        test = cases[(cases["observed_at"] > cut) & (cases["observed_at"] <= end)]
        took = train["took_off"].to_numpy(float)
        if not len(test) or not 0 < took.sum() < len(took):
            continue
        tested.append(test)
        for name, fit in candidates.items():
            told[name].append(fit(train, took).probability(test))
    if not tested or not 0 < sum(t["took_off"].sum() for t in tested) < sum(map(len, tested)):
        raise NotEnough(
            "all videos that took off did so at the same time",
            advice="Looks of a longer time are needed, so that earlier ones can tell later ones.",
        )
    return pd.concat(tested), {name: np.concatenate(parts) for name, parts in told.items()}


def choose_threshold(test: pd.DataFrame, probability: Floats) -> float:
    """The lowest probability from which on `PRECISION` of the videos flagged took off.

    A video is flagged at its first look that reaches the threshold. Where no threshold is precise
    enough, the highest probability that was told.
    """
    frame = test[["video", "took_off"]].assign(p=probability)
    ever = frame.groupby("video")["took_off"].max()
    highest = frame.groupby("video")["p"].max().sort_values(ascending=False, kind="stable")
    right = ever.reindex(highest.index).to_numpy(float)
    precise = np.cumsum(right) / np.arange(1, len(right) + 1) >= PRECISION
    if not precise.any():
        return float(highest.iloc[0])
    return float(highest.iloc[int(np.flatnonzero(precise)[-1])])


def _scores(
    outcome: Floats, told: Floats, group: NDArray[np.int64], test: pd.DataFrame, draws: int
) -> dict[str, Estimate]:
    from sklearn.metrics import average_precision_score

    return {
        METRIC.name: bootstrap(
            np.mean, log_losses(outcome, told), draws=draws, seed=0, groups=group
        ),
        "average precision": Estimate(float(average_precision_score(outcome, told))),
        "brier score": Estimate(brier_score(outcome, told)),
    }


def _best(listed: list[Candidate], *, naive: bool) -> str:
    return min(
        (c for c in listed if c.is_naive == naive), key=lambda c: c.scores[METRIC.name].value
    ).name


def inputs(tables: Tables, context: Context) -> pd.DataFrame:
    """Features of the newest look at each video that comes faster than usual."""
    told, _ = judge_looks(tables.query(_LOOKS))
    newest = told.drop_duplicates("video", keep="last")
    return newest.loc[newest["is_suspect"], list(FEATURES)]


def errors(tables: Tables, version: Version, context: Context) -> tuple[NewErrors, ...]:
    """Log losses of the looks since, whose following week is known."""
    return (errors_on(tables.query(_LOOKS), version, context.settings),)


def errors_on(looks: pd.DataFrame, version: Version, settings: ModelSettings) -> NewErrors:
    """Log losses of looks after all that was learned from.

    Args:
        looks: as `judge_looks` takes them.
        version: that answers.
        settings: of models.
    """
    card, needed = version.card, settings.least_new_cases
    nothing = NewErrors(card.metric, promised(card), "looks", 0, needed)
    until = pd.Timestamp(card.learned_until) + pd.Timedelta(days=1)
    if not (looks["observed_at"] >= until).any():
        return nothing
    model: Virality = version.load()
    told, _ = judge_looks(looks, model.usual)
    cases = told[told["is_suspect"] & told["took_off"].notna()]
    later = cases[cases["observed_at"] >= until]
    before = cases[cases["observed_at"] < until - pd.Timedelta(hours=HORIZON_HOURS)]
    took = before["took_off"].to_numpy(float)
    nothing = replace(nothing, count=len(later))
    if len(later) < needed or card.best_naive is None or not 0 < took.sum() < len(took):
        return nothing
    outcome, rule = later["took_off"].to_numpy(float), card.best_naive.name
    by_rule = Rule.fit(RULES[rule], before, took).probability(later)
    return replace(
        nothing,
        figures=log_losses(outcome, model.scores.probability(later)),
        naive=rule,
        naive_figures=log_losses(outcome, by_rule),
        groups=later["video"].to_numpy(),
    )


QUESTION = Question("virality", ASKS, ("feature_video_look",), learn, inputs, errors)
