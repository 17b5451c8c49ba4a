"""Content universe: what is out there, how liked, how known, and what has grown."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from reelhouse.dashboards.finder import title_box
from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.content_universe.asked import catalogue, known_titles
from reelhouse.dashboards.pages.content_universe.genres import (
    genre_decades,
    genre_sizes,
    quality_against_popularity,
)
from reelhouse.dashboards.pages.content_universe.titles import rating_spread, top_titles, years
from reelhouse.dashboards.search import Found
from reelhouse.dashboards.view import Contents, Tile, View
from reelhouse.dashboards.words import compact

PAGE = Page(
    slug="content-universe",
    title="Content universe",
    group="Decide",
    order=10,
    question="What is out there: which genres, how many titles, how liked and how known?",
    icon=":material/public:",
    filters=("period", "type", "genre"),
    needs=("dim_title",),
)


CHARTS = (
    genre_sizes,
    quality_against_popularity,
    years,
    rating_spread,
    top_titles,
    genre_decades,
)


def render(view: View) -> None:
    """Draw the page."""
    said = contents(view)
    view.tiles(said.tiles)
    title_box(view, show_title)
    view.grid(*said.makers)


def contents(view: View) -> Contents:
    """What the page says."""
    return Contents(headline(view), CHARTS)


def headline(view: View) -> list[Tile]:
    """How many titles there are and how they are rated."""
    if view.filters.kind == "anime":
        count = view.ask("known_title_count", where=known_titles(view), in_period=True)
        counted, of = count.value("known_title_count"), "All sites' anime that are known as titles."
    else:
        count = view.ask("title_count", where=catalogue(view), in_period=True)
        counted, of = count.value("title_count"), "At IMDb, episodes and games left out."
    rated = view.ask(
        ["rated_title_count", "vote_count", "mean_weighted_rating", "median_average_rating"],
        where=known_titles(view),
        in_period=True,
    )
    return [
        Tile("Titles", compact(counted), help=of),
        Tile("Rated titles", compact(rated.value("rated_title_count"))),
        Tile("Votes", compact(rated.value("vote_count"))),
        Tile("Median rating", _rating(rated.value("median_average_rating")), help="1 to 10"),
        Tile(
            "Weighted rating",
            _rating(rated.value("mean_weighted_rating")),
            help="Mean over titles; few votes draw a title towards the mean of its type.",
        ),
    ]


def show_title(view: View, found: Found) -> None:
    """What is known of a title, over all sources."""
    facts = view.run("title_facts", title=(found.title_key,)).frame
    if facts.empty:
        st.caption("No source rates this title or has figures of it yet.")
        return
    row = facts.iloc[0]
    shown = {
        "Rating": _rating(row["average_rating"]),
        "Votes": compact(row["vote_count"]),
        "Performance index": compact(row["performance_index"]),
        "Sources": compact(row["source_count"]),
        "Hours on Netflix": compact(row["top10_viewed_hours"]),
        "Platforms": compact(row["included_platform_count"]),
    }
    view.tiles([Tile(label, value) for label, value in shown.items() if value != "–"], key="title")


def _rating(value: float | None) -> str:
    return "–" if value is None or pd.isna(value) else f"{value:.2f}"
