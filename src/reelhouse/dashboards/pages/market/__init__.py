"""Market opportunities: where demand outruns supply, when to release, what nobody offers."""

from __future__ import annotations

from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.market.demand import saturation, tastes, zones
from reelhouse.dashboards.pages.market.supply import changes, gaps, overlap, pareto, windows
from reelhouse.dashboards.view import Contents, View

PAGE = Page(
    slug="market",
    title="Market opportunities",
    group="Decide",
    order=30,
    question="Where does demand outrun supply, when to release, and what does nobody offer?",
    icon=":material/travel_explore:",
    filters=("period", "type", "genre", "region", "platform"),
    kinds=("film", "series"),
    needs=("mart_market_saturation", "mart_catalogue", "mart_concentration", "mart_release_window"),
)


def render(view: View) -> None:
    """Draw the page."""
    view.grid(*contents(view).makers)


def contents(view: View) -> Contents:
    """What the page says."""
    return Contents((), (zones, saturation, gaps, tastes, pareto, windows, changes, overlap))
