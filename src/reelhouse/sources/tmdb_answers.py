"""What TMDB's answers mean: its codes, and answers that lack what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reelhouse.sources.api import Verdict

# codes as TMDB numbers them, since an error may come with the status 200
_NOT_THERE = {6, 34, 37}
_LATER = {9, 11, 15, 24, 25, 43, 44, 46}
_BEYOND_LAST_PAGE = 22


def judge(status: int, headers: Mapping[str, str], body: Any) -> Verdict | None:
    """Read an answer by TMDB's code; take no answer that holds something else."""
    if not isinstance(body, dict):
        # what is no JSON is another's business
        return None if body is None else Verdict("retry", "answered with no object")
    code = body.get("status_code")
    if body.get("success") is False and isinstance(code, int):
        return _verdict(code, str(body.get("status_message", "")), status, headers)
    if status < 400 and (lack := _lack(body)):
        return Verdict("retry", f"answered without {lack}")
    return None


def _verdict(code: int, said: str, status: int, headers: Mapping[str, str]) -> Verdict:
    if code in _NOT_THERE:
        return Verdict("skip", said)
    if code in _LATER or status == 429 or status >= 500:
        from reelhouse.sources.answers import retry_after

        return Verdict("retry", f"answered: {said} (code {code})", after=retry_after(headers))
    advice = "Check the token in the environment."
    if code == _BEYOND_LAST_PAGE:
        advice = "No list goes beyond page 500: choose a shorter stretch of dates."
    elif status not in {401, 403} and code not in {7, 10, 14, 35}:
        advice = "A setting of tmdb may hold something that TMDB does not take."
    return Verdict("stop", f"refuses the request: {said} (code {code})", advice)


def _lack(body: dict[str, Any]) -> str:
    """What an answer should have and has not; empty if nothing."""
    if "genres" in body and "id" not in body:
        return "" if _have_ids(body["genres"]) else "ids of genres"
    if "results" in body:
        if not (isinstance(body.get("total_pages"), int) and "total_results" in body):
            return "a count of its pages"
        return "" if _have_ids(body["results"]) else "ids of titles"
    return "" if isinstance(body.get("id"), int) else "an id"


def _have_ids(entries: Any) -> bool:
    return isinstance(entries, list) and all(
        isinstance(entry, dict) and isinstance(entry.get("id"), int) for entry in entries
    )
