"""Prepare pages before anybody looks at them, and keep what was prepared for the next start."""

from __future__ import annotations

import logging
from collections.abc import Callable

from reelhouse.dashboards import kept, state
from reelhouse.dashboards.answers import noting
from reelhouse.dashboards.charts import UNFORESEEN
from reelhouse.dashboards.filters import Filters
from reelhouse.dashboards.page import PageModule, all_pages
from reelhouse.dashboards.prerender.write import prerender
from reelhouse.dashboards.shared import Server
from reelhouse.dashboards.stills import CannotDraw
from reelhouse.dashboards.theme import DARK
from reelhouse.dashboards.view import View
from reelhouse.errors import ReelhouseError
from reelhouse.gold import Build

log = logging.getLogger(__name__)


def prepare(
    here: Server,
    *,
    before_each: Callable[[], None] = lambda: None,
    tell: Callable[[str, int, int], None] = lambda slug, done, of: None,
) -> None:
    """Ask for the figures of all pages, and write the first, see `prerender`.

    Args:
        here: whose lake is asked.
        before_each: called before each step, of which none takes long.
        tell: called with each page that is done, how many are, and of how many.
    """
    pages = all_pages()
    for done, (slug, module) in enumerate(pages.items(), start=1):
        answer(module, here, before_each=before_each)
        tell(slug, done, len(pages))
    try:
        prerender(here, before_each=before_each)
    except (ReelhouseError, CannotDraw, OSError) as error:
        log.info("the first page was not written ahead: %s", error)
    except UNFORESEEN:
        log.info("the first page was not written ahead", exc_info=True)


def answer(module: PageModule, here: Server, *, before_each: Callable[[], None]) -> None:
    """Ask for the figures that a page shows where nothing is picked; they are kept for who comes.

    What goes wrong is left to the page, which says it in words.

    Args:
        module: the page.
        here: whose lake is asked.
        before_each: called before the figures of each chart are asked for.
    """
    build = state.look(here.lake, here.settings).build
    if build is None or module.contents is None:
        return
    with noting() as given:
        try:
            _ask(module, here, build, before_each)
        except ReelhouseError as error:
            log.info("not asked ahead: %s", error.what)
        except UNFORESEEN:
            log.info("%s was not asked ahead", module.page.slug, exc_info=True)
    for answer in given:
        before_each()
        try:
            kept.keep(build, answer.sql, answer.frame)
        except OSError as error:
            log.info("not kept for the next start: %s", error)
            return


def _ask(module: PageModule, here: Server, build: Build, before_each: Callable[[], None]) -> None:
    assert module.contents is not None
    choices = state.choices(build, here.settings)
    # answers have no colours, so that any look does
    view = View.of(module.page, here, build, choices, Filters(), DARK)
    if not view.has_something:
        return
    before_each()
    # from the last: who comes meanwhile begins with the first, and each answers half
    for maker in reversed(module.contents(view).makers):
        before_each()
        view.chart_of(maker)
