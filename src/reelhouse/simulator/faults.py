"""What goes wrong between a provider and its client, on request."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from threading import Lock
from typing import Any

SHIFT = "reelhouse.shift"
"""Where a request's scope says by how many entries lists have moved since the reader began."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
RawHeaders = list[tuple[bytes, bytes]]

_PAGE = b"<!DOCTYPE html><html><head><title>Moved</title></head><body>Moved</body></html>\n"


@dataclass
class Fault:
    """One thing that goes wrong with the requests for some paths; several may be combined.

    Attributes:
        path: pattern of the request's path, as in a shell: `/imdb/title.*`.
        query: pattern of its query, such as `*page=2*`.
        times: how many requests it befalls; None for each of them.
        cut_after: cut the connection after so many bytes of the body.
        status: answer with this status, such as 503, and a short text.
        retry_after: the Retry-After header of that answer.
        body: answer with this text as JSON, with `status` or 200.
        html: answer with status 200 and an HTML page instead of the file.
        shift: lists have lost so many entries at their front since the reader began, or, below 0,
            got so many.
        drop_field: objects in lists lose this field.
        retype_field: this field of objects in lists is of another type: numbers become texts,
            anything else an object.
        add_field: objects in lists get this field.
        truncate_to: answer with only this many bytes of the file, as if it had no more.
        ignore_range: answer a range request with the whole file.
        no_validators: send neither ETag nor Last-Modified, and never 304.
        chunk_bytes: send the body in pieces of this size.
        chunk_seconds: wait so long before each piece.
    """

    path: str = "*"
    query: str = "*"
    times: int | None = None
    cut_after: int | None = None
    status: int | None = None
    retry_after: str | None = None
    body: str | None = None
    html: bool = False
    shift: int = 0
    drop_field: str | None = None
    retype_field: str | None = None
    add_field: str | None = None
    truncate_to: int | None = None
    ignore_range: bool = False
    no_validators: bool = False
    chunk_bytes: int = 65_536
    chunk_seconds: float = 0.0

    def is_met_by(self, seen: "SeenRequest") -> bool:
        """Whether the fault is for this request."""
        return fnmatchcase(seen.path, self.path) and fnmatchcase(seen.query, self.query)

    @property
    def edits(self) -> bool:
        """Whether the answer's JSON is changed."""
        return bool(self.drop_field or self.retype_field or self.add_field)

    def _hidden_request_headers(self) -> set[bytes]:
        hidden: set[bytes] = set()
        if self.ignore_range or self.truncate_to is not None:
            hidden |= {b"range", b"if-range"}
        if self.no_validators:
            hidden |= {b"if-none-match", b"if-modified-since", b"if-range"}
        return hidden


@dataclass
class SeenRequest:
    """A request that arrived.

    Attributes:
        method: such as GET.
        path: without the query.
        query: the part after `?`.
        headers: names in lower case.
        status: of the answer, None until it began.
        fault: what went wrong with it.
    """

    method: str
    path: str
    query: str
    headers: dict[str, str]
    status: int | None = None
    fault: Fault | None = None


@dataclass
class Faults:
    """The faults to come, and the requests so far; safe to use while a server runs.

    A request meets the first fault in the list that matches its path and is not used up, so that
    `[Fault(status=503, times=2), Fault(cut_after=100, times=1)]` fails three
    times and then no more.

    Attributes:
        pending: faults in the order in which they apply.
        requests: everything that was asked, in order of arrival.
    """

    pending: list[Fault] = field(default_factory=list)
    requests: list[SeenRequest] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def add(self, *faults: Fault) -> None:
        """Let these happen after those already pending."""
        with self._lock:
            self.pending.extend(faults)

    def clear(self) -> None:
        """Let nothing happen any more, and forget the requests."""
        with self._lock:
            self.pending.clear()
            self.requests.clear()

    def asked_for(self, path: str) -> list[SeenRequest]:
        """The requests whose path matches the pattern."""
        with self._lock:
            return [seen for seen in self.requests if fnmatchcase(seen.path, path)]

    def wrap(self, app: App) -> App:
        """The ASGI application `app`, with these faults and a record of its requests."""

        async def faulty(scope: Message, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            seen = self._meet(scope)

            async def watch(message: Message) -> None:
                if message["type"] == "http.response.start":
                    seen.status = message["status"]
                await send(message)

            if seen.fault is None:
                await app(scope, receive, watch)
            else:
                await _misbehave(seen.fault, app, scope, receive, watch)

        return faulty

    def _meet(self, scope: Message) -> SeenRequest:
        """Record the request and use up the fault that befalls it."""
        seen = SeenRequest(
            scope["method"],
            scope["path"],
            scope["query_string"].decode("latin-1"),
            {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]},
        )
        with self._lock:
            self.requests.append(seen)
            for fault in self.pending:
                if fault.is_met_by(seen) and fault.times != 0:
                    seen.fault = fault
                    if fault.times is not None:
                        fault.times -= 1
                    break
        return seen


class _ConnectionCut(Exception):
    """Ends the answer; the server then closes the connection, as the body is incomplete."""


async def _misbehave(fault: Fault, app: App, scope: Message, receive: Receive, send: Send) -> None:
    retry = [] if fault.retry_after is None else [(b"retry-after", fault.retry_after.encode())]
    if fault.body is not None:
        status = fault.status or 200
        await _answer(send, status, b"application/json", fault.body.encode(), retry)
        return
    if fault.status is not None:
        await _answer(send, fault.status, b"text/plain", b"not now\n", retry)
        return
    if fault.html:
        await _answer(send, 200, b"text/html; charset=utf-8", _PAGE)
        return
    hidden = fault._hidden_request_headers()
    request = dict(scope)
    request["headers"] = [(k, v) for k, v in scope["headers"] if k.lower() not in hidden]
    request[SHIFT] = fault.shift
    if fault.edits:
        await app(request, receive, _Edited(fault, send).pass_on)
        return
    try:
        await app(request, receive, _Body(fault, send).pass_on)
    except* _ConnectionCut:
        pass


async def _answer(
    send: Send, status: int, kind: bytes, body: bytes, more: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class _Edited:
    """Hands on an answer of JSON whose objects have changed."""

    def __init__(self, fault: Fault, send: Send) -> None:
        self._fault = fault
        self._send = send
        self._start: Message = {}
        self._body = b""

    async def pass_on(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        body = self._body
        with suppress(ValueError):
            body = json.dumps(self._edit(json.loads(body), in_list=False)).encode()
        headers = [(k, v) for k, v in self._start["headers"] if k.lower() != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})

    def _edit(self, value: Any, *, in_list: bool) -> Any:
        if isinstance(value, list):
            return [self._edit(entry, in_list=True) for entry in value]
        if not isinstance(value, dict):
            return value
        fault = self._fault
        edited = {
            name: self._edit(content, in_list=in_list)
            for name, content in value.items()
            if not (in_list and name == fault.drop_field)
        }
        if in_list and fault.retype_field in edited:
            content = edited[fault.retype_field]
            is_number = isinstance(content, int | float)
            edited[fault.retype_field] = str(content) if is_number else {"value": content}
        if in_list and fault.add_field:
            edited[fault.add_field] = "new"
        return edited


class _Body:
    """Hands an answer on, less what the fault withholds."""

    def __init__(self, fault: Fault, send: Send) -> None:
        self._fault = fault
        self._send = send
        self._sent = 0
        self._ended = False

    async def pass_on(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._send({**message, "headers": self._headers(message["headers"])})
        elif message["type"] == "http.response.body" and not self._ended:
            await self._pieces(message.get("body", b""), message.get("more_body", False))

    def _headers(self, headers: Iterable[tuple[bytes, bytes]]) -> RawHeaders:
        kept: RawHeaders = []
        for name, value in headers:
            if self._fault.no_validators and name.lower() in (b"etag", b"last-modified"):
                continue
            if self._fault.truncate_to is not None and name.lower() == b"content-length":
                value = str(min(int(value), self._fault.truncate_to)).encode()
            kept.append((name, value))
        return kept

    async def _pieces(self, body: bytes, more: bool) -> None:
        fault = self._fault
        limits = [limit for limit in (fault.cut_after, fault.truncate_to) if limit is not None]
        if limits:
            left = min(limits) - self._sent
            if left < len(body) or (left == 0 and more):
                body, more, self._ended = body[:left], False, True
        self._sent += len(body)
        is_cut = self._ended and fault.cut_after == min(limits)
        for start in range(0, max(1, len(body)), fault.chunk_bytes):
            if fault.chunk_seconds:
                await asyncio.sleep(fault.chunk_seconds)
            end = start + fault.chunk_bytes
            is_last = end >= len(body)
            await self._send(
                {
                    "type": "http.response.body",
                    "body": body[start:end],
                    "more_body": is_cut or more or not is_last,
                }
            )
        if is_cut:
            raise _ConnectionCut
