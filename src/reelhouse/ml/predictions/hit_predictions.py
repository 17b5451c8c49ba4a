"""Which titles that come out will be hits, why, and what titles like them did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reelhouse import clock
from reelhouse.ml.predictions import told_of, write_answers
from reelhouse.ml.releases import open_titles, population, read_releases
from reelhouse.ml.store import Version
from reelhouse.transform.workbench import Workbench

if TYPE_CHECKING:
    import pandas as pd

WRITES = ("mart_hit_prediction", "mart_hit_reason", "mart_hit_comparable")
MOST_EXPLAINED = 3_000
"""Titles with reasons, the most probable hits first."""


def compute(bench: Workbench) -> None:
    """Let the model of hits answer for every title whose outcome is open."""

    def answer(version: Version) -> None:
        model = version.load()
        today = clock.today().isoformat()
        titles, _ = population(read_releases(bench), today)
        titles = open_titles(titles, today)
        told = titles.join(told_of(bench, model.predict, titles))
        told = told.assign(
            model_version=version.version, is_naive=model.is_naive, flags=model.flags(titles)
        )
        bench.write(WRITES[0], told[list(_PREDICTED)])
        explained = told.nlargest(MOST_EXPLAINED, "probability", keep="all").head(MOST_EXPLAINED)
        explained = explained.reset_index(drop=True)
        reasons = _of_titles(model.reasons(explained), explained, version)
        bench.write(WRITES[1], reasons[list(_REASONS)])
        similar = _of_titles(model.comparables(explained), explained, version)
        bench.write(WRITES[2], similar[list(_COMPARABLES)])

    write_answers(bench, "hits", WRITES, answer)


_PREDICTED = (
    "title_key", "model_version", "is_naive", "primary_title", "content_kind", "release_year",
    "release_date", "known_at", "is_as_of_today", "probability", "probability_low",
    "probability_high", "base_rate", "flags",
)  # fmt: skip
_REASONS = ("title_key", "reason_number", "model_version", "feature", "says", "effect_points")
_COMPARABLES = (
    "title_key", "comparable_number", "model_version", "comparable_title_key", "comparable_title",
    "comparable_year", "similarity", "is_hit", "votes_rank_rate", "gross_usd",
)  # fmt: skip


def _of_titles(rows: pd.DataFrame, titles: pd.DataFrame, version: Version) -> pd.DataFrame:
    """Rows about places in a frame as rows about its titles."""
    named = rows.rename(
        columns={
            "title_key": "comparable_title_key",
            "primary_title": "comparable_title",
            "release_year": "comparable_year",
        }
    )
    keys = titles["title_key"].to_numpy()[rows["row"].astype(int).to_numpy()]
    return named.assign(title_key=keys, model_version=version.version)
