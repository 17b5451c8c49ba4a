"""Charts of the pages as static SVG, drawn without a browser and without loading anything."""

from reelhouse.reports.drawing.chart import svg
from reelhouse.reports.drawing.frame import CannotDraw

__all__ = ["CannotDraw", "svg"]
