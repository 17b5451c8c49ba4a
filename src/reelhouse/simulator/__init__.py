"""An invented universe of titles and people, served on localhost as the providers serve theirs.

The names below are loaded when they are first used: importing this package loads neither DuckDB
nor the web server.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reelhouse.simulator.faults import Fault, Faults, SeenRequest
    from reelhouse.simulator.imdb import write_files
    from reelhouse.simulator.server import SimulatorServer, create_app
    from reelhouse.simulator.store import write_universe
    from reelhouse.simulator.truth import Truth
    from reelhouse.simulator.universe import Universe

__all__ = [
    "Fault",
    "Faults",
    "SeenRequest",
    "SimulatorServer",
    "Truth",
    "Universe",
    "create_app",
    "write_files",
    "write_universe",
]

_HOMES = {
    "Fault": "faults",
    "Faults": "faults",
    "SeenRequest": "faults",
    "SimulatorServer": "server",
    "Truth": "truth",
    "Universe": "universe",
    "create_app": "server",
    "write_files": "imdb",
    "write_universe": "store",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
