"""Performance deep dive: what goes with success, what stands out, when, and what lasts."""

from __future__ import annotations

from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.performance.links import drivers, links, surprises
from reelhouse.dashboards.pages.performance.time import (
    decay,
    hours_by_week,
    months,
    openings,
    trends,
)
from reelhouse.dashboards.view import Contents, View

PAGE = Page(
    slug="performance",
    title="Performance deep dive",
    group="Decide",
    order=20,
    question="What goes with success, what stands out, in which months, and what lasts?",
    icon=":material/query_stats:",
    filters=("period", "type", "genre"),
    needs=("mart_title_everywhere", "fact_netflix_week", "mart_rising"),
)


def render(view: View) -> None:
    """Draw the page."""
    view.grid(*contents(view).makers)


def contents(view: View) -> Contents:
    """What the page says."""
    return Contents((), (drivers, links, hours_by_week, months, trends, decay, openings, surprises))
