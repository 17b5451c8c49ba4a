"""Start the server of the dashboards."""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from reelhouse.dashboards import shared
from reelhouse.dashboards.head import WithHead
from reelhouse.dashboards.plots.library import LIBRARY, send_library
from reelhouse.lake import Lake
from reelhouse.settings import Settings

APP = Path(__file__).parent / "run" / "app.py"
FIRST_PAGE = "content-universe"
"""The page that the bare address leads to; it is known before pages are loaded."""
BEFORE_LIBRARIES = 5.0
"""Seconds from the first page until libraries of models are loaded, if nobody asks for them."""


def options_of(settings: Settings) -> dict[str, Any]:
    """Options of Streamlit: nothing is sent outside, nothing is watched, our colours."""
    from reelhouse.dashboards.theme import streamlit_options

    shown = settings.dashboards
    options: dict[str, Any] = {
        "server.headless": True,
        "server.address": shown.host,
        "server.port": shown.port,
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "server.showEmailPrompt": False,
        "browser.gatherUsageStats": False,
        "browser.serverAddress": shown.host,
        "client.toolbarMode": "viewer",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "logger.hideWelcomeMessage": True,
        "runner.magicEnabled": False,
        **streamlit_options(),
    }
    if shown.theme != "system":
        options["theme.base"] = shown.theme
    return options


def serve(lake: Lake, settings: Settings) -> None:
    """Serve the dashboards until the process is stopped.

    Args:
        lake: what to show; it may be empty, then the pages say what to do.
        settings: where to listen, and how it looks.
    """
    from streamlit.starlette import App

    shared.configure(lake, settings)
    logging.getLogger("streamlit").setLevel(logging.WARNING)
    app = App(
        APP,
        lifespan=_warmed,
        routes=[Route("/", _lead_to_first), Route(LIBRARY, send_library)],
        middleware=[Middleware(WithHead)],
    )
    app.run(config=options_of(settings))


async def _lead_to_first(request: Request) -> RedirectResponse:
    """Lead the bare address to the first page, with what is picked in it."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{FIRST_PAGE}{query}")


@asynccontextmanager
async def _warmed(_: Any) -> AsyncIterator[None]:
    """Load the pages while the server is up and a browser loads what is around them."""
    threading.Thread(target=warm_up, daemon=True).start()
    yield


def warm_up() -> None:
    """Load what the first page would else wait for, and what others would once it is drawn."""
    from reelhouse.dashboards import ahead
    from reelhouse.dashboards.page import all_pages
    from reelhouse.metrics.load import load_definitions
    from reelhouse.ml.libraries import load_libraries

    here = shared.server()
    gc.disable()  # nothing of what is loaded goes away again, and looking for it takes long
    pages = all_pages()
    load_definitions()
    gc.freeze()
    gc.enable()
    ahead.answer(pages[FIRST_PAGE], here)
    # what advice is computed with takes seconds to load; browsers on this machine draw meanwhile
    here.drew.wait()
    time.sleep(BEFORE_LIBRARIES)
    load_libraries()
