"""What a report says: what its page says, for one build and one period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from typing import Any

import pandas as pd

from reelhouse import clock
from reelhouse.dashboards.answers import Answer
from reelhouse.dashboards.charts import Blank, Chart, escape
from reelhouse.dashboards.filters import Filters
from reelhouse.dashboards.footer import providers_of
from reelhouse.dashboards.page import Page
from reelhouse.dashboards.shared import Server
from reelhouse.dashboards.state import choices
from reelhouse.dashboards.theme import LIGHT
from reelhouse.dashboards.view import Contents, Tile, View
from reelhouse.dashboards.words import Money, days
from reelhouse.errors import NothingYet, ReelhouseError, UsageError
from reelhouse.gold import Build, require_current
from reelhouse.lake import Lake
from reelhouse.metrics.entries import Metric
from reelhouse.reports.period import days_of
from reelhouse.settings import Settings
from reelhouse.sources.terms import attributions
from reelhouse.transform.lineage import sources_of

KINDS = ("executive", "creator", "marketing", "licensing")

_PERIOD_START = "period_start"


@dataclass(frozen=True, slots=True)
class Measure:
    """A headline measure.

    Attributes:
        metric: its definition.
        value: its figure, as gold has it; None where there is none.
        of: what it is the figure of: the period, or the month of a stand.
        sql: the statement that gave it.
    """

    metric: Metric
    value: float | None
    of: str
    sql: str

    @property
    def text(self) -> str:
        """The figure as the metric writes it."""
        return "–" if self.value is None else format(self.value, self.metric.format)


@dataclass(frozen=True, slots=True)
class Report:
    """A report before it is written down.

    Attributes:
        kind: one of `KINDS`.
        page: the page whose content it has.
        asked_period: the period as it was typed.
        period: the period in words.
        made_at: when.
        build: the build that was asked.
        tiles: headline figures as the page shows them.
        measures: the measures behind them.
        about: what stands above the notes.
        notes: sentences in Markdown.
        parts: charts, and places where there is none.
        metrics: all metrics that are shown.
        attributions: texts that providers ask for.
        money: the currency of money on the page; measures are in US dollars.
    """

    kind: str
    page: Page
    asked_period: str
    period: str
    made_at: datetime
    build: Build
    tiles: tuple[Tile, ...]
    measures: tuple[Measure, ...]
    about: str
    notes: tuple[str, ...]
    parts: tuple[Chart | Blank, ...]
    metrics: tuple[Metric, ...]
    attributions: tuple[str, ...]
    money: Money

    @property
    def title(self) -> str:
        """What stands at its head."""
        return f"{self.page.title} report"

    @property
    def run_id(self) -> str:
        """The run that made the build, whose record is its evidence."""
        return str(self.build.manifest["run_id"])


@dataclass(slots=True)
class Noting(View):
    """A view that notes what it was asked, so that measures can be kept beside their tiles.

    Attributes:
        asked: answers so far, and whether each heeds the period.
    """

    asked: list[tuple[Answer, bool]] = field(default_factory=list)

    def ask(self, metrics: str | Sequence[str], **how: Any) -> Answer:
        """Ask for metrics, see `View.ask`."""
        answer = View.ask(self, metrics, **how)
        self.asked.append((answer, bool(how.get("in_period"))))
        return answer


def gather(lake: Lake, settings: Settings, kind: str, period: str) -> Report:
    """Ask the published build for all that a report says.

    Args:
        lake: the lake.
        settings: the settings of this run.
        kind: one of `KINDS`.
        period: see `period.days_of`.

    Raises:
        UsageError: there is no such kind or period.
        NothingYet: the sources of the report have not arrived.
        ReelhouseError: nothing was built yet, or the period holds no data.
    """
    if kind not in KINDS:
        raise UsageError(f"there is no report '{kind}'", advice=f"There are {', '.join(KINDS)}.")
    since, until = days_of(period, clock.today())
    build = require_current(lake)
    module = import_module(f"reelhouse.dashboards.pages.{kind}")
    view = _view(lake, settings, build, module.PAGE, (since, until))
    if not view.has_something:
        sources = sorted({s for table in view.page.needs for s in sources_of(table)})
        raise NothingYet(
            f"the sources of this report have not arrived: {', '.join(sources)}",
            advice="`reelhouse ingest` brings them, `reelhouse build` puts them here.",
        )
    said: Contents = module.contents(view)
    asked = list(view.asked)
    _refuse_empty(asked, said, period, (since, until))
    measures = _measures(asked, view.filters.period)
    parts = tuple(part for maker in said.makers if (part := _made(maker, view)) is not None)
    if not any(isinstance(part, Chart) for part in parts):
        raise _no_data(period, (since, until))
    shown = [answer for part in parts if isinstance(part, Chart) for answer in part.answers]
    view.tables |= {table for answer in shown for table in answer.tables}
    metrics = {m.name: m for answer in (*(a for a, _ in asked), *shown) for m in answer.metrics}
    return Report(
        kind=kind,
        page=view.page,
        asked_period=period,
        period=view.filters.period,
        made_at=clock.now(),
        build=build,
        tiles=tuple(said.tiles),
        measures=measures,
        about=said.about,
        notes=tuple(said.notes),
        parts=parts,
        metrics=tuple(metrics.values()),
        attributions=tuple(attributions(providers_of(view.tables, build))),
        money=view.money,
    )


def _view(
    lake: Lake,
    settings: Settings,
    build: Build,
    page: Page,
    period: tuple[date | None, date | None],
) -> Noting:
    offered = choices(build, settings)
    filters = Filters(*period, members=offered.members)
    return Noting.of(page, Server(lake, settings), build, offered, filters, LIGHT)


def _made(maker: Any, view: Noting) -> Chart | Blank | None:
    """A chart; an error a reader can act on is said in its place."""
    try:
        found: Chart | Blank | None = maker(view)
    except ReelhouseError as error:
        name = maker.__name__.replace("_", " ").capitalize()
        return Blank(maker.__name__, name, escape(f"{error.what}. {error.advice}".strip()))
    return found


def _measures(asked: Sequence[tuple[Answer, bool]], period: str) -> tuple[Measure, ...]:
    """Figures of answers that the tiles rest on; of one by month the newest month counts."""
    found: dict[str, Measure] = {}
    for answer, heeds in asked:
        frame = answer.frame
        is_split = len(frame.columns) > len(answer.metrics)
        if frame.empty or (is_split and _PERIOD_START not in frame.columns):
            continue
        last = frame.iloc[-1]
        of = period if heeds else "all time"
        if is_split:
            of = f"{last[_PERIOD_START]:%B %Y}"
        for metric in answer.metrics:
            value = last[metric.name]
            number = None if pd.isna(value) else float(value)
            found.setdefault(metric.name, Measure(metric, number, of, answer.sql))
    return tuple(found.values())


def _refuse_empty(
    asked: Sequence[tuple[Answer, bool]],
    said: Contents,
    period: str,
    between: tuple[date | None, date | None],
) -> None:
    """Refuse a period in which nothing happened at all."""
    heeding = [answer for answer, heeds in asked if heeds]
    if said.tiles and heeding and not any(_says_something(answer) for answer in heeding):
        raise _no_data(period, between)


def _says_something(answer: Answer) -> bool:
    names: Mapping[str, Metric] = {metric.name: metric for metric in answer.metrics}
    numbers = answer.frame[list(names)].astype(float).fillna(0.0)
    return bool((numbers != 0).to_numpy().any())


def _no_data(period: str, between: tuple[date | None, date | None]) -> ReelhouseError:
    return ReelhouseError(
        f"the period holds no data for this report: {days(*between)}",
        where=f"--period {period}",
        advice="`--period all` takes all there is; `reelhouse status` says what has arrived.",
    )
