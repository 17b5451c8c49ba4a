"""Trends: what rises now, what is talked about, what takes off, and what is in season."""

from __future__ import annotations

import streamlit as st

from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.trends.now import course, in_season, rising, viral
from reelhouse.dashboards.pages.trends.talk import hashtags, topic_months, topics
from reelhouse.dashboards.view import Contents, Maker, Tile, View, given
from reelhouse.dashboards.words import compact

MEASURES = {
    "viewed_hours": "Hours on Netflix",
    "popularity": "Popularity at TMDB",
    "post_count": "Posts with a hashtag",
    "new_view_count": "Views of videos",
}

PAGE = Page(
    slug="trends",
    title="Trends",
    group="Watch",
    order=40,
    question="What rises above its own past, what is talked about, and what is in season?",
    icon=":material/trending_up:",
    filters=("period", "genre"),
    needs=("mart_rising", "mart_trend_week", "mart_hashtag_day", "mart_genre_month"),
)


def render(view: View) -> None:
    """Draw the page."""
    there = measures(view)
    view.tiles(headline(view))
    measure = None
    if there:
        measure = st.radio(
            "What is counted",
            there,
            format_func=lambda name: MEASURES.get(name, name),
            horizontal=True,
            key="measure-of-trends",
            bind="query-params",
        )
    *side_by_side, last = makers_of(measure or (there[0] if there else ""))
    view.grid(*side_by_side)
    view.grid(last, wide=1)


def contents(view: View) -> Contents:
    """What the page says."""
    return Contents(headline(view), makers_of(next(iter(measures(view)), "")))


def makers_of(measure: str) -> list[Maker]:
    """What makes the charts where a measure is picked; the last takes the whole width."""
    name = MEASURES.get(measure, measure)
    picked = [given(maker, measure, name) for maker in (rising, course)]
    return [*picked, topic_months, topics, hashtags, in_season, viral]


def measures(view: View) -> list[str]:
    """What may rise."""
    return list(view.run("rising_measures").frame["measure"])


def headline(view: View) -> list[Tile]:
    """How many things rise."""
    answer = view.ask("rising_count", by=["measure"])
    counts = dict(zip(answer.frame.get("measure", []), answer.frame.get("rising_count", []),
                      strict=True))  # fmt: skip
    told = (
        "Titles, words or topics that rise in it now, "
        f"at most {view.settings.marts.rising_false_rate:.0%} of them by chance."
    )
    return [
        Tile(f"Rising: {name}", compact(float(counts.get(measure, 0))), help=told)
        for measure, name in MEASURES.items()
    ]
