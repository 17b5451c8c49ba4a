"""The first page in a real browser: there before Streamlit, where Streamlit's stands, then gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from benchmarks.screenshots import wait_until_drawn
from playwright.sync_api import Browser, Page, expect

from reelhouse import clock
from reelhouse.dashboards.prerender.write import prerender
from reelhouse.dashboards.shared import Server
from reelhouse.settings import Settings
from tests.dashboards.conftest import Running
from tests.dashboards.looking import Looked, held, looking
from tests.dashboards.test_browser import HOME
from tests.whole_lake import WholeLake

PROGRAM = "**/static/js/index.*.js"
NEAR = 3.0
"""Pixels; letters are set a little otherwise where their box is."""
PLACES = {
    "h1": "h1",
    ".question": "[class*=st-key-page-head] p",
    ".tiles > div": "[data-testid=stMetric]",
    ".tiles strong": "[data-testid=stMetricValue]",
    "main .box": "[data-testid=stMain] [data-testid=stTextInputRootElement]",
    "article": "[class*=st-key-chart-]",
    "article h3": "[class*=st-key-chart-] h3",
    "figure": "[data-plot]",
    "article em": "[class*=st-key-chart-] em",
}
BESIDE = {
    "nav a": "[data-testid=stSidebarNavLink]",
    "aside .field": "[data-testid=stSidebar] :is([data-testid=stSelectbox], "
    "[data-testid=stMultiSelect])",
}


@pytest.fixture(scope="module")
def prepared(server: Running, demo_settings: Settings, demo_build: WholeLake) -> Running:
    """The server, over a build whose first page was written."""
    with clock.playing(demo_settings.today):
        prerender(Server(demo_build.lake, demo_settings), before_each=lambda: None)
    return server


@contextmanager
def at_first(looked: Looked, url: str) -> Iterator[Callable[[], None]]:
    """The page before Streamlit's program has come, which it does when what is given is called."""
    with held(looked.page, PROGRAM) as let_it_come:
        looked.page.goto(url, wait_until="commit")
        expect(looked.page.locator("#first-page footer")).to_be_visible()
        yield let_it_come


def boxes(page: Page, places: str) -> list[list[float]]:
    """Place and size of all that is named, in pixels, once letters are the page's own."""
    found: list[list[float]] = page.evaluate(
        """async places => {
            await document.fonts.ready;
            return [...document.querySelectorAll(places)].map(e => {
                const { x, y, width } = e.getBoundingClientRect();
                return [x, y, width];
            });
        }""",
        places,
    )
    return found


@pytest.mark.parametrize("width", [1280, 390])
def test_all_stands_where_it_will_stay(prepared: Running, browser: Browser, width: int) -> None:
    places = PLACES | (BESIDE if width > 768 else {})
    with looking(browser, width=width) as looked:
        with at_first(looked, f"{prepared.url}/{HOME}") as let_it_come:
            first = {ours: boxes(looked.page, f"#first-page {ours}") for ours in places}
            assert looked.too_wide() == []
            let_it_come()
        looked.settle()
        for ours, streamlits in places.items():
            later = boxes(looked.page, streamlits)
            assert len(first[ours]) == len(later) > 0, ours
            for [before, after] in zip(first[ours], later, strict=True):
                assert before == pytest.approx(after, abs=NEAR), (ours, before, after)


def test_streamlits_page_takes_its_place(prepared: Running, browser: Browser) -> None:
    with looking(browser) as looked:
        page = looked.page
        with at_first(looked, f"{prepared.url}/{HOME}") as let_it_come:
            assert page.title() == "Reelhouse"
            expect(page.locator("#root")).to_have_attribute("inert", "")
            page.locator("#first-page main").evaluate("main => { main.scrollTop = 700; }")
            let_it_come()
            expect(page.locator("#first-page")).to_have_count(0, timeout=60_000)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert not page.locator("#root").evaluate("root => root.inert")
        place = page.get_by_test_id("stMain").evaluate("main => main.scrollTop")
        assert place == pytest.approx(700, abs=2 * NEAR)
        looked.settle()
        assert looked.wrong == []


def test_it_goes_where_streamlit_does_not_come(prepared: Running, browser: Browser) -> None:
    # a window of its own, since its clock stays another one
    with browser.new_context() as context, held(page := context.new_page(), PROGRAM):
        page.clock.install()
        page.goto(f"{prepared.url}/{HOME}", wait_until="commit")
        expect(page.locator("#root")).to_have_attribute("inert", "")
        page.clock.run_for(29_000)
        expect(page.locator("#first-page")).to_have_count(1)
        page.clock.run_for(2_000)
        expect(page.locator("#first-page")).to_have_count(0)
        assert not page.locator("#root").evaluate("root => root.inert")


def test_links_lead_on_before_streamlit_is_there(prepared: Running, browser: Browser) -> None:
    with looking(browser) as looked:
        with at_first(looked, f"{prepared.url}/{HOME}"):
            looked.page.locator("#first-page").get_by_role("link", name="Talent").click()
            looked.page.wait_for_url(f"{prepared.url}/talent", wait_until="commit")
        looked.open(f"{prepared.url}/talent")
        expect(looked.page.get_by_role("heading", level=1)).to_have_text("Talent")


def test_what_is_picked_in_an_address_is_not_forestalled(
    prepared: Running, browser: Browser
) -> None:
    with looking(browser) as looked:
        looked.page.goto(f"{prepared.url}/{HOME}?type=Films", wait_until="commit")
        expect(looked.page.locator("#root")).to_have_count(1)
        expect(looked.page.locator("#first-page")).to_have_count(0)


def test_the_look_that_a_reader_picked_is_not_forestalled(
    prepared: Running, browser: Browser
) -> None:
    with looking(browser) as looked:
        looked.open(f"{prepared.url}/{HOME}")
        looked.page.evaluate(
            f"""() => localStorage.setItem("stActiveTheme-/{HOME}-v2", '"Light"')"""
        )
        with held(looked.page, PROGRAM):
            looked.page.goto(f"{prepared.url}/{HOME}", wait_until="commit")
            expect(looked.page.locator("#root")).to_have_count(1)
            expect(looked.page.locator("#first-page")).to_have_count(0)


def test_both_looks_have_their_own_colours(prepared: Running, browser: Browser) -> None:
    with looking(browser) as looked:
        for dark, text in ((True, "rgb(241, 241, 242)"), (False, "rgb(23, 23, 26)")):
            looked.as_seen(dark=dark, width=1280)
            with at_first(looked, f"{prepared.url}/{HOME}") as let_it_come:
                expect(looked.page.locator("#first-page h1")).to_have_css("color", text)
                look = "dark" if dark else "light"
                expect(looked.page.locator("#first-page figure svg:visible")).to_have_count(
                    looked.page.locator(f"#first-page .{look}").count()
                )
                let_it_come()
            wait_until_drawn(looked.page)
