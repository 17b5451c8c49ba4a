"""The world that a server shows, the doors to its providers, and what an operator can change."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from reelhouse.simulator.faults import Fault, Faults
from reelhouse.simulator.providers import provider_of
from reelhouse.simulator.providers.base import Gatekeeper, Serving
from reelhouse.simulator.truth import Truth

if TYPE_CHECKING:
    from reelhouse.simulator.world import World


class Stage:
    """One world behind all providers, made when the first of them is asked.

    Args:
        root: what `write_universe` has written; tells seed and scale.
        world: used instead, if given.
        limits: whether the providers' rate limits hold.
    """

    def __init__(self, root: Path, world: World | None = None, *, limits: bool = True) -> None:
        self._root = root
        self._world = world
        self._making = Lock()
        self.limits = limits

    @property
    def world(self) -> World:
        """What the providers show."""
        with self._making:
            if self._world is None:
                from reelhouse.simulator.world import World

                try:
                    truth = Truth.read(self._root / "truth.json")
                except (OSError, ValueError):
                    self._world = World()
                else:
                    days = max(World().days, truth.day)
                    self._world = World(truth.seed, truth.scale, days=days, day=truth.day)
            return self._world

    def door(self, name: str) -> ASGIApp:
        """An application that answers as a provider, loaded with the first request."""
        made: list[ASGIApp] = []

        async def enter(scope: Scope, receive: Receive, send: Send) -> None:
            if not made:
                made.append(self._provider(name))
            await made[0](scope, receive, send)

        return enter

    def _provider(self, name: str) -> ASGIApp:
        provider = provider_of(name)
        app = Starlette(routes=provider.routes(Serving(self.world)))
        if not (self.limits and provider.windows):
            return app
        gate = Gatekeeper(provider.windows)

        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            path = str(scope["path"]).removeprefix(scope.get("root_path", ""))
            # the limits are the API's; tokens are given elsewhere
            wait = gate.admit() if path.startswith(provider.base_path) else 0
            if wait:
                await provider.too_many(wait)(scope, receive, send)
            else:
                await app(scope, receive, send)

        return guarded


def admin_routes(stage: Stage, faults: Faults) -> list[BaseRoute]:
    """What an operator can ask and change while the server runs, below `/_simulator`.

    `GET requests` counts requests by provider and status; `DELETE requests` forgets them. `POST
    faults` takes a fault, or a list of them, as JSON with the names of `Fault`; `DELETE faults`
    ends them all. `POST day` sets the world's day; `GET truth` shows what was planted.
    """
    names = {field.name for field in fields(Fault)}

    async def requests(request: Request) -> Response:
        if request.method == "DELETE":
            faults.clear()
            return JSONResponse({})
        counts: dict[str, Counter[str]] = {}
        for seen in list(faults.requests):
            provider = seen.path.strip("/").split("/")[0]
            counts.setdefault(provider, Counter())[str(seen.status)] += 1
        return JSONResponse(counts)

    async def change(request: Request) -> Response:
        if request.method == "DELETE":
            faults.clear()
            return JSONResponse({})
        content: Any = await request.json()
        wanted = content if isinstance(content, list) else [content]
        for fault in wanted:
            unknown = set(fault) - names
            if unknown:
                message = f"there is no '{min(unknown)}' in a fault; there are {sorted(names)}"
                return JSONResponse({"error": message}, 400)
        faults.add(*(Fault(**fault) for fault in wanted))
        return JSONResponse({"pending": len(faults.pending)})

    async def day(request: Request) -> Response:
        stage.world.day = int((await request.json())["day"])
        return JSONResponse({"day": stage.world.day})

    async def truth(request: Request) -> Response:
        return JSONResponse(stage.world.truth())

    return [
        Route("/_simulator/requests", requests, methods=["GET", "DELETE"]),
        Route("/_simulator/faults", change, methods=["POST", "DELETE"]),
        Route("/_simulator/day", day, methods=["POST"]),
        Route("/_simulator/truth", truth),
    ]
