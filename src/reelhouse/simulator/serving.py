"""Serve an ASGI application on localhost from a thread."""

from __future__ import annotations

import socket
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Self

import uvicorn

if TYPE_CHECKING:
    from starlette.types import ASGIApp


class LocalServer:
    """Serves an application while the `with` block runs.

    Args:
        app: what answers.
        host: address to listen on.
        port: 0 takes a free one.

    Raises:
        OSError: on entering, when the port is taken.
    """

    def __init__(self, app: ASGIApp, host: str = "127.0.0.1", port: int = 0) -> None:
        self._app = app
        self._address = (host, port)

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end, for instance `http://127.0.0.1:43121`."""
        host, port = self._address
        return f"http://{host}:{port}"

    def __enter__(self) -> Self:
        self._socket = socket.create_server(self._address)
        # asyncio leaves this unset on such sockets, and small answers then wait 40 ms each
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._address = self._socket.getsockname()[:2]
        config = uvicorn.Config(
            self._app,
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        # Listening sockets queue connections, so clients may come before the thread is up.
        self._thread = Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
