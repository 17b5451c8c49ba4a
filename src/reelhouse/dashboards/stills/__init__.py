"""Charts as static SVG, drawn without a browser and without loading anything: stills.

Reports hold them, and a reader's first page shows them until Plotly has started.
"""

from reelhouse.dashboards.stills.figure import svg
from reelhouse.dashboards.stills.frame import CannotDraw

__all__ = ["CannotDraw", "svg"]
