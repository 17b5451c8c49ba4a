"""A figure as a part of a page."""

from __future__ import annotations

from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

from reelhouse.dashboards.drawing.library import LIBRARY

_PROGRAM = Path(__file__).with_name("plot.js").read_text(encoding="utf-8")

_mount = st.components.v2.component("reelhouse_plot", js=_PROGRAM, isolate_styles=False)


def plot(figure: go.Figure, *, height: int, alt: str, key: str) -> None:
    """Draw a figure, as wide as its place.

    Args:
        figure: what is drawn, with its template.
        height: of the drawing, in pixels.
        alt: what a reader who does not see it is told.
        key: tells it apart from all others of the page; with the same one it changes in its place.
    """
    data = {"figure": figure.to_json(), "height": height, "alt": alt, "library": LIBRARY}
    _mount(key=key, data=data)
