"""Charts that were made last, so that who comes back to a view waits only for the drawing.

A chart depends on what made it, the build, what is picked and the look. One for which more was
looked at, such as models of the lake, is made anew each time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reelhouse.dashboards.charts import Blank, Chart

MOST = 128
"""Charts that are kept: those of all pages once, and room for what is picked."""


@dataclass(frozen=True, slots=True)
class Made:
    """A chart that was made.

    Attributes:
        chart: the chart; None for one that takes no place.
        tables: tables of gold that were asked for it.
    """

    chart: Chart | Blank | None
    tables: frozenset[str]


class ChartCache:
    """The charts that were made last.

    Args:
        most: how many are kept.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Made] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> Made | None:
        """What was made; None where it is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Hashable, made: Made) -> None:
        """Keep what was made, and no longer what was not asked for the longest."""
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def name_of(maker: Any) -> tuple[Hashable, ...] | None:
    """What tells a maker of charts from all others; None where nothing does.

    A function within another one may use what that one had, whatever it calls itself. What was
    given to a maker, see `view.given`, is part of its name.
    """
    picked = getattr(maker, "picked", None)
    if picked is None and getattr(maker, "__closure__", None):
        return None
    if "<" in maker.__qualname__:
        return None
    try:
        hash(picked)
    except TypeError:
        return None
    return maker.__module__, maker.__qualname__, picked
