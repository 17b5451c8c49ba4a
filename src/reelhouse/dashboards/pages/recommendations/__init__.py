"""Recommendations: what members are shown and why, and how that differs from what is watched."""

from __future__ import annotations

import streamlit as st

from reelhouse.dashboards.charts import Blank
from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.recommendations.alike import show_alike
from reelhouse.dashboards.pages.recommendations.balance import genres, spread, titles
from reelhouse.dashboards.pages.recommendations.members import show_member
from reelhouse.dashboards.pages.recommendations.record import accuracy, beyond
from reelhouse.dashboards.view import Tile, View
from reelhouse.dashboards.words import compact, percent
from reelhouse.errors import ReelhouseError
from reelhouse.ml import store

MODEL = "recommendations"

PAGE = Page(
    slug="recommendations",
    title="Recommendations",
    group="Understand",
    order=40,
    question="What is each member shown, why, and does it suit better than what is popular?",
    icon=":material/recommend:",
)


def render(view: View) -> None:
    """Draw the page."""
    if not view.has("mart_recommendation") and not view.has("mart_similar_title"):
        view.show(Blank("list", "What a member is shown", untrained(view)))
        return
    view.tiles(headline(view))
    st.header("For a member", anchor=False)
    show_member(view)
    st.header("Like a title", anchor=False)
    show_alike(view)
    st.header("How such lists did", anchor=False)
    view.grid(accuracy, beyond)
    st.header("What is recommended, and what is watched", anchor=False)
    view.grid(genres, titles)
    view.grid(spread, wide=1)


def untrained(view: View) -> str:
    """Why there are no lists, and what to do."""
    try:
        version = store.champion(view.lake, MODEL)
    except ReelhouseError as error:
        return f"{error.what}. {error.advice}"
    if version is not None:
        return (
            "A model is trained and has not answered in this build. `reelhouse predict` lets it "
            "answer in the next one."
        )
    if not view.has("dim_member"):
        return (
            "Nobody is known who agrees to being counted. Members are a file of the team's own: "
            "`reelhouse init --templates own`, then `reelhouse ingest` and `reelhouse build`."
        )
    return (
        "No model recommends yet. `reelhouse train recommendations` learns from what members "
        "watched who agree to it, and says what it needs; `reelhouse predict` puts the lists here."
    )


def headline(view: View) -> list[Tile]:
    """For how many members there are lists, and of how many titles."""
    row = view.run("recommendation_counts").frame.iloc[0]
    members, titles_known = int(row["member_count"]), int(row["title_count"])
    shown = int(row["listed_title_count"])
    consent = "Members of now who agree to being counted and to recommendations; nobody else."
    return [
        Tile("Members with a list", compact(members), help=consent),
        Tile(
            "Get what is popular",
            compact(int(row["fallback_member_count"])),
            help="They have watched nothing that can be learned from.",
        ),
        Tile(
            "Titles in any list",
            percent(shown / titles_known) if titles_known else "–",
            help=f"{shown:,} of {titles_known:,} titles of the service.",
        ),
    ]
