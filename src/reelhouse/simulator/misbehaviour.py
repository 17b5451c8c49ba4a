"""How a provider answers a request that a fault befalls."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reelhouse.simulator.faults import Fault

SHIFT = "reelhouse.shift"
"""Where a request's scope says by how many entries lists have moved since the reader began."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
RawHeaders = list[tuple[bytes, bytes]]

_PAGE = b"<!DOCTYPE html><html><head><title>Moved</title></head><body>Moved</body></html>\n"


class _ConnectionCut(Exception):
    """Ends the answer; the server then closes the connection, as the body is incomplete."""


async def misbehave(fault: "Fault", app: App, scope: Message, receive: Receive, send: Send) -> None:
    """Answer a request as an application does, but for what a fault changes."""
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
    hidden = fault.hidden_request_headers()
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

    def __init__(self, fault: "Fault", send: Send) -> None:
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

    def __init__(self, fault: "Fault", send: Send) -> None:
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
