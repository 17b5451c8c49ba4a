"""What the tests of the social providers share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.silver import open_silver
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.simulator.world.social import Post
from reelhouse.transform.dbt import run_dbt
from tests.conftest import SHARED_DATA

LAST_DAY = 60

RECOVERABLE = (
    {"status": 500},
    {"status": 429, "retry_after": "0"},
    {"status": 429},
    {"body": "null"},
    {"body": '{"error": "no"}'},
    {"html": True},
    {"cut_after": 40},
)
"""Faults after which the same request, made again, gives everything."""


@cache
def world() -> World:
    """A world in which everything has happened."""
    return World(day=LAST_DAY)


@contextmanager
def simulated(root: Path, shown: World | None = None) -> Iterator[SimulatorServer]:
    """The simulated providers, without limits."""
    with SimulatorServer(root, world=shown or world(), limits=False) as server:
        yield server


def posts_there(platform: str) -> list[Post]:
    """Posts of a platform that the world shows."""
    return [p for p in world().posts if p.platform == platform and p.is_there(world().day)]


def recorded(provider: str, name: str) -> list[dict[str, Any]]:
    """Requests and answers of a recorded session."""
    path = SHARED_DATA.parent / "specs" / provider / "recorded" / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"the recorded bodies are not there: {path}")
    interactions: list[dict[str, Any]] = json.loads(path.read_bytes())["interactions"]
    return interactions


def broken_silver(lake: Lake, name: str) -> list[str]:
    """Names of the tests that the silver of a provider does not pass, in a lake."""
    with open_silver(lake, load_settings(lake=lake.root)):
        results = run_dbt(
            "test",
            scratch=lake.cache / "dbt-test",
            parse_cache=load_settings().cache / "dbt",
            select=f"path:models/silver/{name}",
        )
    assert any(result.kind == "unit_test" for result in results)
    return [result.name for result in results if result.status != "pass"]
