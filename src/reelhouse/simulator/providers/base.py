"""What every simulated provider is made of: routes over one world, behind a limit."""

from __future__ import annotations

import base64
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from reelhouse.simulator.misbehaviour import SHIFT
from reelhouse.sources.api import Window

if TYPE_CHECKING:
    from reelhouse.simulator.world import World

T = TypeVar("T")

KEY = "simulator"
"""A key that every simulated provider takes; so is any other that does not begin with `wrong`."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What a provider's routes answer from."""

    world: World

    @staticmethod
    def cut(items: Sequence[T], start: int, count: int, request: Request) -> tuple[list[T], int]:
        """A page of a list, and the list's length.

        A fault may have taken entries away from the front of the list, or put some there.

        Args:
            items: the whole list.
            start: index of the page's first entry.
            count: entries of a page.
            request: as it came.
        """
        shift = int(request.scope.get(SHIFT, 0))
        moved = [*items[:-shift], *items] if shift < 0 else list(items[shift:])
        return moved[start : start + count], len(moved)


def is_good_key(key: str | None) -> bool:
    """Whether a key, token or secret is taken."""
    return bool(key) and not str(key).startswith("wrong")


def bearer_of(request: Request) -> str | None:
    """The token in the Authorization header; None where there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else None


def has_good_client(request: Request) -> bool:
    """Whether the Authorization header has an id and a secret that are taken."""
    scheme, _, packed = request.headers.get("authorization", "").partition(" ")
    try:
        client, _, secret = base64.b64decode(packed).decode().partition(":")
    except ValueError:
        return False
    return scheme.lower() == "basic" and is_good_key(client) and is_good_key(secret)


def _plain_too_many(seconds: float) -> Response:
    return JSONResponse({"message": "Too Many Requests"}, 429, {"Retry-After": _whole(seconds)})


def _whole(seconds: float) -> str:
    return str(max(1, -int(-seconds // 1)))


@dataclass(frozen=True, slots=True)
class Provider:
    """One simulated provider.

    Attributes:
        name: its routes lie below `/<name>`.
        base_path: from there to the API's base URL, such as `/v4`.
        routes: made over what is served; their paths begin below `/<name>`.
        settings: the source's settings for it: given the base URL and the world, with keys and
            with a few things worth asking for.
        windows: its limits.
        too_many: its answer beyond them, given the seconds until the next request is allowed.
    """

    name: str
    base_path: str
    routes: Callable[[Serving], list[BaseRoute]]
    settings: Callable[[str, World], Mapping[str, Any]]
    windows: tuple[Window, ...] = ()
    too_many: Callable[[float], Response] = _plain_too_many


class Gatekeeper:
    """Counts a provider's requests and turns away those beyond its limits.

    Args:
        windows: all of them hold at any time.
    """

    def __init__(self, windows: Sequence[Window]) -> None:
        self._windows = [(window, deque[float]()) for window in windows]

    def admit(self) -> float:
        """Let a request in and give 0, or the seconds until one is allowed again."""
        now = time.monotonic()
        waits = []
        for window, times in self._windows:
            while times and now - times[0] >= window.seconds:
                times.popleft()
            if len(times) >= window.requests:
                waits.append(times[0] + window.seconds - now)
        if waits:
            return max(waits)
        for _, times in self._windows:
            times.append(now)
        return 0.0
