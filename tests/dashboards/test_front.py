"""What a browser is answered while what computes the pages is loaded, by a real server."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import requests
import uvicorn
from benchmarks.served import free_port
from starlette.responses import PlainTextResponse

from reelhouse.dashboards.front import FIRST_PAGE, Behind, front
from reelhouse.dashboards.plots.library import LIBRARY

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

SECONDS = 60


@dataclass
class Late:
    """An application that is loaded when it is told to.

    Attributes:
        asked: set once somebody wants it to be loaded.
        may_load: set once it may be.
        breaks: whether it cannot be loaded.
        seen: what happened to it.
        said: what is known of the first page.
    """

    asked: threading.Event = field(default_factory=threading.Event)
    may_load: threading.Event = field(default_factory=threading.Event)
    breaks: bool = False
    seen: list[str] = field(default_factory=list)
    said: str | None = None

    def first_page(self) -> str | None:
        return self.said

    def load(self) -> Late:
        self.asked.set()
        assert self.may_load.wait(SECONDS)
        if self.breaks:
            raise RuntimeError("a module is missing")
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.seen == ["started"]
        await PlainTextResponse(f"behind: {scope['path']}")(scope, receive, send)

    def lifespan(self) -> Callable[[Any], AbstractAsyncContextManager[None]]:
        @asynccontextmanager
        async def living(_: Any) -> AsyncIterator[None]:
            self.seen.append("started")
            yield
            self.seen.append("stopped")

        return living


@dataclass
class Served:
    """A server of it.

    Attributes:
        url: where it answers.
        behind: what waits for it.
        server: what runs.
        thread: in which it runs.
    """

    url: str
    behind: Behind
    server: uvicorn.Server
    thread: threading.Thread


@contextmanager
def serving(late: Late) -> Iterator[Served]:
    """Serve what is loaded late, until the end of the block."""

    def stop() -> None:
        server.should_exit = True

    behind = Behind(late.load, stop)
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(front(behind, late.first_page), port=port, log_level="critical")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    assert late.asked.wait(SECONDS)
    try:
        yield Served(f"http://localhost:{port}", behind, server, thread)
    finally:
        late.may_load.set()
        stop()
        thread.join()


def answer_of(served: Served, path: str) -> requests.Response:
    """What it answers; it may not listen yet."""
    while True:
        try:
            return requests.get(served.url + path, timeout=SECONDS)
        except requests.ConnectionError:
            assert served.thread.is_alive()


def test_pages_and_programs_are_sent_while_the_rest_waits() -> None:
    late = Late()
    with serving(late) as served:
        page = answer_of(served, "/")
        assert page.url.endswith(f"/{FIRST_PAGE}")
        assert page.headers["Cache-Control"] == "no-cache"
        assert f'href="{LIBRARY}"' in page.text
        program = page.text.split('crossorigin src="./')[1].split('"')[0]
        for address in (f"/{program}", LIBRARY):
            answer = answer_of(served, address)
            assert answer.ok
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.headers["Content-Type"].startswith("text/javascript")

        with pytest.raises(requests.Timeout):  # who goes away does not take the loading along
            requests.get(f"{served.url}/_stcore/health", timeout=0.05)
        assert late.seen == []
        late.may_load.set()
        for path in ("/_stcore/health", "/favicon.png", "/media/file"):
            assert answer_of(served, path).text == f"behind: {path}"
        assert requests.post(f"{served.url}/a-page", timeout=SECONDS).text == "behind: /a-page"
    assert late.seen == ["started", "stopped"]
    assert served.behind.failure is None


def test_who_waits_is_refused_and_the_server_ends_where_loading_fails() -> None:
    late = Late(breaks=True)
    with serving(late) as served:
        assert answer_of(served, f"/{FIRST_PAGE}").ok
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(answer_of, served, "/_stcore/health")
            while not served.server.server_state.tasks:
                assert not waiting.done()
            late.may_load.set()
            assert waiting.result(SECONDS).status_code == 503
        served.thread.join(SECONDS)
        assert not served.thread.is_alive()
    assert isinstance(served.behind.failure, RuntimeError)
    assert late.seen == []


def test_files_of_the_program_that_are_not_there_are_told() -> None:
    with serving(Late()) as served:
        assert answer_of(served, "/static/js/none.js").status_code == 404


def test_the_first_page_comes_with_what_it_says_where_nothing_is_picked() -> None:
    late = Late(said="<h1>All there is</h1>")
    with serving(late) as served:
        page = answer_of(served, "/")
        assert "<div id=first-page><h1>All there is</h1></div>" in page.text
        assert 'url("./static/media/SourceSans' in page.text
        assert "<title>Reelhouse</title>" in page.text
        for path in (f"/{FIRST_PAGE}?type=Films", "/?genre=Drama", "/talent"):
            assert "All there is" not in answer_of(served, path).text
        late.said = None
        assert "first-page" not in answer_of(served, "/").text
