"""A figure as a part of a page."""

from __future__ import annotations

from pathlib import Path

import plotly.graph_objects as go
import plotly.io
import streamlit as st

_PROGRAM = Path(__file__).with_name("plot.js").read_text(encoding="utf-8")

# a look is put beside a figure when it is drawn; Plotly would copy its own into each one made
plotly.io.templates.default = None

_mount = st.components.v2.component("reelhouse_plot", js=_PROGRAM, isolate_styles=False)


def plot(
    figure: go.Figure, template: str, *, height: int, alt: str, key: str, still: str = ""
) -> None:
    """Draw a figure, as wide as its place.

    Args:
        figure: what is drawn.
        template: how it looks, as JSON.
        height: of the drawing, in pixels.
        alt: what a reader who does not see it is told.
        key: tells it apart from all others of the page; with the same one it changes in its place.
        still: the same as SVG, which stands there until Plotly has started; empty for none.
    """
    data = {"figure": figure.to_json(), "template": template, "height": height, "alt": alt}
    _mount(key=key, data=data | {"still": still})
