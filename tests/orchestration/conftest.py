"""What the DAG's runs need: a database of Airflow's, and providers on localhost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reelhouse.simulator import write_universe
from reelhouse.simulator.server import SimulatorServer
from tests.orchestration.real_airflow import Airflow

SCALE = 0.0005


@pytest.fixture(scope="session")
def airflow_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of Airflow's, to be copied."""
    airflow = Airflow(tmp_path_factory.mktemp("airflow"))
    done = airflow.call("db", "migrate")
    assert done.returncode == 0, done.stderr
    return airflow.database


@pytest.fixture(scope="session")
def universe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of IMDb's seven files of an invented world."""
    folder = tmp_path_factory.mktemp("universe")
    write_universe(folder, 7, SCALE, 0)
    return folder


@pytest.fixture(scope="session")
def providers(universe: Path) -> Iterator[SimulatorServer]:
    """Every provider of that world, on localhost."""
    with SimulatorServer(universe, limits=False) as server:
        yield server
