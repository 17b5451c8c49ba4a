"""Plotly's program for the browser, as its Python package brings it."""

from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from reelhouse.dashboards.sending import for_good

_PLOTLY = distribution("plotly")

LIBRARY = f"/plotly-{_PLOTLY.version}.js"
"""Where it is served; a newer one has another address, so that browsers may keep it for good."""


async def send_library(request: Request) -> Response:
    """Answer a request for it, as it lies on the disk."""
    return for_good(Path(str(_PLOTLY.locate_file("plotly/package_data/plotly.min.js"))))
