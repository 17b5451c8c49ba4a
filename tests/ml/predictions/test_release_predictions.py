"""The models of releases, trained on a lake with everything in it, and what they write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from reelhouse import clock
from reelhouse.cli import app
from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.explanations import explain_title
from reelhouse.gold import query, require_current
from reelhouse.ml import predictions, store
from reelhouse.ml.hits.advice import READS as READS_OF_ADVICE
from reelhouse.ml.hits.advice import advise
from reelhouse.ml.hits.brief import READS, Brief, frame_of
from reelhouse.ml.predictions import (
    gross_predictions,
    hit_predictions,
    model_drift,
    model_errors,
    popularity_predictions,
)
from reelhouse.ml.question import NotEnough
from reelhouse.ml.tables import gold_tables
from reelhouse.ml.training import train
from reelhouse.sqltext import table_scan
from reelhouse.transform.build import build_gold
from reelhouse.transform.lineage import parents
from reelhouse.transform.workbench import Workbench
from tests.answering_lake import AnsweringLake
from tests.lakes import deliver_everything, new_lake, settings_of
from tests.ml.lakes import bench_of
from tests.spreading import SentAway
from tests.whole_lake import WholeLake

NAMES = ("hits", "popularity", "gross")


@pytest.fixture(scope="module")
def answered(answering: AnsweringLake) -> Iterator[AnsweringLake]:
    with clock.playing(answering.today):
        yield answering


def test_every_open_title_has_a_probability_with_its_interval(answered: AnsweringLake) -> None:
    rows = answered.rows("select * from mart_hit_prediction")

    assert len(rows) > 50
    version = store.require_champion(answered.lake, "hits")
    for row in rows:
        assert row["model_version"] == version.version
        assert 0 <= row["probability_low"] <= row["probability"] <= row["probability_high"] <= 1
        assert row["release_year"] >= 2025
        assert row["is_naive"] == (not version.card.beats_naive)


def test_reasons_and_comparables_are_there_where_a_model_answers(answered: AnsweringLake) -> None:
    card = store.require_champion(answered.lake, "hits").card
    reasons = answered.rows("select * from mart_hit_reason")
    similar = answered.rows("select * from mart_hit_comparable")

    assert bool(reasons) == card.beats_naive
    assert all("speak" in row["says"] for row in reasons)
    assert all(row["title_key"] != row["comparable_title_key"] for row in similar)
    assert {row["comparable_number"] for row in similar} == {1, 2, 3, 4, 5}


def test_box_office_is_found_as_it_was_planted(answered: AnsweringLake) -> None:
    card = store.require_champion(answered.lake, "gross").card
    curve = answered.rows("select * from mart_budget_curve where genre = 'all' order by budget_usd")

    # planted: 1.3 times the budget at the middle of quality, more above it
    assert len(curve) >= 3
    for row in curve:
        assert 0.5 < row["typical_gross_usd"] / row["budget_usd"] < 4
        assert row["typical_gross_low_usd"] < row["typical_gross_usd"]
        assert row["typical_gross_usd"] < row["typical_gross_high_usd"]
    grown = [row["typical_gross_usd"] for row in curve]
    assert grown == sorted(grown)
    [held] = [each for each in card.coverage if each.nominal_rate == 0.8]
    assert held.measured_rate == pytest.approx(0.8, abs=0.2)
    best = min(each.scores[card.metric.name].value for each in card.candidates)
    assert best < 0.8


def test_popularity_is_told_in_multiples(answered: AnsweringLake) -> None:
    rows = answered.rows("select * from mart_popularity_prediction")

    assert rows
    for row in rows:
        assert row["expected_multiple_low"] <= row["expected_multiple"]
        assert row["expected_multiple"] <= row["expected_multiple_high"]


def test_drift_is_measured_for_each_model(answered: AnsweringLake) -> None:
    rows = answered.rows("select distinct model_name from mart_model_drift")

    assert {row["model_name"] for row in rows} >= set(NAMES)


def test_a_model_that_has_just_learned_has_not_drifted(answered: AnsweringLake) -> None:
    rows = answered.rows("select * from mart_model_drift")

    assert [row["feature"] for row in rows if row["is_drifted"]] == []
    assert {row["asked_stability_index"] for row in rows} <= {0.0, None}


def test_features_that_shift_afterwards_have_drifted(
    answered: AnsweringLake, tmp_path: Path
) -> None:
    with _bench(answered, "mart_model_drift", tmp_path) as bench:
        bench.connection.execute(
            """
            create or replace table shifted as select * replace
                (case when release_year >= 2025 then runtime_minutes + 60 else runtime_minutes end
                as runtime_minutes) from feature_title_release
            """
        )
        bench.connection.execute(
            "create or replace view feature_title_release as select * from shifted"
        )
        model_drift.compute(bench)
        rows = bench.query(
            "select model_name, feature from mart_model_drift where is_drifted"
        ).to_records(index=False)

    assert ("hits", "runtime_minutes") in {tuple(row) for row in rows}
    assert {row[1] for row in rows} == {"runtime_minutes"}


def test_nothing_has_come_true_since_the_training(answered: AnsweringLake) -> None:
    rows = answered.rows("select * from mart_model_error order by model_name, measure")

    assert {row["model_name"] for row in rows} == {*NAMES, "forecasts"}
    for row in rows:
        assert row["new_count"] == 0
        assert row["new_value"] is row["worse_by_value"] is row["is_worse"] is None
        assert row["promised_value"] > 0
        version = store.require_champion(answered.lake, row["model_name"])
        assert row["model_version"] == version.version
    shown = CliRunner().invoke(app, ["--lake", str(answered.lake.root), "status"])
    assert "too few new outcomes yet (0 of 50 titles)" in " ".join(shown.output.split())
    told = CliRunner().invoke(app, ["--lake", str(answered.lake.root), "evaluate", "--json"])
    since = {each["name"]: each["errors_since"] for each in json.loads(told.stdout)}
    assert since["hits"][0]["needed"] == 50
    assert {each["counted"] for each in since["forecasts"]} == {"weeks", "months"}


@pytest.mark.parametrize("turns_wild", [False, True])
def test_weeks_to_come_are_held_against_the_card(
    answered: AnsweringLake, tmp_path: Path, turns_wild: bool
) -> None:
    # the last 30 weeks come once more, a year later than those of the year before; wild ones jump
    # up and down from week to week
    factor = "case when weeks.number % 2 = 0 then 6.0 else 0.2 end" if turns_wild else "1.0"
    with _bench(answered, "mart_model_error", tmp_path) as bench:
        bench.connection.execute(
            f"""
            create or replace table longer as
            with newest as (select max(top10_week) as week from fact_netflix_week),
            weeks as (select range as number from range(1, 31))
            select * from fact_netflix_week
            union all
            select entries.* replace (
                newest.week + cast(7 * weeks.number as integer) as top10_week,
                entries.viewed_hours * {factor} as viewed_hours
            )
            from weeks, newest inner join fact_netflix_week as entries
                on entries.top10_week = newest.week + cast(7 * (weeks.number - 52) as integer)
            """
        )
        bench.connection.execute("create or replace view fact_netflix_week as select * from longer")
        model_errors.compute(bench)
        rows = bench.query("select * from mart_model_error").to_dict("records")

    by_measure = {row["measure"]: row for row in rows if row["model_name"] == "forecasts"}
    weekly = by_measure["MASE category_week"]
    assert weekly["new_count"] == 30
    assert weekly["new_low"] < weekly["new_value"] < weekly["new_high"]
    assert weekly["naive_value"] > 0
    assert bool(weekly["is_worse"]) == turns_wild
    assert by_measure["MASE genre_month"]["new_count"] == 0


@contextmanager
def _bench(answered: AnsweringLake, table: str, folder: Path) -> Iterator[Workbench]:
    """A bench over what a table reads, whose answers go elsewhere."""
    names = [n for n in parents()[table] if not n.startswith("build__")]
    with bench_of(answered.build, names, answered.lake.root) as bench:
        yield replace(bench, folder=folder)


@pytest.mark.parametrize("module", [hit_predictions, popularity_predictions, gross_predictions])
def test_answers_in_parts_are_those_of_the_whole(
    answered: AnsweringLake, module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(predictions, "ROWS_AT_ONCE", 20)
    away = SentAway()
    with _bench(answered, module.WRITES[0], tmp_path) as bench:
        module.compute(replace(bench, spread=away))
        for table in module.WRITES:
            whole, parts = (
                bench.query(f"select * from {table_scan(paths)} order by all")
                for paths in (
                    answered.build.table_files(table),
                    list((tmp_path / table).glob("*.parquet")),
                )
            )
            pd.testing.assert_frame_equal(whole, parts, rtol=1e-9)
    assert away.parts > 2


def test_training_again_changes_nothing(answered: AnsweringLake) -> None:
    again = train(answered.lake, answered.settings, ["gross"])

    assert [each.outcome for each in again] == ["unchanged"]


def test_a_title_is_explained(answered: AnsweringLake) -> None:
    [row] = answered.rows(
        "select title_key, probability from mart_hit_prediction "
        "order by probability desc, title_key limit 1"
    )

    found = explain_title(answered.build, str(row["title_key"]))

    assert found.hit
    assert found.hit["probability"] == row["probability"]
    assert len(found.comparables) == 5
    runner = CliRunner()
    shown = runner.invoke(
        app, ["--lake", str(answered.lake.root), "explain", str(row["title_key"])]
    )
    assert shown.exit_code == 0, shown.output
    assert "Hit:" in shown.output
    assert "Similar titles" in shown.output
    told = runner.invoke(
        app, ["--lake", str(answered.lake.root), "explain", str(row["title_key"]), "--json"]
    )
    assert json.loads(told.stdout)["hit"]["title_key"] == row["title_key"]


def test_a_title_that_is_not_there_or_not_one_is_said(answered: AnsweringLake) -> None:
    with pytest.raises(UsageError, match="there is no title 'No Such Title'"):
        explain_title(answered.build, "No Such Title")
    [(name,)] = query(
        answered.build,
        "select primary_title from dim_title where is_current and title_type = 'movie' "
        "group by 1 having count(*) > 1 order by count(*) desc, 1 limit 1",
    )[1]
    with pytest.raises(UsageError, match="several titles are called"):
        explain_title(answered.build, name)


def test_models_that_say_nothing_of_a_title_are_said(answered: AnsweringLake) -> None:
    [(key,)] = query(
        answered.build,
        "select title_key from dim_title where is_current and title_type = 'short' limit 1",
    )[1]

    with pytest.raises(ReelhouseError, match="no model says anything"):
        explain_title(answered.build, str(key))


def test_a_plan_is_asked_about(answered: AnsweringLake) -> None:
    [person] = answered.rows(
        """
        select any_value(people.person_name) as person_name
        from feature_maker_past as past inner join dim_person as people
            on people.person_key = past.maker_key
        where past.maker_kind = 'director' and past.before_year = 9999
        group by lower(people.person_name)
        order by any_value(past.title_count) desc, 1 limit 1
        """
    )
    plan = Brief(
        genres=("Horror", "Opera"),
        budget_usd=8e6,
        release_month=10,
        makers={"director": (person["person_name"],), "cast": ("Nobody Atall",)},
    )

    with gold_tables(answered.build, READS) as tables:
        frame, flags = frame_of(tables, plan, 2026)

    assert frame["director_past_title_count"][0] >= 1
    assert any("nobody called Nobody Atall is known" in flag for flag in flags)
    for name in NAMES:
        model = store.require_champion(answered.lake, name).load()
        told = model.predict(frame)
        assert len(told) == 1
        assert told.notna().all(axis=None)
    hits = store.require_champion(answered.lake, "hits").load()
    assert any("Opera" in flag for flag in hits.flags(frame))
    assert len(hits.comparables(frame)) == 5


@pytest.mark.parametrize(
    "wrong", [{"budget_usd": -1.0}, {"release_month": 13}, {"runtime_minutes": 0.0}]
)
def test_a_plan_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Brief(**wrong)


def test_a_lake_with_too_little_says_what_is_missing(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    deliver_everything(lake)
    build_gold(lake, settings_of(lake))

    for name in NAMES:
        with pytest.raises(NotEnough, match=r"no film|there are 1 films"):
            train(lake, settings_of(lake), [name])

    rows = require_current(lake).rows
    assert rows["mart_hit_prediction"] == rows["mart_budget_curve"] == 0


def test_a_plan_is_told_at_the_command_line_as_models_tell_it(
    answered: AnsweringLake, tmp_path: Path
) -> None:
    plan = Brief(genres=("Drama",), budget_usd=1e7, release_month=10)
    with gold_tables(answered.build, READS_OF_ADVICE) as tables:
        told = advise(tables, answered.lake, plan, answered.today.year)
    assert told.hit
    assert told.gross
    config = tmp_path / "reelhouse.toml"
    config.write_text(
        f"lake = {json.dumps(str(answered.lake.root))}\ntoday = {answered.today}\n"
        '[dashboards]\ncurrency = "EUR"\ncurrency_per_usd = 0.5\n'
    )
    # five million euros are ten million dollars
    words = ["--config", str(config), "advise", "--genre", "Drama", "--budget", "5"]
    words += ["--month", "10"]
    answer = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert answer["plan"]["budget_usd"] == plan.budget_usd
    assert answer["hit"]["probability"]["value"] == pytest.approx(told.hit.probability.value)
    assert len(answer["hit"]["similar"]) == len(told.hit.similar)
    assert answer["gross"]["amount"]["value"] == pytest.approx(told.gross.amount.value)
    assert {row["genre"] for row in answer["wanted"]} <= {"Drama"}
    shown = CliRunner().invoke(app, words).stdout
    assert f"Hit: {told.hit.probability.value:.0%}" in shown
    assert f"{told.gross.amount.value / 2e6:,.1f} million EUR" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--genre", "Dramma"], "no genre 'Dramma'"),
        (["--region", "Atlantis"], "no region 'Atlantis'"),
        (["--kind", "play"], "no kind 'play'"),
        (["--budget", "0"], "above 0"),
        (["--month", "13"], "no month 13"),
    ],
)
def test_words_that_say_no_plan_are_refused(
    answered: AnsweringLake, words: list[str], said: str
) -> None:
    told = CliRunner().invoke(app, ["--lake", str(answered.lake.root), "advise", *words])
    assert isinstance(told.exception, UsageError)
    assert said in str(told.exception)


def test_without_models_a_plan_is_refused_with_what_to_do(demo_build: WholeLake) -> None:
    told = CliRunner().invoke(app, ["--lake", str(demo_build.lake.root), "advise"])
    assert isinstance(told.exception, ReelhouseError)
    assert "reelhouse train" in str(told.exception)
