"""Pages of models: what they show where models have answered, and what they say where not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reelhouse import clock
from reelhouse.dashboards import shared
from reelhouse.dashboards.words import percent
from reelhouse.gold import require_current
from reelhouse.lake import Lake
from reelhouse.ml import store
from reelhouse.ml.hits.advice import READS, advise
from reelhouse.ml.hits.brief import Brief
from reelhouse.ml.opportunities import compare
from reelhouse.ml.opportunities.head_to_head import READS as COMPARED
from reelhouse.ml.tables import gold_tables
from tests.answering_lake import AnsweringLake
from tests.dashboards.drawing import drawn, headings, said
from tests.whole_lake import WholeLake

SLUGS = ("copilot", "forecast", "head-to-head", "model-cards")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_draws_all_its_charts(answers_shown: AnsweringLake, slug: str) -> None:
    app = drawn(slug)
    assert not app.error, said(app)
    assert "does not answer" not in said(app)
    assert "could not be drawn" not in said(app)
    assert len(app.subheader) >= 4


@pytest.mark.parametrize("slug", ["copilot", "model-cards", "forecast"])
def test_what_is_not_trained_is_said_with_what_to_do(shown: WholeLake, slug: str) -> None:
    assert "reelhouse train" in said(drawn(slug))


def test_the_chance_of_a_plan_is_the_one_that_the_model_tells(
    answers_shown: AnsweringLake,
) -> None:
    plan = Brief(genres=("Drama", "Crime"), budget_usd=4e7, release_month=3)
    with gold_tables(answers_shown.build, READS) as tables:
        told = advise(tables, answers_shown.lake, plan, answers_shown.today.year)
    app = drawn("copilot", genre="Drama,Crime", budget="40", month="March")
    if app.multiselect(key="genre").value != ["Drama", "Crime"]:  # lists repeat in an address
        app.multiselect(key="genre").set_value(["Drama", "Crime"]).run()
    assert told.hit
    assert told.gross
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["A hit"] == percent(told.hit.probability.value)
    assert plain(percent(told.hit.similar_hits.value)) in headings(app)
    [under] = told.gross.risk.loc[told.gross.risk["multiple"] == 1, "rate"]
    assert shown["Below budget"] == percent(under)


def test_a_series_has_no_box_office(answers_shown: AnsweringLake) -> None:
    app = drawn("copilot", type="Series")
    assert "films alone" in said(app)
    assert "Box office" not in [metric.label for metric in app.metric]


def test_what_is_picked_elsewhere_holds_in_the_plan(answers_shown: AnsweringLake) -> None:
    app = drawn("copilot", type="Series", genre="Comedy")
    assert app.selectbox(key="type").value == "series"
    assert app.multiselect(key="genre").value == ["Comedy"]


def test_told_and_come_true_are_those_of_the_card(answers_shown: AnsweringLake) -> None:
    [row] = answers_shown.rows(
        "select sum(case_count) as n, count(*) as bins from mart_model_calibration "
        "where model_name = 'hits'"
    )
    assert f"of {row['bins']} groups of {row['n']} titles" in headings(drawn("copilot"))


@pytest.mark.parametrize(
    ("kind", "name"),
    [("category_week", "Categories, by week"), ("genre_week", "Genres, by week"),
     ("genre_month", "Genres of own members, by month"), ("title_week", "Titles, by week")],
)  # fmt: skip
def test_every_kind_of_series_is_forecast(
    answers_shown: AnsweringLake, kind: str, name: str
) -> None:
    app = drawn("forecast", of=name)
    assert not app.error, said(app)
    assert app.selectbox(key="of").value == kind
    series = app.selectbox(key="series").value
    [row] = answers_shown.rows(
        "select series_name, count(*) as steps from mart_forecast where horizon > 0 "
        f"and series_kind = '{kind}' and series_key = '{series}' group by series_name"
    )
    assert row["series_name"] in headings(app)
    assert f"in {row['steps']} {'month' if kind == 'genre_month' else 'week'}s" in headings(app)


def test_what_intervals_held_is_counted_over_past_origins(answers_shown: AnsweringLake) -> None:
    app = drawn("forecast", of="Genres, by week", series="Drama")
    [row] = answers_shown.rows(
        "select count(*) as n, sum(cast(is_inside80 as integer)) as held from mart_forecast_check "
        "where series_kind = 'genre_week' and series_key = 'Drama' and horizon = 4 "
        "and is_inside80 is not null"
    )
    assert f"held {row['held']} of {row['n']} outcomes" in headings(app)


def test_a_genre_that_is_picked_is_the_one_forecast(answers_shown: AnsweringLake) -> None:
    app = drawn("forecast", of="Genres, by week", genre="Drama")
    assert app.selectbox(key="series").value == "Drama"


def test_series_with_too_little_history_are_named(answers_shown: AnsweringLake) -> None:
    rows = answers_shown.rows(
        "select series_name from mart_forecast where horizon = 0 and series_kind = 'genre_week'"
    )
    app = drawn("forecast", of="Genres, by week")
    [text] = [c.value for c in app.caption if "history is too short" in c.value]
    assert rows
    assert all(row["series_name"].replace("-", "") in text.replace("-", "") for row in rows)


def test_genres_are_compared_as_on_the_command_line(answers_shown: AnsweringLake) -> None:
    with gold_tables(answers_shown.build, COMPARED) as tables:
        found = compare(
            tables, "genre", "Drama", "Thriller", seed=answers_shown.settings.marts.seed
        )
    app = drawn("head-to-head", a="Drama", b="Thriller")
    text = headings(app)
    for name in ("Drama", "Thriller"):
        ahead = [m.name for m in found.measures if m.verdict == name]
        assert (f"{name} is ahead in" in text) == bool(ahead)
        assert all(measure in text for measure in ahead)


def test_what_is_compared_with_itself_is_said(answers_shown: AnsweringLake) -> None:
    assert "Both are the same" in said(drawn("head-to-head", a="Drama", b="Drama"))


def test_genres_are_compared_without_any_model(shown: WholeLake) -> None:
    text = headings(drawn("head-to-head"))
    assert "Drama" in text
    assert "measures" in text


def test_every_model_has_its_card(answers_shown: AnsweringLake) -> None:
    rows = answers_shown.rows("select * from mart_model order by model_name")
    assert len(rows) == 5
    for row in rows:
        app = drawn("model-cards", model=row["model_name"])
        text = " ".join(e.value for e in (*app.markdown, *app.subheader))
        for told in (row["asks"], f"{row['test_count']:,} cases", row["model_version"]):
            assert told.replace(":", "\\:") in text or told in text
        assert ("a naive rule, answers" in headings(app)) == row["is_naive"]


def test_tiles_count_models_as_gold_does(answers_shown: AnsweringLake) -> None:
    [row] = answers_shown.rows(
        "select count(*) as n, sum(cast(is_naive as integer)) as naive from mart_model"
    )
    shown = {m.label: m.value for m in drawn("model-cards").metric}
    assert shown["Models answer"] == str(row["n"])
    assert shown["Beat naive"] == str(row["n"] - row["naive"])


def test_a_model_that_has_not_answered_yet_and_one_that_is_gone_are_told(
    answering: AnsweringLake, tmp_path: Path
) -> None:
    lake = Lake(tmp_path / "lake")
    shutil.copytree(answering.lake.root / "models", lake.models)
    shutil.copytree(answering.lake.root / "gold", lake.gold)
    hits, gross = (store.require_champion(lake, name) for name in ("hits", "gross"))
    newer = lake.models / "hits" / "20990101T000000000Z-000000"
    shutil.copytree(hits.folder, newer)
    card = (newer / store.CARD).read_text().replace(hits.version, newer.name)
    (newer / store.CARD).write_text(card)
    store.promote(lake, "hits", newer.name)
    shutil.rmtree(gross.folder)
    with clock.playing(answering.today):
        shared.configure(lake, answering.settings)
        app = drawn("model-cards")
        assert "not yet in this build: hits" in said(app)
        assert "gross" in said(app)
        assert "is gone" in said(app)
        assert require_current(lake).build_id in app.caption[-1].value
        assert "is gone" in said(drawn("copilot"))
