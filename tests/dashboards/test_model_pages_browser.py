"""Pages of models in a real browser: they can be read by all, and say what gold and models say."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from reelhouse.ml.hits.advice import READS, advise
from reelhouse.ml.hits.brief import Brief
from reelhouse.ml.opportunities import compare
from reelhouse.ml.opportunities.head_to_head import READS as COMPARED
from reelhouse.ml.tables import gold_tables
from tests.answering_lake import AnsweringLake
from tests.dashboards.conftest import Running
from tests.dashboards.looking import looking
from tests.dashboards.test_browser import download
from tests.dashboards.test_every_page import expect_readable_in_all_windows
from tests.dashboards.test_model_pages import SLUGS


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_with_answers_fits_and_can_be_read_by_all(
    answering_server: Running, browser: Browser, slug: str
) -> None:
    expect_readable_in_all_windows(answering_server, browser, slug)


def test_a_plan_changes_what_is_told_and_a_link_restores_it(
    answering_server: Running, browser: Browser, answering: AnsweringLake
) -> None:
    plan = Brief(genres=("Drama",), budget_usd=2e7, release_month=10)
    with gold_tables(answering.build, READS) as tables:
        told = advise(tables, answering.lake, plan, answering.today.year)
    assert told.hit
    with looking(browser) as looked:
        looked.open(f"{answering_server.url}/copilot?genre=Drama&budget=20")
        box = looked.page.locator(".st-key-plan")
        before = download(looked, "chance")
        month = box.get_by_role("combobox", name="Month of release")
        month.click()
        month.press_sequentially("Octo")
        month.press("Enter")
        looked.page.wait_for_timeout(300)  # a request is not shown as running at first
        looked.settle()
        assert "month=October" in looked.page.url
        after = download(looked, "chance")
        assert after != before
        shared = looked.page.url
    assert float(after[0]["hit_rate"]) == pytest.approx(told.hit.probability.value)
    assert float(after[2]["hit_rate"]) == pytest.approx(told.hit.base_rate)
    with looking(browser) as looked:
        looked.open(shared)
        assert download(looked, "chance") == after
        names = [row["primary_title"] for row in download(looked, "similar")]
        assert names == list(told.hit.similar["primary_title"])


def test_hours_to_come_are_those_of_gold(
    answering_server: Running, browser: Browser, answering: AnsweringLake
) -> None:
    rows = answering.rows(
        "select horizon, value_hours, low80_hours, high80_hours from mart_forecast "
        "where series_kind = 'genre_week' and series_key = 'Comedy' and horizon > 0 order by 1"
    )
    with looking(browser) as looked:
        looked.open(f"{answering_server.url}/forecast?of=Genres,+by+week&series=Comedy")
        shown = download(looked, "path")
    assert len(shown) == len(rows) > 0
    for row, there in zip(shown, rows, strict=True):
        for name, value in there.items():
            assert float(row[name]) == pytest.approx(float(value))


def test_two_titles_are_found_and_compared(
    answering_server: Running, browser: Browser, answering: AnsweringLake
) -> None:
    keys = answering.rows(
        "select title_key, any_value(primary_title) as name, sum(viewed_hours) as hours "
        "from mart_netflix_title_week inner join dim_title using (title_key) "
        "where is_current and regexp_full_match(primary_title, '[A-Za-z ]{12,}') "
        "group by title_key order by hours desc limit 2"
    )
    one, other = (row["name"] for row in keys)
    with looking(browser) as looked:
        looked.open(
            f"{answering_server.url}/head-to-head?compare=Titles&one-typed={one}"
            f"&other-typed={other}"
        )
        expect(looked.page.locator(".st-key-chart-measures")).to_be_visible(timeout=20_000)
        looked.settle()
        shown = download(looked, "verdicts")
        picked = looked.page.get_by_role("radiogroup").all_inner_texts()
        assert looked.wrong == []
    assert picked[-2].startswith(one)
    assert picked[-1].startswith(other)
    asked = (str(keys[0]["title_key"]), str(keys[1]["title_key"]))
    with gold_tables(answering.build, COMPARED) as tables:
        found = compare(tables, "title", *asked, seed=answering.settings.marts.seed)
    assert [(row["measure"], row["verdict"]) for row in shown] == [
        (measure.name, measure.verdict) for measure in found.measures
    ]
