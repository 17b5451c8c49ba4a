"""Points and lines with their intervals."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from reelhouse.dashboards.figures.marks import faded, short
from reelhouse.dashboards.theme import Theme, series_colours


def dots(
    frame: pd.DataFrame,
    name: str,
    value: str,
    low: str,
    high: str,
    *,
    theme: Theme,
    title: str,
    form: str,
    reference: float | None = None,
    colours: Sequence[str] | None = None,
) -> go.Figure:
    """Figures with their intervals, a dot and a line each, beside a line to compare with."""
    names = [short(n) for n in frame[name]]
    figure = go.Figure(
        go.Scatter(
            x=frame[value],
            y=list(range(len(frame))),
            mode="markers",
            marker={"size": 10, "color": colours or theme.accent},
            error_x={
                "type": "data",
                "array": frame[high] - frame[value],
                "arrayminus": frame[value] - frame[low],
                "color": theme.neutral,
                "thickness": 2,
                "width": 0,
            },
            customdata=frame[[name, low, high]],
            hovertemplate=f"%{{customdata[0]}}: %{{x:{form}}} "
            f"(%{{customdata[1]:{form}}} to %{{customdata[2]:{form}}})<extra></extra>",
        )
    )
    if reference is not None:
        figure.add_vline(x=reference, line={"color": theme.quiet, "width": 1, "dash": "dot"})
    figure.update_yaxes(
        tickvals=list(range(len(frame))),
        ticktext=names,
        autorange="reversed",
        showgrid=False,
        zeroline=False,
    )
    figure.update_xaxes(title=title, showgrid=True, tickformat=form, nticks=6)
    return figure


def lines(
    frame: pd.DataFrame,
    x: str,
    y: str,
    *,
    by: str = "",
    title: str,
    form: str = ",.0f",
    colours: dict[str, str] | None = None,
    names: dict[str, str] | None = None,
    low: str = "",
    high: str = "",
    zero: bool = True,
) -> go.Figure:
    """Lines over time, one for each value of a column, with bands where there are bounds."""
    figure = go.Figure()
    groups = [("", frame)]
    if by:
        groups = [(str(group), rows) for group, rows in frame.groupby(by, sort=False)]
    picked = series_colours(group for group, _ in groups) | (colours or {})
    for group, rows in groups:
        colour = picked[group]
        label = (names or {}).get(group, group)
        if low:
            figure.add_scatter(
                x=[*rows[x], *rows[x][::-1]],
                y=[*rows[high], *rows[low][::-1]],
                mode="lines",
                fill="toself",
                fillcolor=faded(colour, 0.18),
                line={"width": 0},
                hoverinfo="skip",
                showlegend=False,
            )
        figure.add_scatter(
            x=rows[x],
            y=rows[y],
            mode="lines" if len(rows) > 1 else "markers",
            name=label,
            line={"color": colour, "width": 2.2},
            marker={"color": colour, "size": 8},
            showlegend=bool(by) and len(groups) > 1,
            hovertemplate=f"{label + ', ' if label else ''}%{{x}}: %{{y:{form}}}<extra></extra>",
        )
    figure.update_yaxes(title=title, tickformat=form, rangemode="tozero" if zero else "normal")
    figure.update_layout(hovermode="x unified" if len(groups) > 1 else "closest")
    return figure


def told_and_came(
    frame: pd.DataFrame, told: str, came: str, low: str, high: str, *, theme: Theme
) -> go.Figure:
    """Shares that came true over probabilities told, with intervals, beside the line of equals."""
    figure = go.Figure()
    figure.add_shape(
        type="line", x0=0, y0=0, x1=1, y1=1, line={"color": theme.quiet, "width": 1, "dash": "dot"}
    )
    figure.add_scatter(
        x=frame[told],
        y=frame[came],
        mode="markers",
        marker={"size": 9, "color": theme.accent},
        error_y={
            "type": "data",
            "array": frame[high] - frame[came],
            "arrayminus": frame[came] - frame[low],
            "color": theme.neutral,
            "thickness": 2,
            "width": 0,
        },
        hovertemplate="told %{x:.0%}: %{y:.0%} came true<extra></extra>",
        showlegend=False,
    )
    top = min(1.0, float(max(frame[told].max(), frame[high].max())) * 1.05)
    figure.update_xaxes(title="Told", tickformat=".0%", range=[0, top], showgrid=True, nticks=6)
    figure.update_yaxes(title="Came true", tickformat=".0%", range=[0, top], nticks=6)
    return figure
