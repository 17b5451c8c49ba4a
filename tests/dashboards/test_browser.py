"""What a reader does: pick, share, download, search, and see a new build, in a real browser."""

from __future__ import annotations

import csv
import io
import re
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from reelhouse.dashboards.charts import csv_of
from reelhouse.gold import ask_metric, query
from tests.dashboards.conftest import Running
from tests.dashboards.looking import Looked, looking
from tests.whole_lake import WholeLake

HOME = "content-universe"
OPENINGS = 4  # tries to open a list


def choose(looked: Looked, label: str, option: str) -> None:
    """Pick something in a filter of the sidebar, and do not wait for what comes of it."""
    box = looked.page.get_by_test_id("stSidebar").get_by_role("combobox", name=label)
    offered = looked.page.get_by_role("option", name=option, exact=True)
    for _ in range(OPENINGS):
        box.click()
        with suppress(AssertionError):  # the page was drawn anew just then, which closes lists
            expect(offered).to_be_visible(timeout=3_000)
            break
    offered.click()


def pick(looked: Looked, label: str, option: str) -> None:
    """Pick something in a filter of the sidebar."""
    choose(looked, label, option)
    looked.page.wait_for_timeout(300)  # a request is not shown as running in its first moments
    looked.settle()


def download(looked: Looked, chart: str) -> list[dict[str, str]]:
    """The table that a chart's button gives."""
    button = looked.page.locator(f".st-key-chart-{chart}").get_by_role("button", name="CSV")
    with looked.page.expect_download() as waited:
        button.click()
    # a download is a request as well, and a list that is open while it is answered closes
    looked.page.wait_for_timeout(300)
    looked.settle()
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


def test_a_page_finds_its_server_without_guessing(server: Running, browser: Browser) -> None:
    asked: list[str] = []
    with looking(browser) as looked:
        looked.page.on("request", lambda request: asked.append(request.url))
        looked.page.on("websocket", lambda socket: asked.append(socket.url))

        looked.open(f"{server.url}/{HOME}")

    assert [url for url in asked if "/_stcore/stream" in url]
    assert [url for url in asked if f"/{HOME}/" in url] == []


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


# page, chart, and what `reelhouse sql` has to give for the named columns of its download
SAME_FIGURES = [
    (
        "creator",
        "videos",
        "select video_name, max_by(view_count, observed_date) as view_count from mart_video_day "
        "join dim_video using (platform, video_id) group by platform, video_id, video_name "
        "order by view_count desc limit 12",
    ),
    (
        "licensing",
        "regions",
        "select region as kind, count(*) as deal_count, "
        "sum(revenue_usd - cost_usd) / sum(cost_usd) as roi from mart_licensing_roi "
        "where basis = 'reported' and revenue_usd is not null group by region",
    ),
    (
        "licensing?region=Europe&basis=By+viewing",
        "delay",
        "select lag_band as kind, count(*) as deal_count, "
        "sum(revenue_usd - cost_usd) / sum(cost_usd) as roi from mart_licensing_roi "
        "where method = 'viewing' and region = 'Europe' and lag_band is not null "
        "group by lag_band having count(*) >= 5",
    ),
    (
        "anime?site=AniList",
        "studios",
        "select studio, predicted_score, predicted_score_low from mart_anime_studio "
        "where source = 'anilist' order by studio_rank limit 15",
    ),
    (
        "trends?genre=Drama",
        "season",
        "select genre, season_index from mart_genre_month where genre = 'Drama' "
        "and calendar_month = 3",
    ),
    (
        "audience",
        "triangle",
        "select months_since_join, retention_rate as cohort_retention, "
        "member_count as cohort_members from mart_retention_cohort "
        "where months_since_join in (0, 1, 2, 3, 6, 9, 12, 15, 18) "
        "and cohort_month in (select distinct cohort_month from mart_retention_cohort "
        "order by 1 desc limit 18)",
    ),
    (
        "talent",
        "prolific",
        "select person_name, title_count from mart_talent where person_name is not null "
        "order by title_count desc, vote_count desc nulls last, person_key limit 15",
    ),
]


@pytest.mark.parametrize(
    ("address", "chart", "sql"), SAME_FIGURES, ids=[f"{a}-{c}" for a, c, _ in SAME_FIGURES]
)
def test_a_download_is_what_sql_gives(
    server: Running, browser: Browser, demo_build: WholeLake, address: str, chart: str, sql: str
) -> None:
    columns, rows = query(demo_build.build, sql)
    with looking(browser) as looked:
        looked.open(f"{server.url}/{address}")
        there = download(looked, chart)
    assert rows

    def plain(value: object) -> str:
        try:
            return f"{float(str(value)):.6g}"
        except ValueError:
            return str(value)

    shown = sorted(tuple(plain(row[column]) for column in columns) for row in there)
    assert shown == sorted(tuple(plain(value) for value in row) for row in rows)


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
