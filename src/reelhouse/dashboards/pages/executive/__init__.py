"""Executive: the headline measures, what earns, what grows, and what needs attention."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from reelhouse.dashboards import findings
from reelhouse.dashboards.attention import notices
from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.executive.earnings import genre_shares, returns
from reelhouse.dashboards.pages.executive.measures import months, year_before
from reelhouse.dashboards.pages.executive.members import (
    coming_and_going,
    growth,
    revenue,
    subscribers,
)
from reelhouse.dashboards.view import Contents, Tile, View
from reelhouse.dashboards.words import compact, percent

PAGE = Page(
    slug="executive",
    title="Executive",
    group="Watch",
    order=10,
    question="How do we stand, what earns, what grows, and what needs attention?",
    icon=":material/monitoring:",
    filters=("period", "region"),
    needs=("fact_subscriber_month", "mart_licensing_roi", "mart_genre_year"),
)
CHARTS = (subscribers, revenue, coming_and_going, returns, growth, genre_shares)


def render(view: View) -> None:
    """Draw the page."""
    said = contents(view)
    if said.tiles:
        view.tiles(said.tiles)
    with st.container(border=True, key="attention"):
        st.subheader(said.about, anchor=False)
        st.markdown("\n".join(f"- {text}" for text in said.notes) or "Nothing stands out.")
    view.grid(*said.makers)


def contents(view: View) -> Contents:
    """What the page says."""
    return Contents(headline(view), CHARTS, notices(view), "What needs attention")


def headline(view: View) -> list[Tile]:
    """Headline measures with their change and target."""
    tiles = []
    found = months(view).frame
    if not found.empty:
        last = found.iloc[-1]
        before = year_before(found, last["period_start"])
        over = f"against {before['period_start']:%b %Y}" if before is not None else ""
        for name, label, text in (
            ("subscribers", "Subscribers", compact),
            ("subscription_revenue", "Revenue a month", view.money.text),
            ("revenue_per_subscriber", "Revenue a subscriber", view.money.text),
        ):
            earlier = None if before is None else before[name]
            tiles.append(
                Tile(
                    label,
                    text(last[name]),
                    _delta(last[name], earlier),
                    over,
                    help=_target(view, name, last[name]),
                )
            )
    if view.has("mart_licensing_roi"):
        roi = view.ask("reported_roi", where={"region": view.filters.regions})
        value = roi.value("reported_roi")
        tiles.append(
            Tile(
                "Return of licences",
                percent(value),
                help="By the books, all deals together. " + _target(view, "reported_roi", value),
            )
        )
    return tiles


def _delta(now: float, before: float | None) -> str:
    if before is None or pd.isna(before) or not before or pd.isna(now):
        return ""
    return findings.signed(now / before - 1)


def _target(view: View, name: str, value: float | None) -> str:
    """How far a measure is from its target, if it has one."""
    target = view.settings.dashboards.targets.get(name)
    if not target or value is None or pd.isna(value):
        return "No target is set (`targets` of `[dashboards]`)."
    return f"{percent(value / target)} of the target of {target:,g}."
