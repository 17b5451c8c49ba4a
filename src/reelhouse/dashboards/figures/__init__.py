"""The kinds of drawings that pages are made of."""

from reelhouse.dashboards.figures.clouds import bubbles
from reelhouse.dashboards.figures.grid import heat
from reelhouse.dashboards.figures.lengths import bars, columns, stacked
from reelhouse.dashboards.figures.marks import faded, short, tall, titled
from reelhouse.dashboards.figures.points import dots, lines, told_and_came

__all__ = [
    "bars",
    "bubbles",
    "columns",
    "dots",
    "faded",
    "heat",
    "lines",
    "short",
    "stacked",
    "tall",
    "titled",
    "told_and_came",
]
