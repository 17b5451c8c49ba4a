from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reelhouse.lake import Lake
from reelhouse.objects import registry
from reelhouse.objects.registry import open_mirror
from reelhouse.settings.object_store import ObjectStoreSettings
from tests.objects.server import BUCKET, KEYS, Faults, Server, serving

_numbers = itertools.count()


@pytest.fixture(scope="package")
def running() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The server, well, with what a user has in the environment."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", running.url)
    yield running
    vars(running.faults).update(vars(Faults()))


@pytest.fixture
def address() -> str:
    """A lake that is not there yet."""
    return f"s3://{BUCKET}/lakes/{next(_numbers)}"


Machine = Callable[[str], Lake]


@pytest.fixture
def machine(server: Server, address: str, tmp_path: Path) -> Iterator[Machine]:
    """Opens the lake as a machine of some name has it, with a working copy of its own."""

    def opened(name: str) -> Lake:
        folder = tmp_path / name
        registry.close_mirrors()
        settings = ObjectStoreSettings(attempts=8, look_seconds=0)
        return Lake(open_mirror(address, settings, folder))

    yield opened
    registry._open.clear()
