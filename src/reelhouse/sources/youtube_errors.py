"""What YouTube's answers mean where their status does not say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reelhouse.sources.api import Verdict

SPENT = {"quotaExceeded", "dailyLimitExceeded"}
TOO_FAST = {"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"}
PASSING = {"backendError", "internalError", "processingFailure"}
NOT_OPEN = {
    "channelClosed",
    "channelSuspended",
    "commentsDisabled",
    "playlistItemsNotAccessible",
    "videoChartNotFound",
}
BAD_KEY = {"keyInvalid", "keyExpired", "API_KEY_INVALID"}
NOT_SET_UP = {"accessNotConfigured", "SERVICE_DISABLED"}

_KEY_ADVICE = "Check REELHOUSE_YOUTUBE__KEY in the environment."
_SET_UP_ADVICE = "Enable the YouTube Data API v3 for the key's project in the Google Cloud console."


def judge(status: int, headers: Mapping[str, str], body: Any) -> Verdict | None:
    """What an answer means by the reasons in it; None where its status says it."""
    from reelhouse.sources.answers import provider_message, retry_after, usual_verdict

    error = body.get("error") if isinstance(body, dict) else None
    if error is None:
        is_list = isinstance(body, dict) and str(body.get("kind")).endswith("ListResponse")
        if status < 400 and body is not None and not is_list:
            return Verdict("retry", "answered with something that is no list")
        return None
    reasons = set(_reasons(error))
    said = provider_message(body)
    told = f": {said}" if said else ""
    if reasons & SPENT or _is_daily(error):
        return Verdict("pause", f"has no units left{told}")
    if reasons & TOO_FAST:
        return Verdict("retry", f"asks for patience{told}", after=retry_after(headers))
    if reasons & NOT_OPEN:
        return Verdict("skip", f"does not have it{told}")
    if reasons & BAD_KEY:
        return Verdict("stop", f"refuses the key{told}", _KEY_ADVICE)
    if reasons & NOT_SET_UP:
        return Verdict("stop", f"refuses access{told}", _SET_UP_ADVICE)
    if reasons & PASSING:
        return Verdict("retry", f"has a passing fault{told}", after=retry_after(headers))
    if status < 400:
        code = error.get("code") if isinstance(error, dict) else None
        return usual_verdict(code if isinstance(code, int) and code >= 400 else 500, headers, body)
    return None


def _reasons(error: Any) -> Iterator[str]:
    """Every reason that an error names, in the old form and in the new."""
    for entry in _entries(error, "errors") + _entries(error, "details"):
        if isinstance(entry.get("reason"), str):
            yield entry["reason"]


def _is_daily(error: Any) -> bool:
    """Whether what is used up is a day's quota, though the error looks like a rate limit."""
    for entry in _entries(error, "details"):
        metadata = entry.get("metadata")
        if isinstance(metadata, dict) and "PerDay" in str(metadata.get("quota_limit")):
            return True
    return False


def _entries(error: Any, name: str) -> list[dict[str, Any]]:
    found = error.get(name) if isinstance(error, dict) else None
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []
