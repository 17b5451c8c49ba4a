"""The simulated providers, one module each."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from reelhouse.sources.registry import MODULES

if TYPE_CHECKING:
    from reelhouse.simulator.providers.base import Provider

NAMES = tuple(name for name in MODULES if name != "imdb")
"""Every source but IMDb, whose files the server gives as they lie there."""


def provider_of(name: str) -> Provider:
    """A provider by its name."""
    provider: Provider = import_module(f"reelhouse.simulator.providers.{name}").PROVIDER
    return provider
