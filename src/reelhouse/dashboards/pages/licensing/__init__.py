"""Licensing: what deals cost and return, what makes them return more, and which to sign next."""

from __future__ import annotations

import streamlit as st

from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.licensing.choice import choose_offers, usual_choice
from reelhouse.dashboards.pages.licensing.deals import deals, effects, fees
from reelhouse.dashboards.pages.licensing.returns import by_delay, by_kind, by_region, on_a_map
from reelhouse.dashboards.view import Contents, Tile, View, given
from reelhouse.dashboards.words import compact, percent

BASES = {"By the books": "reported", "By viewing": "attributed"}
RETURNS = (by_region, by_delay, by_kind, effects, deals)

PAGE = Page(
    slug="licensing",
    title="Licensing",
    group="Understand",
    order=20,
    question="What do licences return, what makes them return more, and which offers to sign?",
    icon=":material/handshake:",
    filters=("period", "region"),
    needs=("fact_licensing_deal", "fact_licensing_offer"),
)


def render(view: View) -> None:
    """Draw the page."""
    if view.has("fact_licensing_deal"):
        view.tiles(headline(view))
        picked = st.radio(
            "Whose revenue counts",
            list(BASES),
            horizontal=True,
            key="basis",
            bind="query-params",
            help="By the books is what the team puts down to a deal; by viewing is its share of "
            "what was watched. They answer different questions.",
        )
        basis = BASES[picked or "By the books"]
        view.grid(given(on_a_map, basis), wide=1)
        view.grid(*(given(maker, basis) for maker in RETURNS), fees)
    choose_offers(view)


def contents(view: View) -> Contents:
    """What the page says: returns by the books, and the choice within the settings' limits."""
    if not view.has("fact_licensing_deal"):
        return Contents((), (usual_choice,))
    basis = BASES["By the books"]
    makers = [given(maker, basis) for maker in (on_a_map, *RETURNS)]
    return Contents(headline(view), (*makers, fees, usual_choice))


def headline(view: View) -> list[Tile]:
    """What was licensed and what it returned."""
    where = {"region": view.filters.regions}
    held = view.ask(
        ["deal_count", "deal_fees", "deal_cost_to_date", "median_deal_lag"],
        where=where,
        in_period=True,
    )
    back = view.ask(["reported_roi", "attributed_roi", "assumed_deal_share"], where=where)
    always = "(revenue - cost) / cost of all deals so far, whatever the period."
    return [
        Tile("Deals", compact(held.value("deal_count"))),
        Tile(
            "Fees",
            view.money.text(held.value("deal_fees")),
            help="For the whole terms; of it "
            f"{view.money.text(held.value('deal_cost_to_date'))} for days that are over.",
        ),
        Tile(
            "Lag in days",
            compact(held.value("median_deal_lag")),
            help="From the premiere to the start, the middle deal.",
        ),
        Tile("ROI, books", percent(back.value("reported_roi")), help=always),
        Tile("ROI, viewing", percent(back.value("attributed_roi")), help=always),
    ]
