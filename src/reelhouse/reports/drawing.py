"""Charts of the pages as static SVG, drawn without a browser and without loading anything."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from reelhouse.dashboards.charts import Chart
from reelhouse.dashboards.theme import SERIES_COLOURS, Theme
from reelhouse.reports.axes import Placed, Scale, scale_of, written

WIDTH = 760
_LETTER = 7.1  # pixels of a letter of 12 pixels, on the mean
_MOST_NAMES = 260  # pixels that names beside an axis may take
_ROW = 18  # pixels of a line of the legend


class CannotDraw(Exception):
    """A drawing holds something that has no form here; its data stand as a table all the same."""


@dataclass(slots=True)
class Frame:
    """The drawing while it is made.

    Attributes:
        x: along the width.
        y: along the height.
        theme: the look.
        parts: what was drawn so far.
    """

    x: Scale
    y: Scale
    theme: Theme
    parts: list[str]

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, more: str = "") -> None:
        """Draw a line between two pixels."""
        ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        self.parts.append(f'<line {ends} stroke="{colour}" {more}/>')

    def text(
        self,
        x: float,
        y: float,
        said: object,
        anchor: str = "start",
        colour: str = "",
        more: str = "",
    ) -> None:
        """Write beside a pixel."""
        fill = colour or self.theme.quiet
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}" {more}>'
            f"{escape(str(said))}</text>"
        )


def svg(chart: Chart, theme: Theme, ident: str) -> str:
    """A chart as an SVG element, with its title and what it says for those who do not see it.

    Args:
        chart: what to draw.
        theme: the look.
        ident: what tells its names from those of other drawings in the same file.

    Raises:
        CannotDraw: it has a kind of mark that has no form here.
    """
    figure = chart.figure
    traces = list(figure.data)
    if unknown := {trace.type for trace in traces} - {"bar", "scatter"}:
        raise CannotDraw(f"{', '.join(sorted(unknown))} of {chart.key}")
    stacks = _stacks(traces, str(figure.layout.barmode or "group"))
    x, y = _scales(figure, traces, stacks)
    entries = [t for t in traces if t.name and t.showlegend is not False] if len(traces) > 1 else []
    legend = _legend(entries, theme)
    top, bottom = 8 + legend[1], _below(figure, traces)
    ticks_y = _marks(figure.layout.yaxis, y, 5)
    left = _left(figure, ticks_y)
    x, y = x.between(left, WIDTH - 18), y.between(chart.height - bottom, top)
    if figure.layout.yaxis.scaleanchor == "x":
        x, y = _alike(x, y)
    if figure.layout.yaxis.autorange == "reversed":
        y = y.between(y.end, y.start)
    frame = Frame(x, y, theme, [legend[0]])
    _axes(frame, figure, ticks_y, chart.height, bottom)
    for place, trace in enumerate(traces):
        colour = SERIES_COLOURS[place % len(SERIES_COLOURS)]
        if trace.type == "bar":
            _bars(frame, trace, stacks[id(trace)], colour)
        else:
            _scatter(frame, trace, colour)
    _shapes(frame, figure)
    _colour_bar(frame, traces, chart.height, ident)
    return (
        f'<svg viewBox="0 0 {WIDTH} {chart.height}" role="img" '
        f'aria-labelledby="{ident}-t {ident}-d" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{ident}-t">{escape(chart.subject)}</title>'
        f'<desc id="{ident}-d">{escape(chart.finding.text)}</desc>{"".join(frame.parts)}</svg>'
    )


def wide(said: object) -> float:
    """Pixels that a text takes, about; letters of eastern scripts are twice as wide."""
    broad = sum(unicodedata.east_asian_width(letter) in "WF" for letter in str(said))
    return _LETTER * (len(str(said)) + broad)


def _values(values: Any) -> list[Any]:
    return [] if values is None else list(pd.Series(list(values), dtype=object))


def _errors(error: Any, count: int) -> tuple[list[float], list[float]]:
    """How far the lines of an interval reach up and down from each mark."""
    if error is None or error.array is None:
        return [math.nan] * count, [math.nan] * count
    up = [float(v) for v in error.array]
    down = up if error.arrayminus is None else [float(v) for v in error.arrayminus]
    return up, down


@dataclass(frozen=True, slots=True)
class _Stack:
    """Where the bars of a trace begin and end, and which part of a place they take."""

    begins: list[float]
    ends: list[float]
    shift: float = 0.0
    part: float = 1.0


def _stacks(traces: Sequence[Any], mode: str) -> dict[int, _Stack]:
    bars = [trace for trace in traces if trace.type == "bar"]
    found, above, below = {}, dict[Any, float](), dict[Any, float]()
    for place, trace in enumerate(bars):
        is_lying = trace.orientation == "h"
        names, lengths = _values(trace.y if is_lying else trace.x), _values(
            trace.x if is_lying else trace.y
        )  # fmt: skip
        ends = [math.nan if pd.isna(v) else float(v) for v in lengths]
        if mode in {"relative", "stack"}:
            begins = []
            for at, (name, end) in enumerate(zip(names, ends, strict=True)):
                side = below if end < 0 else above
                begin = side.get(name, 0.0)
                begins.append(begin)
                if not math.isnan(end):
                    ends[at] = side[name] = begin + end
            found[id(trace)] = _Stack(begins, ends)
        else:
            part = 1 / len(bars)
            shift = (place + 0.5) * part - 0.5
            found[id(trace)] = _Stack([0.0] * len(ends), ends, shift, part)
    return found


def _scales(figure: Any, traces: Sequence[Any], stacks: dict[int, _Stack]) -> tuple[Scale, Scale]:
    xs: list[Any] = []
    ys: list[Any] = []
    reach: dict[str, list[float]] = {"x": [], "y": []}
    for trace in traces:
        along, up = _values(trace.x), _values(trace.y)
        if trace.type == "bar":
            stack = stacks[id(trace)]
            is_lying = trace.orientation == "h"
            reach["x" if is_lying else "y"] += [0.0, *stack.begins, *stack.ends]
            names = up if is_lying else along
            (ys if is_lying else xs).extend(names)
            _half_places(reach["y" if is_lying else "x"], names)
        else:
            xs += along
            ys += up
        for name, values, error in (("x", along, trace.error_x), ("y", up, trace.error_y)):
            for value, plus, minus in zip(values, *_errors(error, len(values)), strict=True):
                if not isinstance(value, str) and not math.isnan(plus) and not pd.isna(value):
                    reach[name] += [float(value) + plus, float(value) - minus]
    for shape in figure.layout.shapes:
        if shape.type == "line" and shape.x0 == shape.x1 and isinstance(shape.x0, int | float):
            reach["x"].append(float(shape.x0))
    if figure.layout.yaxis.tickvals is not None:
        reach["y"] += [-0.5, len(figure.layout.yaxis.tickvals) - 0.5]
    return (
        scale_of(xs, figure.layout.xaxis, reach=reach["x"]),
        scale_of(ys, figure.layout.yaxis, reach=reach["y"]),
    )


def _half_places(reach: list[float], names: Sequence[Any]) -> None:
    """Room for half a bar at both ends of an axis of numbers or days."""
    if names and not any(isinstance(name, str) for name in names):
        scale = scale_of(names, _Plain)
        numbers = sorted({scale.number(name) for name in names})
        half = min((b - a for a, b in pairwise(numbers)), default=1.0) / 2
        reach += [numbers[0] - half, numbers[-1] + half]


class _Plain:
    """An axis of which nothing is said."""

    type = range = rangemode = None


def _marks(said: Any, scale: Scale, most: int) -> list[tuple[float, str]]:
    if said.visible is False:
        return []
    if said.tickvals is not None:
        return [(float(v), str(t)) for v, t in zip(said.tickvals, said.ticktext, strict=True)]
    return scale.marks(str(said.tickformat or ""), most)


def _left(figure: Any, marks: Sequence[tuple[float, str]]) -> float:
    names = max((wide(text) for _, text in marks), default=0.0)
    has_title = bool(figure.layout.yaxis.title.text)
    return min(names, _MOST_NAMES) + (14 if marks else 4) + (20 if has_title else 0)


def _below(figure: Any, traces: Sequence[Any]) -> float:
    if figure.layout.xaxis.visible is False:
        return 46 if any(_bar_of(trace) is not None for trace in traces) else 8
    return 30 + (20 if figure.layout.xaxis.title.text else 0)


def _alike(x: Scale, y: Scale) -> tuple[Scale, Scale]:
    """Both axes with the same pixels for a step, in the middle of their room."""
    across, up = x.end - x.start, y.start - y.end
    size = min(across / (x.high - x.low), up / (y.high - y.low))
    left = (across - size * (x.high - x.low)) / 2
    over = (up - size * (y.high - y.low)) / 2
    return x.between(x.start + left, x.end - left), y.between(y.start - over, y.end + over)


def _legend(traces: Sequence[Any], theme: Theme) -> tuple[str, float]:
    """Names of the traces in lines, and how high they are."""
    parts: list[str] = []
    left, top = 8.0, 14.0
    for place, trace in enumerate(traces):
        room = wide(trace.name) + 34
        if left + room > WIDTH and left > 8:
            left, top = 8.0, top + _ROW
        colour = _colour(trace, place)
        parts.append(f'<rect x="{left:.1f}" y="{top - 9:.1f}" width="11" height="11" rx="2" '
                     f'fill="{colour}"/><text x="{left + 16:.1f}" y="{top + 1:.1f}" '
                     f'fill="{theme.text}">{escape(str(trace.name))}</text>')  # fmt: skip
        left += room
    return "".join(parts), top + 6 if parts else 0.0


def _colour(trace: Any, place: int) -> str:
    for said in (getattr(trace, "line", None), trace.marker):
        if said is not None and isinstance(said.color, str):
            return str(said.color)
    return SERIES_COLOURS[place % len(SERIES_COLOURS)]


def _axes(
    frame: Frame, figure: Any, marks_y: Sequence[tuple[float, str]], height: float, bottom: float
) -> None:
    x, y, theme = frame.x, frame.y, frame.theme
    top, base = sorted((y.start, y.end))
    along, up = figure.layout.xaxis, figure.layout.yaxis
    for value, text in marks_y:
        at = y.pixel(Placed(value))
        if up.showgrid is not False:
            frame.line(x.start, at, x.end, at, theme.line)
        frame.text(x.start - 8, at + 4, text, "end")
    marks_x = _marks(along, x, 6)
    room = (x.end - x.start) / max(len(marks_x), 1)
    is_tight = any(wide(text) > room for _, text in marks_x)
    for value, text in marks_x:
        at = x.pixel(Placed(value))
        if along.showgrid:
            frame.line(at, top, at, base, theme.line)
        said = text if not is_tight else text[: max(3, int(room / _LETTER) - 1)] + "…"
        edge = "end" if at + wide(said) / 2 > WIDTH else "middle"
        frame.text(at if edge == "middle" else WIDTH - 2, base + 18, said, edge)
    if along.visible is not False and along.title.text:
        frame.text((x.start + x.end) / 2, height - 8, along.title.text, "middle")
    if up.visible is not False and up.title.text:
        middle = (top + base) / 2
        turn = f'transform="rotate(-90 12 {middle:.1f})"'
        frame.text(12, middle, up.title.text, "middle", more=turn)


def _bars(frame: Frame, trace: Any, stack: _Stack, colour: str) -> None:
    is_lying = trace.orientation == "h"
    over, along = (frame.y, frame.x) if is_lying else (frame.x, frame.y)
    names = _values(trace.y if is_lying else trace.x)
    places = [over.number(name) for name in names]
    gaps = [b - a for a, b in pairwise(sorted(set(places)))]
    step = min(gaps, default=1.0 if over.kind != "time" else 28.0)
    share = float(trace.width) if isinstance(trace.width, int | float) else 0.75
    pixels = abs(over.pixel(Placed(step)) - over.pixel(Placed(0.0))) * share * stack.part
    colours = _each(trace.marker.color, len(names), colour)
    form = str(trace.texttemplate or "").removeprefix("%{text:").removesuffix("}")
    texts = _values(trace.text) or [None] * len(names)
    up, down = _errors(trace.error_x if is_lying else trace.error_y, len(names))
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


def _scatter(frame: Frame, trace: Any, colour: str) -> None:
    mode = str(trace.mode or "lines")
    xs, ys = _values(trace.x), _values(trace.y)
    points = [(frame.x.pixel(a), frame.y.pixel(b)) for a, b in zip(xs, ys, strict=True)]
    if "lines" in mode:
        _line(frame, trace, points, colour)
    if "markers" in mode:
        _dots(frame, trace, (xs, ys), points, colour)
    if "text" in mode:
        sides = _each(trace.textposition, len(points), "top center")
        for (x, y), text, side in zip(points, _values(trace.text), sides, strict=True):
            if text and not math.isnan(x + y):
                anchor = {"left": "end", "right": "start"}.get(side.split()[-1], "middle")
                frame.text(x, y - 10, text, anchor, frame.theme.text, 'font-size="11"')


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
        up, down = _errors(error, len(points))
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


def _shapes(frame: Frame, figure: Any) -> None:
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


def _bar_of(trace: Any) -> Any:
    marker = getattr(trace, "marker", None)
    return marker if marker is not None and getattr(marker, "showscale", None) else None


def _colour_bar(frame: Frame, traces: Sequence[Any], height: float, ident: str) -> None:
    """What the colours of a map stand for."""
    for said in filter(None, map(_bar_of, traces)):
        stops = "".join(f'<stop offset="{at}" stop-color="{c}"/>' for at, c in said.colorscale)
        form = str(said.colorbar.tickformat or ",")
        left, top, across = WIDTH * 0.25, height - 26, WIDTH * 0.5
        frame.parts.append(
            f'<linearGradient id="{ident}-g">{stops}</linearGradient><rect x="{left:.1f}" '
            f'y="{top:.1f}" width="{across:.1f}" height="9" fill="url(#{ident}-g)"/>'
        )
        frame.text(left, height - 4, written(float(said.cmin), form), "middle")
        frame.text(left + across, height - 4, written(float(said.cmax), form), "middle")
        frame.text(WIDTH / 2, height - 4, said.colorbar.title.text or "", "middle")
