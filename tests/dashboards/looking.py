"""Look at a page as a reader's browser does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, expect

DRAWN = "Figures can be asked for with"  # the last words of a page
# Streamlit's page tries every part of its own address for the server, and goes on at a 404
PROBES = re.compile(r"/_stcore/(health|host-config)$")


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

    def open(self, url: str) -> None:
        """Go to an address and wait until the page is drawn."""
        self.page.goto(url)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is being computed or drawn anew."""
        expect(
            self.page.get_by_text(DRAWN).or_(self.page.get_by_test_id("stAlert"))
        ).not_to_have_count(0, timeout=60_000)
        # while names are indexed a part of the sidebar is drawn anew by itself, which closes lists
        expect(self.page.get_by_text("The index of titles is being made")).to_have_count(
            0, timeout=60_000
        )
        self.page.wait_for_function(
            "() => !document.querySelector('[data-testid=stStatusWidget], [data-stale=true]')",
            timeout=60_000,
        )

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
    """A window of its own, with nothing remembered from others."""
    context = browser.new_context(
        color_scheme="dark" if dark else "light",
        viewport={"width": width, "height": 900},
        accept_downloads=True,
        reduced_motion="reduce",
    )
    page = context.new_page()
    looked = Looked(page)
    page.on("pageerror", lambda error: looked.wrong.append(str(error)))
    page.on(
        "console",
        lambda m: (
            looked.wrong.append(m.text)
            if m.type == "error" and not PROBES.search(m.location["url"])
            else None
        ),
    )
    page.on(
        "request",
        lambda r: (
            looked.outside.append(r.url)
            if not re.match(r"(https?|ws)://(localhost|127\.0\.0\.1)[:/]|data:|blob:", r.url)
            else None
        ),
    )
    try:
        yield looked
    finally:
        context.close()
