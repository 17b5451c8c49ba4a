"""The first page as HTML says what the page says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from reelhouse import clock
from reelhouse.dashboards import ahead, shared
from reelhouse.dashboards.front import FIRST_PAGE
from reelhouse.dashboards.page import all_pages
from reelhouse.dashboards.prerender import store
from reelhouse.dashboards.prerender.write import prerender
from reelhouse.dashboards.shared import Server
from reelhouse.gold import require_current
from reelhouse.lake import Lake
from reelhouse.settings import Settings, load_settings
from tests.dashboards.drawing import drawn
from tests.whole_lake import WholeLake


def nothing() -> None:
    """What is called before each chart."""


@pytest.fixture
def lake(demo_build: WholeLake, demo_settings: Settings, tmp_path: Path) -> Iterator[Lake]:
    """The gold of the demo lake, in a lake that may be written, as what this process shows."""
    lake = demo_build.with_gold_in(tmp_path)
    with clock.playing(demo_settings.today):
        shared.configure(lake, demo_settings)
        yield lake


def written(lake: Lake, settings: Settings) -> str:
    """The first page of a lake; empty where none was written."""
    prerender(Server(lake, settings), before_each=nothing)
    return store.find(lake, settings) or ""


def texts(html: str, tag: str) -> list[str]:
    """What stands in all elements of a kind."""
    found = re.findall(f"<{tag}(?: [^>]*)?>(.*?)</{tag}>", html)
    return [unescape(re.sub("<[^>]*>", "", text)) for text in found]


def test_it_says_what_the_page_says(lake: Lake, demo_settings: Settings) -> None:
    page = drawn(FIRST_PAGE)

    html = written(lake, demo_settings)

    assert texts(html, "h1") == [page.title[0].value]
    assert texts(html, "strong") == [metric.value for metric in page.metric]
    plain = [re.sub(r"\\(.)", r"\1", heading.value) for heading in page.subheader]
    assert texts(html, "h3") == plain
    assert len(plain) > 4
    said = " ".join(texts(html, "p"))
    for caption in page.caption:
        # of the index of titles the page tells while it is made
        if not re.search("How to read it|index of titles|`", caption.value):
            assert re.sub(r"\\(.)", r"\1", caption.value) in said
    assert f"Build {require_current(lake).build_id}" in said


def test_it_leads_to_all_pages(lake: Lake, demo_settings: Settings) -> None:
    html = written(lake, demo_settings)

    assert re.findall('<a href="/([a-z-]+)"', html) == list(all_pages())
    assert texts(html, "a") == [module.page.title for module in all_pages().values()]


def test_drawings_are_there_in_every_look_that_may_be_asked_for(
    lake: Lake, demo_settings: Settings
) -> None:
    html = written(lake, demo_settings)
    assert html.count("<svg") == 2 * html.count("<figure")
    names = re.findall(' id="([^"]*)"', html)
    assert len(names) == len(set(names)) > 0

    dashboards = demo_settings.dashboards.model_copy(update={"theme": "light"})
    light = written(lake, demo_settings.model_copy(update={"dashboards": dashboards}))
    assert light.count("<svg") == light.count("<figure") == html.count("<figure")
    assert "prefers-color-scheme" not in light


def test_none_is_written_where_the_page_has_to_warn(
    lake: Lake, demo_build: WholeLake, demo_settings: Settings, tmp_path: Path
) -> None:
    late = demo_build.world.today + timedelta(days=demo_settings.dashboards.stale_days + 1)
    with clock.playing(late):
        assert written(lake, demo_settings) == ""
    empty = Lake(tmp_path / "empty")
    assert written(empty, load_settings(lake=empty.root)) == ""


def test_a_server_writes_it_when_it_prepares_pages(lake: Lake, demo_settings: Settings) -> None:
    assert store.find(lake, demo_settings) is None
    told: list[str] = []

    ahead.prepare(Server(lake, demo_settings), tell=lambda slug, done, of: told.append(slug))

    assert store.find(lake, demo_settings) is not None
    assert told == list(all_pages())


def test_where_it_cannot_be_written_pages_are_prepared_all_the_same(
    lake: Lake, demo_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(store, "keep", full)
    told: list[str] = []

    ahead.prepare(Server(lake, demo_settings), tell=lambda slug, done, of: told.append(slug))

    assert told == list(all_pages())
    assert store.find(lake, demo_settings) is None
