"""A chart with all that belongs to it, and the one way in which it is drawn."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import partial

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from reelhouse.dashboards.answers import Answer
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.plots.plot import plot
from reelhouse.dashboards.stills import CannotDraw, svg
from reelhouse.dashboards.theme import Theme, template
from reelhouse.dashboards.words import counted

log = logging.getLogger(__name__)

UNFORESEEN = (ArithmeticError, LookupError, TypeError, ValueError)
"""What figures that nobody thought of make a chart fail with."""

STILL_WIDTH = 370
"""Pixels, of one of two charts beside each other in a window of 1280."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with all that belongs to it.

    Attributes:
        key: its name, one of its kind on the page; files that are downloaded bear it.
        finding: what it shows, in words computed from the figures; stands as its title.
        subject: what is drawn, such as `Titles by genre`.
        how_to_read: a line on how to read it.
        figure: what is drawn.
        answers: where the figures come from.
        unit: what the figures are measured in.
        period: which time they are of.
        n: how many things they are about; None where that is said in words in `n_of`.
        n_of: what these are, such as `titles`.
        frame: what is drawn as a table, for download; the first answer's by default.
        height: of the drawing, in pixels.
    """

    key: str
    finding: Finding
    subject: str
    how_to_read: str
    figure: go.Figure
    answers: tuple[Answer, ...]
    unit: str
    period: str
    n: int | None
    n_of: str
    frame: pd.DataFrame | None = None
    height: int = 340

    @property
    def table(self) -> pd.DataFrame:
        """What is drawn, as a table."""
        return self.answers[0].frame if self.frame is None else self.frame

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables of gold that it is made from."""
        return tuple(dict.fromkeys(t for answer in self.answers for t in answer.tables))

    @property
    def facts(self) -> str:
        """Subject, unit, period and n in one line."""
        count = f"n = {counted(self.n, self.n_of)}" if self.n is not None else self.n_of
        return " · ".join(part for part in (self.subject, self.unit, self.period, count) if part)

    @property
    def alt(self) -> str:
        """What a reader who does not see the drawing is told."""
        return (
            f"{self.subject}. {self.finding.text}. The {len(self.table):,} rows behind it can be "
            "opened as a table and downloaded below."
        )

    def still(self, theme: Theme, ident: str, width: int) -> str:
        """The drawing as SVG, see `stills.svg`.

        Raises:
            CannotDraw: it has a kind of mark that has no form there.
        """
        return svg(
            self.figure,
            theme,
            ident,
            width=width,
            height=self.height,
            title=self.subject,
            said=self.finding.text,
        )


@dataclass(frozen=True, slots=True)
class Blank:
    """A place where a chart would stand if there were data.

    Attributes:
        key: as of a chart.
        subject: what would be drawn.
        why: why it is not, and what to do, in Markdown.
    """

    key: str
    subject: str
    why: str


def csv_of(frame: pd.DataFrame) -> bytes:
    """A table as CSV, in UTF-8 with the mark by which spreadsheets know it."""
    return frame.to_csv(index=False).encode("utf-8-sig")


def draw(chart: Chart, theme: Theme, page: str, *, with_still: bool = False) -> None:
    """Draw a chart: finding, facts, drawing, how to read it, its data and where they come from.

    Args:
        chart: what to draw.
        theme: the look.
        page: the slug of its page.
        with_still: send a still as well, for a browser in which Plotly has not started yet.
    """
    with st.container(border=True, key=f"chart-{chart.key}", height="stretch"):
        st.subheader(escape(chart.finding.text), anchor=False)
        st.caption(escape(chart.facts))
        plot(
            chart.figure,
            template(theme),
            height=chart.height,
            alt=chart.alt,
            key=f"plot-{page}-{chart.key}",
            still=_still_or_none(chart, theme) if with_still else "",
        )
        st.caption(f"*How to read it:* {escape(chart.how_to_read)}")
        _below(chart, page)


def draw_blank(blank: Blank) -> None:
    """Say that there is nothing to draw, and why, in the place of a chart."""
    with st.container(border=True, key=f"chart-{blank.key}", height="stretch"):
        st.subheader(escape(blank.subject), anchor=False)
        st.info(blank.why, icon=":material/info:")


def _still_or_none(chart: Chart, theme: Theme) -> str:
    """A chart as SVG; empty for one that has no such form, which Plotly may have all the same."""
    try:
        return chart.still(theme, f"still-{chart.key}", STILL_WIDTH)
    except CannotDraw:
        return ""
    except UNFORESEEN:
        log.warning("there is no still of %s", chart.key, exc_info=True)
        return ""


def _below(chart: Chart, page: str) -> None:
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "CSV",
            data=partial(csv_of, chart.table),
            file_name=f"{page}-{chart.key}.csv",
            mime="text/csv",
            key=f"csv-{page}-{chart.key}",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
            help=f"Download the data of: {chart.subject}",
        )
        _source(chart, page)


def _source(chart: Chart, page: str) -> None:
    """The data as a table and where they come from, sent only when a reader opens it."""
    opened = st.popover(
        "Data and source",
        type="tertiary",
        icon=":material/table_view:",
        key=f"source-{page}-{chart.key}",
        on_change="rerun",
    )
    if not opened.open:
        return
    with opened:
        st.dataframe(chart.table, hide_index=True, alt=f"Data of: {chart.subject}")
        for answer in chart.answers:
            for metric in answer.metrics:
                st.markdown(
                    f"**{metric.title}** (`{metric.name}`, {metric.unit}): {metric.description} "
                    f"*{metric.origin}*"
                )
            st.caption(f"Build {answer.build_id}, tables {', '.join(answer.tables)}")
            st.code(answer.sql, language="sql")


def escape(text: str) -> str:
    """Text whose characters Markdown would take for marks."""
    return re.sub(r"([\\`*_{}\[\]<>#$~|:])", r"\\\1", text)
