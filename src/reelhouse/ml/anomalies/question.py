"""The question: which days, weeks, videos and titles are odd, in what, how far and since when."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.anomalies.baseline import hold_against_past, learn_spreads
from reelhouse.ml.anomalies.injection import inject
from reelhouse.ml.anomalies.measures import READS, WATCHES, Watch
from reelhouse.ml.anomalies.model import RAW_THRESHOLD, THRESHOLDS, Oddities
from reelhouse.ml.anomalies.rules import CONFIRMED, NAMES, RAW, Forest
from reelhouse.ml.card import Candidate, Card, Estimate, Feature, Metric, choose_champion
from reelhouse.ml.evaluation import bootstrap
from reelhouse.ml.question import Context, Learned, NotEnough, Question
from reelhouse.ml.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

METRIC = Metric("average precision", higher_is_better=True)
LEAST_ROWS = 200
"""Rows with enough past behind them without which nothing is said of a kind of subject."""
_MOST_ROWS = 20_000
_MOST_DRAWS = 200

LIMITS = (
    "Odd is what the subject's own past does not explain; whether it is good, bad or an error of "
    "the source is for somebody to say.",
    "Figures of the card are on oddities that were put into the data at random. Real ones that "
    "were in it count as false alarms there.",
    "An oddity that lasts for three weeks of observations becomes what is usual.",
    "Nothing is said of providers whose terms do not allow derived figures.",
)


@dataclass(frozen=True)
class _Test:
    """Scores by rule on rows of which some were disturbed."""

    is_disturbed: NDArray[np.bool_]
    scores: dict[str, NDArray[np.float64]]


def learn(tables: Tables, context: Context) -> Learned:
    """Learn what is usual, and which rule finds most of what is put in.

    Raises:
        NotEnough: no kind of subject has enough rows.
    """
    settings = context.settings
    spreads: dict[str, dict[str, float]] = {}
    forests: dict[str, Forest] = {}
    missing: dict[str, str] = {}
    tests: dict[str, _Test] = {}
    counts: dict[str, int] = {}
    for watch in WATCHES.values():
        rows = _some(read(watch, tables), settings.seed)
        usable = _usable(watch, rows)
        if usable < LEAST_ROWS:
            missing[watch.name] = (
                f"{usable} rows with {watch.warm} observations before them, {LEAST_ROWS} are needed"
            )
            continue
        counts[watch.name] = len(rows)
        spreads[watch.name] = learn_spreads(watch, rows)
        profile = hold_against_past(watch, rows, spreads[watch.name])
        forests[watch.name] = Forest(profile.z, settings.seed, settings.threads)
        trial = Oddities(spreads, forests, CONFIRMED, {})
        tests[watch.name] = _test(watch, rows, trial, settings.seed)
    if not tests:
        told = "; ".join(f"{name}: {why}" for name, why in missing.items())
        raise NotEnough(
            f"there is too little to know what is usual ({told})",
            advice="Ingest Netflix's lists, viewing sessions, or videos day by day.",
        )
    card = _card(tests, counts, missing, context)
    return Learned(Oddities(spreads, forests, card.champion, missing), card, None)


def read(watch: Watch, tables: Tables) -> pd.DataFrame:
    """The rows of a kind of subject, by subject and date."""
    return tables.query(f"select * from ({watch.sql}) as rows order by subject_key, at_date")


def _some(rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    """All rows of as many subjects, drawn at random, as make up the most that is learned from."""
    if len(rows) <= _MOST_ROWS:
        return rows
    subjects = rows["subject_key"].drop_duplicates().sample(frac=1.0, random_state=seed)
    sizes = rows.groupby("subject_key").size().loc[subjects]
    kept = sizes[sizes.cumsum() <= _MOST_ROWS].index
    return rows[rows["subject_key"].isin(kept)].reset_index(drop=True)


def _usable(watch: Watch, rows: pd.DataFrame) -> int:
    if not len(rows):
        return 0
    return int((rows.groupby("subject_key").cumcount() >= watch.warm).sum())


def _test(watch: Watch, rows: pd.DataFrame, model: Oddities, seed: int) -> _Test:
    disturbed, flags = inject(watch, rows, seed)
    profile = hold_against_past(watch, disturbed, model.spreads[watch.name])
    judged = ~np.isnan(profile.z).all(axis=1)
    scores = {name: model.scores(watch, profile, name)[0][judged] for name in NAMES}
    return _Test(flags[judged], scores)


def average_precision(outcomes: Any, scores: Any) -> float:
    """Mean precision over all shares found, the area under the curve of both; NaN without any."""
    from sklearn.metrics import average_precision_score

    happened = np.asarray(outcomes, bool)
    return float(average_precision_score(happened, scores)) if happened.any() else float("nan")


def _lead(outcomes: Any, scores: Any, naive: Any) -> float:
    return average_precision(outcomes, scores) - average_precision(outcomes, naive)


def _pooled(tests: dict[str, _Test], name: str) -> NDArray[np.float64]:
    return np.concatenate([test.scores[name] for test in tests.values()])


def _card(
    tests: dict[str, _Test], counts: dict[str, int], missing: dict[str, str], context: Context
) -> Card:
    settings = context.settings
    outcomes = np.concatenate([test.is_disturbed for test in tests.values()])
    draw = partial(bootstrap, draws=min(settings.bootstrap_draws, _MOST_DRAWS), seed=settings.seed)
    candidates = []
    for name in NAMES:
        scores = _pooled(tests, name)
        is_told = scores >= THRESHOLDS.get(name, RAW_THRESHOLD)
        right = int((is_told & outcomes).sum())
        figures = {
            METRIC.name: draw(average_precision, outcomes, scores),
            "precision of alarms": Estimate(right / max(int(is_told.sum()), 1)),
            "recall of alarms": Estimate(right / max(int(outcomes.sum()), 1)),
        }
        for kind, test in tests.items():
            figures[f"{METRIC.name} {kind}"] = Estimate(
                average_precision(test.is_disturbed, test.scores[name])
            )
        candidates.append(Candidate(name, figures, is_naive=name == RAW))
    best = max((c for c in candidates if not c.is_naive), key=lambda c: c.scores[METRIC.name].value)
    lead = draw(_lead, outcomes, _pooled(tests, best.name), _pooled(tests, RAW))
    is_earned = lead.low is not None and lead.low > 0
    return Card(
        asks=QUESTION.asks,
        target="whether a row was disturbed, found by how far it is from its own past",
        decision="on the day itself, from what came before it",
        metric=METRIC,
        candidates=tuple(candidates),
        champion=choose_champion(candidates, METRIC, is_earned=is_earned).name,
        advantage=lead,
        trained_on=", ".join(f"{count} rows of {kind}" for kind, count in counts.items()),
        tested_on=f"the same with {int(outcomes.sum())} rows of the later half disturbed",
        train_count=sum(counts.values()),
        test_count=len(outcomes),
        features=tuple(
            Feature(f"{watch.name}: {measure.name}", measure.says, "on the day itself")
            for watch in WATCHES.values()
            if watch.name in tests
            for measure in watch.measures
        ),
        limits=(*LIMITS, *(f"{name} is not watched: {why}." for name, why in missing.items())),
        parameters={"alarm": {**THRESHOLDS, RAW: RAW_THRESHOLD}},
    )


QUESTION = Question(
    name="anomalies",
    asks="Which days, weeks, videos and titles are odd, in which measure, how far, since when?",
    reads=READS,
    learn=learn,
)
