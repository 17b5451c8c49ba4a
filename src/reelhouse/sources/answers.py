"""What a provider answered, and what that means where the provider has no words of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson
import requests

from reelhouse import clock
from reelhouse.redact import without_secrets
from reelhouse.sources.api import ACCEPT, Verdict
from reelhouse.sources.journal import StoredAnswer

_MESSAGE_LENGTH = 200
_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]+)?")


class Answer(requests.Response):
    """An answer of a provider, new or out of the journal; its body is parsed once."""

    fetched_at: str
    is_replayed: bool
    _parsed: Any = None

    def json(self, **_: Any) -> Any:
        """The parsed body; None where it is no JSON."""
        if self._parsed is None:
            with suppress(ValueError):
                self._parsed = _parse(self.content)
        return self._parsed


def _parse(content: bytes) -> Any:
    """The value of a JSON text; half an emoji, as services leave where they cut texts, is `?`.

    Raises:
        ValueError: it is no JSON.
    """
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        if b"\\u" not in content:
            raise
        return orjson.loads(
            json.dumps(json.loads(content), ensure_ascii=False).encode(errors="replace")
        )


def usual_verdict(status: int, headers: Mapping[str, str], body: Any) -> Verdict:
    """What an answer means by its status alone."""
    said = provider_message(body)
    told = f": {said}" if said else ""
    if status in {301, 302, 303, 307, 308}:
        to = without_secrets(headers.get("Location", "")).partition("?")[0]
        return Verdict(
            "stop",
            f"has moved (HTTP {status}) to {to}",
            "Set its base_url to the new address, if it is the provider's own.",
        )
    if status < requests.codes.bad_request:
        return ACCEPT
    if status in {requests.codes.not_found, requests.codes.gone}:
        return Verdict("skip", f"does not have it{told}")
    if status in {requests.codes.unauthorized, requests.codes.forbidden}:
        return Verdict(
            "stop",
            f"refuses access (HTTP {status}){told}",
            "Check the key in the environment and what it is allowed to do.",
        )
    if status in {429, 408, 425} or status >= requests.codes.server_error:
        return Verdict("retry", f"answered HTTP {status}{told}", after=retry_after(headers))
    return Verdict(
        "stop",
        f"refuses the request (HTTP {status}){told}",
        "A setting of this source may name something that does not exist.",
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that a Retry-After header asks for; None where there is none that can be read."""
    value = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())


def provider_message(body: Any) -> str:
    """What a provider says in an error body, shortened; empty where it says nothing."""
    places: Iterable[Any] = ()
    if isinstance(body, dict):
        error = body.get("error")
        errors = body.get("errors")
        places = (
            error.get("message") if isinstance(error, dict) else None,
            errors[0].get("message")
            if isinstance(errors, list) and errors and isinstance(errors[0], dict)
            else None,
            *(body.get(name) for name in ("message", "status_message", "error_description")),
            error if isinstance(error, str) else None,
            *(body.get(name) for name in ("detail", "title", "developer_message")),
        )
    for said in places:
        if isinstance(said, str) and said.strip():
            return said.strip()[:_MESSAGE_LENGTH]
    return ""


def as_answer(response: requests.Response) -> Answer:
    """An answer that has just come."""
    answer = Answer()
    answer.__dict__.update(response.__dict__)
    answer.fetched_at = clock.now().isoformat(timespec="milliseconds")
    answer.is_replayed = False
    return answer


def replayed(stored: StoredAnswer, request: requests.PreparedRequest) -> Answer:
    """An answer out of the journal."""
    answer = Answer()
    answer.status_code = stored.status
    answer.headers.update(stored.headers)
    answer._content = stored.body
    answer.url = request.url or ""
    answer.request = request
    answer.encoding = "utf-8"
    answer.fetched_at = stored.fetched_at
    answer.is_replayed = True
    return answer
