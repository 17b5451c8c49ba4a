"""The box in which a reader looks for a title as they type."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from reelhouse.dashboards.charts import escape
from reelhouse.dashboards.search import SEARCHER, Found
from reelhouse.dashboards.view import View

FIND, HINT = "Find a title", "Part of a name, with slips and without accents"
LOOK_SECONDS = 2
"""How often an open page looks whether the index of titles is there."""


def find_title(
    view: View, label: str = FIND, *, key: str = "find", shown: int = 8,
    is_shared: bool = False,
) -> Found | None:  # fmt: skip
    """A box to find a title in; to be called from within a fragment, so that typing is quick.

    Args:
        view: what the page was handed.
        label: what stands above the box.
        key: its name, one of its kind on the page.
        shown: titles to choose from.
        is_shared: whether what is typed stands in the address.

    Returns:
        The title that was chosen; None until one is.
    """
    index = SEARCHER.ready(view.lake, view.build)
    typed = st.text_input(
        label,
        key=f"{key}-typed",
        live="200ms",
        type="search",
        placeholder=HINT,
        icon=":material/search:",
        bind="query-params" if is_shared else None,
    )
    if index is None:
        st.caption("The index of titles is being made; this takes up to a minute once a build.")
        return None
    if not typed or len(typed.strip()) < 2:
        return None
    found = index.find(typed, shown)
    if not found:
        st.caption(f"No title is like “{escape(typed)}”.")
        return None
    return st.radio(
        "Titles found",
        found,
        format_func=_label,
        key=f"{key}-found",
        index=0,
        label_visibility="collapsed",
    )


def _label(found: Found) -> str:
    return escape(found.label)


def title_box(view: View, show: Callable[[View, Found], None], key: str = "find") -> None:
    """A fragment with the box, and what is to be shown of the title that is chosen."""

    def box() -> None:
        chosen = find_title(view, key=key)
        if chosen is not None:
            show(view, chosen)

    with_boxes(view, box)


def with_boxes(view: View, draw: Callable[[], None]) -> None:
    """Draw boxes and what hangs on them in one fragment, so that typing is quick.

    While the index of a new build is being made, it looks for it by itself.
    """
    is_ready = SEARCHER.ready(view.lake, view.build) is not None

    @st.fragment(run_every=None if is_ready else LOOK_SECONDS)
    def boxes() -> None:
        if not is_ready and SEARCHER.ready(view.lake, view.build) is not None:
            st.rerun()  # what a link names is found only now
        draw()

    boxes()
