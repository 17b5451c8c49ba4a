"""Head to head: two genres or titles, measure by measure, and a verdict where it is earned."""

from __future__ import annotations

import streamlit as st

from reelhouse.dashboards.charts import Blank
from reelhouse.dashboards.finder import find_title, with_boxes
from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.head_to_head.both import Both, compared
from reelhouse.dashboards.pages.head_to_head.course import course, field
from reelhouse.dashboards.pages.head_to_head.measures import figures_of_both, verdicts
from reelhouse.dashboards.view import View, given
from reelhouse.errors import ReelhouseError

PAGE = Page(
    slug="head-to-head",
    title="Head to head",
    group="Decide",
    order=60,
    question="Which of two genres or titles is ahead, in what, and how sure is that?",
    icon=":material/compare_arrows:",
    needs=("dim_title",),
)
USUAL = ("Drama", "Comedy")  # what is compared until a reader picks others


def render(view: View) -> None:
    """Draw the page."""
    kind = st.radio(
        "Compare", ["Genres", "Titles"], key="compare", horizontal=True, bind="query-params"
    )
    if kind == "Titles":
        _titles(view)
    else:
        _genres(view)


def _genres(view: View) -> None:
    genres = list(view.choices.genres)
    if len(genres) < 2:
        view.show(Blank("verdicts", "Who is ahead", "Fewer than two genres are known."))
        return
    first, second = [*(g for g in USUAL if g in genres), *(g for g in genres if g not in USUAL)][:2]
    one, other = st.columns(2)
    a = one.selectbox("The one", genres, index=genres.index(first), key="a", bind="query-params")
    b = other.selectbox(
        "The other", genres, index=genres.index(second), key="b", bind="query-params"
    )
    _show(view, "genre", a, b)


def _titles(view: View) -> None:
    """Boxes and charts in one fragment, so that typing is quick."""

    def boxes() -> None:
        one, other = st.columns(2)
        with one:
            a = find_title(view, "The one", key="one", shown=5, is_shared=True)
        with other:
            b = find_title(view, "The other", key="other", shown=5, is_shared=True)
        if a is None or b is None:
            view.show(
                Blank(
                    "verdicts",
                    "Who is ahead",
                    "Find two titles above: part of a name is enough. `reelhouse compare --kind "
                    "title` does the same.",
                )
            )
            return
        _show(view, "title", str(a.title_key), str(b.title_key))

    with_boxes(view, boxes)


def _show(view: View, kind: str, a: str, b: str) -> None:
    if a == b:
        view.show(Blank("verdicts", "Who is ahead", "Both are the same. Pick two that differ."))
        return
    try:
        found: Both = compared(view, kind, a, b)
    except ReelhouseError as error:
        view.show(Blank("verdicts", "Who is ahead", f"{error.what}. {error.advice}"))
        return
    view.grid(given(verdicts, found), given(figures_of_both, found))
    view.grid(given(course, found), wide=1)
    if kind == "genre":
        view.grid(given(field, found), wide=1)
