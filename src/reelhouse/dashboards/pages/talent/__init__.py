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
from reelhouse.dashboards.view import Contents, Tile, View, given
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
    said = of_work(view, kind)
    view.tiles(said.tiles)
    *side_by_side, last = said.makers
    view.grid(*side_by_side)
    view.grid(last, wide=1)


def contents(view: View) -> Contents:
    """What the page says."""
    return of_work(view, None)


def of_work(view: View, kind: str | None) -> Contents:
    """What the page says of a kind of work, or of all; the last chart takes the whole width."""
    makers = [given(maker, kind) for maker in (prolific, spans, rated)]
    makers += [given(co_workers, kind, None), given(debuts, kind)]
    return Contents(headline(view, kind), makers)


def headline(view: View, kind: str | None) -> list[Tile]:
    """How many people there are."""
    answer = view.ask("person_count", by=["main_category"], where={"main_category": kind})
    counts = dict(zip(answer.frame["main_category"], answer.frame["person_count"], strict=True))
    shown = sorted(((str(k), v) for k, v in counts.items() if k), key=lambda pair: -pair[1])
    help_text = "By what they are credited for most; in titles other than episodes."
    return [
        Tile(picked_name(name), compact(float(count)), help=help_text) for name, count in shown[:6]
    ]
