"""Copilot: what to expect of a plan, why, how sure, and how often such advice was right."""

from __future__ import annotations

import streamlit as st

from reelhouse.dashboards.charts import escape
from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.copilot.chance import chance, months, reasons, similar
from reelhouse.dashboards.pages.copilot.evidence import accuracy, open_titles, wanted
from reelhouse.dashboards.pages.copilot.money import budget_curve, risk
from reelhouse.dashboards.pages.copilot.plan import Asked, asked, pick_plan
from reelhouse.dashboards.view import Tile, View, given
from reelhouse.dashboards.words import percent

PAGE = Page(
    slug="copilot",
    title="Copilot",
    group="Decide",
    order=40,
    question="Will a title like this be a hit, what will it take, and how often is that right?",
    icon=":material/assistant:",
    needs=("dim_title",),
)


def render(view: View) -> None:
    """Draw the page."""
    found = asked(view, pick_plan(view))
    if tiles := headline(view, found):
        view.tiles(tiles)
    if notes := found.advice.notes:
        said = " ".join(f"{escape(note[:1].upper() + note[1:])}." for note in notes)
        st.caption(f":material/info: {said}")
    view.grid(
        *(
            given(maker, found)
            for maker in (chance, reasons, similar, accuracy, budget_curve, risk, months, wanted)
        )
    )
    view.grid(given(open_titles, found), wide=1)


def headline(view: View, found: Asked) -> list[Tile]:
    """What models say, in figures."""
    advice, tiles = found.advice, []
    if hit := advice.hit:
        told = hit.probability
        tiles += [
            Tile(
                "A hit",
                percent(told.value),
                f"{percent(told.low)} to {percent(told.high)}",
                good=None,
                is_change=False,
                help="A hit is among the quarter of titles of its kind and year with most votes.",
            ),
            Tile(
                "Similar titles",
                percent(hit.similar_hits.value),
                f"hits of {len(hit.similar)}",
                good=None,
                is_change=False,
            ),
        ]
    if votes := advice.votes:
        tiles.append(
            Tile(
                "Votes",
                f"{votes.value:.1f} ×",
                f"{votes.low:.1f} to {votes.high:.1f}",
                good=None,
                is_change=False,
                help="Times the median of the kind and year; 80 % of titles lie within.",
            )
        )
    if gross := advice.gross:
        money = view.money.text
        tiles.append(
            Tile(
                "Box office",
                money(gross.amount.value),
                f"{money(gross.amount.low)} to {money(gross.amount.high)}",
                good=None,
                is_change=False,
                help="Half of such films take more; 80 % lie within.",
            )
        )
        if len(gross.risk):
            under = gross.risk[gross.risk["multiple"] == 1].iloc[0]
            tiles.append(
                Tile(
                    "Below budget",
                    percent(under["rate"]),
                    f"{percent(under['rate_low'])} to {percent(under['rate_high'])}",
                    good=None,
                    is_change=False,
                    help="How often the box office stays below the budget.",
                )
            )
    return tiles
