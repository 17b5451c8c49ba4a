"""The simulated providers, one module each."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reelhouse.simulator.providers.base import Provider

NAMES = (
    "jikan",
    "anilist",
    "tmdb",
    "netflix",
    "streaming_availability",
    "catalogues",
    "youtube",
    "twitch",
    "vimeo",
    "spotify",
    "apple_music",
    "soundcloud",
    "mastodon",
    "bluesky",
    "reddit",
    "x",
    "wikidata",
    "fribb",
    "movielens",
    "first_party",
    "insights",
)


def provider_of(name: str) -> Provider:
    """A provider by its name."""
    provider: Provider = import_module(f"reelhouse.simulator.providers.{name}").PROVIDER
    return provider
