"""Plotly's program for the browser, as its Python package brings it."""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.responses import FileResponse

if TYPE_CHECKING:
    from starlette.requests import Request

LIBRARY = f"/plotly-{version('plotly')}.js"
"""Where it is served; a newer one has another address, so that browsers may keep it for good."""


async def send_library(request: Request) -> FileResponse:
    """Answer a request for it, as it lies on the disk."""
    file = files("plotly") / "package_data" / "plotly.min.js"
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        # packing it for every reader takes longer than sending it
        "Content-Encoding": "identity",
    }
    return FileResponse(str(file), media_type="text/javascript", headers=headers)
