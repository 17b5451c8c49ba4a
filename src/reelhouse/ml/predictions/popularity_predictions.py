"""How popular titles that come out will be, against the median of their kind and year."""

from __future__ import annotations

from functools import partial

from reelhouse import clock
from reelhouse.ml.amount_model import AmountModel
from reelhouse.ml.predictions import told_of, write_answers
from reelhouse.ml.releases import open_titles, population, read_releases
from reelhouse.ml.store import Version
from reelhouse.transform.workbench import Workbench

WRITES = ("mart_popularity_prediction",)
SHARE = 0.8


def compute(bench: Workbench) -> None:
    """Let the model of popularity answer for every title whose outcome is open."""

    def answer(version: Version) -> None:
        model: AmountModel = version.load()
        today = clock.today().isoformat()
        titles, _ = population(read_releases(bench), today)
        titles = open_titles(titles, today)
        told = titles.join(told_of(bench, partial(model.predict, share=SHARE), titles)).rename(
            columns={
                "expected": "expected_multiple",
                "expected_low": "expected_multiple_low",
                "expected_high": "expected_multiple_high",
                "naive": "naive_multiple",
            }
        )
        told = told.assign(
            model_version=version.version, is_naive=model.is_naive, flags=model.flags(titles),
            interval_rate=SHARE,
        )  # fmt: skip
        bench.write(WRITES[0], told[list(_PREDICTED)])

    write_answers(bench, "popularity", WRITES, answer)


_PREDICTED = (
    "title_key", "model_version", "is_naive", "primary_title", "content_kind", "release_year",
    "known_at", "expected_multiple", "expected_multiple_low", "expected_multiple_high",
    "interval_rate", "naive_multiple", "flags",
)  # fmt: skip
