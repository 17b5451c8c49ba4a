"""Ingest a source into a lake and look at its silver."""

from __future__ import annotations

from typing import Any

from reelhouse.lake import Lake
from reelhouse.settings import Settings, load_settings
from reelhouse.silver import query_silver
from reelhouse.simulator.providers import provider_of
from reelhouse.simulator.server import SimulatorServer
from reelhouse.sources.api import ApiSource
from reelhouse.sources.ingest import IngestReport
from reelhouse.sources.ingest_api import Wanted, ingest_api
from reelhouse.sources.registry import source


def source_settings(lake: Lake, name: str, **section: Any) -> Settings:
    """Settings of a lake with those of one source; limits are off unless they are given."""
    overrides: Any = {"lake": lake.root, name: {"limits": [], **section}}
    return load_settings(**overrides)


def run_source(
    lake: Lake, name: str, base_url: str, *, wanted: Wanted | None = None, **section: Any
) -> IngestReport:
    """Ingest an API source into a lake."""
    declared = source(name)
    if not isinstance(declared, ApiSource):
        raise TypeError(f"{name} has no API")
    settings = source_settings(lake, name, base_url=base_url, **section)
    return ingest_api(lake, settings, declared, wanted)


def run_simulated(
    lake: Lake, name: str, server: SimulatorServer, *, wanted: Wanted | None = None, **section: Any
) -> IngestReport:
    """Ingest a simulated provider as its own settings say, and the given ones."""
    settings = dict(provider_of(name).settings(server.base_url(name), server.world)) | section
    return run_source(lake, name, settings.pop("base_url"), wanted=wanted, **settings)


def silver_rows(lake: Lake, statement: str) -> list[tuple[Any, ...]]:
    """Rows of a query over the silver views of what lies in a lake."""
    return query_silver(lake, load_settings(lake=lake.root), statement)[1]
