"""Sentences that say what figures show, and no more.

Each function takes figures and gives one sentence. A sentence states a direction, an order or a
link only where the figures have it and their interval leaves no doubt; where there are too few
data it says so. The figures that it rests on stand in it.
"""

from reelhouse.dashboards.findings.amounts import (
    ahead,
    change,
    difference,
    multiple,
    ranking,
    signed,
    standing,
)
from reelhouse.dashboards.findings.finding import FEWEST, Direction, Finding, known, too_few
from reelhouse.dashboards.findings.models import beats, chance, coverage, held, outlook, pays
from reelhouse.dashboards.findings.together import concentration, correlation, share

__all__ = [
    "FEWEST",
    "Direction",
    "Finding",
    "ahead",
    "beats",
    "chance",
    "change",
    "concentration",
    "correlation",
    "coverage",
    "difference",
    "held",
    "known",
    "multiple",
    "outlook",
    "pays",
    "ranking",
    "share",
    "signed",
    "standing",
    "too_few",
]
