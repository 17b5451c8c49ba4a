"""What films that come out will take, and what budgets buy by genre."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from reelhouse import clock
from reelhouse.ml.amount_model import AmountModel
from reelhouse.ml.gross.question import coming, counted
from reelhouse.ml.predictions import told_of, write_answers
from reelhouse.ml.releases import read_releases
from reelhouse.ml.store import Version
from reelhouse.transform.declarations import declaration
from reelhouse.transform.workbench import Workbench

if TYPE_CHECKING:
    import pandas as pd

WRITES = ("mart_gross_prediction", "mart_budget_curve")
SHARE = 0.8
GRID = (1e6, 2e6, 5e6, 1e7, 2e7, 3e7, 5e7, 8e7, 1.2e8, 2e8)
_LEAST = 30
_MOST = 300


def compute(bench: Workbench) -> None:
    """Let the model of box office answer for every film that is not counted yet."""

    def answer(version: Version) -> None:
        model: AmountModel = version.load()
        today = clock.today().isoformat()
        releases = read_releases(bench)
        films = coming(releases, today)
        told = films.join(told_of(bench, partial(model.predict, share=SHARE), films)).rename(
            columns={
                "expected": "expected_gross_usd",
                "expected_low": "expected_gross_low_usd",
                "expected_high": "expected_gross_high_usd",
                "naive": "naive_gross_usd",
            }
        )
        told = told.assign(
            model_version=version.version, is_naive=model.is_naive, flags=model.flags(films),
            interval_rate=SHARE,
        )  # fmt: skip
        bench.write(WRITES[0], told[list(_PREDICTED)])
        curves = _curves(model, counted(releases, today))
        if curves is None:
            bench.write(WRITES[1], declaration(WRITES[1]).empty)
        else:
            bench.write(WRITES[1], curves.assign(model_version=version.version))

    write_answers(bench, "gross", WRITES, answer)


_PREDICTED = (
    "title_key", "model_version", "is_naive", "primary_title", "release_year", "release_date",
    "known_at", "budget_usd", "expected_gross_usd", "expected_gross_low_usd",
    "expected_gross_high_usd", "interval_rate", "naive_gross_usd", "flags",
)  # fmt: skip


def _curves(model: AmountModel, films: pd.DataFrame) -> pd.DataFrame | None:
    """A curve for all films and for each genre with enough of them, within budgets of the past."""
    import pandas as pd

    genres = films["genres"].fillna("").astype(str).str.split(",")
    names = sorted({name for words in genres for name in words} - {""})
    groups = {"all": films}
    groups |= {name: films[[name in words for words in genres]] for name in names}
    found = []
    for name, group in groups.items():
        budgets = group["budget_usd"].dropna().astype(float)
        if len(budgets) < _LEAST:
            continue
        low, high = np.percentile(budgets, [5, 95])
        grid = [budget for budget in GRID if low <= budget <= high]
        if grid:
            newest = group.sort_values(["release_year", "title_key"]).tail(_MOST)
            curve = model.budget_curve(newest, grid, SHARE)
            found.append(curve.assign(genre=name, film_count=len(budgets)))
    if not found:
        return None
    return pd.concat(found).rename(
        columns={
            "expected": "typical_gross_usd",
            "expected_low": "typical_gross_low_usd",
            "expected_high": "typical_gross_high_usd",
            "more_per_million": "gross_per_million_usd",
            "more_per_million_low": "gross_per_million_low_usd",
            "more_per_million_high": "gross_per_million_high_usd",
        }
    )
