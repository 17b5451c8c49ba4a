"""Things by two measures and a size."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from reelhouse.dashboards.figures.marks import logarithm, short
from reelhouse.dashboards.theme import Theme

_LETTER = 0.02  # width of a letter in a chart that takes half a page, as a share of its width


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
    figure.update_xaxes(title=titles[0], tickformat=forms[0], showgrid=True, tickangle=0)
    figure.update_yaxes(title=titles[1], tickformat=forms[1])
    figure.update_xaxes(logarithm(frame[x]) if log_x else {})
    figure.update_yaxes(logarithm(frame[y]) if log_y else {})
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
