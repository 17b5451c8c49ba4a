"""A real S3 server on localhost, which can be told to be slow, to fail and to break off."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import boto3
import requests
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

BUCKET = "reelhouse-lakes"
KEYS = {
    "AWS_ACCESS_KEY_ID": "canary-key-41c9",
    "AWS_SECRET_ACCESS_KEY": "canary-secret-41c9",
    "AWS_SESSION_TOKEN": "canary-token-41c9",
    "AWS_REGION": "eu-central-1",
    "AWS_DEFAULT_REGION": "eu-central-1",
}


@dataclass
class Faults:
    """What goes wrong on the way, in shares of the requests.

    Attributes:
        errors: answered with status 500 instead.
        lost: carried out, but the answer breaks off.
        cut: answers whose body breaks off in the middle.
        delay: seconds that every request takes longer.
        doomed: at which request which process dies, and whether before it is done.
        seen: method and path of every request.
    """

    errors: float = 0.0
    lost: float = 0.0
    cut: float = 0.0
    delay: float = 0.0
    doomed: tuple[int, int, bool] = (0, 0, False)
    seen: list[str] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    def kill_at(self, number: int, process: int, *, before: bool = False) -> None:
        """Kill a process at its request of some number from now on, before or after it is done."""
        self.doomed = (number and len(self.seen) + number, process, before)

    def strike(self, number: int, *, before: bool) -> None:
        """Kill whoever is to be killed at this request."""
        doomed, process, is_before = self.doomed
        if number == doomed and before == is_before:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


class _Unruly:
    """Passes requests to the server, or does something worse with them."""

    def __init__(self, app: Any, faults: Faults) -> None:
        self._app = app
        self._faults = faults
        # the server looks at a condition and writes in two steps, which real ones do in one
        self._conditional = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        faults = self._faults
        faults.seen.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        number = len(faults.seen)
        faults.strike(number, before=True)
        if faults.delay:
            time.sleep(faults.delay)
        if faults.chance.random() < faults.errors:
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            start_response("500 Internal Server Error", [("Content-Type", "application/xml")])
            return [b"<Error><Code>InternalError</Code><Message>again</Message></Error>"]
        is_conditional = "HTTP_IF_MATCH" in environ or "HTTP_IF_NONE_MATCH" in environ
        if environ["REQUEST_METHOD"] == "PUT" and is_conditional:
            with self._conditional:
                answer = list(self._app(environ, start_response))
        else:
            answer = list(self._app(environ, start_response))
        faults.strike(number, before=False)
        if faults.chance.random() < faults.lost:
            _hang_up(environ)
        elif answer and len(answer[0]) > 1 and faults.chance.random() < faults.cut:
            return _half(environ, answer)
        return answer


def _half(environ: dict[str, Any], answer: list[bytes]) -> Iterator[bytes]:
    yield answer[0][: len(answer[0]) // 2]
    _hang_up(environ)
    yield b""


def _hang_up(environ: dict[str, Any]) -> None:
    environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Server:
    """The server.

    Attributes:
        url: its address.
        faults: what goes wrong.
    """

    url: str
    faults: Faults

    def client(self) -> Any:
        """A client of its own, which knows nothing of Reelhouse."""
        return boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name="eu-central-1",
            aws_access_key_id="other",
            aws_secret_access_key="other",
        )

    def let_leases_run_out(self, address: str) -> None:
        """Make every lock of a lake look as if its holder had given no sign of life for long."""
        client, prefix = self.client(), address.removeprefix(f"s3://{BUCKET}/")
        found = client.list_objects_v2(Bucket=BUCKET, Prefix=f"{prefix}/.locks/")
        for entry in found.get("Contents", []):
            lock = json.loads(client.get_object(Bucket=BUCKET, Key=entry["Key"])["Body"].read())
            body = json.dumps({**lock, "lease_seconds": -1}).encode()
            client.put_object(Bucket=BUCKET, Key=entry["Key"], Body=body)


@contextmanager
def serving() -> Iterator[Server]:
    """A server with one empty bucket."""
    faults = Faults()
    app = _Unruly(DomainDispatcherApplication(create_backend_app), faults)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        found = Server(f"http://127.0.0.1:{server.server_port}", faults)
        # all servers of a process share what they keep
        requests.post(f"{found.url}/moto-api/reset", timeout=30).raise_for_status()
        found.client().create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
        yield found
    finally:
        server.shutdown()
        thread.join()
