"""Audience: what kinds of members there are, how long they stay, and whom it pays to write to."""

from __future__ import annotations

import streamlit as st

from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.audience.leaving import churn, contacts, reasons
from reelhouse.dashboards.pages.audience.segments import overlap, segments, traits
from reelhouse.dashboards.pages.audience.staying import curve, triangle
from reelhouse.dashboards.view import Contents, Tile, View, given
from reelhouse.dashboards.words import compact, percent

SPLITS = {"plan": "Plan", "country": "Country", "all": "All together"}
ITEMS = {"device": "Devices", "genre": "Genres", "title": "Titles"}

PAGE = Page(
    slug="audience",
    title="Audience",
    group="Understand",
    order=30,
    question="What kinds of members are there, how long do they stay, and whom to write to?",
    icon=":material/groups:",
    filters=("period", "region"),
    needs=("mart_membership_month", "mart_retention_cohort", "mart_segment"),
)


KINDS = (segments, traits)
USUAL_SPLIT, USUAL_ITEM = "plan", "device"


def render(view: View) -> None:
    """Draw the page."""
    view.tiles(headline(view))
    view.grid(*KINDS)
    split = _split(view)
    view.grid(triangle, given(curve, split))
    view.grid(given(churn, split), contacts)
    item = st.radio(
        "Whose audiences overlap",
        list(ITEMS),
        format_func=ITEMS.__getitem__,
        horizontal=True,
        key="items",
        bind="query-params",
    )
    view.grid(given(overlap, item or USUAL_ITEM), reasons)


def contents(view: View) -> Contents:
    """What the page says."""
    split = "country" if view.filters.countries else USUAL_SPLIT
    told_apart = (triangle, given(curve, split), given(churn, split), contacts)
    makers = (*KINDS, *told_apart, given(overlap, USUAL_ITEM), reasons)
    return Contents(headline(view), makers)


def _split(view: View) -> str:
    """By what members are told apart; countries that are picked say so themselves."""
    if view.filters.countries:
        return "country"
    picked = st.radio(
        "Members told apart by",
        list(SPLITS),
        format_func=SPLITS.__getitem__,
        horizontal=True,
        key="split",
        bind="query-params",
    )
    return picked or USUAL_SPLIT


def headline(view: View) -> list[Tile]:
    """How many members there are, of the newest month."""
    picked = view.filters.countries
    where = {"dimension": "country" if picked else "all", "member_group": picked}
    answer = view.ask(
        ["group_members", "churn_rate", "active_rate"], where=where, grain="month", in_period=True
    )
    rows = answer.frame.dropna(subset=["group_members"])
    if rows.empty:
        return [Tile("Members", "–", help="No month fits.")]
    last = rows.sort_values("period_start").iloc[-1]
    month = f"{last['period_start']:%b %Y}"
    few = (
        f"Of {last['period_start']:%B %Y}. Members who agree to being counted; groups too small "
        "to show are left out."
    )
    return [
        Tile(f"Members, {month}", compact(last["group_members"]), help=f"At its start. {few}"),
        Tile("Churn", percent(last["churn_rate"]), help=few),
        Tile("Active", percent(last["active_rate"]), help=few),
    ]
