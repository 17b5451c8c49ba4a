"""Invented worlds of several seeds, with what is true of their members."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from reelhouse import clock
from reelhouse.gold import require_current
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.simulator import write_universe
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.settings_file import simulated_sources
from reelhouse.simulator.world import World
from reelhouse.sources.run import Request, ingest_source
from reelhouse.transform.build import build_gold

SCALE = 0.01
SOURCES = ("imdb", "tmdb", "jikan", "fribb", "wikidata", "first_party")
"""What tells of members, the titles that they watch, and when these come out."""


@dataclass(frozen=True)
class Planted:
    """A lake of an invented world.

    Attributes:
        lake: with a build.
        world: with its truths.
    """

    lake: Lake
    world: World

    def key_of(self, member_id: str) -> int:
        """A member's pseudonym."""
        secret = self.lake.pseudonym_secret.read_bytes()
        return int(hmac.new(secret, member_id.encode(), "sha256").hexdigest()[:15], 16)

    def members(self) -> pd.DataFrame:
        """`member_key` and `kind` of all members."""
        members = self.world.members
        return pd.DataFrame(
            {
                "member_key": [self.key_of(m.member_id) for m in members],
                "kind": [m.segment for m in members],
            }
        )

    def months(self) -> pd.DataFrame:
        """True hazards: `member_key`, `month_start_date`, `hazard`."""
        keys = {m.index: self.key_of(m.member_id) for m in self.world.members}
        rows = [(keys[m.member_index], m.month, m.hazard) for m in self.world.member_months]
        frame = pd.DataFrame(rows, columns=["member_key", "month_start_date", "hazard"])
        frame["month_start_date"] = pd.to_datetime(frame["month_start_date"])
        return frame


def planted(folder: Path, seed: int) -> Planted:
    """Make the lake of a seed; one that is there already is taken as it is."""
    world = World(seed=seed, scale=SCALE)
    lake = Lake(folder / f"seed-{seed}" / "lake")
    if (lake.root / "gold" / "current.json").exists():
        return Planted(lake, world)
    universe = folder / f"seed-{seed}" / "universe"
    write_universe(universe, seed, SCALE, 0)
    with SimulatorServer(universe, limits=False) as server:
        settings = load_settings(lake=lake.root, **simulated_sources(server))
        with clock.playing(server.world.today):
            for name in SOURCES:
                ingest_source(name, lake, settings, Request())
            build_gold(lake, settings)
    require_current(lake)
    return Planted(lake, world)


def rms(values: np.ndarray) -> float:
    """Root of the mean square."""
    return float(np.sqrt(np.mean(np.square(values))))
