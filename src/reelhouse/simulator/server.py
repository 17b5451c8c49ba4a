"""The providers' servers, on localhost."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from reelhouse.errors import ReelhouseError
from reelhouse.simulator.faults import Faults
from reelhouse.simulator.misbehaviour import App

if TYPE_CHECKING:
    from reelhouse.simulator.world import World


class SimulatorExtraMissing(ReelhouseError, ImportError):
    """The parts that serve the simulated providers are not installed."""


try:
    from starlette.applications import Starlette
    from starlette.responses import FileResponse, Response
    from starlette.routing import Mount
    from starlette.staticfiles import StaticFiles
    from starlette.types import Scope

    from reelhouse.simulator.providers import NAMES, provider_of
    from reelhouse.simulator.serving import LocalServer
    from reelhouse.simulator.stage import Stage, admin_routes
except ImportError as error:
    raise SimulatorExtraMissing(
        f"The simulator's server needs {error.name or 'a package'}, which is not installed.",
        advice="pip install 'reelhouse[simulator]'",
    ) from error

_CHUNK = 1 << 20


class _ProviderFiles(StaticFiles):
    """Files with ETag, ranges and conditional requests, typed as IMDb's storage types them."""

    async def check_config(self) -> None:
        """Files may come after the server."""

    def file_response(
        self,
        full_path: "str | os.PathLike[str]",
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        if isinstance(response, FileResponse):
            response.chunk_size = _CHUNK
            response.headers["content-type"] = "binary/octet-stream"
        return response


def create_app(root: Path, faults: Faults | None = None, stage: Stage | None = None) -> App:
    """An ASGI application that answers as the providers do.

    `root/imdb/<file>` is found under `/imdb/<file>`, with ETag and Last-Modified; If-None-Match and
    If-Modified-Since may be answered by 304, Range (with If-Range) by 206 or 416. Every other
    provider is below its name, made from the world when it is first asked.

    Args:
        root: what `write_universe` has written; may be filled later.
        faults: what is to go wrong; also records the requests.
        stage: the world that the other providers show; by default the one of the files in `root`.
    """
    faults = faults if faults is not None else Faults()
    files = _ProviderFiles(directory=root / "imdb", check_dir=False)
    stage = stage or Stage(root)
    routes = [Mount("/imdb", files), *admin_routes(stage, faults)]
    routes += [Mount(f"/{name}", stage.door(name)) for name in NAMES]
    return faults.wrap(Starlette(routes=routes))


class SimulatorServer(LocalServer):
    """Serves `create_app` from a thread while the `with` block runs.

    Args:
        root: what `write_universe` has written.
        host: address to listen on.
        port: 0 takes a free one.
        faults: what is to go wrong; also records the requests.
        world: what providers other than IMDb show; by default the one of the files in `root`.
        limits: whether the providers' rate limits hold.

    Attributes:
        faults: the given ones, or an empty set to which faults can be added.

    Raises:
        OSError: on entering, when the port is taken.
    """

    def __init__(
        self,
        root: Path,
        host: str = "127.0.0.1",
        port: int = 0,
        faults: Faults | None = None,
        *,
        world: "World | None" = None,
        limits: bool = True,
    ) -> None:
        self.stage = Stage(root, world, limits=limits)
        self.faults = faults if faults is not None else Faults()
        super().__init__(create_app(root, self.faults, self.stage), host, port)

    @property
    def imdb_url(self) -> str:
        """Where IMDb's files are, with a slash at the end."""
        return f"{self.url}/imdb/"

    @property
    def world(self) -> "World":
        """What providers other than IMDb show."""
        return self.stage.world

    def base_url(self, provider: str) -> str:
        """Where a provider's API is."""
        return f"{self.url}/{provider}{provider_of(provider).base_path}"
