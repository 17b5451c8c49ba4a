"""The frame around every page: sidebar, filters, how the lake stands, footer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from reelhouse.dashboards import shared, state
from reelhouse.dashboards.charts import escape
from reelhouse.dashboards.filters import pick_filters
from reelhouse.dashboards.footer import draw_footer
from reelhouse.dashboards.page import GROUPS, PageModule, all_pages
from reelhouse.dashboards.theme import Theme, theme_of
from reelhouse.dashboards.view import View
from reelhouse.errors import ReelhouseError
from reelhouse.gold import Build
from reelhouse.pointer import pointer_id

LOOK_SECONDS = 30  # how often an open page looks whether another build was published
STYLE = Path(__file__).with_name("style.css")
ICON = Path(__file__).with_name("icon.svg")
_DREW = "drew"  # whether a reader's browser has shown a page before

log = logging.getLogger(__name__)


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config("Reelhouse", ICON, layout="wide")
    st.html(STYLE)
    modules = all_pages()
    pages = {
        slug: st.Page(
            _drawn(module), title=module.page.title, icon=module.page.icon or None, url_path=slug
        )
        for slug, module in modules.items()
    }

    def first() -> None:
        st.switch_page(next(iter(pages.values())), query_params=st.query_params)

    # every page has an address of its own; the bare one leads to the first
    groups = {
        group: [pages[slug] for slug, module in modules.items() if module.page.group == group]
        for group in GROUPS
    }
    shown: dict[str, list[Any]] = {name: listed for name, listed in groups.items() if listed}
    home = st.Page(first, title="Reelhouse", url_path="", default=True, visibility="hidden")
    st.navigation({"": [home], **shown}, expanded=True).run()


def _drawn(module: PageModule) -> Callable[[], None]:
    """What Streamlit runs for a page."""

    def run() -> None:
        with shared.server().readers.served():
            draw_page(module)

    return run


def draw_page(module: PageModule) -> None:
    """Draw a page with its frame, or say why there is nothing to draw."""
    page = module.page
    here = shared.server()
    standing = state.look(here.lake, here.settings)
    head = st.container(key="page-head")
    head.title(page.title, anchor=False)
    head.caption(escape(page.question))
    build = standing.build
    if build is None or standing.kind == "empty":
        st.info(f"**{standing.title}.** {standing.advice}", icon=":material/info:")
        return
    choices = state.choices(build, here.settings)
    with st.sidebar:
        picked = pick_filters(page, choices)
    if standing.kind == "stale":
        st.warning(f"**{standing.title}.** {standing.advice}", icon=":material/schedule:")
    _tell_refused(build)
    theme = theme_of(st.context.theme.type)
    view = View.of(page, here, build, choices, picked, theme)
    view.with_stills = _DREW not in st.session_state
    if said := view.filters.in_words(view.choices):
        # among the others it would shift them all, and what is shifted is made anew
        head.caption(f"**Showing:** {escape(said)}")
    _render(module, view)
    draw_footer(build, view.tables or page.needs)
    _watch(build.build_id, view.theme)
    here.drawn.add(build.build_id)
    st.session_state[_DREW] = True


def _render(module: PageModule, view: View) -> None:
    """Draw what the page itself has; an error stays within it and is said in words."""
    if not view.has_something:
        from reelhouse.transform.lineage import sources_of

        needs = module.page.needs
        sources = sorted({source for table in needs for source in sources_of(table)})
        st.info(
            "**The sources of this page have not arrived.** It is made from "
            f"{', '.join(sources)}. `reelhouse ingest` brings them, `reelhouse build` puts them "
            "here; `reelhouse doctor` says what they need.",
            icon=":material/info:",
        )
        return
    try:
        module.render(view)
    except ReelhouseError as error:
        log.exception("the page %s could not be drawn", module.page.slug)
        advice = f" {escape(error.advice)}" if error.advice else ""
        st.error(
            f"**This page could not be drawn.** {escape(error.what)}.{advice}",
            icon=":material/error:",
        )


def _tell_refused(build: Build) -> None:
    refused = state.refused_since(shared.server().lake, build)
    if refused is not None:
        failed = [g["message"] for g in refused.manifest["gates"] if g["verdict"] == "failed"]
        st.warning(
            f"**A newer build was refused by its gates** and is not shown: "
            f"{escape('; '.join(failed))}. `reelhouse builds list` shows it; "
            "`reelhouse build --accept GATE` publishes it anyway.",
            icon=":material/gpp_maybe:",
        )


@st.fragment(run_every=LOOK_SECONDS)
def _watch(build_id: str, theme: Theme) -> None:
    """Show another build as soon as it is published, and other colours, without a click.

    Streamlit does not run a page again when its look changes with the reader's system.
    """
    try:
        now = pointer_id(shared.server().lake)
    except ReelhouseError:
        return  # the next request says what is wrong
    if now != build_id or theme_of(st.context.theme.type) != theme:
        st.rerun()
