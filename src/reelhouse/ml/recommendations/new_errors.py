"""How good lists are for the newest weeks, by a model that learned before them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from reelhouse.ml.new_errors import NewErrors, promised
from reelhouse.ml.recommendations.interactions import (
    Floats,
    History,
    Interactions,
    Matrix,
    Split,
    split_by_day,
    split_of,
)
from reelhouse.ml.recommendations.metrics import K, accuracy, top_of
from reelhouse.ml.recommendations.popularity import Popularity
from reelhouse.ml.recommendations.reading import read_interactions, service_titles
from reelhouse.ml.recommendations.recipes import POPULARITY
from reelhouse.ml.recommendations.recommender import Recommender

if TYPE_CHECKING:
    from reelhouse.ml.store import Version
    from reelhouse.ml.tables import Tables
    from reelhouse.settings.models import ModelSettings

TEST_DAYS = 28
MOST_ASKED = 2_000
"""Members whose lists are judged, drawn where there are more."""


def errors_of(tables: Tables, version: Version, settings: ModelSettings) -> NewErrors:
    """Accuracy (nDCG) of lists of the newest weeks, from histories up to their first day.

    Args:
        tables: of gold.
        version: that answers.
        settings: of models.
    """
    keys = service_titles(tables)
    watched, members = read_interactions(tables, keys)
    return errors_on(watched, keys, members, version, settings)


def errors_on(
    watched: Interactions, keys: list[int], members: tuple[int, ...], version: Version,
    settings: ModelSettings,
) -> NewErrors:  # fmt: skip
    """Accuracy (nDCG) of lists of the newest weeks.

    Histories are those of now, what was learned from them is that of the training. A title that
    has come since cannot be in a list: where it was watched, the list lacks it.

    Args:
        watched: by members who agree, over the titles.
        keys: of the titles.
        members: pseudonym of each member.
        version: that answers.
        settings: of models.
    """
    card = version.card
    end = float(watched.days.max()) + 1 if len(watched) else 0.0
    until = np.datetime64(card.learned_until or "2200-01-01", "D").astype(int)
    days = max(0, int(end - 1 - until))
    nothing = NewErrors(card.metric, promised(card), "days", min(days, TEST_DAYS), TEST_DAYS)
    if days < TEST_DAYS or card.best_naive is None:
        return nothing
    before, after = split_by_day(watched, end - TEST_DAYS)
    split = asked(split_of(before, after, end - TEST_DAYS), settings.seed)
    nothing = replace(
        nothing, counted="members", count=len(split.members), needed=settings.least_new_cases
    )
    if not nothing.count or nothing.count < nothing.needed:
        return nothing
    model: Recommender = version.load()
    place = _places(model, keys)
    known = _history(split, place, model, members)
    rule = model.popular
    if card.best_naive.name == POPULARITY:
        rule = Popularity(model.audience)
    scores = model.scorer.scores(known)
    nobody_knows = np.flatnonzero(np.diff(known.values.indptr) == 0)
    scores[nobody_knows] = model.popular.scores(known.take(nobody_knows))
    by_rule = rule.scores(known)
    return replace(
        nothing,
        figures=_ndcg(scores, split, place),
        naive=card.best_naive.name,
        naive_figures=_ndcg(by_rule, split, place),
    )


def asked(split: Split, seed: int) -> Split:
    """Only members who were there before: to others everybody gives what is popular."""
    there = np.flatnonzero(np.diff(split.history.values.indptr))
    kept = Split(
        split.known, split.history.take(there), split.relevant[there], split.members[there]
    )
    return kept.asked(MOST_ASKED, seed)


def _places(model: Recommender, keys: list[int]) -> NDArray[np.int64]:
    """The model's place of each title; those that it does not know come after all that it does."""
    known = {title.key: place for place, title in enumerate(model.titles)}
    found = np.array([known.get(key, -1) for key in keys], dtype=np.int64)
    strange = found < 0
    found[strange] = len(model.titles) + np.arange(int(strange.sum()))
    return found


def _history(
    split: Split, place: NDArray[np.int64], model: Recommender, members: tuple[int, ...]
) -> History:
    learned = {key: row for row, key in enumerate(model.members)}
    rows = np.array([learned.get(members[each], -1) for each in split.members], dtype=np.int64)
    count = len(model.titles)
    return History(
        _moved(split.history.values, place, count), _moved(split.history.ages, place, count), rows
    )


def _moved(matrix: Matrix, place: NDArray[np.int64], count: int) -> Matrix:
    """The same with columns at other places; those beyond the count are left out."""
    entries = matrix.tocoo()
    columns = place[entries.col]
    kept = columns < count
    where = (entries.row[kept], columns[kept])
    return sparse.csr_matrix((entries.data[kept], where), shape=(matrix.shape[0], count))


def _ndcg(scores: Floats, split: Split, place: NDArray[np.int64]) -> Floats:
    count = max(int(place.max()) + 1, scores.shape[1])
    wide = np.full((len(scores), count), -np.inf)
    wide[:, : scores.shape[1]] = scores
    seen, relevant = (_moved(each, place, count) for each in (split.seen, split.relevant))
    return accuracy(top_of(wide, seen, K), relevant).ndcg
