"""Look at a page as a reader's browser does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from benchmarks.screenshots import LAST_WORDS, wait_for_drawings
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, Route, expect

# Streamlit's page tries every part of its own address for the server, and goes on at a 404
PROBES = re.compile(r"/_stcore/(health|host-config)$")

INSIDE = re.compile(r"(https?|ws)://(localhost|127\.0\.0\.1)[:/]|data:|blob:")


@dataclass
class Looked:
    """A page in a browser, and what went wrong on it.

    Attributes:
        page: the page.
        wrong: errors of scripts, of the console and of what it loads.
        outside: addresses outside of this machine that it asked for.
    """

    page: Page
    wrong: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def as_seen(self, *, dark: bool, width: int) -> None:
        """Set the look that the reader's system asks for, and the width of the window."""
        self.page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        self.page.set_viewport_size({"width": width, "height": 900})

    def open(self, url: str) -> None:
        """Go to an address and wait until the page is drawn."""
        self.page.goto(url)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is being computed or drawn anew."""
        expect(
            self.page.get_by_text(LAST_WORDS).or_(self.page.get_by_test_id("stAlert"))
        ).not_to_have_count(0, timeout=60_000)
        # while names are indexed a part of the sidebar is drawn anew by itself, which closes lists
        expect(self.page.get_by_text("The index of titles is being made")).to_have_count(
            0, timeout=60_000
        )
        # a page that draws itself has few frames
        wait_for_drawings(self.page, polling=100)

    def note_error(self, error: Error) -> None:
        """Keep what a script could not do."""
        self.wrong.append(str(error))

    def note_console(self, message: ConsoleMessage) -> None:
        """Keep errors that are told in the console."""
        if message.type == "error" and not PROBES.search(message.location["url"]):
            self.wrong.append(message.text)

    def note_request(self, request: Request) -> None:
        """Keep what is asked of other machines."""
        if not INSIDE.match(request.url):
            self.outside.append(request.url)

    @property
    def text(self) -> str:
        """What can be read on it, without the sidebar."""
        return self.page.get_by_test_id("stMain").inner_text().replace("\u00a0", " ")

    def too_wide(self) -> list[str]:
        """What is wider than the window."""
        found: list[str] = self.page.evaluate(
            """() => [...document.querySelectorAll('[data-testid=stMain] *')]
                .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1
                    && getComputedStyle(e).position !== 'fixed' && e.offsetParent !== null
                    && !e.closest('[data-testid=stDataFrame]') && !e.closest('svg'))
                .slice(0, 5).map(e => e.outerHTML.slice(0, 160))"""
        )
        return found


@contextmanager
def looking(browser: Browser, *, dark: bool = True, width: int = 1280) -> Iterator[Looked]:
    """A window with nothing remembered from others but the program of the pages.

    All readers of a browser take the same tab, one after another: in a new one Streamlit's and
    Plotly's programs are read and compiled anew, which takes twice as long as the page itself.
    Cookies and what pages store are cleared, and each address that is opened has a session of
    its own.
    """
    if not browser.contexts:
        browser.new_context(accept_downloads=True).new_page()
    [context] = browser.contexts
    [page] = context.pages
    looked = Looked(page)
    heeded: dict[Any, Any] = {
        "pageerror": looked.note_error,
        "console": looked.note_console,
        "request": looked.note_request,
    }
    looked.as_seen(dark=dark, width=width)
    for event, note in heeded.items():
        page.on(event, note)
    try:
        yield looked
    finally:
        for event, note in heeded.items():
            page.remove_listener(event, note)
        with suppress(Error):  # a page that was never opened has no store
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        context.clear_cookies()


@contextmanager
def held(page: Page, addresses: str) -> Iterator[Callable[[], None]]:
    """Keep back what a page asks for at some addresses, until what is given is called."""
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    def let_it_come() -> None:
        while not asked:
            page.wait_for_timeout(20)
        for route in asked:
            route.continue_()

    page.route(addresses, hold)
    try:
        yield let_it_come
    finally:
        page.unroute(addresses, hold)
