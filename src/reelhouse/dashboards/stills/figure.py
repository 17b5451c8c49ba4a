"""A figure of Plotly as static SVG."""

from __future__ import annotations

from html import escape
from typing import Any

from reelhouse.dashboards.stills.around import (
    draw_axes,
    draw_colour_key,
    legend_of,
    marks_of,
    room_below,
    room_left,
)
from reelhouse.dashboards.stills.colours import draw_cells
from reelhouse.dashboards.stills.frame import CannotDraw, Frame
from reelhouse.dashboards.stills.scales import alike, scales_of
from reelhouse.dashboards.stills.stacks import stacks_of
from reelhouse.dashboards.stills.traces import draw_bars, draw_scatter, draw_shapes
from reelhouse.dashboards.theme import SERIES_COLOURS, Theme


def svg(
    figure: Any, theme: Theme, ident: str, *, width: int, height: int, title: str, said: str
) -> str:
    """A figure as an SVG element, with its title and what it says for those who do not see it.

    Args:
        figure: what to draw.
        theme: the look.
        ident: what tells its names from those of other drawings in the same file.
        width: of the drawing, in pixels; it can be shown in another size.
        height: likewise.
        title: what is drawn.
        said: what it says.

    Raises:
        CannotDraw: it has a kind of mark that has no form here.
    """
    traces = list(figure.data)
    if unknown := {trace.type for trace in traces} - {"bar", "heatmap", "scatter"}:
        raise CannotDraw(", ".join(sorted(unknown)))
    stacks = stacks_of(traces, str(figure.layout.barmode or "group"))
    x, y = scales_of(figure, traces, stacks)
    entries = [t for t in traces if t.name and t.showlegend is not False] if len(traces) > 1 else []
    legend = legend_of(entries, theme, width)
    top, bottom = 8 + legend[1], room_below(figure, traces)
    ticks_y = marks_of(figure.layout.yaxis, y, 5)
    left = room_left(figure, ticks_y)
    x, y = x.between(left, width - 18), y.between(height - bottom, top)
    if figure.layout.yaxis.scaleanchor == "x":
        x, y = alike(x, y)
    if figure.layout.yaxis.autorange == "reversed":
        y = y.between(y.end, y.start)
    frame = Frame(x, y, width, theme, [legend[0]])
    draw_axes(frame, figure, ticks_y)
    for place, trace in enumerate(traces):
        colour = SERIES_COLOURS[place % len(SERIES_COLOURS)]
        if trace.type == "bar":
            draw_bars(frame, trace, stacks[id(trace)], colour)
        elif trace.type == "heatmap":
            draw_cells(frame, trace)
        else:
            draw_scatter(frame, trace, colour)
    draw_shapes(frame, figure)
    draw_colour_key(frame, traces, height, ident)
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="{ident}-t {ident}-d" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{ident}-t">{escape(title)}</title>'
        f'<desc id="{ident}-d">{escape(said)}</desc>{"".join(frame.parts)}</svg>'
    )
