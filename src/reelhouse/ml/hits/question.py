"""The question of hits, as training and the build ask it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from reelhouse.ml.card import Card
from reelhouse.ml.evaluation import calibration_bins
from reelhouse.ml.hits.learning import BRIER, Competition, compete, told_by_rule
from reelhouse.ml.new_errors import NewErrors, promised
from reelhouse.ml.question import Context, Learned, NotEnough, Question
from reelhouse.ml.releases import (
    READS,
    SPECS,
    divided,
    end_of,
    features_of,
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

    from reelhouse.ml.store import Version
    from reelhouse.settings.models import ModelSettings

ASKS = "Will a title be a hit, before it comes out?"
LIMITS = (
    "A hit is one of the quarter of titles of its kind and year with most votes, among those with "
    "enough votes to be counted; most titles never get so many.",
    "Votes are counted as of today: those of older titles have come in for longer, and what the "
    "makers' earlier titles are today they may not have been on the day of the decision. Where a "
    "title's row says so (is_as_of_today), its makers' past is of a later day.",
    "What goes with success does not make it: a reason says what such titles had in common.",
)


def learn(tables: Tables, context: Context) -> Learned:
    """Let candidates compete on the settled titles of a build.

    Raises:
        NotEnough: there are too few settled titles, or all of them came out alike.
    """
    titles, about = population(read_releases(tables), context.today)
    settled = titles[is_settled(titles, context.today)]
    if settled.empty:
        raise NotEnough(
            "no film or series has features and enough votes",
            advice="`reelhouse ingest imdb` brings titles, credits and votes.",
        )
    settings = context.settings
    found = compete(
        settled,
        seed=settings.seed,
        draws=settings.bootstrap_draws,
        threads=settings.threads,
        about=about,
    )
    learned = inputs_of(newest_half(settled))
    usual = usual_of(settled, learned, open_titles(titles, context.today))
    return Learned(found.model, _card(found, about), learned, usual)


def inputs(tables: Tables, context: Context) -> pd.DataFrame:
    """Features of the titles whose outcome is open."""
    titles, _ = population(read_releases(tables), context.today)
    return inputs_of(open_titles(titles, context.today))


def _card(found: Competition, about: str) -> Card:
    slices = found.slices
    told = found.told[found.champion]
    years = found.years
    span = {
        name: f"{years[rows].min()} to {years[rows].max()}"
        for name, rows in (
            ("train", slices.train), ("calibrate", slices.calibrate), ("test", slices.test),
        )
    }  # fmt: skip
    return Card(
        asks=ASKS,
        target="whether the title is among the quarter with most votes of its kind and year",
        decision="the day before the release, or where only the year is known the end of the year "
        "before",
        metric=BRIER,
        candidates=found.candidates,
        champion=found.champion,
        advantage=found.lead,
        trained_on=f"{about} of {span['train']}, calibrated on those of {span['calibrate']}",
        tested_on=f"{about} of {span['test']}",
        train_count=len(slices.train) + len(slices.calibrate),
        test_count=len(slices.test),
        features=features_of(SPECS),
        calibration=calibration_bins(found.outcomes, told),
        limits=LIMITS,
        parameters={"calibration": found.model.calibrator.method, **found.parameters},
        learned_until=end_of(int(years.max())),
    )


def errors(tables: Tables, version: Version, context: Context) -> tuple[NewErrors, ...]:
    """Squared errors of probabilities of the titles that have settled since."""
    titles, _ = population(read_releases(tables), context.today)
    known, later = divided(titles[is_settled(titles, context.today)], version.card)
    return (errors_on(known, later, version, context.settings),)


def errors_on(
    known: pd.DataFrame, later: pd.DataFrame, version: Version, settings: ModelSettings
) -> NewErrors:
    """Errors on some settled titles.

    Args:
        known: titles that were learned from.
        later: titles of later years.
        version: that answers.
        settings: of models.
    """
    card, needed = version.card, settings.least_new_cases
    nothing = NewErrors(card.metric, promised(card), "titles", len(later), needed)
    if len(later) < needed or card.best_naive is None or known.empty:
        return nothing
    outcomes = later["is_hit"].to_numpy(np.float64)
    told = version.load().predict(later)["probability"].to_numpy(float)
    rule = card.best_naive.name
    by_rule = told_by_rule(rule, known, later)
    return replace(
        nothing,
        figures=(told - outcomes) ** 2,
        naive=rule,
        naive_figures=(by_rule - outcomes) ** 2,
    )


QUESTION = Question("hits", ASKS, READS, learn, inputs, errors)
