"""Every page in a real browser: it opens, fits, and can be read by all."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from reelhouse.dashboards.page import all_pages
from tests.dashboards.conftest import Running
from tests.dashboards.looking import Looked, looking

pytestmark = pytest.mark.long

# what is Streamlit's or Plotly's own, each with its reason
FRAMEWORK = {
    # the group of radio buttons and the navigation are marked up by Streamlit alone
    "aria-allowed-attr": "Streamlit's own widgets",
    # its navigation puts the headings of the groups between the entries of one list
    "list": "Streamlit's navigation",
    "listitem": "Streamlit's navigation",
    "scrollable-region-focusable": "Streamlit's table is a canvas with a scroller of its own",
}
WINDOWS = [(True, 1280), (False, 390)]


def expect_readable(looked: Looked, title: str) -> None:
    """That an open page has its charts, fits its window and can be read by all."""
    assert looked.wrong == []
    assert looked.outside == []
    assert "could not be drawn" not in looked.text
    assert looked.too_wide() == []
    assert looked.page.get_by_role("heading", level=1, name=title).count() == 1
    charts = looked.page.locator("[class*=st-key-chart-]")
    assert charts.count() > 0
    # each drawing has a name that says what it shows
    for drawn in looked.page.locator("[data-plot]").all():
        assert drawn.get_attribute("data-plot") == "drawn"
        assert drawn.get_attribute("aria-label")
    found = Axe().run(looked.page, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [
        (v["id"], v["help"], v["nodes"][0]["html"][:200])
        for v in found
        if v["impact"] in {"serious", "critical"} and v["id"] not in FRAMEWORK
    ]
    assert serious == []


def expect_readable_in_all_windows(server: Running, browser: Browser, slug: str) -> None:
    """That a page, opened anew in each look and width, can be read by all."""
    with looking(browser) as looked:
        for dark, width in WINDOWS:
            looked.as_seen(dark=dark, width=width)
            looked.open(f"{server.url}/{slug}")
            expect_readable(looked, all_pages()[slug].page.title)


@pytest.mark.parametrize("slug", list(all_pages()))
def test_a_page_opens_fits_and_can_be_read_by_all(
    server: Running, browser: Browser, slug: str
) -> None:
    expect_readable_in_all_windows(server, browser, slug)
