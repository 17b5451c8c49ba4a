"""One lake with every source in it, made once for all tests of a run."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import time
from functools import cached_property
from pathlib import Path
from typing import Any

from filelock import FileLock

from reelhouse import clock
from reelhouse.gold import Build, query, require_current
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.simulator import write_universe
from reelhouse.simulator.providers import NAMES
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.settings_file import simulated_sources
from reelhouse.simulator.world import World
from reelhouse.sources.run import Request, ingest_source
from reelhouse.transform.build import build_gold

SCALE = 0.01
# a run over midnight is of one day still, and what tests add comes later
MIDNIGHT = time(0)


@dataclass(frozen=True)
class WholeLake:
    """A lake into which every simulated provider was ingested, and its build.

    Attributes:
        folder: where it lies; it is for reading.
        seed: of the world that was invented.
    """

    folder: Path
    seed: int = 7

    @property
    def lake(self) -> Lake:
        """The lake."""
        return Lake(self.folder / "lake")

    @cached_property
    def build(self) -> Build:
        """What was published."""
        return require_current(self.lake)

    @cached_property
    def world(self) -> World:
        """The invented world, with all its truths."""
        return World(seed=self.seed, scale=SCALE)

    def with_gold_in(self, folder: Path) -> Lake:
        """The same gold in a lake of its own, which may be written."""
        lake = Lake(folder / "lake")
        shutil.copytree(self.lake.gold, lake.gold, copy_function=os.link)
        return lake

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query over gold."""
        return query(self.build, sql)[1]


def whole_lake(shared: Path, seed: int) -> WholeLake:
    """The lake, made by whoever needs it first.

    Args:
        shared: a folder that all processes of a test run share.
        seed: of the world to invent.
    """
    folder = shared / "whole-lake"
    with FileLock(shared / "whole-lake.lock"):
        if not (folder / "done").exists():
            _make(folder, seed)
            (folder / "done").touch()
    return WholeLake(folder, seed)


def _make(folder: Path, seed: int) -> None:
    universe = folder / "universe"
    write_universe(universe, seed, SCALE, 0)
    lake = Lake(folder / "lake")
    with SimulatorServer(universe, limits=False) as server:
        settings = load_settings(lake=lake.root, **simulated_sources(server))
        with clock.playing(server.world.today, at=MIDNIGHT):
            for name in ("imdb", *NAMES):
                ingest_source(name, lake, settings, Request())
            build_gold(lake, settings)
