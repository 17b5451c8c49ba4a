"""Recommendations on a lake: trained, written into gold, asked for, and forgotten again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from reelhouse import clock
from reelhouse.cli import app
from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.gold import query, require_current
from reelhouse.lake import Lake
from reelhouse.ml import store
from reelhouse.ml.new_errors import compare
from reelhouse.ml.predictions import recommendation_answers
from reelhouse.ml.predictions.recommendation_answers import COUNT, WRITES, compute
from reelhouse.ml.recommendations.asking import Answer, Wish, answer
from reelhouse.ml.recommendations.new_errors import TEST_DAYS, errors_on
from reelhouse.ml.recommendations.reading import READS as READING
from reelhouse.ml.recommendations.reading import read_interactions, service_titles
from reelhouse.ml.tables import gold_tables
from reelhouse.ml.training import Training, train
from reelhouse.pseudonyms import member_pads, pseudonym
from reelhouse.retention import erase_entities
from reelhouse.settings import load_settings
from reelhouse.transform.declarations import declaration
from reelhouse.transform.lineage import parents
from reelhouse.transform.workbench import Workbench
from tests.ml.lakes import bench_of
from tests.spreading import SentAway
from tests.whole_lake import WholeLake

pytestmark = pytest.mark.long

READS = sorted(
    {name for table in WRITES for name in parents()[table] if not name.startswith("build__")}
)


class Trained:
    """A copy of the lake with a model of recommendations."""

    def __init__(self, folder: Path, whole: WholeLake) -> None:
        self.world = whole.world
        shutil.copytree(whole.lake.root, folder / "lake")
        self.lake = Lake(folder / "lake")
        self.settings = load_settings(lake=self.lake.root)
        with clock.playing(whole.world.today):
            [self.training] = train(self.lake, self.settings, ["recommendations"])

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return query(require_current(self.lake), sql)[1]

    def ask(self, **wish: Any) -> Answer:
        return answer(self.lake, self.settings, Wish(**wish))

    def run(self, *words: str) -> Any:
        return CliRunner().invoke(app, ["--lake", str(self.lake.root), *words])

    def member(self, condition: str) -> tuple[str, int]:
        """Id and pseudonym of the first member of the world of whom a condition over gold holds."""
        found = {
            key for (key,) in self.rows(f"select member_key from dim_member where {condition}")
        }
        pads = member_pads(self.lake, self.settings)
        ids = sorted(member.member_id for member in self.world.members)
        return next((m, key) for m in ids if (key := pseudonym(m, pads)) in found)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, demo_build: WholeLake) -> Trained:
    return Trained(tmp_path_factory.mktemp("recommended"), demo_build)


@pytest.fixture(scope="module")
def bench(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """A bench on which the answers were written."""
    (trained.lake.root / "gold").mkdir(exist_ok=True)
    with bench_of(require_current(trained.lake), READS, trained.lake.root) as made:
        written = replace(made, folder=tmp_path_factory.mktemp("gold"))
        compute(written)
        yield written


def table(bench: Workbench, name: str) -> pd.DataFrame:
    return bench.query(f"select * from '{bench.folder}/{name}/*.parquet'")


def test_lists_in_parts_are_those_of_the_whole(
    bench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recommendation_answers, "_TOGETHER", 100)
    away = SentAway()
    parted = replace(bench, folder=tmp_path, spread=away)

    compute(parted)

    assert away.parts > 2
    columns = "member_key, recommendation_rank, title_key, reason, score"
    whole, parts = (
        made.query(
            f"select {columns} from '{made.folder}/mart_recommendation/*.parquet' order by all"
        )
        for made in (bench, parted)
    )
    pd.testing.assert_frame_equal(whole, parts, rtol=1e-9)


AGREES = "has_personalisation_consent and member_key"
WATCHES = f"{AGREES} in (select member_key from fact_viewing_hour)"
NEVER = f"{AGREES} not in (select member_key from fact_viewing_hour)"
REFUSES = "not has_personalisation_consent"


def test_the_card_has_diversity_and_novelty_beside_accuracy(trained: Trained) -> None:
    told: Training = trained.training
    assert told.outcome == "trained"
    assert told.card is not None
    for each in told.card.candidates:
        assert {"nDCG@10", "diversity", "novelty bits", "catalogue coverage"} <= set(each.scores)


def test_everybody_who_agrees_has_a_list_and_nobody_else(
    trained: Trained, bench: Workbench
) -> None:
    rows = table(bench, "mart_recommendation")
    wanted = trained.rows(
        "select member_key from dim_member where has_personalisation_consent "
        "and (cancelled_date is null or cancelled_date > known_date)"
    )

    assert set(rows["member_key"]) == {key for (key,) in wanted}
    assert rows.groupby("member_key")["recommendation_rank"].agg(list).map(
        lambda ranks: ranks == list(range(1, COUNT + 1))
    ).all()  # fmt: skip


def test_what_was_watched_is_not_in_the_list_and_is_its_reason(
    trained: Trained, bench: Workbench
) -> None:
    rows = table(bench, "mart_recommendation")
    watched = set(
        trained.rows(
            "select distinct member_key, title_key from fact_viewing_hour "
            "where title_key is not null and watched_minutes > 0"
        )
    )
    shown = set(zip(rows["member_key"], rows["title_key"], strict=True))
    told = rows.dropna(subset="reason_title_key")
    reasons = set(zip(told["member_key"], told["reason_title_key"].astype(int), strict=True))

    assert shown.isdisjoint(watched)
    assert reasons <= watched
    if trained.training.card and trained.training.card.beats_naive:
        assert len(told) > 0.5 * len(rows)
    assert rows.loc[rows["is_fallback"], "reason_title_key"].isna().all()


def test_lists_are_the_same_as_those_asked_for(trained: Trained, bench: Workbench) -> None:
    rows = table(bench, "mart_recommendation")
    member, key = trained.member(f"{WATCHES} and cancelled_date is null")
    own = rows[rows["member_key"] == key].sort_values("recommendation_rank")

    assert [each.title_key for each in trained.ask(member=member).titles] == list(own["title_key"])
    assert [each.reason for each in trained.ask(member=str(key)).titles] == list(own["reason"])


def test_similar_titles_are_of_the_service_and_never_the_title_itself(bench: Workbench) -> None:
    rows = table(bench, "mart_similar_title")

    assert len(rows) > 100
    assert (rows["title_key"] != rows["similar_title_key"]).all()
    assert set(rows["similar_title_key"]) <= set(rows["title_key"])
    assert rows["similarity"].between(0, 1).all()


def test_with_a_platform_of_ones_own_only_what_it_offers_is_shown(
    trained: Trained, bench: Workbench
) -> None:
    own = load_settings(lake=trained.lake.root, models={"own_platform": "netflix"})
    folder = bench.folder.parent / "own"
    folder.mkdir()
    compute(replace(bench, settings=own, folder=folder, seconds={}))
    rows = bench.query(f"select * from '{folder}/mart_recommendation/*.parquet'")

    assert len(rows)
    assert rows["is_offered_in_country"].all()


def test_without_a_model_tables_are_empty(bench: Workbench, tmp_path: Path) -> None:
    empty = replace(bench, lake=tmp_path, folder=tmp_path / "gold", seconds={})
    (tmp_path / "gold").mkdir()
    compute(empty)

    for name in WRITES:
        rows = bench.query(f"select * from '{tmp_path}/gold/{name}/*.parquet'")
        assert rows.empty
        assert list(rows.columns) == list(declaration(name).columns)


def test_who_did_not_agree_or_has_watched_nothing_gets_what_is_popular(trained: Trained) -> None:
    refused = trained.ask(member=trained.member(REFUSES)[0])
    nothing = trained.ask(member=trained.member(NEVER)[0])
    new = trained.ask()

    assert refused.is_fallback
    assert nothing.is_fallback
    assert "does not agree" in refused.notes[0]
    assert "watched nothing yet" in nothing.notes[0]
    assert [e.title_key for e in refused.titles] == [e.title_key for e in new.titles]


def test_a_new_member_who_likes_titles_gets_more_than_what_is_popular(trained: Trained) -> None:
    [(key, name)] = trained.rows(
        "select title_key, primary_title from dim_title where is_current and title_key in "
        "(select title_key from fact_viewing_hour group by all order by count(*) desc limit 1)"
    )
    told = trained.ask(likes=(str(key),), count=5)

    assert not told.is_fallback
    assert key not in {each.title_key for each in told.titles}
    if trained.training.card and trained.training.card.beats_naive:
        assert told.titles[0].reason == f"Because you like {name}"


def test_a_title_from_elsewhere_may_be_liked_or_asked_about(trained: Trained) -> None:
    [(key,)] = trained.rows(
        "select title_key from dim_title where is_current and genres is not null "
        "and not coalesce(is_adult, false) "
        "and title_key not in (select title_key from fact_viewing_hour where title_key is not null "
        "union select title_key from fact_licensing_deal where title_key is not null) "
        "order by title_key limit 1"
    )
    liked = trained.ask(likes=(str(key),), count=3)
    alike = trained.ask(similar_to=str(key), count=3)

    assert "none of the service's titles" in liked.notes[0]
    assert len(liked.titles) == 3
    assert "none of the service's titles" in alike.notes[0]
    assert all(each.score > 0 for each in alike.titles)


def test_more_like_a_title_is_what_gold_says(trained: Trained, bench: Workbench) -> None:
    rows = table(bench, "mart_similar_title")
    key = int(rows["title_key"].iloc[0])
    own = rows[rows["title_key"] == key].sort_values("similarity_rank")

    told = trained.ask(similar_to=str(key)).titles

    assert [each.title_key for each in told] == list(own["similar_title_key"])
    assert {each.reason_title_key for each in told} == {key}


def test_filters_leave_only_what_is_known_to_suit(trained: Trained) -> None:
    everything = trained.ask(country="DE", most_age=12, count=500)
    offered = {
        key
        for (key,) in trained.rows(
            "select title_key from fact_offer where is_current and is_included "
            "and country_code = 'DE'"
        )
    }
    # the strictest where the country itself does not rate it
    too_old = {
        key
        for (key,) in trained.rows(
            "select title_key from bridge_title_certificate group by title_key having "
            "coalesce(max(case when country_code = 'DE' then minimum_age end), max(minimum_age)) "
            "> 12"
        )
    }
    shown = {each.title_key for each in everything.titles}

    assert shown
    assert shown <= offered - too_old
    one_platform = trained.ask(country="DE", platform="netflix", count=500)
    assert {each.title_key for each in one_platform.titles} < offered


def test_what_was_seen_may_be_shown_again(trained: Trained) -> None:
    member, key = trained.member(WATCHES)
    seen = {t for (t,) in trained.rows(
        f"select distinct title_key from fact_viewing_hour where member_key = {key}")}  # fmt: skip

    with_seen = trained.ask(member=member, exclude_seen=False, count=500)

    assert {each.title_key for each in with_seen.titles} & seen
    assert not {each.title_key for each in trained.ask(member=member).titles} & seen


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"member": "M-nobody"}, "no member 'M-nobody'"),
        ({"likes": ("No Such Title",)}, "no title 'No Such Title'"),
        ({"similar_to": "tt9999999"}, "no title 'tt9999999'"),
        ({"country": "XX"}, "no offers are known in 'XX'"),
        ({"country": "DE", "platform": "nope"}, "no offers are known of 'nope'"),
    ],
)
def test_what_is_not_known_is_said(trained: Trained, wish: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        trained.ask(**wish)


def test_recommend_answers_on_the_command_line(trained: Trained) -> None:
    member, _ = trained.member(WATCHES)
    told = trained.run("recommend", member, "--limit", "4", "--json")
    found = json.loads(told.stdout)
    shown = trained.run("recommend", "--new", "--limit", "2")

    assert told.exit_code == 0, told.output
    assert [each["rank"] for each in found["titles"]] == [1, 2, 3, 4]
    assert shown.exit_code == 0, shown.output
    assert "Popular with members lately" in shown.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "say for whom"),
        (["M-1", "--new"], "only one"),
        (["--new", "--platform", "netflix"], "offers differ by country"),
    ],
)
def test_the_command_line_says_what_it_needs(
    trained: Trained, words: list[str], message: str
) -> None:
    told = trained.run("recommend", *words)

    assert told.exit_code != 0
    assert message in str(told.exception)


def test_a_member_that_is_erased_is_in_no_model_any_more(trained: Trained, tmp_path: Path) -> None:
    shutil.copytree(trained.lake.root, tmp_path / "lake")
    lake = Lake(tmp_path / "lake")
    settings = load_settings(lake=lake.root)
    version = store.require_champion(lake, "recommendations")
    member, key = trained.member(WATCHES)
    with clock.playing(trained.world.today):
        report = erase_entities(lake, settings, "first_party", [member])

        assert report.models == [f"recommendations/{version.version}"]
        assert not version.folder.exists()
        with pytest.raises(ReelhouseError, match="not trained yet"):
            answer(lake, settings, Wish(member=str(key)))
        with pytest.raises(ReelhouseError, match="still holds what was erased"):
            train(lake, settings, ["recommendations"])


def test_lists_of_newer_weeks_are_held_against_the_card(trained: Trained) -> None:
    build = require_current(trained.lake)
    version = store.require_champion(trained.lake, "recommendations")
    with gold_tables(build, READING) as tables:
        keys = service_titles(tables)
        watched, members = read_interactions(tables, keys)
    settings = trained.settings.models
    last = watched.days.max()
    assert version.card.learned_until == str(np.datetime64(int(last), "D"))

    # as though it had learned up to the day before the last weeks
    earlier = str(np.datetime64(int(last) - TEST_DAYS, "D"))
    held = replace(version, card=replace(version.card, learned_until=earlier))
    new = errors_on(watched, keys, members, held, settings)
    found = compare(new, draws=200, seed=7)
    assert new.counted == "members"
    assert found is not None
    assert not found.is_worse

    dealt = watched.titles.copy()
    recent = np.flatnonzero(watched.days > last - TEST_DAYS)
    dealt[recent] = np.random.default_rng(1).integers(0, len(keys), len(recent))
    worse = compare(
        errors_on(replace(watched, titles=dealt), keys, members, held, settings),
        draws=200, seed=7,
    )  # fmt: skip
    assert worse is not None
    assert worse.is_worse
    assert worse.figure.value < found.figure.value / 2

    nothing = errors_on(watched, keys, members, version, settings)
    assert (nothing.count, nothing.needed, nothing.counted) == (0, TEST_DAYS, "days")


def test_what_is_watched_of_a_title_that_came_later_is_missing_in_lists(trained: Trained) -> None:
    version = store.require_champion(trained.lake, "recommendations")
    with gold_tables(require_current(trained.lake), READING) as tables:
        keys = service_titles(tables)
        watched, members = read_interactions(tables, keys)
    last = watched.days.max()
    earlier = str(np.datetime64(int(last) - TEST_DAYS, "D"))
    held = replace(version, card=replace(version.card, learned_until=earlier))
    # all that was watched lately is of a title that the model does not know
    titles = np.where(watched.days > last - TEST_DAYS, len(keys), watched.titles)
    later = replace(watched, titles=titles, title_count=len(keys) + 1)

    new = errors_on(later, [*keys, -1], members, held, trained.settings.models)

    assert new.count > 0
    assert new.figures == pytest.approx(0.0)
