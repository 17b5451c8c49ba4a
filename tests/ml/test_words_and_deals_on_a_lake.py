"""Sentiment, topics, deals and segments on a lake: trained, built, and asked for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import adjusted_rand_score
from typer.testing import CliRunner

from reelhouse import clock
from reelhouse.cli import app
from reelhouse.errors import UsageError
from reelhouse.gold import query, require_current
from reelhouse.lake import Lake
from reelhouse.ml.evaluation import brier_score
from reelhouse.ml.opportunities import compare
from reelhouse.ml.opportunities.head_to_head import READS
from reelhouse.ml.question import question
from reelhouse.ml.tables import gold_tables
from reelhouse.ml.training import Training, train
from reelhouse.settings import load_settings
from reelhouse.simulator.settings_file import AGREEMENTS
from reelhouse.transform.build import build_gold
from tests.whole_lake import WholeLake

pytestmark = pytest.mark.long

NAMES = ("sentiment", "topics", "licensing_choice", "opportunities")


def plain_id(post_id: str) -> str:
    """A post's id without what a platform puts before it."""
    return post_id.rsplit("/", 1)[-1].removeprefix("t3_")


class Trained:
    """A copy of the lake with models and their tables."""

    def __init__(self, folder: Path, whole: WholeLake) -> None:
        self.world = whole.world
        self.folder = folder / "lake"
        shutil.copytree(whole.lake.root, self.folder)
        self.lake = Lake(self.folder)
        self.before = require_current(self.lake)
        settings = load_settings(lake=self.folder, terms={"training_agreements": AGREEMENTS})
        with clock.playing(whole.world.today):
            self.trainings: dict[str, Training] = {
                each.name: each for each in train(self.lake, settings, NAMES)
            }
            build_gold(self.lake, settings)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return query(require_current(self.lake), sql)[1]

    def run(self, *words: str) -> Any:
        return CliRunner().invoke(app, ["--lake", str(self.folder), *words])


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, demo_build: WholeLake) -> Trained:
    return Trained(tmp_path_factory.mktemp("trained"), demo_build)


def test_all_are_trained(trained: Trained) -> None:
    assert {each.outcome for each in trained.trainings.values()} == {"trained"}


def test_answers_do_not_change_what_is_learned_from(trained: Trained) -> None:
    before, after = trained.before, require_current(trained.lake)
    read = {table for name in NAMES for table in question(name).reads}

    assert len(read) > 10
    assert before.build_id != after.build_id
    assert {t for t in read if before.checksums(t) != after.checksums(t)} == set()


def test_without_labels_a_lexicon_judges_and_says_so(trained: Trained) -> None:
    [(champion, is_naive, limits)] = trained.rows(
        "select champion, is_naive, limits from mart_model where model_name = 'sentiment'"
    )

    assert champion == "VADER"
    assert is_naive
    assert "models.sentiment_labels" in limits


def test_every_text_has_a_sentiment_or_a_reason(trained: Trained) -> None:
    rows = trained.rows(
        "select text_kind, sentiment is null, not_judged_reason, language_code = 'en', count(*) "
        "from fact_text_sentiment group by all"
    )

    assert all((reason is not None) == is_missing for _, is_missing, reason, _, _ in rows)
    reasons = {(kind, reason) for kind, _, reason, _, _ in rows if reason}
    assert ("post", "only English is judged") in reasons
    assert ("comment", "YouTube allows derived figures only after an accepted audit") in reasons


def test_languages_of_posts_are_those_written(trained: Trained) -> None:
    told = {
        (platform, plain_id(text)): language
        for platform, text, language in trained.rows(
            "select platform, text_id, language_code from fact_text_sentiment "
            "where text_kind = 'post'"
        )
    }
    pairs = [
        (post.language, told[key])
        for post in trained.world.posts
        if (key := (post.platform, post.post_id)) in told
    ]

    assert len(pairs) > 300
    right = sum((said == "en") == (found == "en") for said, found in pairs)
    assert right / len(pairs) > 0.98


def test_weeks_of_sentiment_add_up_and_have_intervals(trained: Trained) -> None:
    [(judged, direct)] = trained.rows(
        "select (select sum(judged_count) from mart_title_sentiment_week), "
        "(select count(*) from fact_text_sentiment as texts join bridge_title_post as links "
        "on texts.text_kind = 'post' and texts.platform = links.platform "
        "and texts.text_id = links.post_id where sentiment is not null and not is_repost)"
    )
    outside = trained.rows(
        "select * from mart_title_sentiment_week where judged_count > 0 and "
        "(mean_sentiment_low > mean_sentiment or mean_sentiment_high < mean_sentiment)"
    )

    assert judged == direct > 0
    assert outside == []


def test_topics_of_posts_are_those_planted(trained: Trained) -> None:
    truth = {(post.platform, post.post_id): post.topic for post in trained.world.posts}
    rows = [
        (truth[key], topic)
        for platform, text, topic in trained.rows(
            "select platform, text_id, topic_number from bridge_topic_text where corpus = 'talk'"
        )
        if truth.get(key := (platform, plain_id(text)))
    ]

    assert len(rows) > 300
    assert adjusted_rand_score(*zip(*rows, strict=True)) >= 0.8


def test_shares_of_topics_add_up(trained: Trained) -> None:
    weeks = trained.rows("select sum(share_rate) from mart_topic_week group by week_end_date")
    whole = trained.rows("select sum(share_rate) from mart_topic group by corpus")

    assert all(share == pytest.approx(1) for (share,) in [*weeks, *whole])


def test_the_chosen_offers_are_near_the_true_optimum(trained: Trained) -> None:
    from reelhouse.ml.licensing_choice.limits import Limits
    from reelhouse.ml.licensing_choice.portfolio import Problem, choose
    from tests.ml.licensing_choice.offers import offers_of_world

    [(budget, loss)] = trained.rows("select budget_usd, most_loss_usd from mart_licensing_plan")
    chosen = {i for (i,) in trained.rows(
        "select offer_id from mart_licensing_choice where is_chosen")}  # fmt: skip
    offers = offers_of_world(trained.world)
    truth = offers["true_revenue_usd"].to_numpy(float)
    best = choose(
        Problem.of(offers, truth, truth[None, :], Limits(budget_usd=budget, most_loss_usd=loss))
    )
    profit = (truth - offers["fee_usd"].to_numpy(float))[offers["offer_id"].isin(chosen)].sum()

    assert profit >= 0.98 * best.expected_profit_usd


def test_prices_flip_on_the_right_side(trained: Trained) -> None:
    wrong = trained.rows(
        "select offer_id from mart_licensing_choice where "
        "(is_chosen and flip_fee_usd < fee_usd * 0.99) "
        "or (not is_chosen and flip_fee_usd > fee_usd * 1.01)"
    )

    assert wrong == []


def test_license_answers_on_the_command_line(trained: Trained) -> None:
    told = trained.run("license", "--budget", "3000000", "--max-deals", "3", "--no-flips", "--json")
    answer = json.loads(told.stdout)

    assert told.exit_code == 0, told.output
    assert 0 < answer["chosen_count"] <= 3
    assert answer["fee_usd"] <= 3_000_000
    assert sum(offer["is_chosen"] for offer in answer["offers"]) == answer["chosen_count"]


def test_license_says_which_limits_contradict_each_other(trained: Trained) -> None:
    told = trained.run("license", "--budget", "1000", "--min-deals", "2")

    assert told.exit_code == 1
    assert "contradict each other" in str(told.exception)
    assert "at least 2 deals" in str(told.exception)


def test_zones_stand_only_where_intervals_allow(trained: Trained) -> None:
    rows = trained.rows("select zone, gap_low, gap_high from mart_opportunity")

    assert {zone for zone, *_ in rows} > {"not clear"}
    for zone, low, high in rows:
        if zone in ("opportunity", "fading"):
            assert low > -1e-9
        if zone == "crowded":
            assert high < 1e-9


def test_verdicts_on_trends_are_those_planted(trained: Trained) -> None:
    trends = {name: effect.trend for name, effect in trained.world.effects.genres.items()}
    pairs = [
        (probability, verdict, verdict == one, trends[one] > trends[other])
        for one, other, probability, verdict in trained.rows(
            "select genre, other_genre, ahead_probability, verdict from mart_genre_head_to_head "
            "where measure = 'trend'"
        )
        if one in trends and other in trends
    ]
    wrong = [told for _, verdict, told, true in pairs if verdict != "not clear" and told != true]

    assert len(pairs) > 40
    assert len(wrong) <= 0.05 * len(pairs)
    # better than a coin
    assert brier_score([true for *_, true in pairs], [p for p, *_ in pairs]) < 0.25


def test_compares_genres_and_titles(trained: Trained) -> None:
    told = trained.run("compare", "drama", "Comedy", "--json")
    genres = json.loads(told.stdout)
    [(a,), (b,)] = trained.rows(
        "select title_id_imdb from mart_title_everywhere where title_id_imdb is not null "
        "and mention_count > 0 order by mention_count desc, title_key limit 2"
    )
    titles = trained.run("compare", "--kind", "title", a, b)

    assert told.exit_code == 0, told.output
    assert {"demand", "trend", "quality"} <= {each["name"] for each in genres["measures"]}
    assert titles.exit_code == 0, titles.output
    assert "rating" in titles.output


@pytest.mark.parametrize(
    ("kind", "a", "b", "message"),
    [
        ("genre", "Drama", "Opera", "no genre 'Opera'"),
        ("genre", "Drama", "drama", "both are Drama"),
        ("title", "tt9999999", "tt0000001", "no title 'tt9999999'"),
        ("studio", "a", "b", "cannot be compared"),
    ],
)
def test_says_what_cannot_be_compared(
    trained: Trained, kind: Any, a: str, b: str, message: str
) -> None:
    with (
        gold_tables(require_current(trained.lake), READS) as tables,
        pytest.raises(UsageError, match=message),
    ):
        compare(tables, kind, a, b)


def test_sentiment_learns_from_a_file_of_ones_own(trained: Trained, tmp_path: Path) -> None:
    # kindness hangs on a word that no lexicon knows
    path = tmp_path / "mine.csv"
    lines = [
        f"the film about a {'plimmish' if number % 2 else 'grobbly'} boat {number},{number % 2}"
        for number in range(600)
    ]
    path.write_text("text,label\n" + "\n".join(lines))

    shown = trained.run("train", "sentiment", "--from", str(path), "--no-promote", "--json")
    [told] = json.loads(shown.stdout)

    assert told["outcome"] == "trained"
    assert "600 labelled texts of mine.csv" in told["card"]["trained_on"]
    accuracy = {c["name"]: c["scores"]["accuracy"]["value"] for c in told["card"]["candidates"]}
    assert accuracy[told["card"]["champion"]] > 0.9 > accuracy["VADER"]
    # what answers is still what was trained before
    assert told["version"] == trained.trainings["sentiment"].version


@pytest.mark.parametrize("names", [(), ("hits",), ("sentiment", "hits")])
def test_nothing_but_sentiment_learns_from_a_file(trained: Trained, names: tuple[str, ...]) -> None:
    shown = trained.run("train", *names, "--from", "mine.csv")

    assert isinstance(shown.exception, UsageError)
    assert "only sentiment learns from a file" in str(shown.exception)
