"""Keep secrets out of what is written down."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit


def without_secrets(location: str) -> str:
    """A location fit for logs and records: a URL without login, query and fragment."""
    if "://" not in location:
        return location
    try:
        parts = urlsplit(location)
    except ValueError:
        return "(an address that cannot be read)"
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def redacted(content: Any) -> Any:
    """The same content with every URL in it stripped of login and query."""
    if isinstance(content, dict):
        return {key: redacted(value) for key, value in content.items()}
    if isinstance(content, list):
        return [redacted(value) for value in content]
    return without_secrets(content) if isinstance(content, str) else content
