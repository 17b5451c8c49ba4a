"""Cold starts on ml-latest-small: films that nobody has rated, and members of whom little is known.

Films: a fifth of them, drawn at random, lose all ratings that models may know. Each member is asked
which of these films it has rated, from its ratings of the others.

Members: a fifth of them are none that models learned from. Of each the first ratings by time are
known, one to ten of them, and the later ones are the test. Settings and weights are chosen in the
same way on two other fifths of those that remain.
"""

from __future__ import annotations

import numpy as np

from benchmarks.models._movielens import ml_latest_small
from benchmarks.models._pages import figure, table
from benchmarks.targets import Verdict
from reelhouse.ml.evaluation import advantage, bootstrap
from reelhouse.ml.recommendations.competition import Plan, plan
from reelhouse.ml.recommendations.content import Features
from reelhouse.ml.recommendations.interactions import (
    ONCE,
    Floats,
    History,
    Interactions,
    Matrix,
    Places,
    Split,
    Weighting,
    split_last,
    split_of,
)
from reelhouse.ml.recommendations.metrics import accuracy, top_of
from reelhouse.ml.recommendations.popularity import fit_popularity
from reelhouse.ml.recommendations.recipes import EASE, recipes
from reelhouse.ml.recommendations.tuning import Tuned, tune

SEED = 7
SHARE = 0.2
KNOWN = (1, 3, 5, 10)
"""Ratings that are known of a new member."""

_FOLDS = 2
"""Times that some members are taken as new, to choose settings."""


def cold_starts() -> tuple[list[str], list[Verdict]]:
    """Both tables."""
    ratings, features = ml_latest_small()
    films, film_verdicts = new_films(ratings, features)
    members, member_verdicts = new_members(ratings, features)
    lines = (__doc__ or "").split("\n\n", 1)[1].strip()
    return ["## Cold starts", lines, *films, *members], [*film_verdicts, *member_verdicts]


def _chosen(
    ratings: Interactions, features: Features, validations: list[Split]
) -> tuple[dict[str, Tuned], Plan]:
    """Settings by candidate and the mixture, chosen on splits of what may be known."""
    competing = recipes(
        features=features,
        weightings=(ONCE, Weighting(0.5)),
        members=ratings.member_count,
        fading=(1500.0,),
    )
    tuned = {each.name: tune(each, validations) for each in competing}
    return tuned, plan(list(tuned.values()), validations, features)


def new_films(ratings: Interactions, features: Features) -> tuple[list[str], list[Verdict]]:
    """Rank films that nobody has rated."""
    rng = np.random.default_rng(SEED)
    is_new = np.zeros(ratings.title_count, dtype=bool)
    is_new[rng.permutation(ratings.title_count)[: int(SHARE * ratings.title_count)]] = True
    of_new = is_new[ratings.titles]
    known, later = ratings.take(~of_new), ratings.take(of_new)
    split = split_of(known, later).asked(ratings.member_count, 0)
    inner, held_out = split_last(known, 0.75)
    validation = split_of(inner, held_out).asked(ratings.member_count, 0)
    tuned, mixture = _chosen(known, features, [validation])
    scored = {
        "by chance": rng.random(split.history.shape),
        "content": tuned["content"].fit(split.known).scores(split.history),
        "hybrid": mixture.fit(split.known, features).scores(split.history),
    }
    told = {name: _ndcg(scores[:, is_new], split.relevant[:, is_new]) for name, scores in
            scored.items()}  # fmt: skip
    rows = [
        [name, figure(bootstrap(np.mean, each, draws=1000, seed=7))] for name, each in told.items()
    ]
    ahead = advantage(-told["hybrid"], -told["by chance"], draws=1000, seed=7)
    page = [
        f"{int(is_new.sum())} films without a rating, {len(told['hybrid'])} members:",
        table(["candidate", "nDCG@10"], rows),
    ]
    return page, [
        Verdict(
            "films that nobody has rated: ranked better than by chance, the interval above 0",
            figure(ahead, 4),
            (ahead.low or 0) > 0,
        )
    ]


def new_members(ratings: Interactions, features: Features) -> tuple[list[str], list[Verdict]]:
    """Recommend to members none of whom was learned from."""
    rng = np.random.default_rng(SEED)
    is_new = np.zeros(ratings.member_count, dtype=bool)
    is_new[rng.permutation(ratings.member_count)[: int(SHARE * ratings.member_count)]] = True
    of_new = is_new[ratings.members]
    others, theirs = ratings.take(~of_new), ratings.take(of_new)
    tuned, mixture = _chosen(others, features, _as_new(others, np.flatnonzero(~is_new)))
    known = others.history()
    scorers = {
        "popularity": fit_popularity(known),
        EASE: tuned[EASE].fit(known),
        "hybrid": mixture.fit(known, features),
    }
    rows = []
    verdicts = []
    for count in KNOWN:
        history, relevant = _first(theirs, count, np.flatnonzero(is_new))
        told = {
            name: _ndcg(scorer.scores(history), relevant, history.values)
            for name, scorer in scorers.items()
        }
        intervals = [bootstrap(np.mean, each, draws=1000, seed=7) for each in told.values()]
        rows.append([str(count), *(figure(each) for each in intervals)])
        ahead = advantage(-told["hybrid"], -told["popularity"], draws=1000, seed=7)
        if count == KNOWN[-1]:
            verdicts.append(
                Verdict(
                    f"new members with {count} ratings: better than popularity, the interval "
                    "above 0",
                    figure(ahead, 4),
                    (ahead.low or 0) > 0,
                )
            )
    page = [
        f"{int(is_new.sum())} members who were not learned from, nDCG@10 by how many ratings are "
        "known:",
        table(["ratings known", *scorers], rows),
    ]
    return page, verdicts


def _as_new(others: Interactions, members: Places) -> list[Split]:
    """Splits made as the test is: in each, other members are those that nobody has learned from."""
    order = np.random.default_rng(SEED + 1).permutation(members)
    size = int(SHARE * len(members))
    found = []
    for fold in range(_FOLDS):
        asked = np.sort(order[fold * size : (fold + 1) * size])
        of_asked = np.isin(others.members, asked)
        counts = np.zeros(others.member_count, dtype=np.int64)
        counts[asked] = np.resize(KNOWN, len(asked))
        history, relevant = _first(others.take(of_asked), counts, asked)
        known = others.take(~of_asked).history()
        found.append(Split(known, history, relevant, asked).asked(len(asked), 0))
    return found


def _first(theirs: Interactions, count: int | Places, members: Places) -> tuple[History, Matrix]:
    """The first ratings of each member as history, so many each, and the later ones."""
    order = np.lexsort((theirs.days, theirs.members))
    sizes = np.bincount(theirs.members, minlength=theirs.member_count)
    starts = np.cumsum(sizes) - sizes
    rank = np.arange(len(order)) - starts[theirs.members[order]]
    is_first = rank < np.broadcast_to(count, theirs.member_count)[theirs.members[order]]
    split = split_of(theirs.take(order[is_first]), theirs.take(order[~is_first]))
    history = split.history.take(members)
    nobody = np.full(len(members), -1)
    return History(history.values, history.ages, nobody), split.relevant[members]


def _ndcg(scores: Floats, relevant: Matrix, seen: Matrix | None = None) -> Floats:
    return accuracy(top_of(scores, seen), relevant).ndcg
