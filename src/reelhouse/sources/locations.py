"""Locations as users write them: URLs and paths."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit


def is_url(location: str) -> bool:
    """Whether a location is fetched over HTTP."""
    return location.lower().startswith(("http://", "https://"))


def file_name(location: str) -> str:
    """The last part of a location's path."""
    return (
        unquote(urlsplit(location).path).rpartition("/")[2]
        if is_url(location)
        else Path(location).name
    )
