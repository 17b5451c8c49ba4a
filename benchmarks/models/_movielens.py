"""MovieLens: ratings as interactions, and how they are divided by time."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.models._pages import DATA
from reelhouse.ml.recommendations.content import About, Features, Featuriser
from reelhouse.ml.recommendations.interactions import (
    History,
    Interactions,
    Split,
    split_by_day,
    split_last,
    split_of,
)

_MEAN_STARS = 3.5
_DAY = 86_400.0
_LEAST_RATINGS = 5
_SHARES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Shares of all ratings that come before each day."""

_EARLIER = 2
"""Days on which settings are chosen only."""


def ml_100k(folder: Path = DATA / "movielens" / "ml-100k") -> Interactions:
    """Ratings in the order of the file, which the protocol's seed depends on."""
    rows = pd.read_csv(folder / "u.data", sep="\t", names=["user", "item", "stars", "at"])
    return _interactions(rows["user"], rows["item"], rows["stars"], rows["at"])


def _interactions(
    users: pd.Series, items: pd.Series, stars: pd.Series, at: pd.Series
) -> Interactions:
    members, member = np.unique(users, return_inverse=True)
    titles, title = np.unique(items, return_inverse=True)
    return Interactions(
        member.astype(np.int64),
        title.astype(np.int64),
        stars.to_numpy(float) / _MEAN_STARS,
        at.to_numpy(float) / _DAY,
        len(members),
        len(titles),
    )


def ml_latest_small() -> tuple[Interactions, Features]:
    """Ratings of films that have at least `_LEAST_RATINGS`, and what the films are about."""
    folder = DATA / "movielens" / "ml-latest-small"
    rows = pd.read_csv(folder / "ratings.csv")
    counts = rows["movieId"].map(rows["movieId"].value_counts())
    rows = rows[counts >= _LEAST_RATINGS]
    films = pd.read_csv(folder / "movies.csv").sort_values("movieId")
    films = films[films["movieId"].isin(rows["movieId"])]
    about = [
        About(str(name), tuple(str(genres).split("|")))
        for name, genres in zip(films["title"], films["genres"], strict=True)
    ]
    ratings = _interactions(rows["userId"], rows["movieId"], rows["rating"], rows["timestamp"])
    return ratings, Featuriser.fit(about).vectors(about)


def after_days(ratings: Interactions) -> list[tuple[list[Split], Split]]:
    """For each of several days the split after it, up to the next such day, and those before it.

    Returns:
        The earlier splits, all of which are over by the day, and that of the day.
    """
    edges = [float(np.quantile(ratings.days, share)) for share in (*_SHARES, 1.0)]
    edges[-1] += 1
    splits = [
        after_a_day(ratings.take(ratings.days < until), day)
        for day, until in itertools.pairwise(edges)
    ]
    return [(splits[:place], splits[place]) for place in range(_EARLIER, len(splits))]


def after_a_day(ratings: Interactions, day: float) -> Split:
    """Models know what came before a day; members after it are asked about by their own past."""
    before, after = split_by_day(ratings, day)
    first, last = split_last(after, 0.75)
    past = _joined(before, first)
    asked = split_of(past, last)
    known = before.history(day)
    there = np.diff(known.values.indptr) > 0
    rows = np.where(there, np.arange(ratings.member_count), -1)
    history = History(asked.history.values, asked.history.ages, rows)
    return Split(known, history, asked.relevant, asked.members).asked(ratings.member_count, 0)


def at_the_end(ratings: Interactions) -> tuple[list[Split], Split]:
    """Validation and test: the last quarter of every member's ratings is the test."""
    known, later = split_last(ratings, 0.75)
    inner, held_out = split_last(known, 0.75)
    everybody = ratings.member_count
    validation = split_of(inner, held_out).asked(everybody, 0)
    return [validation], split_of(known, later).asked(everybody, 0)


def _joined(one: Interactions, other: Interactions) -> Interactions:
    return Interactions(
        np.concatenate([one.members, other.members]),
        np.concatenate([one.titles, other.titles]),
        np.concatenate([one.values, other.values]),
        np.concatenate([one.days, other.days]),
        one.member_count,
        one.title_count,
    )
