from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reelhouse.lake import Lake
from reelhouse.simulator.server import SimulatorServer


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def served(tmp_path: Path) -> Path:
    """The folder whose files the server shows under /imdb/."""
    folder = tmp_path / "served" / "imdb"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def server(served: Path) -> Iterator[SimulatorServer]:
    with SimulatorServer(served.parent) as running:
        yield running
