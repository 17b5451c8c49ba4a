"""What a browser is answered at once, while what computes the pages is still being loaded.

A browser takes about as long to load and start Streamlit's program as Python takes to load
Streamlit and the pages. So the program is sent before Streamlit is loaded, and both do their part
at the same time; whatever else a browser asks for waits until Streamlit can answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from reelhouse.dashboards.head import with_first_page, with_head
from reelhouse.dashboards.plots.library import LIBRARY, send_library
from reelhouse.dashboards.sending import for_good

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

FIRST_PAGE = "content-universe"
"""The page that the bare address leads to; it is known before pages are loaded."""


class Lasting(Protocol):
    """An application of ASGI that is started and stopped by who serves it, as Streamlit's is."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

    def lifespan(self) -> Callable[[Any], AbstractAsyncContextManager[None]]:
        """What starts it on entering, and stops it on leaving."""


class Behind:
    """Answers by an application that is being loaded; requests wait for it.

    Args:
        load: loads it, in a thread.
        give_up: called where that fails, to end who serves; requests are refused then.

    Attributes:
        failure: why it could not be loaded, if it could not.
    """

    def __init__(self, load: Callable[[], Lasting], give_up: Callable[[], None]) -> None:
        self._load = load
        self._give_up = give_up
        self._loaded: asyncio.Future[ASGIApp]
        self.failure: Exception | None = None

    @asynccontextmanager
    async def lifespan(self, _: Any) -> AsyncIterator[None]:
        """Start to load it; on leaving, stop it."""
        self._loaded = asyncio.get_running_loop().create_future()
        ended = asyncio.Event()
        living = asyncio.create_task(self._live(ended))
        yield
        ended.set()
        await living

    async def _live(self, ended: asyncio.Event) -> None:
        try:
            app = await asyncio.to_thread(self._load)
            async with app.lifespan()(app):
                self._loaded.set_result(app)
                await ended.wait()
        except Exception as error:
            self.failure = error
            if not self._loaded.done():
                self._loaded.set_result(PlainTextResponse("it could not be loaded", 503))
            self._give_up()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as soon as it can."""
        # a browser that goes away takes its own request back, not the loading
        app = await asyncio.shield(self._loaded)
        await app(scope, receive, send)


class _Program:
    """Streamlit's program for browsers; each of its files has its version in its name.

    Args:
        folder: in which they lie.
    """

    def __init__(self, folder: Path) -> None:
        paths = (path for path in folder.rglob("*") if path.is_file())
        self._files = {path.relative_to(folder).as_posix(): path for path in paths}

    async def send(self, request: Request) -> Response:
        """Answer a request for one of them."""
        path = self._files.get(request.path_params["name"])
        return for_good(path) if path else PlainTextResponse("there is no such file", 404)


def front(behind: Behind, first_page: Callable[[], str | None]) -> Starlette:
    """The application that is served: pages and the programs they need, and what lies behind.

    Args:
        behind: answers everything else.
        first_page: gives what the first page says where nothing is picked, if that is known.
    """
    # found without loading it
    streamlit = Path(str(distribution("streamlit").locate_file("streamlit/static")))
    page = with_head((streamlit / "index.html").read_text(encoding="utf-8"))

    async def page_or_behind(scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}
        if not is_page or not _may_be_page(scope["path"]):
            await behind(scope, receive, send)
            return
        said = None
        if scope["path"] == f"/{FIRST_PAGE}" and not scope["query_string"]:
            said = await asyncio.to_thread(first_page)
        content = with_first_page(page, said) if said else page
        response = HTMLResponse(content, headers={"Cache-Control": "no-cache"})
        await response(scope, receive, send)

    return Starlette(
        routes=[
            Route("/", _lead_to_first),
            Route(LIBRARY, send_library),
            Route("/static/{name:path}", _Program(streamlit / "static").send),
            Mount("", page_or_behind),
        ],
        lifespan=behind.lifespan,
    )


def _may_be_page(path: str) -> bool:
    """Whether an address is a page's: files have endings, and what Streamlit asks lies deeper."""
    return "." not in path and path.count("/") == 1


async def _lead_to_first(request: Request) -> RedirectResponse:
    """Lead the bare address to the first page, with what is picked in it."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{FIRST_PAGE}{query}")
