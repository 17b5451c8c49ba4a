"""Bars, lying and standing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reelhouse.dashboards.figures.marks import short
from reelhouse.dashboards.theme import series_colours


def bars(
    frame: pd.DataFrame,
    name: str,
    value: str,
    *,
    colours: str | Sequence[str],
    title: str,
    form: str = ",.0f",
    low: str = "",
    high: str = "",
    labels: bool = True,
) -> go.Figure:
    """Lying bars, the first row on top.

    Args:
        frame: a row a bar.
        name: column of names.
        value: column of lengths.
        colours: one for all, or one for each.
        title: of the axis of lengths.
        form: how values are written, in d3's language.
        low: column of lower bounds of intervals; empty for none.
        high: column of upper bounds.
        labels: whether values stand beside their bars.
    """
    names = [short(n) for n in frame[name]]
    error: dict[str, Any] | None = None
    if low:
        error = {
            "type": "data",
            "array": frame[high] - frame[value],
            "arrayminus": frame[value] - frame[low],
            "color": "rgba(150,150,158,0.9)",
            "thickness": 1.5,
            "width": 4,
        }
    figure = go.Figure(
        go.Bar(
            x=frame[value],
            y=list(range(len(frame))),
            orientation="h",
            # a single bar is not a wall
            width=min(0.75, 0.15 * max(1, len(frame))),
            marker={"color": colours if isinstance(colours, str) else list(colours)},
            error_x=error,
            text=frame[value] if labels else None,
            texttemplate=f"%{{text:{form}}}" if labels else None,
            textposition="outside" if not low else "inside",
            insidetextanchor="start",
            cliponaxis=False,
            customdata=frame[name],
            hovertemplate=f"%{{customdata}}: %{{x:{form}}}<extra></extra>",
        )
    )
    figure.update_yaxes(
        tickvals=list(range(len(frame))), ticktext=names, autorange="reversed", showgrid=False
    )
    figure.update_xaxes(title=title, showgrid=True, tickformat=form, nticks=6, tickangle=0)
    if labels and not low and len(frame):
        # room for the figures beside the longest bars
        least, most = min(0.0, float(frame[value].min())), max(0.0, float(frame[value].max()))
        most = most if most > least else 1.0  # nothing anywhere: an axis from nothing upwards
        room = (most - least) * 0.16
        if form.endswith(".0f") and most - least <= 5:
            figure.update_xaxes(dtick=1)  # what is counted has no halves
        figure.update_xaxes(range=[least - (1.7 * room if least < 0 else 0), most + room])
    return figure


def columns(
    frame: pd.DataFrame,
    x: str,
    y: str,
    *,
    colours: str | Sequence[str],
    title: str,
    form: str = ",.0f",
    low: str = "",
    high: str = "",
) -> go.Figure:
    """Standing bars in the order of the rows, with intervals where there are bounds."""
    error: dict[str, Any] | None = None
    if low:
        error = {
            "type": "data",
            "array": frame[high] - frame[y],
            "arrayminus": frame[y] - frame[low],
            "color": "rgba(150,150,158,0.9)",
            "thickness": 1.5,
            "width": 4,
        }
    figure = go.Figure(
        go.Bar(
            x=frame[x],
            y=frame[y],
            marker={"color": colours if isinstance(colours, str) else list(colours)},
            error_y=error,
            hovertemplate=f"%{{x}}: %{{y:{form}}}<extra></extra>",
        )
    )
    figure.update_yaxes(title=title, tickformat=form)
    return figure


def stacked(
    frame: pd.DataFrame,
    x: str,
    y: str,
    by: str,
    *,
    title: str,
    form: str = "~s",
    colours: dict[str, str] | None = None,
    grouped: bool = False,
) -> go.Figure:
    """Standing bars made of parts, or groups of bars; parts below nothing hang down."""
    figure = go.Figure()
    picked = series_colours(frame[by].astype(str)) | (colours or {})
    for group, rows in frame.groupby(by):
        figure.add_bar(
            x=rows[x],
            y=rows[y],
            name=str(group),
            marker={"color": picked[str(group)]},
            customdata=rows[y].abs(),
            hovertemplate=f"{group}, %{{x}}: %{{customdata:{form}}}<extra></extra>",
        )
    figure.update_yaxes(title=title, tickformat=form)
    return figure.update_layout(barmode="group" if grouped else "relative")
