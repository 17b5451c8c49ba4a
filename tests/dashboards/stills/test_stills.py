"""Stills of what pages show: whole, and sent with a first page only."""

from __future__ import annotations

import re
from typing import Any

import pytest
from plotly.graph_objects import Figure

from reelhouse.dashboards import charts, shared, state
from reelhouse.dashboards.charts import Chart
from reelhouse.dashboards.filters import Filters
from reelhouse.dashboards.front import FIRST_PAGE
from reelhouse.dashboards.page import all_pages
from reelhouse.dashboards.stills import CannotDraw, svg
from reelhouse.dashboards.theme import DARK, Theme
from reelhouse.dashboards.view import View
from tests.dashboards.drawing import drawn
from tests.whole_lake import WholeLake

TOLD = [slug for slug, module in all_pages().items() if module.contents is not None]


def charts_of(slug: str) -> list[Chart]:
    """The charts that a page shows where nothing is picked."""
    here, module = shared.server(), all_pages()[slug]
    build = state.look(here.lake, here.settings).build
    assert build is not None
    assert module.contents is not None
    choices = state.choices(build, here.settings)
    view = View.of(module.page, here, build, choices, Filters(), DARK)
    made = [maker(view) for maker in module.contents(view).makers]
    return [chart for chart in made if isinstance(chart, Chart)]


@pytest.mark.parametrize("slug", TOLD)
def test_a_still_is_whole_or_there_is_none(shown: WholeLake, slug: str) -> None:
    for chart in charts_of(slug):
        try:
            still = chart.still(DARK, "x", 430)
        except CannotDraw:
            continue
        assert 'viewBox="0 0 430 ' in still
        assert "nan" not in re.sub(r"<(title|desc|text)[^>]*>[^<]*", "", still)
        assert re.search(r"<(rect|path|circle)", still)


def test_all_that_the_first_page_shows_has_a_still(shown: WholeLake) -> None:
    found = charts_of(FIRST_PAGE)

    assert len(found) > 4
    for chart in found:
        assert chart.still(DARK, "x", 430)


def test_stills_are_sent_with_the_first_page_of_a_reader(
    shown: WholeLake, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def noted(figure: Figure, theme: Theme, ident: str, **more: Any) -> str:
        made.append(ident)
        return svg(figure, theme, ident, **more)

    monkeypatch.setattr(charts, "svg", noted)
    app = drawn(FIRST_PAGE)
    assert len(made) > 4
    made.clear()

    app.run()

    assert made == []
    assert not app.exception


def test_a_still_that_fails_leaves_the_chart_to_plotly(
    shown: WholeLake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(figure: Figure, theme: Theme, ident: str, **more: Any) -> str:
        raise ValueError("a form of numbers that nobody thought of")

    monkeypatch.setattr(charts, "svg", failing)

    app = drawn(FIRST_PAGE)

    assert not any("could not be drawn" in box.value for box in app.info)
