"""Recommendations on MovieLens, beside popularity, EASE and what others have published.

ml-100k is divided as the Recommenders project does: 75 % of each member's ratings at random, by
seed, are known; all others count as relevant; what is known is not shown; lists have 10 titles.
Settings and weights are chosen on a part of what is known and never on the test.

ml-latest-small is divided by time in two ways. `after a day`: models learn from what came before
a day; whoever rates between it and the next such day is asked about with the first three quarters
of that as history, the last quarter is the test, so that nothing that is learned is later than the
day. Settings and weights are chosen on the splits after the days before it, which are made in the
same way and over by then. `own time`: the last quarter of every member's ratings is the test. Films
with fewer than five ratings are left out of both.
"""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Mapping

import numpy as np

from benchmarks.models._cold_start import cold_starts
from benchmarks.models._movielens import after_days, at_the_end, ml_100k, ml_latest_small
from benchmarks.models._pages import DATA, figure, table, write
from benchmarks.targets import Verdict
from reelhouse.ml.card import Estimate
from reelhouse.ml.evaluation import advantage, bootstrap
from reelhouse.ml.recommendations.competition import Competition, Judged, compete
from reelhouse.ml.recommendations.content import About, Featuriser
from reelhouse.ml.recommendations.interactions import (
    ONCE,
    Interactions,
    Weighting,
    split_at_random,
    split_of,
)
from reelhouse.ml.recommendations.keeping import recommender_of
from reelhouse.ml.recommendations.metrics import Accuracy
from reelhouse.ml.recommendations.reading import Viewing
from reelhouse.ml.recommendations.recipes import (
    EASE,
    HYBRID,
    POPULARITY,
    RECENT_POPULARITY,
    Recipe,
    recipes,
)
from reelhouse.ml.recommendations.recommender import Title
from reelhouse.ml.recommendations.tuning import Trials

SEEDS = (42, 43, 44, 45, 46)
PUBLISHED = {
    "BiVAE": (0.475, 0.146, 0.412, 0.219),
    "BPR": (0.442, None, None, None),
    "LightGCN": (0.420, None, None, None),
    "NCF": (0.396, None, None, None),
    "SAR": (0.382, None, None, None),
    "ALS": (0.044, None, None, None),
}
"""nDCG, MAP, precision and recall that the Recommenders project publishes for its models."""

LEAST_NDCG = 0.49
MOST_SECONDS = 60.0
MOST_MILLISECONDS = 20.0
_WEIGHTINGS = (ONCE, Weighting(0.5))
_FADING = (ONCE, Weighting(0.5), Weighting(0.5, 365.0), Weighting(0.5, 1500.0))
_INNER = 0.85
STRICT = "own time"
"""Where there are lists enough to tell the lead over EASE from noise."""


def main() -> int:
    """Print and keep the tables; 1 where a target was missed."""
    if not (DATA / "movielens").is_dir():
        print(f"the recorded data is not there: {DATA / 'movielens'}")
        return 1
    parts: list[str] = ["# Recommendations", (__doc__ or "").split("\n\n", 1)[1].strip()]
    verdicts: list[Verdict] = []
    for page, found in (
        at_random(),
        by_time("own time"),
        by_time("after a day"),
        cold_starts(),
    ):
        parts += page
        verdicts += found
    return write("recommendations", parts, verdicts)


def at_random() -> tuple[list[str], list[Verdict]]:
    """ml-100k, five seeds."""
    ratings = ml_100k()
    found: list[Competition] = []
    seconds = []
    competing: list[Recipe] = []
    for seed in SEEDS:
        began = time.process_time()
        known, later = split_at_random(ratings, 0.75, seed)
        inner, held_out = split_at_random(known, _INNER, seed + 1000)
        competing = recipes(
            features=None,
            weightings=_WEIGHTINGS,
            members=ratings.member_count,
            thorough=True,
            seed=seed,
        )
        found.append(compete(competing, [split_of(inner, held_out)], split_of(known, later), None))
        seconds.append(time.process_time() - began)
        print(f"seed {seed}: {found[-1].of(HYBRID).accuracy.ndcg.mean():.4f}", flush=True)
    names = [judged.name for judged in found[0].judged]
    rows = []
    for name in names:
        told = [each.of(name).accuracy for each in found]
        ndcg = [float(a.ndcg.mean()) for a in told]
        rows.append(
            [
                name,
                f"{np.mean(ndcg):.4f} ({min(ndcg):.4f} to {max(ndcg):.4f})",
                *(
                    f"{np.mean([float(part.mean()) for part in parts]):.3f}"
                    for parts in (
                        [a.average_precision for a in told],
                        [a.precision for a in told],
                        [a.recall for a in told],
                    )
                ),
                f"{np.mean([each.of(name).novelty for each in found]):.2f}",
                f"{np.mean([each.of(name).coverage for each in found]):.2f}",
                f"{np.mean([each.of(name).seconds for each in found]):.1f}",
            ]
        )
    for name, figures in PUBLISHED.items():
        told_of = ["" if each is None else f"{each:.3f}" for each in figures]
        rows.append([f"{name} (published)", *told_of, "", "", ""])
    mean = float(np.mean([each.of(HYBRID).accuracy.ndcg.mean() for each in found]))
    slowest, serving = max(seconds), serving_milliseconds(ratings, found[-1])
    head = ["candidate", "nDCG@10", "MAP", "precision@10", "recall@10", "novelty bits",
            "coverage", "CPU s"]  # fmt: skip
    page = [
        "## ml-100k, 75/25 at random",
        f"Mean of the seeds {', '.join(map(str, SEEDS))}; in brackets the lowest and highest. CPU "
        "seconds are those of tuning, learning and scoring one candidate; of the hybrid, of all "
        "its parts.",
        table(head, rows),
        f"All of a seed, with every candidate, took {max(seconds):.1f} CPU seconds at most, on one "
        f"thread. One list of 20 with its reasons: {serving:.1f} ms of CPU.",
    ]
    return page, [
        Verdict(
            f"ml-100k: nDCG@10 at least {LEAST_NDCG:g}, mean of five seeds",
            f"{mean:.4f}",
            mean >= LEAST_NDCG,
        ),
        Verdict(
            f"tuning, learning and scoring all candidates of a seed below {MOST_SECONDS:g} s on "
            "two cores",
            f"{slowest:.1f} CPU seconds on one",
            slowest < MOST_SECONDS,
        ),
        Verdict(
            f"a list with reasons in less than {MOST_MILLISECONDS:g} ms",
            f"{serving:.1f} ms of CPU",
            serving < MOST_MILLISECONDS,
        ),
    ]


def serving_milliseconds(ratings: Interactions, found: Competition, lists: int = 50) -> float:
    """Mean CPU time of one list of 20 with reasons, of members of ml-100k."""
    titles = tuple(Title(n, str(n), About(str(n))) for n in range(ratings.title_count))
    viewing = Viewing(ratings, tuple(range(ratings.member_count)), titles)
    about = [title.about for title in titles]
    featuriser = Featuriser.fit(about)
    name = RECENT_POPULARITY
    popular = next(each for each in found.tuned if each.recipe.name == POPULARITY)
    faded = Recipe(name, popular.recipe.fit)
    tuned = (*found.tuned, dataclasses.replace(popular, recipe=faded))
    kept = recommender_of(
        HYBRID,
        Competition(tuned, found.plan, found.judged),
        viewing,
        featuriser.vectors(about),
        featuriser,
    )
    everything = ratings.history()
    histories = [everything.take([member]) for member in range(lists)]
    began = time.process_time()
    for history in histories:
        kept.recommend(history, count=20)
    return (time.process_time() - began) / lists * 1000


def by_time(way: str) -> tuple[list[str], list[Verdict]]:
    """ml-latest-small, what came later told from what came before."""
    ratings, features = ml_latest_small()
    splits = after_days(ratings) if way == "after a day" else [at_the_end(ratings)]
    began = time.process_time()
    competing = recipes(
        features=features,
        weightings=_FADING,
        members=ratings.member_count,
        fading=(180.0, 365.0, 1500.0),
    )
    trials = Trials(keeps=len(splits) > 1)
    found = [compete(competing, before, test, features, trials) for before, test in splits]
    seconds = time.process_time() - began
    names = [judged.name for judged in found[0].judged]
    told = {name: _together([each.of(name) for each in found]) for name in names}
    # one who is asked about after several days is drawn as a whole
    members = np.concatenate([test.members for _, test in splits])
    ahead = {
        name: advantage(
            -told[HYBRID].accuracy.ndcg,
            -told[name].accuracy.ndcg,
            draws=2000,
            seed=7,
            groups=members,
        )
        for name in (POPULARITY, RECENT_POPULARITY, EASE)
    }
    judged = [
        [
            name,
            figure(bootstrap(np.mean, each.accuracy.ndcg, draws=1000, seed=7, groups=members)),
            f"{each.accuracy.average_precision.mean():.3f}",
            f"{each.accuracy.precision.mean():.3f}",
            f"{each.accuracy.recall.mean():.3f}",
            f"{each.diversity:.2f}",
            f"{each.novelty:.2f}",
            f"{each.coverage:.2f}",
        ]
        for name, each in told.items()
    ]
    head = ["candidate", "nDCG@10", "MAP", "precision@10", "recall@10", "diversity",
            "novelty bits", "coverage"]  # fmt: skip
    page = [
        f"## ml-latest-small by time: {way}",
        f"{len(members)} lists of {len(np.unique(members))} members, "
        f"{sum(int(test.relevant.nnz) for _, test in splits):,} later ratings; {seconds:.0f} CPU "
        "seconds.",
        table(head, judged),
        table(
            ["the hybrid against", "lead in nDCG@10, paired by member"],
            [[name, figure(estimate, 4)] for name, estimate in ahead.items()],
        ),
    ]
    return page, _leads(way, ahead)


def _together(judged: list[Judged]) -> Judged:
    """What was found of a candidate after several days: all lists, and means of the rest."""
    told = [each.accuracy for each in judged]
    return Judged(
        judged[0].name,
        Accuracy(
            *(
                np.concatenate([getattr(each, name) for each in told])
                for name in ("ndcg", "average_precision", "precision", "recall")
            )
        ),
        float(np.mean([each.diversity for each in judged])),
        float(np.mean([each.novelty for each in judged])),
        float(np.mean([each.coverage for each in judged])),
        sum(each.seconds for each in judged),
    )


def _leads(way: str, ahead: Mapping[str, Estimate]) -> list[Verdict]:
    return [
        Verdict(
            f"ml-latest-small by time, {way}: better than {name} in the mean"
            + (", the interval above 0" if way == STRICT else ""),
            figure(estimate, 4),
            estimate.value > 0 and (way != STRICT or (estimate.low or 0) > 0),
        )
        for name, estimate in ahead.items()
    ]


if __name__ == "__main__":
    sys.exit(main())
