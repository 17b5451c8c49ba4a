"""Drawings in a real browser: in their place, once, those in the window first."""

from __future__ import annotations

from typing import Any

from benchmarks.screenshots import wait_until_drawn
from playwright.sync_api import Browser, Page, Route, expect

from tests.dashboards.conftest import Running
from tests.dashboards.looking import held, looking
from tests.dashboards.test_browser import HOME, choose, pick

GENRES = ".st-key-plot-content-universe-genres [data-plot]"
PLOTLY = "**/plotly-*.js"


def drawn(page: Page, expression: str) -> Any:
    """What an expression gives for the drawing of genres, `plot`."""
    return page.locator(GENRES).evaluate(f"plot => {expression}")


def test_a_filter_changes_a_drawing_in_its_place(server: Running, browser: Browser) -> None:
    with looking(browser) as looked:
        looked.open(f"{server.url}/{HOME}")
        counted = drawn(looked.page, "Array.from(plot._fullData[0].x)")
        drawn(looked.page, "plot.querySelector('.main-svg').setAttribute('data-mine', 'yes')")

        pick(looked, "Type", "Series")

        assert drawn(looked.page, "plot.querySelector('.main-svg').dataset.mine") == "yes"
        assert drawn(looked.page, "Array.from(plot._fullData[0].x)") != counted


def test_what_does_not_change_is_not_drawn_again(server: Running, browser: Browser) -> None:
    with looking(browser) as looked:
        looked.open(f"{server.url}/{HOME}")
        drawn(looked.page, "plot.querySelector('.barlayer').replaceChildren()")

        looked.page.locator(".st-key-chart-years").get_by_text("Data and source").click()
        looked.settle()

        assert drawn(looked.page, "plot.querySelector('.barlayer').childElementCount") == 0


def test_a_drawing_takes_the_colours_of_the_look(server: Running, browser: Browser) -> None:
    with looking(browser) as looked:
        colours = []
        for dark in (True, False):
            looked.as_seen(dark=dark, width=1280)
            looked.open(f"{server.url}/{HOME}")
            colours.append(drawn(looked.page, "plot._fullLayout.font.color"))
        assert colours == ["#F1F1F2", "#17171A"]


def test_a_drawing_is_as_wide_as_its_place(server: Running, browser: Browser) -> None:
    with looking(browser) as looked:
        looked.open(f"{server.url}/{HOME}")
        for width in (390, 1280):
            looked.as_seen(dark=True, width=width)
            fits = looked.page.wait_for_function(
                """place => {
                    const plot = document.querySelector(place);
                    const drawing = plot.querySelector('.main-svg');
                    return Math.abs(drawing.clientWidth - plot.clientWidth) < 2;
                }""",
                arg=GENRES,
            )
            assert fits.json_value() is True


def test_stills_stand_there_until_plotly_has_started(server: Running, browser: Browser) -> None:
    with looking(browser) as looked, held(looked.page, PLOTLY) as let_it_come:
        looked.page.goto(f"{server.url}/{HOME}")
        wait_until_drawn(looked.page, by_stills=True)
        place = looked.page.locator(GENRES)
        expect(place).to_have_attribute("data-plot", "still")
        expect(place.locator("svg[aria-hidden] rect")).not_to_have_count(0)
        expect(looked.page.locator("[data-plot] > svg[viewBox]")).to_have_count(6)
        size = place.evaluate("place => [place.clientWidth, place.clientHeight]")

        let_it_come()
        looked.settle()

        expect(place).to_have_attribute("data-plot", "drawn")
        expect(looked.page.locator("[data-plot] > svg[viewBox]")).to_have_count(0)
        assert place.evaluate("place => [place.clientWidth, place.clientHeight]") == size


def test_a_still_of_other_figures_than_those_picked_goes(server: Running, browser: Browser) -> None:
    with looking(browser) as looked, held(looked.page, PLOTLY) as let_it_come:
        looked.page.goto(f"{server.url}/{HOME}")
        wait_until_drawn(looked.page, by_stills=True)
        choose(looked, "Type", "Series")
        looked.page.get_by_text("Showing: Series").wait_for()

        place = looked.page.locator(GENRES)
        expect(place).to_have_attribute("data-plot", "waiting")
        expect(place.locator("svg")).to_have_count(0)
        let_it_come()
        looked.settle()
        expect(place.locator("> svg[viewBox]")).to_have_count(0)


def test_where_plotly_cannot_be_loaded_stills_stay_and_later_pages_say_so(
    server: Running, browser: Browser
) -> None:
    def refuse(route: Route) -> None:
        route.abort()

    with looking(browser) as looked:
        looked.page.route(PLOTLY, refuse)
        looked.page.goto(f"{server.url}/{HOME}")
        try:
            places = looked.page.locator("[data-plot=failed]")
            expect(places.filter(has=looked.page.locator("svg"))).not_to_have_count(0)
            looked.page.get_by_role("link", name="Market opportunities").click()
            said = "This could not be drawn. Load the page again; its data is below."
            expect(places.filter(has_text=said)).not_to_have_count(0)
        finally:
            looked.page.unroute(PLOTLY, refuse)
