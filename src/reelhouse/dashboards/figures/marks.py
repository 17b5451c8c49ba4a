"""What drawings of all kinds share: names, sizes, colours."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go
from plotly.colors import sample_colorscale

_NAME_LENGTH = 34


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


def logarithm(values: pd.Series[float]) -> dict[str, object]:
    """An axis for figures of different magnitudes, with marks that do not run into each other.

    Over up to three powers of ten 1, 2 and 5 are marked, else so many powers that ten are enough.
    """
    positive = values[values > 0]
    if positive.empty:
        return {"type": "log"}
    powers = math.log10(float(positive.max()) / float(positive.min()))
    return {"type": "log", "dtick": "D2" if powers <= 3 else math.ceil(powers / 10)}


def tall(rows: int, least: int = 180, each: int = 27) -> int:
    """Pixels that so many lying bars need."""
    return max(least, 70 + each * rows)


def ends_of(
    values: pd.Series[float], middle: float | None, ends: tuple[float, float] | None
) -> tuple[float, float]:
    """Figures at which colours end; around a middle they are as far from it."""
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


def faded(colour: str, opacity: float) -> str:
    """A colour of `#RRGGBB` seen through."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
