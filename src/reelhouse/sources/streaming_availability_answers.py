"""What the Streaming Availability API's answers mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reelhouse.sources.api import Verdict


def judge(status: int, headers: Mapping[str, str], body: Any) -> Verdict | None:
    """A plan that is used up pauses the run; an answer without what was asked for is none."""
    said = str(body.get("message", "")) if isinstance(body, dict) else ""
    if status == 429 and "quota" in said.lower():
        return Verdict("pause", said)
    if status >= 400 or body is None:
        return None
    lack = _lack(body) if isinstance(body, dict) else "an object"
    return Verdict("retry", f"answered without {lack}{said and f': {said}'}") if lack else None


def _lack(body: Mapping[str, Any]) -> str:
    """What an answer should have and has not; empty if nothing."""
    if not isinstance(body.get("hasMore"), bool):
        return "hasMore"
    if body["hasMore"] and not body.get("nextCursor"):
        return "nextCursor, though there is more"
    shows, changes = body.get("shows"), body.get("changes", [])
    if not isinstance(shows, dict if "changes" in body else list):
        return "shows"
    if not isinstance(changes, list):
        return "changes"
    listed = shows.values() if isinstance(shows, dict) else shows or ()
    if not all(_has(show, "id") for show in listed):
        return "ids of shows"
    for name in ("changeType", "showId", "service", "streamingOptionType"):
        if not all(_has(change, name) for change in changes):
            return f"field '{name}', which tells changes apart"
    if not all(_has(change["service"], "id") for change in changes):
        return "field 'service.id', which tells changes apart"
    return ""


def _has(entry: Any, *names: str) -> bool:
    return isinstance(entry, dict) and all(name in entry for name in names)
