"""Start the server of the dashboards."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Any

from reelhouse.dashboards import state
from reelhouse.lake import Lake
from reelhouse.settings import Settings

APP = Path(__file__).parent / "run" / "app.py"


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
    from starlette.middleware import Middleware
    from starlette.routing import Route
    from streamlit.starlette import App

    from reelhouse.dashboards.drawing import LIBRARY, Preload, send_library

    state.configure(lake, settings)
    logging.getLogger("streamlit").setLevel(logging.WARNING)
    app = App(APP, routes=[Route(LIBRARY, send_library)], middleware=[Middleware(Preload)])
    threading.Thread(target=warm_up, args=(lake, settings), daemon=True).start()
    app.run(config=options_of(settings))


def warm_up(lake: Lake, settings: Settings) -> None:
    """Load what the first page would else wait for, and what others would once it is drawn."""
    from reelhouse.dashboards.page import all_pages
    from reelhouse.metrics import load_definitions
    from reelhouse.ml.libraries import load_libraries

    all_pages()
    load_definitions()
    standing = state.look(lake, settings)
    if standing.build is not None:
        state.choices(standing.build, settings)
    # what advice is computed with takes seconds to load, which the first page need not wait for
    state.server().drew.wait()
    load_libraries()
