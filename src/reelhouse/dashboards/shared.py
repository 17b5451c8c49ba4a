"""What all pages of this process share; it is light, so that the server is there at once."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from reelhouse.errors import ReelhouseError
from reelhouse.lake import Lake
from reelhouse.settings import Settings


@dataclass(slots=True)
class Server:
    """What all pages of this process share.

    Attributes:
        lake: the lake that is shown.
        settings: the settings of this run.
        drew: set once a page was drawn.
    """

    lake: Lake
    settings: Settings
    drew: threading.Event = field(default_factory=threading.Event)


_server: Server | None = None


def configure(lake: Lake, settings: Settings) -> None:
    """Say which lake this process shows, before the first page is asked for."""
    global _server
    _server = Server(lake, settings)


def server() -> Server:
    """What `configure` said.

    Raises:
        ReelhouseError: it was not called.
    """
    if _server is None:
        raise ReelhouseError(
            "this page was not started by Reelhouse", advice="Run `reelhouse dashboards`."
        )
    return _server
