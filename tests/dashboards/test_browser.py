"""What a reader does: pick, share, download, search, and see a new build, in a real browser."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from reelhouse.dashboards.charts import csv_of
from reelhouse.gold import ask_metric, query
from tests.dashboards.conftest import Running
from tests.dashboards.looking import Looked, looking
from tests.whole_lake import WholeLake

HOME = "content-universe"


def pick(looked: Looked, label: str, option: str) -> None:
    """Pick something in a filter of the sidebar."""
    looked.page.get_by_test_id("stSidebar").get_by_role("combobox", name=label).click()
    looked.page.get_by_role("option", name=option, exact=True).click()
    looked.page.wait_for_timeout(300)  # a request is not shown as running in its first moments
    looked.settle()


def download(looked: Looked, chart: str) -> list[dict[str, str]]:
    """The table that a chart's button gives."""
    button = looked.page.locator(f".st-key-chart-{chart}").get_by_role("button", name="CSV")
    with looked.page.expect_download() as waited:
        button.click()
    text = Path(waited.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_filter_changes_figures_and_address_and_a_link_restores_the_view(
    server: Running, browser: Browser, demo_build: WholeLake
) -> None:
    with looking(browser) as looked:
        looked.open(f"{server.url}/{HOME}")
        before = download(looked, "genres")
        pick(looked, "Type", "Series")
        assert "type=Series" in looked.page.url
        after = download(looked, "genres")
        assert after != before
        shared = looked.page.url
    with looking(browser) as looked:
        looked.open(shared)
        assert "Showing: Series" in looked.text
        assert download(looked, "genres") == after
    types = ["tvSeries", "tvMiniSeries", "tvPilot"]
    there = ask_metric(demo_build.build, "title_count", by=["genre"], where={"title_type": types})
    shown = {row["genre"]: int(row["title_count"]) for row in after}
    assert shown == {genre: int(count) for genre, count in there.rows if genre is not None}


def test_figures_on_screen_are_those_of_sql(
    server: Running, browser: Browser, demo_build: WholeLake
) -> None:
    with looking(browser) as looked:
        looked.open(f"{server.url}/{HOME}?type=Films&genre=Drama")
        chart = looked.page.locator(".st-key-chart-quality")
        said = re.search(r"n = ([\d,]+) rated titles", chart.inner_text())
        assert said is not None
        [(count,)] = query(
            demo_build.build,
            "select count(*) from mart_content_performance where title_type in ('movie', "
            "'tvMovie', 'tvSpecial', 'video', 'short', 'tvShort') "
            "and ',' || genres || ',' like '%,Drama,%'",
        )[1]
        assert int(said[1].replace(",", "")) == count


def test_a_title_is_found_as_one_types(
    server: Running, browser: Browser, demo_build: WholeLake
) -> None:
    [(name,)] = query(
        demo_build.build,
        "select primary_title from dim_title join fact_rating_snapshot using (title_key) "
        "where is_current and is_latest and title_type = 'movie' and length(primary_title) > 12 "
        "and regexp_full_match(primary_title, '[A-Za-z ]+') order by vote_count desc limit 1",
    )[1]
    with looking(browser) as looked:
        looked.open(f"{server.url}/{HOME}")
        box = looked.page.get_by_role("searchbox", name="Find a title")
        expect(looked.page.get_by_text("The index of titles is being made")).to_have_count(
            0, timeout=60_000
        )
        slip = name[:4] + name[5:]
        box.press_sequentially(slip)
        first = looked.page.get_by_role("radiogroup").get_by_role("radio").first
        expect(first).to_be_visible(timeout=20_000)
        assert name in looked.page.get_by_role("radiogroup").inner_text()


def test_where_a_figure_is_from_can_be_opened(server: Running, browser: Browser) -> None:
    with looking(browser) as looked:
        looked.open(f"{server.url}/{HOME}")
        chart = looked.page.locator(".st-key-chart-genres")
        chart.get_by_role("button", name="Data and source").click()
        opened = looked.page.get_by_test_id("stPopoverBody")
        expect(opened.get_by_text("IMDb, title.basics")).to_be_visible(timeout=20_000)
        expect(opened.get_by_test_id("stCode")).to_contain_text("mart_title_mix", timeout=20_000)
        assert looked.wrong == []


def test_a_table_is_written_so_that_spreadsheets_know_its_letters() -> None:
    import pandas as pd

    content = csv_of(pd.DataFrame({"name": ["Más allá"], "n": [3]}))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").split() == ["name,n", "Más", "allá,3"]
