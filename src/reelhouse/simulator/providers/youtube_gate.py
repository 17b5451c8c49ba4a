"""What stands before YouTube's API: the key, the quota, and how it says no."""

from __future__ import annotations

from collections import Counter
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from reelhouse.simulator.providers.base import is_good_key

UNITS_PER_DAY = 10_000


class Refused(Exception):
    """The API answers with an error."""

    def __init__(self, code: int, reason: str, message: str, **more: Any) -> None:
        super().__init__(message)
        errors = [{"message": message, "domain": "youtube.api", "reason": reason}]
        body = {"code": code, "message": message, "errors": errors, **more}
        self.response = JSONResponse({"error": body}, code)


class Units:
    """The quota of a project.

    Args:
        a_day: units that are granted each day.
    """

    def __init__(self, a_day: int) -> None:
        self._a_day = a_day
        self._used: Counter[int] = Counter()

    def take(self, day: int) -> None:
        """Take one unit.

        Raises:
            Refused: there is none left.
        """
        self._used[day] += 1
        if self._used[day] > self._a_day:
            message = "The request cannot be completed because you have exceeded your quota."
            raise Refused(403, "quotaExceeded", message)


def check_key(request: Request) -> None:
    """Let a request with a good key pass.

    Raises:
        Refused: it has none, or a wrong one.
    """
    key = request.headers.get("x-goog-api-key") or request.query_params.get("key")
    if not key:
        message = "Method doesn't allow unregistered callers."
        raise Refused(403, "forbidden", message, status="PERMISSION_DENIED")
    if not is_good_key(key):
        reason = {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "API_KEY_INVALID",
            "domain": "googleapis.com",
        }
        message = "API key not valid. Please pass a valid API key."
        raise Refused(400, "badRequest", message, status="INVALID_ARGUMENT", details=[reason])
