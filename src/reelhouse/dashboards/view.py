"""What a page is handed: figures to ask for, filters to heed, and ways to show what it found."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import wraps
from typing import Any, Self, TypeAlias

import streamlit as st

from reelhouse.dashboards import answers
from reelhouse.dashboards.answers import Answer, Picked
from reelhouse.dashboards.charts import UNFORESEEN, Blank, Chart, draw, draw_blank, escape
from reelhouse.dashboards.filters import Choices, Filters
from reelhouse.dashboards.made import Made, name_of
from reelhouse.dashboards.page import Page
from reelhouse.dashboards.shared import Server
from reelhouse.dashboards.theme import Theme
from reelhouse.dashboards.words import Money
from reelhouse.errors import ReelhouseError
from reelhouse.gold import Build
from reelhouse.lake import Lake
from reelhouse.metrics.entries import Grain
from reelhouse.settings import Settings
from reelhouse.sqltext import Value

log = logging.getLogger(__name__)

Maker: TypeAlias = "Callable[[View], Chart | Blank | None]"
"""Makes a chart; None for one that takes no place."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline figure.

    Attributes:
        label: what it is.
        value: the figure as it is shown.
        delta: its change as it is shown, beginning with `-` where it fell; empty for none.
        over: since when it changed.
        good: whether more is better; None where neither is.
        is_change: whether the delta is a change; else it is shown without an arrow.
        help: what it means.
    """

    label: str
    value: str
    delta: str = ""
    over: str = ""
    good: bool | None = True
    help: str = ""
    is_change: bool = True


@dataclass(frozen=True, slots=True)
class Contents:
    """What a page says before a reader picks anything on it; a report says the same.

    Attributes:
        tiles: headline figures.
        makers: what makes its charts, in their order.
        notes: sentences beside the charts, in Markdown.
        about: what stands above these sentences.
    """

    tiles: Sequence[Tile]
    makers: Sequence[Maker]
    notes: Sequence[str] = ()
    about: str = ""


@dataclass(slots=True)
class View:
    """What a page is handed.

    Attributes:
        page: the page.
        here: the server that shows it.
        build: the build that is shown; one request shows one build.
        filters: what the reader picked, of what the page heeds.
        choices: what can be picked.
        theme: the look.
        money: the currency.
        tables: tables of gold that were asked so far, for the footer.
        looked_beyond: whether more was looked at than the build, which may change without it.
        with_stills: whether charts are sent as stills too, for a browser that has just come.
    """

    page: Page
    here: Server
    build: Build
    filters: Filters
    choices: Choices
    theme: Theme
    money: Money
    tables: set[str] = field(default_factory=set)
    looked_beyond: bool = False
    with_stills: bool = False

    @classmethod
    def of(
        cls,
        page: Page,
        here: Server,
        build: Build,
        choices: Choices,
        filters: Filters,
        theme: Theme,
    ) -> Self:
        """What a page is handed where some settings hold.

        Args:
            page: the page.
            here: the lake, and the settings.
            build: the build that is shown.
            choices: what can be picked.
            filters: what is picked; what the page does not heed counts as not set.
            theme: the look.
        """
        shown = here.settings.dashboards
        return cls(
            page=page,
            here=here,
            build=build,
            filters=filters.only(page.filters),
            choices=choices,
            theme=theme,
            money=Money(shown.currency, shown.currency_per_usd),
        )

    @property
    def settings(self) -> Settings:
        """The settings of this run."""
        return self.here.settings

    @property
    def lake(self) -> Lake:
        """The lake that is shown; who asks for it looks beyond the build."""
        self.looked_beyond = True
        return self.here.lake

    def has(self, *tables: str) -> bool:
        """Whether all of these tables have rows."""
        return all(self.build.rows.get(table, 0) for table in tables)

    @property
    def has_something(self) -> bool:
        """Whether the page has anything to say: one of the tables that it needs has rows."""
        return not self.page.needs or any(self.has(table) for table in self.page.needs)

    def ask(
        self,
        metrics: str | Sequence[str],
        *,
        by: Sequence[str] = (),
        where: Mapping[str, Value | Sequence[Value] | None] | None = None,
        since: date | None = None,
        until: date | None = None,
        grain: Grain | None = None,
        in_period: bool = False,
        sort: str = "",
        limit: int | None = None,
        limit_within: str = "",
    ) -> Answer:
        """Ask for metrics of metrics.yml, see `gold.ask_metric`.

        A condition of None in `where` is none: `where={"genre": view.filters.picked_genres}`.
        `in_period` asks for the period that the reader picked.
        """
        if in_period:
            since, until = self.filters.since, self.filters.until
        return self._noted(
            answers.ask(
                self.build,
                metrics,
                by=by,
                where={name: v for name, v in (where or {}).items() if v is not None},
                since=since,
                until=until,
                grain=grain,
                sort=sort,
                limit=limit,
                limit_within=limit_within,
            )
        )

    def run(self, name: str, **picked: Picked) -> Answer:
        """Run a query of `dashboards/queries/`, its places filled, see `answers.written`."""
        limit = self.settings.dashboards.memory_limit
        return self._noted(answers.run(self.build, name, limit, **picked))

    def _noted(self, answer: Answer) -> Answer:
        self.tables |= set(answer.tables)
        return answer

    def show(self, chart: Chart | Blank | None) -> None:
        """Draw a chart, or say why there is none; None leaves the place empty."""
        if isinstance(chart, Blank):
            draw_blank(chart)
        elif chart is not None:
            self.tables |= set(chart.tables)
            draw(chart, self.theme, self.page.slug, with_still=self.with_stills)

    def grid(self, *makers: Maker, wide: int = 2) -> None:
        """Draw charts side by side, so many in a row; on a phone they stand one below another.

        Each is made when its turn comes, so that the first shows while the next is made. Those
        that give None take no place, and places without data, which are low, come last.
        """
        blanks: list[Blank] = []
        place, columns = 0, st.columns(wide)
        for maker in makers:
            chart = self._made(maker)
            if chart is None:
                continue
            if isinstance(chart, Blank):
                blanks.append(chart)
                continue
            if place == wide:
                place, columns = 0, st.columns(wide)
            with columns[place]:
                self.show(chart)
            place += 1
        for first in range(0, len(blanks), wide):
            for column, blank in zip(st.columns(wide), blanks[first : first + wide], strict=False):
                with column:
                    self.show(blank)

    def chart_of(self, maker: Maker) -> Chart | Blank | None:
        """What a maker makes, or has made of the same."""
        name = name_of(maker)
        key = name, self.build.build_id, self.filters.picked, self.theme.name
        made = self.here.charts.find(key) if name else None
        if made is None:
            apart = replace(self, tables=set(), looked_beyond=False)
            made = Made(maker(apart), frozenset(apart.tables))
            self.looked_beyond |= apart.looked_beyond
            if name and not apart.looked_beyond:
                self.here.charts.keep(key, made)
        self.tables |= made.tables
        return made.chart

    def _made(self, maker: Maker) -> Chart | Blank | None:
        """A chart; an error in one is said in its place and does not take the page with it."""
        try:
            return self.chart_of(maker)
        except ReelhouseError as error:
            if not self.build.folder.is_dir():
                st.rerun()  # it was pruned meanwhile, after another one was published
            log.exception("%s of the page %s could not be made", maker.__name__, self.page.slug)
            why = f"This chart could not be drawn. {error.what}. {error.advice}"
        except UNFORESEEN:
            log.exception("%s of the page %s could not be made", maker.__name__, self.page.slug)
            why = "This chart could not be drawn. The log of the server says why."
        name = maker.__name__.replace("_", " ").capitalize()
        return Blank(maker.__name__, name, escape(why))

    def tiles(self, tiles: Sequence[Tile], key: str = "head") -> None:
        """Draw headline figures side by side."""
        with st.container(horizontal=True, gap="small", key=f"tiles-{key}"):
            for tile in tiles:
                colour: Any = {True: "normal", False: "inverse", None: "off"}[tile.good]
                st.metric(
                    tile.label,
                    tile.value,
                    tile.delta or None,
                    delta_color=colour,
                    delta_arrow="auto" if tile.is_change else "off",
                    delta_description=tile.over or None,
                    help=tile.help or None,
                    border=True,
                    height="stretch",
                )


def given(maker: Callable[..., Chart | Blank | None], *picked: Any) -> Maker:
    """What makes a chart, with what a reader picked on the page itself already filled in."""

    @wraps(maker)
    def made(view: View) -> Chart | Blank | None:
        return maker(view, *picked)

    made.picked = picked  # type: ignore[attr-defined]
    return made
