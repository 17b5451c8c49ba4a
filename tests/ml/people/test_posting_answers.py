"""Posting times and viral flags of the demo: what may be told, and what is said else."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pandas as pd
import pytest

from reelhouse.ml.posting_time.model import ALL
from reelhouse.ml.posting_time.question import read_videos
from reelhouse.ml.predictions import posting_times
from reelhouse.ml.predictions.viral_flags import NOT_DERIVED
from reelhouse.ml.question import Learned, NotEnough, question
from reelhouse.ml.tables import GoldTables
from reelhouse.settings.marts import MartSettings
from reelhouse.transform.workbench import Workbench
from tests.ml.people.conftest import CONTEXT

Bench = Callable[..., Workbench]


def test_youtube_is_not_learned_from_without_an_audit(gold: duckdb.DuckDBPyConnection) -> None:
    [(there,)] = gold.execute(
        "select count(*) from feature_posting where platform = 'youtube'"
    ).fetchall()

    assert there > 500
    assert "youtube" not in set(read_videos(GoldTables(gold))["platform"])


def test_times_say_why_they_are_not_there(bench: Bench) -> None:
    made = bench("posting_time")
    posting_times.compute(made)
    rows = made.query("select * from mart_best_posting_time")

    assert rows["relative_reach"].notna().sum() + rows["not_told_reason"].notna().sum() == len(rows)
    youtube = rows[rows["platform"] == "youtube"]
    assert set(youtube["not_told_reason"]) == {NOT_DERIVED}
    few = rows[(rows["platform"] != "youtube") & (rows["channel_id"] != ALL)]
    few = few[few["video_count"] < MartSettings().posting_min_videos]
    assert set(few["not_told_reason"]) == {posting_times.TOO_FEW}
    told = rows[rows["relative_reach"].notna()]
    assert (told["relative_reach_low"] < told["relative_reach_high"]).all()


def test_two_looks_are_too_few_to_tell_what_goes_viral(gold: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(NotEnough, match="videos are known to have taken off"):
        question("virality").learn(GoldTables(gold), CONTEXT)


def test_cards_of_small_data_name_the_rule_that_answers(
    learned: Callable[[str], Learned],
) -> None:
    card = learned("posting_time").card

    assert card.best_naive is not None
    ahead = card.advantage
    assert ahead is not None
    assert card.beats_naive == ((ahead.low or 0) > 0)
    assert isinstance(learned("posting_time").inputs, pd.DataFrame)
