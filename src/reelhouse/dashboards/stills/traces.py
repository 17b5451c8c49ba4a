"""The marks themselves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from reelhouse.dashboards.stills.axes import Placed, written
from reelhouse.dashboards.stills.frame import CannotDraw, Frame, errors_of, values_of
from reelhouse.dashboards.stills.stacks import Stack


def draw_bars(frame: Frame, trace: Any, stack: Stack, colour: str) -> None:
    """Draw the bars of a trace with their intervals."""
    is_lying = trace.orientation == "h"
    over, along = (frame.y, frame.x) if is_lying else (frame.x, frame.y)
    names = values_of(trace.y if is_lying else trace.x)
    places = [over.number(name) for name in names]
    gaps = [b - a for a, b in pairwise(sorted(set(places)))]
    step = min(gaps, default=1.0 if over.kind != "time" else 28.0)
    share = float(trace.width) if isinstance(trace.width, int | float) else 0.75
    pixels = abs(over.pixel(Placed(step)) - over.pixel(Placed(0.0))) * share * stack.part
    colours = _each(trace.marker.color, len(names), colour)
    form = str(trace.texttemplate or "").removeprefix("%{text:").removesuffix("}")
    texts = values_of(trace.text) or [None] * len(names)
    up, down = errors_of(trace.error_x if is_lying else trace.error_y, len(names))
    for at, place in enumerate(places):
        begin, end = stack.begins[at], stack.ends[at]
        if math.isnan(end) or math.isnan(place):
            continue
        middle = over.pixel(Placed(place + stack.shift * step * share))
        one, other = sorted((along.pixel(begin), along.pixel(end)))
        box = (one, middle - pixels / 2, other - one, pixels)
        left, top, w, h = box if is_lying else (box[1], box[0], box[3], box[2])
        frame.parts.append(f'<rect x="{left:.1f}" y="{top:.1f}" width="{max(w, 0.5):.1f}" '
                           f'height="{max(h, 0.5):.1f}" fill="{colours[at]}"/>')  # fmt: skip
        if not math.isnan(up[at]):
            _interval(frame, is_lying, middle, along.pixel(end - down[at]),
                      along.pixel(end + up[at]), frame.theme.neutral)  # fmt: skip
        if form and is_lying and texts[at] is not None and not pd.isna(texts[at]):
            said = written(float(texts[at]), form)
            is_inside = trace.textposition == "inside"
            if is_inside:
                frame.text(along.pixel(begin) + 4, middle + 4, said, colour=frame.theme.text)
            elif end < 0:
                frame.text(one - 5, middle + 4, said, "end")
            else:
                frame.text(other + 5, middle + 4, said)


def _interval(
    frame: Frame, is_lying: bool, at: float, low: float, high: float, colour: str
) -> None:
    more = 'stroke-width="2"'
    if is_lying:
        frame.line(low, at, high, at, colour, more)
    else:
        frame.line(at, low, at, high, colour, more)


def draw_scatter(frame: Frame, trace: Any, colour: str) -> None:
    """Draw the points and lines of a trace with their intervals."""
    mode = str(trace.mode or "lines")
    xs, ys = values_of(trace.x), values_of(trace.y)
    points = [(frame.x.pixel(a), frame.y.pixel(b)) for a, b in zip(xs, ys, strict=True)]
    if "lines" in mode:
        _line(frame, trace, points, colour)
    if "markers" in mode:
        _dots(frame, trace, (xs, ys), points, colour)
    if "text" in mode:
        sides = _each(trace.textposition, len(points), "middle center")
        inks = _each(trace.textfont.color, len(points), frame.theme.text)
        for (x, y), text, side, ink in zip(points, values_of(trace.text), sides, inks, strict=True):
            if text and not math.isnan(x + y):
                height, where = side.split()
                anchor = {"left": "end", "right": "start"}.get(where, "middle")
                over = {"top": -10, "bottom": 18}.get(height, 4)
                aside = {"left": -8, "right": 8}.get(where, 0) if height == "middle" else 0
                frame.text(x + aside, y + over, text, anchor, ink, 'font-size="11"')


def _line(frame: Frame, trace: Any, points: Sequence[tuple[float, float]], colour: str) -> None:
    path, pen = [], "M"
    for x, y in points:
        if math.isnan(x) or math.isnan(y):
            pen = "M"
            continue
        path.append(f"{pen}{x:.1f} {y:.1f}")
        pen = "L"
    if not path:
        return
    stroke = (trace.line.color if trace.line else None) or colour
    width = trace.line.width if trace.line and trace.line.width is not None else 2
    dash = 'stroke-dasharray="3 3"' if trace.line and trace.line.dash else ""
    fill = (
        f'fill="{trace.fillcolor}" fill-rule="evenodd"' if trace.fill == "toself" else 'fill="none"'
    )
    frame.parts.append(
        f'<path d="{"".join(path)}" {fill} stroke="{stroke}" stroke-width="{width}" {dash}/>'
    )


def _dots(
    frame: Frame,
    trace: Any,
    values: tuple[list[Any], list[Any]],
    points: Sequence[tuple[float, float]],
    colour: str,
) -> None:
    sizes = _each(trace.marker.size, len(points), 8)
    colours = _each(trace.marker.color, len(points), colour)
    faint = trace.marker.opacity if isinstance(trace.marker.opacity, int | float) else 1
    for is_lying, column, error in ((True, 0, trace.error_x), (False, 1, trace.error_y)):
        up, down = errors_of(error, len(points))
        scale = frame.x if is_lying else frame.y
        for (x, y), value, plus, minus in zip(points, values[column], up, down, strict=True):
            if not math.isnan(x + y + plus + minus):
                low, high = scale.pixel(value - minus), scale.pixel(value + plus)
                _interval(frame, is_lying, y if is_lying else x, low, high, frame.theme.neutral)
    for (x, y), size, fill in zip(points, sizes, colours, strict=True):
        if not math.isnan(x + y):
            frame.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{float(size) / 2:.1f}" '
                               f'fill="{fill}" fill-opacity="{faint}"/>')  # fmt: skip


def _each(said: Any, count: int, usual: Any) -> list[Any]:
    """One value for each mark, where one is said for all or none at all."""
    if said is None:
        return [usual] * count
    if isinstance(said, list | tuple | np.ndarray | pd.Series):
        return list(said)
    return [said] * count


def draw_shapes(frame: Frame, figure: Any) -> None:
    """Lines to compare with, across the whole drawing."""
    for shape in figure.layout.shapes:
        if shape.type != "line":
            raise CannotDraw(f"a shape of the kind {shape.type}")
        more = 'stroke-dasharray="3 3"'
        if shape.x0 == shape.x1:
            at = frame.x.pixel(shape.x0)
            frame.line(at, frame.y.start, at, frame.y.end, frame.theme.quiet, more)
        else:
            at = frame.y.pixel(shape.y0)
            frame.line(frame.x.start, at, frame.x.end, at, frame.theme.quiet, more)
