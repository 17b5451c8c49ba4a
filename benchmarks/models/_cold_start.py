"""Cold starts on ml-latest-small: films that nobody has rated, and members of whom little is known.

Films: a fifth of them, drawn at random, lose all ratings that models may know. Each member is asked
which of these films it has rated, from its ratings of the others.

Members: a fifth of them are none that models learned from. Of each the first ratings by time are
known, none to ten of them, and the later ones are the test.
"""

from __future__ import annotations

import numpy as np

from benchmarks.models._movielens import ml_latest_small
from benchmarks.models._pages import figure, table
from benchmarks.targets import Verdict
from reelhouse.ml.evaluation import advantage, bootstrap
from reelhouse.ml.recommendations.competition import Competition, compete
from reelhouse.ml.recommendations.content import Features
from reelhouse.ml.recommendations.interactions import (
    ONCE,
    Floats,
    History,
    Interactions,
    Matrix,
    Weighting,
    split_last,
    split_of,
)
from reelhouse.ml.recommendations.metrics import accuracy, top_of
from reelhouse.ml.recommendations.popularity import fit_popularity
from reelhouse.ml.recommendations.recipes import EASE, recipes

SEED = 7
SHARE = 0.2
KNOWN = (1, 3, 5, 10)
"""Ratings that are known of a new member."""


def cold_starts() -> tuple[list[str], list[Verdict]]:
    """Both tables."""
    ratings, features = ml_latest_small()
    films, film_verdicts = new_films(ratings, features)
    members, member_verdicts = new_members(ratings, features)
    lines = (__doc__ or "").split("\n\n", 1)[1].strip()
    return ["## Cold starts", lines, *films, *members], [*film_verdicts, *member_verdicts]


def _compete(ratings: Interactions, features: Features) -> Competition:
    """Settings and weights chosen on the last quarter of what may be known of each member."""
    inner, held_out = split_last(ratings, 0.75)
    validation = split_of(inner, held_out).asked(ratings.member_count, 0)
    competing = recipes(
        features=features,
        weightings=(ONCE, Weighting(0.5)),
        members=ratings.member_count,
        fading=(1500.0,),
    )
    return compete(competing, validation, validation, features)


def new_films(ratings: Interactions, features: Features) -> tuple[list[str], list[Verdict]]:
    """Rank films that nobody has rated."""
    rng = np.random.default_rng(SEED)
    is_new = np.zeros(ratings.title_count, dtype=bool)
    is_new[rng.permutation(ratings.title_count)[: int(SHARE * ratings.title_count)]] = True
    of_new = is_new[ratings.titles]
    known, later = ratings.take(~of_new), ratings.take(of_new)
    split = split_of(known, later).asked(ratings.member_count, 0)
    found = _compete(known, features)
    content = next(each for each in found.tuned if each.recipe.name == "content")
    scored = {
        "by chance": rng.random(split.history.shape),
        "content": content.fit(split.known).scores(split.history),
        "hybrid": found.plan.fit(split.known, features).scores(split.history),
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
    found = _compete(others, features)
    known = others.history()
    ease = next(each for each in found.tuned if each.recipe.name == EASE)
    scorers = {
        "popularity": fit_popularity(known),
        EASE: ease.fit(known),
        "hybrid": found.plan.fit(known, features),
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


def _first(theirs: Interactions, count: int, members: np.ndarray) -> tuple[History, Matrix]:
    """The first ratings of each member as history, and the later ones."""
    order = np.lexsort((theirs.days, theirs.members))
    sizes = np.bincount(theirs.members, minlength=theirs.member_count)
    starts = np.cumsum(sizes) - sizes
    rank = np.arange(len(order)) - starts[theirs.members[order]]
    split = split_of(theirs.take(order[rank < count]), theirs.take(order[rank >= count]))
    history = split.history.take(members)
    nobody = np.full(len(members), -1)
    return History(history.values, history.ages, nobody), split.relevant[members]


def _ndcg(scores: Floats, relevant: Matrix, seen: Matrix | None = None) -> Floats:
    return accuracy(top_of(scores, seen), relevant).ndcg
