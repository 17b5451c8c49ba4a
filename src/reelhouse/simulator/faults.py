"""What goes wrong between a provider and its client, on request."""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from threading import Lock

from reelhouse.simulator.misbehaviour import App, Message, Receive, Send, misbehave


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

    def hidden_request_headers(self) -> set[bytes]:
        """Headers of the request that the provider is not to see, in lower case."""
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
                await misbehave(seen.fault, app, scope, receive, watch)

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
