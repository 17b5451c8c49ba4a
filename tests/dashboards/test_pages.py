"""Every page on lakes that stand well and badly, without a browser."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from reelhouse import clock
from reelhouse.dashboards import shared, state
from reelhouse.dashboards.page import all_pages
from reelhouse.lake import Lake
from reelhouse.pointer import POINTER
from reelhouse.transform.build import build_gold
from tests.dashboards.drawing import drawn, said
from tests.lakes import EVERYTHING, copy_of, deliver, new_lake, settings_of
from tests.small_lake import small_lake
from tests.whole_lake import WholeLake

SLUGS = list(all_pages())


@pytest.fixture(scope="module")
def imdb_only(shared_folder: Path) -> Lake:
    """A lake of a few of IMDb's titles and nothing else."""
    return small_lake(shared_folder)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_shows_charts_each_with_its_data(shown: WholeLake, slug: str) -> None:
    app = drawn(slug)
    assert not app.error, said(app)
    assert app.subheader
    assert all(heading.value.strip() for heading in app.subheader)
    assert app.title[0].value == all_pages()[slug].page.title
    assert shown.build.build_id in app.caption[-1].value


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_with_filters_that_leave_nothing_says_so(shown: WholeLake, slug: str) -> None:
    page = all_pages()[slug].page
    picked = {"period": "From … to …", "from": "1890-01-01", "to": "1890-01-02"}
    offered = {"genre": "Adult", "platform": "HBO Max", "region": "Japan"}
    app = drawn(slug, **picked, **{k: v for k, v in offered.items() if k in page.filters})
    assert not app.error, said(app)


@pytest.mark.parametrize("slug", SLUGS)
def test_an_empty_lake_says_what_to_do(tmp_path: Path, slug: str) -> None:
    lake = new_lake(tmp_path)
    shared.configure(lake, settings_of(lake))
    assert "reelhouse demo" in said(drawn(slug))
    lake.root.mkdir()
    assert "reelhouse build" in said(drawn(slug))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_lake_with_imdb_only_shows_what_it_can(imdb_only: Lake, slug: str) -> None:
    shared.configure(imdb_only, settings_of(imdb_only))
    app = drawn(slug)
    assert not app.error, said(app)
    assert app.subheader or "have not arrived" in said(app)


def test_figures_that_are_old_are_said_to_be(shown: WholeLake) -> None:
    settings = shared.server().settings
    limit = settings.dashboards.stale_days
    made = state.built_on(shown.build)
    for age, is_told in ((limit - 1, False), (limit, True)):
        with clock.playing(made + timedelta(days=age)):
            assert (state.look(shown.lake, settings).kind == "stale") == is_told
            assert (f"{age} days old" in said(drawn(SLUGS[0]))) == is_told


def test_a_published_build_that_is_gone_is_told(imdb_only: Lake, tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    lake.gold.mkdir(parents=True)
    (lake.gold / POINTER).write_text('{"build_id": "20260101T000000000Z-000000"}')
    shared.configure(lake, settings_of(lake))
    assert "cannot be read" in said(drawn(SLUGS[0]))


def test_a_new_build_shows_at_the_next_request(imdb_only: Lake, tmp_path: Path) -> None:
    lake = copy_of(imdb_only, tmp_path)
    settings = settings_of(lake)
    shared.configure(lake, settings)
    app = drawn("content-universe")
    assert app.metric[0].value == "3"
    more = ("tt0000077", "movie", "Late", "Late", "0", "2020", r"\N", "90", "Drama")
    deliver(lake, "title.basics", (*EVERYTHING["title.basics"], more), day="2026-01-02")
    build_gold(lake, settings)
    app.run()
    assert app.metric[0].value == "4"
