"""Where the bars of each trace begin and end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reelhouse.dashboards.stills.frame import values_of


@dataclass(frozen=True, slots=True)
class Stack:
    """Where the bars of a trace begin and end, and which part of a place they take."""

    begins: list[float]
    ends: list[float]
    shift: float = 0.0
    part: float = 1.0


def stacks_of(traces: Sequence[Any], mode: str) -> dict[int, Stack]:
    """Bars of each trace, by its identity; one on the other where the mode is to stack."""
    bars = [trace for trace in traces if trace.type == "bar"]
    found, above, below = {}, dict[Any, float](), dict[Any, float]()
    for place, trace in enumerate(bars):
        is_lying = trace.orientation == "h"
        names, lengths = values_of(trace.y if is_lying else trace.x), values_of(
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
            found[id(trace)] = Stack(begins, ends)
        else:
            part = 1 / len(bars)
            shift = (place + 0.5) * part - 0.5
            found[id(trace)] = Stack([0.0] * len(ends), ends, shift, part)
    return found
