"""A small provider of lists and things, whose connector is a few lines, to try the machinery on."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from reelhouse.simulator.serving import LocalServer
from reelhouse.sources.api import ApiSource, Judge, Quota, Resource, Window
from reelhouse.sources.pull import Pull

THING = Resource(
    "things", {"id": "integer", "name": "string", "score": "number|null", "note": "string?"}
)
PLACE = Resource("places", {"name": "string"}, is_complete=True)
PER_PAGE = 10


def fetch(pull: Pull) -> None:
    """The list page by page, each thing of the ids, and the chart."""
    from reelhouse.sources.paging import PageNumbers

    def read(reading: int) -> Any:
        paginator = PageNumbers(lambda body: bool(body["more"]))
        return pull.pages("things", items="data", paginator=paginator, reading=reading)

    for page in pull.whole(
        read, ident=lambda t: t["id"], total=lambda b: b.get("total"), what="things"
    ):
        pull.keep(THING, page, ((thing["id"], thing) for thing in page.items))

    def one(number: int) -> None:
        if page := pull.get(f"things/{number}"):
            pull.keep(THING, page, [(number, page.body)])

    pull.each(pull.settings.ids, one)
    if (chart := pull.get("chart", items="data")) is not None:
        pull.keep(PLACE, chart, ((n, entry) for n, entry in enumerate(chart.items, 1)))


def provider(
    *windows: Window, quotas: tuple[Quota, ...] = (), judge: Judge | None = None
) -> ApiSource:
    """The provider, under the name and settings of one that needs no key."""
    return ApiSource(
        "jikan",
        "The provider",
        (THING, PLACE),
        fetch,
        windows=windows,
        quotas=lambda settings: quotas,
        judge=judge,
    )


@dataclass
class Server:
    """What the provider has, and what it was asked.

    Attributes:
        things: entries of the list.
        chart: entries of the chart.
        instead: answers given instead of the right one, first come first served: path → answers.
        asked: path and query of each request.
        times: when each came, in seconds.
    """

    things: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"id": n, "name": f"thing {n}", "score": None if n % 7 == 0 else n / 10}
            for n in range(1, 36)
        ]
    )
    chart: list[dict[str, Any]] = field(
        default_factory=lambda: [{"name": f"place {n}"} for n in range(5)]
    )
    instead: dict[str, list[Callable[[], Response]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    url: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, request: Request) -> Response:
        """Answer a request, well or as it was told."""
        path, query = request.url.path, request.url.query
        with self._lock:
            self.times.append(time.monotonic())
            self.asked.append(f"{path}?{query}" if query else path)
            waiting = self.instead.get(self.asked[-1]) or self.instead.get(path)
            if waiting:
                return waiting.pop(0)()
        match path.strip("/").split("/"):
            case ["things"]:
                page = int(request.query_params.get("page", 1))
                cut = self.things[(page - 1) * PER_PAGE : page * PER_PAGE]
                more = page * PER_PAGE < len(self.things)
                return JSONResponse({"data": cut, "total": len(self.things), "more": more})
            case ["things", number]:
                found = [thing for thing in self.things if str(thing["id"]) == number]
                return JSONResponse(found[0] if found else {}, 200 if found else 404)
            case ["chart"]:
                return JSONResponse({"data": self.chart})
        return JSONResponse({}, 404)


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """Serve it on localhost while the block runs."""

    async def endpoint(request: Request) -> Response:
        return server.answer(request)

    with LocalServer(Starlette(routes=[Route("/{path:path}", endpoint)])) as local:
        server.url = local.url
        yield server


def too_many(retry_after: str | None = None) -> Callable[[], Response]:
    """An answer 429."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return lambda: JSONResponse({"message": "slow down"}, 429, headers)


def status(code: int, message: str = "") -> Callable[[], Response]:
    """An error answer."""
    return lambda: JSONResponse({"message": message}, code)


def text(content: str, kind: str = "application/json") -> Callable[[], Response]:
    """An answer 200 with any body."""
    return lambda: Response(content, 200, media_type=kind)


def cut(content: Any) -> Callable[[], Response]:
    """An answer that promises more bytes than it sends."""
    body = json.dumps(content).encode()
    return lambda: _Cut(body)


class _Cut(Response):
    """Ends before its length."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body, 200, media_type="application/json")
        self.headers["content-length"] = str(len(body) + 100)
