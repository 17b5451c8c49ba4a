"""Data health and evidence: is it fresh and whole, and where does each figure come from?"""

from __future__ import annotations

from reelhouse.dashboards.origin import show_origin
from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.data_health.arrivals import freshness, matching, missing, rejects
from reelhouse.dashboards.pages.data_health.checks import builds, gates, show_gates, show_terms
from reelhouse.dashboards.view import Contents, Tile, View
from reelhouse.dashboards.words import compact

PAGE = Page(
    slug="data-health",
    title="Data health and evidence",
    group="Trust",
    order=10,
    question="Is the data fresh, whole and allowed, and where does each figure come from?",
    icon=":material/verified:",
)


def render(view: View) -> None:
    """Draw the page."""
    said = contents(view)
    view.tiles(said.tiles)
    show_origin(view)
    view.grid(*said.makers)
    show_gates(view)
    show_terms(view)


def contents(view: View) -> Contents:
    """What the page says."""
    # tall beside tall
    return Contents(headline(view), (freshness, missing, rejects, matching, gates, builds))


def headline(view: View) -> list[Tile]:
    """The build in figures."""
    verdicts = [gate["verdict"] for gate in view.build.manifest["gates"]]
    return [
        Tile("Tables", compact(len(view.build.tables))),
        Tile("Rows", compact(sum(view.build.rows.values()))),
        Tile("Size", f"{compact(view.build.bytes)}B"),
        Tile("Sources", compact(len(view.build.sources))),
        Tile("Gates passed", f"{verdicts.count('passed')} of {len(verdicts)}"),
    ]
