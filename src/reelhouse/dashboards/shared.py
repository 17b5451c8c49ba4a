"""What all pages of this process share; it is light, so that the server is there at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue

from reelhouse.dashboards.made import ChartCache
from reelhouse.errors import ReelhouseError
from reelhouse.lake import Lake
from reelhouse.settings import Settings


class Readers:
    """Who waits for a page now."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting = 0

    @contextmanager
    def served(self) -> Iterator[None]:
        """One of them waits until the end of the block."""
        with self._changed:
            self._waiting += 1
        try:
            yield
        finally:
            with self._changed:
                self._waiting -= 1
                self._changed.notify_all()

    def let_go_first(self) -> None:
        """Wait while anybody waits for a page."""
        with self._changed:
            self._changed.wait_for(lambda: not self._waiting)


class DrawnBuilds:
    """Builds of which pages were drawn."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._builds: set[str] = set()
        self._new: SimpleQueue[str] = SimpleQueue()

    def add(self, build_id: str) -> None:
        """A page was drawn of this one."""
        with self._lock:
            if build_id not in self._builds:
                self._builds.add(build_id)
                self._new.put(build_id)

    def wait_for_another(self) -> str:
        """Wait until a page was drawn of a build that was not given before, and give it."""
        return self._new.get()


@dataclass(slots=True)
class Server:
    """What all pages of this process share.

    Attributes:
        lake: the lake that is shown.
        settings: the settings of this run.
        readers: who waits for a page now.
        drawn: builds of which pages were drawn.
        charts: those that were made last.
    """

    lake: Lake
    settings: Settings
    readers: Readers = field(default_factory=Readers)
    drawn: DrawnBuilds = field(default_factory=DrawnBuilds)
    charts: ChartCache = field(default_factory=ChartCache)


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
