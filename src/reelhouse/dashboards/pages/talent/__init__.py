"""Talent: who makes titles, how long, how liked, and with whom."""

from __future__ import annotations

from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.talent.careers import debuts, prolific, rated, spans
from reelhouse.dashboards.pages.talent.person import (
    co_workers,
    person_tiles,
    person_years,
    pick,
    picked_name,
)
from reelhouse.dashboards.view import Tile, View, given
from reelhouse.dashboards.words import compact

PAGE = Page(
    slug="talent",
    title="Talent",
    group="Understand",
    order=50,
    question="Who makes titles, how long and how liked, and who works with whom?",
    icon=":material/recent_actors:",
    filters=("period",),
    needs=("mart_talent",),
)


def render(view: View) -> None:
    """Draw the page."""
    kind, person = pick(view)
    if person is not None:
        view.tiles(person_tiles(view, person), key="person")
        view.grid(given(person_years, person), given(co_workers, kind, person))
        return
    view.tiles(headline(view, kind))
    view.grid(given(prolific, kind), given(spans, kind))
    view.grid(given(rated, kind), given(co_workers, kind, None))
    view.grid(given(debuts, kind), wide=1)


def headline(view: View, kind: str | None) -> list[Tile]:
    """How many people there are."""
    answer = view.ask("person_count", by=["main_category"], where={"main_category": kind})
    counts = dict(zip(answer.frame["main_category"], answer.frame["person_count"], strict=True))
    shown = sorted(((str(k), v) for k, v in counts.items() if k), key=lambda pair: -pair[1])
    help_text = "By what they are credited for most; in titles other than episodes."
    return [
        Tile(picked_name(name), compact(float(count)), help=help_text) for name, count in shown[:6]
    ]
