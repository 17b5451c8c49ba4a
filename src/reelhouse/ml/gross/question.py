"""The question of box office, as training and the build ask it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from reelhouse.ml.amount_candidates import MedianOfGenre, MultipleOfBudget
from reelhouse.ml.amount_errors import errors_on
from reelhouse.ml.amount_learning import ERROR, Contest, contest
from reelhouse.ml.card import Card
from reelhouse.ml.question import Context, Learned, NotEnough, Question
from reelhouse.ml.releases import (
    READS,
    SPECS,
    YEAR,
    divided,
    end_of,
    features_of,
    inputs_of,
    newest_half,
    read_releases,
    usual_of,
)
from reelhouse.ml.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

    from reelhouse.ml.new_errors import NewErrors
    from reelhouse.ml.store import Version

ASKS = "What will a film take at the box office, and what does another million of budget buy?"
ABOUT = "films whose box office is known"
COLUMNS = (*SPECS, YEAR)
LIMITS = (
    "Films whose box office nobody recorded are not in it: the figures are those of films that "
    "somebody counted, mostly cinema releases.",
    "More budget goes with more box office; that it buys it is an assumption. Who spends more also "
    "has the better known people, the better date and the larger campaign.",
    "Figures are dollars of the year, not of today, and the curve ends where budgets of the past "
    "do.",
)


def learn(tables: Tables, context: Context) -> Learned:
    """Let candidates compete on the films of a build.

    Raises:
        NotEnough: too few films have a box office that models may learn from.
    """
    releases = read_releases(tables)
    films = counted(releases, context.today)
    if films.empty:
        raise NotEnough(
            "no film has a box office that models may learn from",
            advice="`reelhouse ingest tmdb` brings it, and `terms.training_agreements` says that "
            "TMDB has agreed to training.",
        )
    settings = context.settings
    found = contest(
        films,
        np.log(films["gross_usd"].to_numpy(float)),
        specs=COLUMNS,
        rules=(MedianOfGenre, MultipleOfBudget),
        seed=settings.seed,
        draws=settings.bootstrap_draws,
        threads=settings.threads,
        about=ABOUT,
    )
    learned = inputs_of(newest_half(films))
    usual = usual_of(films, learned, coming(releases, context.today))
    return Learned(found.model, card_of(found, ASKS, TARGET, ABOUT, LIMITS), learned, usual)


TARGET = "world box office in US dollars of the year"


def counted(releases: pd.DataFrame, today: str) -> pd.DataFrame:
    """Films of earlier years whose box office is known."""
    this_year = date.fromisoformat(today).year
    known = releases["gross_usd"].notna() & (releases["content_kind"] == "film")
    return releases[known & (releases["release_year"] < this_year)].reset_index(drop=True)


def coming(releases: pd.DataFrame, today: str) -> pd.DataFrame:
    """Films with details that come out, or whose box office nobody has counted yet."""
    this_year = date.fromisoformat(today).year
    films = (releases["content_kind"] == "film") & releases["has_details"].astype(bool)
    late = releases["release_year"] >= this_year - 1
    return releases[films & late & releases["gross_usd"].isna()].reset_index(drop=True)


def inputs(tables: Tables, context: Context) -> pd.DataFrame:
    """Features of the films whose box office is not known yet."""
    return inputs_of(coming(read_releases(tables), context.today))


def card_of(found: Contest, asks: str, target: str, about: str, limits: tuple[str, ...]) -> Card:
    """The card of a model of an amount."""
    years = found.years
    before = years[years < found.test_from]
    return Card(
        asks=asks,
        target=target,
        decision="the day before the release, or where only the year is known the end of the year "
        "before",
        metric=ERROR,
        candidates=found.candidates,
        champion=found.champion,
        advantage=found.lead,
        trained_on=f"{about}, of {before.min()} to {before.max()}; for each year of the test anew "
        "on all years before it",
        tested_on=f"those of {found.test_from} to {years.max()}",
        train_count=found.train_count,
        test_count=found.test_count,
        features=features_of(COLUMNS),
        coverage=found.coverage,
        limits=limits,
        parameters=found.parameters,
        learned_until=end_of(int(years.max())),
    )


def errors(tables: Tables, version: Version, context: Context) -> tuple[NewErrors, ...]:
    """Errors on the films of later years whose box office is known by now."""
    _, later = divided(counted(read_releases(tables), context.today), version.card)
    amounts = np.log(later["gross_usd"].to_numpy(float))
    return (errors_on(later, amounts, version, context.settings, "films"),)


QUESTION = Question("gross", ASKS, READS, learn, inputs, errors)
