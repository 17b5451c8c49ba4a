"""What pages have in their head: where their server is, and the program that draws.

Streamlit's own page asks for its server below the page's address first, and waits before it asks
elsewhere; told where it is, it connects at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

from reelhouse.dashboards.plots.library import LIBRARY

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEAD = (
    Path(__file__).with_name("head.html").read_text(encoding="utf-8").replace("{library}", LIBRARY)
)


class WithHead:
    """Puts it into every page that is sent.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with more in the head of what is a page."""
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
