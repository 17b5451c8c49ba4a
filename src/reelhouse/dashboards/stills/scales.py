"""How far both axes of a chart reach."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from reelhouse.dashboards.stills.axes import Scale, scale_of
from reelhouse.dashboards.stills.frame import errors_of, values_of
from reelhouse.dashboards.stills.stacks import Stack


def scales_of(figure: Any, traces: Sequence[Any], stacks: dict[int, Stack]) -> tuple[Scale, Scale]:
    """Both scales, which reach over all marks and their intervals."""
    xs: list[Any] = []
    ys: list[Any] = []
    reach: dict[str, list[float]] = {"x": [], "y": []}
    for trace in traces:
        along, up = values_of(trace.x), values_of(trace.y)
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
        if trace.type == "heatmap":
            continue
        for name, values, error in (("x", along, trace.error_x), ("y", up, trace.error_y)):
            for value, plus, minus in zip(values, *errors_of(error, len(values)), strict=True):
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


def alike(x: Scale, y: Scale) -> tuple[Scale, Scale]:
    """Both axes with the same pixels for a step, in the middle of their room."""
    across, up = x.end - x.start, y.start - y.end
    size = min(across / (x.high - x.low), up / (y.high - y.low))
    left = (across - size * (x.high - x.low)) / 2
    over = (up - size * (y.high - y.low)) / 2
    return x.between(x.start + left, x.end - left), y.between(y.start - over, y.end + over)
