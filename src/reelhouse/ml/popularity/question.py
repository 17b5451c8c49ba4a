"""The question of popularity, as training and the build ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reelhouse.ml.amount_candidates import MedianOfGenre, PastOfPeople
from reelhouse.ml.amount_errors import errors_on
from reelhouse.ml.amount_learning import contest
from reelhouse.ml.gross.question import card_of
from reelhouse.ml.question import Context, Learned, NotEnough, Question
from reelhouse.ml.releases import (
    READS,
    SPECS,
    divided,
    inputs_of,
    is_settled,
    newest_half,
    open_titles,
    population,
    read_releases,
    usual_of,
)
from reelhouse.ml.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

    from reelhouse.ml.new_errors import NewErrors
    from reelhouse.ml.store import Version

ASKS = "How many will vote on a title, against the median title of its kind and year?"
LIMITS = (
    "Votes stand for an audience; they are no views, and some audiences vote more than others.",
    "The median is that of titles with enough votes to be counted at all.",
)


def learn(tables: Tables, context: Context) -> Learned:
    """Let candidates compete on the settled titles of a build.

    Raises:
        NotEnough: there are too few settled titles.
    """
    titles, about = population(read_releases(tables), context.today)
    settled = titles[is_settled(titles, context.today)].reset_index(drop=True)
    if settled.empty:
        raise NotEnough(
            "no film or series has features and enough votes",
            advice="`reelhouse ingest imdb` brings titles, credits and votes.",
        )
    settings = context.settings
    found = contest(
        settled,
        np.log(multiples(settled).to_numpy(float)),
        specs=SPECS,
        rules=(MedianOfGenre, PastOfPeople),
        seed=settings.seed,
        draws=settings.bootstrap_draws,
        threads=settings.threads,
        about=about,
    )
    target = "votes as a multiple of the median of the kind and year"
    learned = inputs_of(newest_half(settled))
    usual = usual_of(settled, learned, open_titles(titles, context.today))
    return Learned(found.model, card_of(found, ASKS, target, about, LIMITS), learned, usual)


def multiples(titles: pd.DataFrame) -> pd.Series:
    """Votes of each title over the median of its source, kind and year."""
    votes = titles["vote_count"].astype("float64").clip(lower=1)
    groups = [titles["vote_source"], titles["content_kind"], titles["release_year"]]
    return votes / votes.groupby(groups).transform("median")


def inputs(tables: Tables, context: Context) -> pd.DataFrame:
    """Features of the titles whose outcome is open."""
    titles, _ = population(read_releases(tables), context.today)
    return inputs_of(open_titles(titles, context.today))


def errors(tables: Tables, version: Version, context: Context) -> tuple[NewErrors, ...]:
    """Errors on the titles that have settled since."""
    titles, _ = population(read_releases(tables), context.today)
    settled = titles[is_settled(titles, context.today)].reset_index(drop=True)
    _, later = divided(settled.assign(multiple=multiples(settled)), version.card)
    amounts = np.log(later["multiple"].to_numpy(float))
    return (errors_on(later, amounts, version, context.settings, "titles"),)


QUESTION = Question("popularity", ASKS, READS, learn, inputs, errors)
