"""Start the server of the dashboards."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn

from reelhouse.dashboards import shared
from reelhouse.dashboards.front import FIRST_PAGE, Behind, Lasting, front
from reelhouse.dashboards.prerender import store
from reelhouse.dashboards.shared import Server
from reelhouse.lake import Lake
from reelhouse.settings import Settings

APP = Path(__file__).parent / "run" / "app.py"
BEFORE_OTHERS = 2.0
"""Seconds from the first page of a build to preparing others; a browser here draws meanwhile."""


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
        "logger.level": "warning",
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
    gc.disable()  # nothing of what is loaded goes away again, and looking for it takes long
    shared.configure(lake, settings)

    def give_up() -> None:
        server.should_exit = True

    behind = Behind(lambda: _streamlit(settings), give_up)
    shown = settings.dashboards
    server = uvicorn.Server(
        uvicorn.Config(
            front(behind, lambda: store.find(lake, settings)),
            host=shown.host,
            port=shown.port,
            access_log=False,
            log_level="warning",
            ws="websockets-sansio",
            ws_per_message_deflate=False,  # most readers are near, and packing takes longer
        )
    )
    server.run()
    if behind.failure:
        raise behind.failure


def _streamlit(settings: Settings) -> Lasting:
    """Load Streamlit."""
    from streamlit.starlette import App
    from streamlit.web import bootstrap

    _keep_from_looking_around()
    bootstrap.load_config_options(options_of(settings))
    return App(APP, lifespan=_warmed)


def _keep_from_looking_around() -> None:
    """Spare Streamlit what it looks for before its first page and cannot find here.

    The first is components in all packages that are installed, whose descriptions it reads, the
    second a prompt, for which it reads the source of all that runs.
    """
    from streamlit import delta_generator
    from streamlit.components.v2 import manifest_scanner

    manifest_scanner.scan_component_manifests = lambda max_workers=None: []
    delta_generator._use_warning_has_been_displayed = True


@asynccontextmanager
async def _warmed(_: Any) -> AsyncIterator[None]:
    """Load the pages while a browser starts what is around them."""
    threading.Thread(target=_stay_warm, daemon=True).start()
    yield


def _stay_warm() -> None:
    warm_up()
    here = shared.server()
    while True:
        prepare_others(here)


def warm_up() -> None:
    """Prepare the first page, then all others while nobody waits for one."""
    from reelhouse.dashboards import ahead
    from reelhouse.dashboards.page import all_pages
    from reelhouse.metrics.load import load_definitions
    from reelhouse.ml.libraries import load_libraries

    here = shared.server()
    pages = all_pages()
    load_definitions()
    gc.freeze()
    gc.enable()
    ahead.answer(pages[FIRST_PAGE], here, before_each=lambda: None)
    prepare_others(here)
    here.readers.let_go_first()
    load_libraries()  # what advice is computed with; it takes seconds
    # Streamlit looks for what can go away after each page, and need not look at all this again
    gc.collect()
    gc.freeze()


def prepare_others(here: Server) -> None:
    """Wait until a page was drawn of a build that no page was drawn of before; prepare the rest."""
    from reelhouse.dashboards import ahead

    here.drawn.wait_for_another()
    time.sleep(BEFORE_OTHERS)
    ahead.prepare(here, before_each=here.readers.let_go_first)
