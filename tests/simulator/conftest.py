from collections.abc import Iterator
from pathlib import Path

import pytest

from reelhouse.simulator import SimulatorServer, Universe, write_files

from .snapshots import Snapshot, Take

SCALE = 0.0014
"""Just enough credits for two of the engine's row groups, so that two threads share the work."""


@pytest.fixture(scope="session")
def take(tmp_path_factory: pytest.TempPathFactory) -> Take:
    """Writes the files of a seed and day."""

    def take_snapshot(seed: int = 7, day: int = 0, threads: int | None = None) -> Snapshot:
        folder = tmp_path_factory.mktemp("imdb")
        universe = Universe(seed, SCALE)
        return Snapshot(folder, universe, write_files(universe, folder, day, threads=threads))

    return take_snapshot


@pytest.fixture(scope="session")
def first(take: Take) -> Snapshot:
    return take()


@pytest.fixture(scope="session")
def content() -> bytes:
    """What `server` serves: 512,000 bytes."""
    return bytes(range(256)) * 2_000


def serve_one_file(root: Path, content: bytes) -> SimulatorServer:
    (root / "imdb").mkdir()
    (root / "imdb" / "title.ratings.tsv.gz").write_bytes(content)
    return SimulatorServer(root)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> Iterator[SimulatorServer]:
    with serve_one_file(tmp_path_factory.mktemp("served"), content) as server:
        yield server


@pytest.fixture
def server(running: SimulatorServer) -> SimulatorServer:
    """Serves one file, `imdb/title.ratings.tsv.gz`, that stays as it is; without faults so far."""
    running.faults.clear()
    return running


@pytest.fixture
def own_server(tmp_path: Path, content: bytes) -> Iterator[SimulatorServer]:
    """The same from `tmp_path`, where the test may change it."""
    with serve_one_file(tmp_path, content) as server:
        yield server
