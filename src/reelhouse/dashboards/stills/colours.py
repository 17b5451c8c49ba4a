"""Figures that are shown as colours: cells of a table, and the key that says what colours mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from plotly.colors import sample_colorscale

from reelhouse.dashboards.stills.axes import Placed
from reelhouse.dashboards.stills.frame import Frame

_GAP = 1.0  # pixels between cells


@dataclass(frozen=True, slots=True)
class ColourKey:
    """What colours stand for.

    Attributes:
        stops: places from 0 to 1 with the colours that stand there.
        low: figure of the first colour.
        high: figure of the last one.
        title: what the figures are.
        form: how they are written.
    """

    stops: Sequence[tuple[float, str]]
    low: float
    high: float
    title: str
    form: str

    def colours(self, figures: Sequence[float]) -> list[str]:
        """The colours of some figures."""
        places = np.clip((np.array(figures) - self.low) / ((self.high - self.low) or 1.0), 0, 1)
        found: list[str] = sample_colorscale([list(stop) for stop in self.stops], places.tolist())
        return found


def colour_key(trace: Any) -> ColourKey | None:
    """What the colours of a trace stand for; None where they stand for no figures."""
    if trace.type == "heatmap":
        is_known = trace.zmin is not None and not math.isnan(trace.zmin)
        return _key(trace, trace.zmin, trace.zmax) if is_known else None
    marker = trace.marker
    if marker is None or not getattr(marker, "showscale", None):
        return None
    return _key(marker, marker.cmin, marker.cmax)


def _key(said: Any, low: float, high: float) -> ColourKey:
    bar = said.colorbar
    form = str(bar.tickformat or ",")
    return ColourKey(said.colorscale, float(low), float(high), str(bar.title.text or ""), form)


def draw_cells(frame: Frame, trace: Any) -> None:
    """Draw a table of colours; a cell without a figure stays empty."""
    key = colour_key(trace)
    if key is None:
        return
    figures = np.array(trace.z, dtype=float)
    downs, acrosses = np.nonzero(~np.isnan(figures))
    wide = abs(frame.x.pixel(Placed(1)) - frame.x.pixel(Placed(0))) - _GAP
    high = abs(frame.y.pixel(Placed(1)) - frame.y.pixel(Placed(0))) - _GAP
    colours = key.colours(figures[downs, acrosses].tolist())
    for across, down, colour in zip(acrosses.tolist(), downs.tolist(), colours, strict=True):
        left = frame.x.pixel(Placed(across)) - wide / 2
        top = frame.y.pixel(Placed(down)) - high / 2
        frame.parts.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}" '
            f'fill="{colour}"/>'
        )
