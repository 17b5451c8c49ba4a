"""Plotly's program for the browser, as its Python package brings it."""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.responses import FileResponse

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LIBRARY = f"/plotly-{version('plotly')}.js"
"""Where it is served; a newer one has another address, so that browsers may keep it for good."""

_HEAD = (
    Path(__file__).with_name("head.html").read_text(encoding="utf-8").replace("{library}", LIBRARY)
)


async def send_library(request: Request) -> FileResponse:
    """Answer a request for it, as it lies on the disk."""
    file = files("plotly") / "package_data" / "plotly.min.js"
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        # packing it for every reader takes longer than sending it
        "Content-Encoding": "identity",
    }
    return FileResponse(str(file), media_type="text/javascript", headers=headers)


class LoadedEarly:
    """Lets browsers load it while they wait for what is drawn.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put the program into the head of every page that is sent."""
        if scope["type"] == "http" and _is_page(scope["path"]):
            # it is small, and has to be read on its way
            MutableHeaders(scope=scope)["accept-encoding"] = "identity"
            send = _Page(send)
        await self._app(scope, receive, send)


def _is_page(path: str) -> bool:
    """Whether an address is a page's: files have endings, and what Streamlit asks lies deeper."""
    return "." not in path and path.count("/") == 1


class _Page:
    """Sends an answer, and if it is a page, with more in its head."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        if self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        page = self._body.replace(b"</head>", f"{_HEAD}</head>".encode(), 1)
        if self._body:  # there is none where only the head is asked for
            MutableHeaders(scope=self._start)["content-length"] = str(len(page))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": page})
