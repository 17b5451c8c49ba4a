"""A server on localhost that answers with recorded bodies at their paths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from reelhouse.simulator.serving import LocalServer

Body = bytes | Callable[[Request], Response]


@dataclass
class Recording:
    """What is answered to a request.

    Attributes:
        path: of the request.
        body: the recorded bytes, or what makes the answer.
        query: parameters that the request must have, with these values; more may be there.
        status: of the answer.
        headers: of the answer.
    """

    path: str
    body: Body
    query: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class ReplayServer(LocalServer):
    """Serves recordings while the `with` block runs; anything else is 404.

    Attributes:
        asked: path and query of every request, in order of arrival.
    """

    def __init__(self, recordings: list[Recording]) -> None:
        # the more a recording asks of the query, the earlier it is tried
        self._recordings = sorted(recordings, key=lambda r: -len(r.query))
        self.asked: list[str] = []
        methods = ["GET", "POST", "PUT"]
        super().__init__(Starlette(routes=[Route("/{path:path}", self._answer, methods=methods)]))

    async def _answer(self, request: Request) -> Response:
        query = request.url.query
        self.asked.append(f"{request.url.path}?{query}" if query else request.url.path)
        given = dict(parse_qsl(query, keep_blank_values=True))
        for recording in self._recordings:
            if recording.path == request.url.path and recording.query.items() <= given.items():
                if callable(recording.body):
                    return recording.body(request)
                return Response(
                    recording.body,
                    recording.status,
                    {"content-type": "application/json", **recording.headers},
                )
        return Response(b'{"message":"not recorded"}', 404, media_type="application/json")
