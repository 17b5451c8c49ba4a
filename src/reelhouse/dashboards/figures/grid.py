"""Two kinds of things against each other, a colour for each pair."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from reelhouse.dashboards.figures.marks import _mark, ends_of, short
from reelhouse.dashboards.theme import Theme


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
    low, high = ends_of(frame[z].astype(float), middle, ends)
    figure = go.Figure(
        go.Heatmap(
            z=grid.to_numpy(dtype=float),
            x=[str(v) for v in across],
            y=[short(v, 24) for v in down],
            colorscale=scale,
            zmin=low,
            zmax=high,
            xgap=1,
            ygap=1,
            hoverongaps=False,
            colorbar={"title": {"text": title, "side": "right"}, "tickformat": form,
                      "thickness": 12, "outlinewidth": 0},
            hovertemplate=f"%{{y}}, %{{x}}: %{{z:{form}}}<extra></extra>",
        )
    )  # fmt: skip
    if marks:
        _mark(figure, frame, (x, y, z, marks), (low, high), scale)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(showgrid=False)
    return figure
