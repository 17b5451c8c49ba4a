"""Ingest the files of a simulated provider."""

from __future__ import annotations

from pathlib import Path

from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.simulator.providers import provider_of
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.sources.ingest import IngestReport
from reelhouse.sources.run import Request, ingest_source


def ingest_files(folder: Path, name: str, world: World, *endings: str) -> tuple[Lake, IngestReport]:
    """Ingest what a provider serves over HTTP on the world's today.

    Args:
        folder: gets the lake.
        name: of the provider.
        world: that it shows.
        endings: `table.xlsx` and the like, to be asked for instead of all the CSV files.
    """
    lake = Lake(folder / "lake")
    with SimulatorServer(folder, world=world) as server:
        url = server.base_url(name)
        section = dict(provider_of(name).settings(url, world))
        settings = load_settings(lake=lake.root, **{name: section})  # type: ignore[arg-type]
        return lake, ingest_source(name, lake, settings, Request(tuple(url + e for e in endings)))
