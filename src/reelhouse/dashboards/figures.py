"""The kinds of drawings that pages are made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.colors import sample_colorscale

from reelhouse.dashboards.theme import SERIES_COLOURS, Theme

_NAME_LENGTH = 34
_LETTER = 0.02  # width of a letter in a chart that takes half a page, as a share of its width


def short(name: object, length: int = _NAME_LENGTH) -> str:
    """A name that does not crowd the drawing out."""
    text = str(name)
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def titled(frame: pd.DataFrame) -> list[str]:
    """Titles with their years, where these are known."""
    years = frame["start_year"]
    return [
        str(name) if pd.isna(year) else f"{name} ({int(year)})"
        for name, year in zip(frame["primary_title"], years, strict=True)
    ]


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
        figure.update_xaxes(range=[least - (1.7 * room if least < 0 else 0), most + room])
    return figure


def tall(rows: int, least: int = 180, each: int = 27) -> int:
    """Pixels that so many lying bars need."""
    return max(least, 70 + each * rows)


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
    for place, (group, rows) in enumerate(groups):
        colour = (colours or {}).get(str(group)) or SERIES_COLOURS[place % len(SERIES_COLOURS)]
        label = (names or {}).get(str(group), str(group))
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
    for place, (group, rows) in enumerate(frame.groupby(by)):
        colour = (colours or {}).get(str(group)) or SERIES_COLOURS[place % len(SERIES_COLOURS)]
        figure.add_bar(
            x=rows[x],
            y=rows[y],
            name=str(group),
            marker={"color": colour},
            customdata=rows[y].abs(),
            hovertemplate=f"{group}, %{{x}}: %{{customdata:{form}}}<extra></extra>",
        )
    figure.update_yaxes(title=title, tickformat=form)
    return figure.update_layout(barmode="group" if grouped else "relative")


def heat(
    frame: pd.DataFrame,
    x: str,
    y: str,
    z: str,
    *,
    theme: Theme,
    title: str,
    form: str = ",.0f",
    middle: float | None = None,
    marks: str = "",
    ends: tuple[float, float] | None = None,
) -> go.Figure:
    """A table of colours: darker or lighter is more; around a middle, blue is below.

    Args:
        frame: a row a cell.
        x: column of its place across.
        y: column of its place down.
        z: column of its figure.
        theme: the look.
        title: what the figure is.
        form: how it is written.
        middle: figure that has no colour; None where colours run from nothing to much.
        marks: column of texts that stand in the cells.
        ends: figures at which colours end; those of the rows where None.
    """
    across = list(dict.fromkeys(frame[x]))
    down = list(dict.fromkeys(frame[y]))
    grid = frame.pivot(index=y, columns=x, values=z).reindex(index=down, columns=across)
    scale = theme.sequential if middle is None else theme.diverging
    figure = go.Figure(
        go.Heatmap(
            z=grid.to_numpy(dtype=float),
            x=[str(v) for v in across],
            y=[short(v, 24) for v in down],
            colorscale=scale,
            zmid=None if ends else middle,
            zmin=ends[0] if ends else None,
            zmax=ends[1] if ends else None,
            xgap=1,
            ygap=1,
            hoverongaps=False,
            colorbar={"title": {"text": title, "side": "right"}, "tickformat": form,
                      "thickness": 12, "outlinewidth": 0},
            hovertemplate=f"%{{y}}, %{{x}}: %{{z:{form}}}<extra></extra>",
        )
    )  # fmt: skip
    if marks:
        _mark(figure, frame, (x, y, z, marks), _ends(frame[z], middle, ends), scale)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(showgrid=False)
    return figure


def _ends(
    values: pd.Series[float], middle: float | None, ends: tuple[float, float] | None
) -> tuple[float, float]:
    """Figures at which colours end."""
    if ends is not None:
        return ends
    low, high = float(values.min()), float(values.max())
    if middle is None:
        return low, high
    span = max(abs(low - middle), abs(high - middle))
    return middle - span, middle + span


def _mark(
    figure: go.Figure,
    frame: pd.DataFrame,
    columns: tuple[str, str, str, str],
    ends: tuple[float, float],
    scale: list[list[float | str]],
) -> None:
    """Write a text into each cell, dark on light ones and light on dark ones."""
    x, y, z, text = columns
    cells = frame.dropna(subset=[z])
    span = (ends[1] - ends[0]) or 1.0
    places = ((cells[z].astype(float) - ends[0]) / span).clip(0, 1)
    colours = sample_colorscale(scale, list(places), colortype="tuple") if len(cells) else []
    figure.add_scatter(
        x=cells[x].astype(str),
        y=[short(v, 24) for v in cells[y]],
        mode="text",
        text=cells[text],
        textfont={"size": 11, "color": [_ink(colour) for colour in colours]},
        hoverinfo="skip",
        showlegend=False,
    )


def _ink(colour: tuple[float, float, float]) -> str:
    """Black or white, whichever is read better on a colour (WCAG 2.2, contrast ratio)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if (light + 0.05) / 0.05 > 1.05 / (light + 0.05) else "#FFFFFF"


def bubbles(
    frame: pd.DataFrame,
    x: str,
    y: str,
    label: str,
    *,
    size: str = "",
    colours: Sequence[str],
    titles: tuple[str, str],
    forms: tuple[str, str],
    log_x: bool = False,
    log_y: bool = False,
    named: int = 12,
    theme: Theme,
) -> go.Figure:
    """Bubbles with their names, the largest ones named; sizes are areas."""
    biggest = frame[size] if size else pd.Series(1, index=frame.index)
    figure = go.Figure(
        go.Scatter(
            x=frame[x],
            y=frame[y],
            mode="markers+text",
            text=_names(frame, x, y, label, biggest, named, log_x=log_x, log_y=log_y),
            textposition=_sides(frame[x], log=log_x),
            textfont={"size": 11, "color": theme.text},
            customdata=frame[[label, *([size] if size else [])]],
            marker={
                "size": _areas(biggest) if size else 9,
                "color": list(colours),
                "opacity": 0.85,
                "line": {"color": theme.background, "width": 1},
            },
            cliponaxis=False,
            hovertemplate=f"%{{customdata[0]}}<br>{titles[0]}: %{{x:{forms[0]}}}<br>"
            f"{titles[1]}: %{{y:{forms[1]}}}"
            + (f"<br>{size.replace('_', ' ')}: %{{customdata[1]:,.0f}}" if size else "")
            + "<extra></extra>",
        )
    )  # fmt: skip
    # on a logarithm 1, 2 and 5 are marked: all nine digits of a short one run into each other
    scale = {"type": "log", "dtick": "D2"}
    figure.update_xaxes(title=titles[0], tickformat=forms[0], showgrid=True, tickangle=0)
    figure.update_yaxes(title=titles[1], tickformat=forms[1])
    figure.update_xaxes(scale if log_x else {})
    figure.update_yaxes(scale if log_y else {})
    return figure


def _areas(sizes: pd.Series[float]) -> list[float]:
    """Diameters in pixels by which areas tell sizes; the smallest can still be seen."""
    most = float(sizes.max()) or 1.0
    return [max(7.0, 42 * (size / most) ** 0.5) for size in sizes.fillna(0)]


def _names(
    frame: pd.DataFrame,
    x: str,
    y: str,
    label: str,
    size: pd.Series[float],
    most: int,
    *,
    log_x: bool,
    log_y: bool,
) -> list[str]:
    """Names of the largest bubbles, as long as they do not lie over one another."""
    across = np.log10(frame[x].clip(lower=1)) if log_x else frame[x]
    up = np.log10(frame[y].clip(lower=1)) if log_y else frame[y]
    places = np.column_stack([_spread(across), _spread(up)])
    shorts = [short(name, 18) for name in frame[label]]
    wide = np.array([_LETTER * len(name) for name in shorts])
    names = [""] * len(frame)
    taken: list[int] = []
    for place in np.argsort(-size.to_numpy()):
        far = np.abs(places[taken] - places[place])
        near = (far[:, 0] < (wide[taken] + wide[place]) / 2) & (far[:, 1] < 0.075)
        if len(taken) < most and not near.any():
            taken.append(int(place))
            names[int(place)] = shorts[int(place)]
    return names


def _sides(values: pd.Series[float], *, log: bool) -> list[str]:
    """Where names stand above their bubbles, so that none at the edge is cut."""
    across = _spread(values.clip(lower=1).map(math.log10) if log else values)
    return [
        "top left" if place > 0.85 else "top right" if place < 0.15 else "top center"
        for place in across
    ]


def _spread(values: pd.Series[float]) -> np.ndarray:
    """Values from 0 to 1."""
    numbers = values.to_numpy(dtype=float)
    span = np.nanmax(numbers) - np.nanmin(numbers)
    return (numbers - np.nanmin(numbers)) / (span or 1.0)


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


def faded(colour: str, opacity: float) -> str:
    """A colour of `#RRGGBB` seen through."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
