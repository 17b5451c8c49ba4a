"""A map of the world in colours, drawn from outlines that lie beside this module.

The outlines are Natural Earth's at 1 : 110,000,000, which are in the public domain, rounded to a
tenth of a degree and without Antarctica. Nothing is asked of a server of maps. Countries that are
too small at that scale, such as Singapore, are not drawn; they stand in the data.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.colors import sample_colorscale

from reelhouse.dashboards.theme import Theme

OUTLINES = Path(__file__).with_name("countries.json")
_A = (1.340264, -0.081106, 0.000893, 0.003796)

# where a line ends and another begins, in one list of places
_GAP = np.array([[np.nan, np.nan]])


def equal_earth(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitudes and latitudes as places on a plane on which areas keep their proportions.

    Formula: the Equal Earth projection, Šavrič, Patterson and Jenny, International Journal of
    Geographical Information Science 33 (2019).

    Args:
        degrees: a row a point: longitude and latitude.

    Returns:
        A row a point: across and down, of an earth of radius 1.
    """
    longitude, latitude = np.radians(degrees).T
    theta = np.arcsin(np.sqrt(3) / 2 * np.sin(latitude))
    square = theta**2
    a1, a2, a3, a4 = _A
    slope = a1 + 3 * a2 * square + square**3 * (7 * a3 + 9 * a4 * square)
    across = 2 * np.sqrt(3) / 3 * longitude * np.cos(theta) / slope
    up = theta * (a1 + a2 * square + square**3 * (a3 + a4 * square))
    return np.column_stack([across, up])


@cache
def outlines() -> dict[str, NDArray[np.float64]]:
    """Places on the plane of the outlines of each country, by its code of two letters."""
    read = json.loads(OUTLINES.read_text(encoding="utf-8"))
    found = {}
    for feature in read["features"]:
        parts = []
        for polygon in feature["geometry"]["coordinates"]:
            for ring in polygon:
                parts += [equal_earth(np.array(ring, dtype=float)), _GAP]
        found[str(feature["id"])] = np.vstack(parts[:-1])
    return found


def world(
    frame: pd.DataFrame,
    code: str,
    value: str,
    label: str,
    *,
    theme: Theme,
    title: str,
    form: str,
    middle: float | None = None,
) -> go.Figure:
    """Countries coloured by a figure, the others plain.

    Args:
        frame: a row a country.
        code: column of its code of two letters (ISO 3166-1).
        value: column of its figure.
        label: column of what is said where the pointer rests.
        theme: the look.
        title: what the figure is.
        form: how it is written, in d3's language.
        middle: figure without a colour, blue below it; None where colours run from nothing to much.
    """
    drawn = outlines()
    shown = frame[frame[code].isin(drawn)]
    values = shown[value].astype(float)
    if middle is None:
        low, high, scale = 0.0, float(values.max()) if len(values) else 1.0, theme.sequential
    else:
        span = float((values - middle).abs().max()) if len(values) else 1.0
        low, high, scale = middle - span, middle + span, theme.diverging
    high = high if high > low else low + 1.0
    figure = go.Figure()
    rest = [drawn[land] for land in sorted(set(drawn) - set(shown[code]))]
    _fill(figure, rest, theme.line, theme, "")
    colours = sample_colorscale(scale, [(v - low) / (high - low) for v in values])
    for land, colour, said in zip(shown[code], colours, shown[label], strict=True):
        _fill(figure, [drawn[land]], colour, theme, str(said))
    figure.add_scatter(
        x=[None],
        y=[None],
        mode="markers",
        showlegend=False,
        marker={
            "color": [low],
            "cmin": low,
            "cmax": high,
            "colorscale": scale,
            "showscale": True,
            "colorbar": {"title": {"text": title, "side": "top"}, "tickformat": form,
                         "orientation": "h", "thickness": 10, "len": 0.6, "outlinewidth": 0,
                         "y": -0.02, "yanchor": "top"},
        },
    )  # fmt: skip
    edge = equal_earth(np.array([[-170.0, 0.0], [180.0, 0.0], [0.0, -56.0], [0.0, 80.0]]))
    figure.update_xaxes(
        visible=False, zeroline=False, range=[edge[0, 0], edge[1, 0]], constrain="domain"
    )
    figure.update_yaxes(
        visible=False,
        zeroline=False,
        range=[edge[2, 1], edge[3, 1]],
        scaleanchor="x",
        constrain="domain",
    )
    return figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0})


def _fill(
    figure: go.Figure, parts: Sequence[NDArray[np.float64]], colour: str, theme: Theme, said: str
) -> None:
    """Add one area of several parts; what is said of it shows where the pointer rests."""
    places = np.vstack([each for part in parts for each in (part, _GAP)][:-1])
    figure.add_scatter(
        x=[None if np.isnan(x) else round(float(x), 3) for x in places[:, 0]],
        y=[None if np.isnan(y) else round(float(y), 3) for y in places[:, 1]],
        mode="lines",
        fill="toself",
        fillcolor=colour,
        line={"color": theme.surface, "width": 0.6},
        text=said,
        hoverinfo="text" if said else "skip",
        hoveron="fills",
        showlegend=False,
    )
