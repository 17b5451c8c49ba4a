"""Plotly's program for the browser, as its Python package brings it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import plotly
from starlette.datastructures import MutableHeaders
from starlette.responses import FileResponse

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LIBRARY = f"/plotly-{plotly.__version__}.js"
"""Where it is served; a newer one has another address, so that browsers may keep it for good."""

_FILE = Path(plotly.__file__).with_name("package_data") / "plotly.min.js"


async def send_library(request: Request) -> FileResponse:
    """Answer a request for it, as it lies on the disk."""
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        # packing it for every reader takes longer than sending it
        "Content-Encoding": "identity",
    }
    return FileResponse(_FILE, media_type="text/javascript", headers=headers)


class Preload:
    """Let browsers fetch it while they still load the page around the drawings.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name it in the head of every page that is sent."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("Link", f"<{LIBRARY}>; rel=preload; as=script")
            await send(message)

        await self._app(scope, receive, sent if scope["type"] == "http" else send)
