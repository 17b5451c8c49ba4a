"""What stands around the marks: axes, legend, colours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any

from reelhouse.dashboards.stills.axes import Placed, Scale, written
from reelhouse.dashboards.stills.colours import colour_key
from reelhouse.dashboards.stills.frame import LETTER, Frame, wide
from reelhouse.dashboards.theme import SERIES_COLOURS, Theme

_MOST_NAMES = 260  # pixels that names beside an axis may take


_ROW = 18  # pixels of a line of the legend
_BETWEEN = 6  # pixels between words
_MOST_THINNED = 3  # one mark in so many is left, else words are cut instead
_KEY = 38  # pixels of the key of colours


def marks_of(said: Any, scale: Scale, most: int) -> list[tuple[float, str]]:
    """Places of the marks of an axis with their words; none where it is hidden."""
    if said.visible is False:
        return []
    if said.tickvals is not None:
        return [(float(v), str(t)) for v, t in zip(said.tickvals, said.ticktext, strict=True)]
    return scale.marks(str(said.tickformat or ""), most)


def room_left(figure: Any, marks: Sequence[tuple[float, str]]) -> float:
    """Pixels left of the drawing that the words of its height take."""
    names = max((wide(text) for _, text in marks), default=0.0)
    has_title = bool(figure.layout.yaxis.title.text)
    return min(names, _MOST_NAMES) + (14 if marks else 4) + (20 if has_title else 0)


def room_below(figure: Any, traces: Sequence[Any]) -> float:
    """Pixels below the drawing that the words of its width and the key of its colours take."""
    key = _KEY if any(colour_key(trace) for trace in traces) else 0
    if figure.layout.xaxis.visible is False:
        return 8 + key
    return 30 + (20 if figure.layout.xaxis.title.text else 0) + key


def legend_of(traces: Sequence[Any], theme: Theme, width: float) -> tuple[str, float]:
    """Names of the traces in lines of a width, and how high they are."""
    parts: list[str] = []
    left, top = 8.0, 14.0
    for place, trace in enumerate(traces):
        room = wide(trace.name) + 34
        if left + room > width and left > 8:
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


def _thinned(marks: list[tuple[float, str]], room: float) -> list[tuple[float, str]]:
    """Marks of which some are left out where they would run into each other and most can stay."""
    widest = max((wide(text) for _, text in marks), default=0.0) + _BETWEEN
    each = math.ceil(widest * len(marks) / room)
    return marks[:: max(each, 1)] if each <= _MOST_THINNED else marks


def draw_axes(frame: Frame, figure: Any, marks_y: Sequence[tuple[float, str]]) -> None:
    """Draw both axes with their marks and titles."""
    x, y, theme = frame.x, frame.y, frame.theme
    top, base = sorted((y.start, y.end))
    along, up = figure.layout.xaxis, figure.layout.yaxis
    for value, text in marks_y:
        at = y.pixel(Placed(value))
        if up.showgrid is not False:
            frame.line(x.start, at, x.end, at, theme.line)
        frame.text(x.start - 8, at + 4, text, "end")
    marks_x = _thinned(marks_of(along, x, 6), x.end - x.start)
    room = (x.end - x.start) / max(len(marks_x), 1)
    is_tight = any(wide(text) > room for _, text in marks_x)
    for value, text in marks_x:
        at = x.pixel(Placed(value))
        if along.showgrid:
            frame.line(at, top, at, base, theme.line)
        said = text if not is_tight else text[: max(3, int(room / LETTER) - 1)] + "…"
        edge = "end" if at + wide(said) / 2 > frame.width else "middle"
        frame.text(at if edge == "middle" else frame.width - 2, base + 18, said, edge)
    if along.visible is not False and along.title.text:
        frame.text((x.start + x.end) / 2, base + 42, along.title.text, "middle")
    if up.visible is not False and up.title.text:
        middle = (top + base) / 2
        turn = f'transform="rotate(-90 12 {middle:.1f})"'
        frame.text(12, middle, up.title.text, "middle", more=turn)


def draw_colour_key(frame: Frame, traces: Sequence[Any], height: float, ident: str) -> None:
    """What the colours of a map or of a table stand for."""
    for key in filter(None, map(colour_key, traces)):
        stops = "".join(f'<stop offset="{at}" stop-color="{c}"/>' for at, c in key.stops)
        left, top, across = frame.width * 0.25, height - 26, frame.width * 0.5
        frame.parts.append(
            f'<linearGradient id="{ident}-g">{stops}</linearGradient><rect x="{left:.1f}" '
            f'y="{top:.1f}" width="{across:.1f}" height="9" fill="url(#{ident}-g)"/>'
        )
        frame.text(left, height - 4, written(key.low, key.form), "middle")
        frame.text(left + across, height - 4, written(key.high, key.form), "middle")
        frame.text(frame.width / 2, height - 4, key.title, "middle")
