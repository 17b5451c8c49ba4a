"""Segments of the invented members against the kinds that were planted."""

from __future__ import annotations

import hmac
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from reelhouse.ml import predictions
from reelhouse.ml.predictions import member_segments
from reelhouse.ml.question import Learned, NotEnough, question
from reelhouse.ml.tables import GoldTables
from reelhouse.transform.workbench import Workbench
from tests.ml.people.conftest import CONTEXT
from tests.spreading import SentAway
from tests.whole_lake import WholeLake

Bench = Callable[..., Workbench]


def keys_of(demo_build: WholeLake) -> dict[int, str]:
    """The planted kind of each member, by pseudonym."""
    secret = demo_build.lake.pseudonym_secret.read_bytes()
    return {
        int(hmac.new(secret, m.member_id.encode(), "sha256").hexdigest()[:15], 16): m.segment
        for m in demo_build.world.members
    }


def test_the_planted_kinds_are_found(demo_build: WholeLake, bench: Bench) -> None:
    from sklearn.metrics import adjusted_rand_score

    made = bench("segments")
    member_segments.compute(made)
    rows = made.query("select member_key, segment_number from mart_member_segment").dropna()
    kinds = keys_of(demo_build)

    assert len(rows) > 800
    truth = [kinds[key] for key in rows["member_key"]]
    assert adjusted_rand_score(truth, rows["segment_number"]) >= 0.8


def test_segments_in_parts_are_those_of_the_whole(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(predictions, "ROWS_AT_ONCE", 100)
    away, made = SentAway(), bench("segments")
    member_segments.compute(made)
    sql = "select * from mart_member_segment order by all"
    whole = made.query(sql)

    member_segments.compute(replace(made, folder=tmp_path, spread=away))

    assert away.parts > 2
    pd.testing.assert_frame_equal(made.query(sql), whole, rtol=1e-9)


def test_segments_tell_later_behaviour_better_than_hours_do(
    learned: Callable[[str], Learned],
) -> None:
    card = learned("segments").card

    assert card.beats_naive
    assert card.advantage is not None
    assert (card.advantage.low or 0) > 0
    assert card.parameters["segments"] == 5
    assert len(set(card.parameters["segment_names"])) == 5


def test_names_say_what_is_true_of_the_planted_kinds(demo_build: WholeLake, bench: Bench) -> None:
    made = bench("segments")
    member_segments.compute(made)
    rows = made.query("select member_key, segment_name from mart_member_segment").dropna()
    kinds = keys_of(demo_build)
    rows["kind"] = [kinds[key] for key in rows["member_key"]]
    named = {kind: own["segment_name"].mode().iloc[0] for kind, own in rows.groupby("kind")}

    assert "Anime" in named["anime fan"]
    assert "Series" in named["binger"]
    assert "Film" in named["film lover"]
    assert "Occasional" in named["casual"]
    assert "Family" in named["family"]


def test_profiles_are_of_large_groups_and_small_ones_take_another_with_them(bench: Bench) -> None:
    made = bench("segments")
    member_segments.compute(made)
    sizes = made.query("select member_count from mart_segment order by 1")["member_count"]
    [(members,)] = made.query(
        "select count(segment_number) as n from mart_member_segment"
    ).to_numpy()

    assert sizes.sum() == members
    assert sizes.min() >= 10
    few = made.query("select value_low, value, value_high from mart_segment_trait").dropna()
    assert (few["value_low"] <= few["value"]).all()
    assert (few["value"] <= few["value_high"]).all()


def test_a_segment_that_is_too_small_hides_the_next_one(bench: Bench) -> None:
    whole = bench("segments")
    member_segments.compute(whole)
    sizes = whole.query("select member_count from mart_segment order by 1")["member_count"]
    hidden = bench("segments", min_group=int(sizes.iloc[0]) + 1)
    member_segments.compute(hidden)
    shown = hidden.query("select member_count from mart_segment order by 1")["member_count"]

    assert shown.tolist() == sizes.tolist()[2:]


def test_who_is_gone_is_in_no_answer_and_in_no_model(
    bench: Bench, learned: Callable[[str], Learned], gold: duckdb.DuckDBPyConnection
) -> None:
    made = bench("segments")
    [key] = made.query("select member_key from dim_member where cancelled_date is null limit 1")[
        "member_key"
    ]
    for table in ("dim_member", "feature_member_month", "feature_member_genre"):
        gold.execute(f"create table kept as select * from {table} where member_key <> {key}")
        gold.execute(f"drop view {table}")
        gold.execute(f"alter table kept rename to {table}")
    member_segments.compute(made)

    assert key not in set(made.query("select member_key from mart_member_segment")["member_key"])
    for name in ("segments", "churn"):
        stored = pickle.dumps(learned(name).model)
        inputs = learned(name).inputs
        assert int(key).to_bytes(8, "little") not in stored
        assert inputs is not None
        assert "member_key" not in inputs
        assert len(inputs) == 201


def test_too_few_members_are_said(gold: duckdb.DuckDBPyConnection) -> None:
    gold.execute("create table few as select * from feature_member_month where member_key % 50 = 0")
    gold.execute("drop view feature_member_month; alter table few rename to feature_member_month")

    with pytest.raises(NotEnough, match=r"\d+ members have 5 sessions"):
        question("segments").learn(GoldTables(gold), CONTEXT)


def test_a_member_without_sessions_has_no_segment_but_a_reason(bench: Bench) -> None:
    made = bench("segments")
    member_segments.compute(made)
    rows = made.query(
        "select segment_number, probability, fallback_reason from mart_member_segment "
        "where fallback_reason is not null"
    )

    assert len(rows) > 0
    assert rows["segment_number"].isna().all()
    assert rows["probability"].isna().all()
    assert set(rows["fallback_reason"]) == {"nothing watched in twelve months"}
