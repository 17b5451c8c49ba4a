"""A session of a Bluesky account: what signs requests for as long as its token is good."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any

import requests
from requests.auth import AuthBase
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_random_exponential

from reelhouse import __version__
from reelhouse.errors import ReelhouseError
from reelhouse.sources.answers import provider_message
from reelhouse.sources.rest import TryAgain

if TYPE_CHECKING:
    from reelhouse.settings.sources import BlueskySettings

ATTEMPTS = 5
TIMEOUT_SECONDS = 30
USUAL_LIFE_SECONDS = 3600

_ADVICE = (
    "Check REELHOUSE_BLUESKY__HANDLE and REELHOUSE_BLUESKY__APP_PASSWORD, an app password from "
    "Settings > App passwords, and that bluesky.base_url is the host of the account."
)


class BlueskySession(AuthBase):
    """Logs in when the first request is to be signed, and again before the token ends.

    The token is only in memory. Logins are few: Bluesky allows 30 in five minutes.

    Args:
        settings: handle, app password and the account's host.
    """

    def __init__(self, settings: BlueskySettings) -> None:
        self._url = f"{settings.base_url.rstrip('/')}/com.atproto.server.createSession"
        self._handle = settings.handle.removeprefix("@")
        self._password = settings.app_password.get_secret_value()
        self._token = ""
        self._good_until = 0.0
        self._lock = Lock()

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign a request.

        Raises:
            ReelhouseError: the host does not let the account in.
        """
        with self._lock:
            if time.monotonic() >= self._good_until:
                self._renew()
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request

    def _renew(self) -> None:
        retrying = Retrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_random_exponential(multiplier=0.3, max=10),
            retry=retry_if_exception_type(TryAgain),
            reraise=True,
        )
        try:
            self._token = retrying(self._log_in)
        except TryAgain as error:
            raise self._failure(
                f"{error} {ATTEMPTS} times in a row", "Run it again later."
            ) from None
        # a signed request may wait for its turn before it is sent
        life = _seconds_left(self._token)
        self._good_until = time.monotonic() + life - min(900.0, life / 4)

    def _log_in(self) -> str:
        """Ask for a token once.

        Raises:
            TryAgain: it may succeed later.
        """
        try:
            answer = requests.post(
                self._url,
                json={"identifier": self._handle, "password": self._password},
                headers={"User-Agent": f"reelhouse/{__version__}"},
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except (requests.ConnectionError, requests.Timeout) as error:
            raise TryAgain(f"could not be reached ({type(error).__name__})") from None
        except requests.RequestException as error:
            raise self._failure(f"cannot be asked ({type(error).__name__})", _ADVICE) from None
        body = None
        with suppress(requests.JSONDecodeError):
            body = answer.json()
        said = provider_message(body)
        told = f"HTTP {answer.status_code}{': ' if said else ''}{said}"
        if answer.status_code == requests.codes.too_many:
            raise self._failure(f"allows no more logins for now ({told})", _when(answer.headers))
        if answer.status_code >= requests.codes.server_error:
            raise TryAgain(f"answered {told}")
        token = body.get("accessJwt") if isinstance(body, dict) else None
        if answer.status_code != requests.codes.ok or not isinstance(token, str) or not token:
            raise self._failure(f"does not let the account in ({told})", _ADVICE)
        return token

    def _failure(self, reason: str, advice: str) -> ReelhouseError:
        if self._password:
            reason = reason.replace(self._password, "***")
        where = self._url.partition("?")[0].rpartition("@")[2]
        return ReelhouseError(f"Bluesky {reason}", where=where, advice=advice)


def _seconds_left(token: str) -> float:
    """How long a token is good for, as it says itself; an hour where it says nothing."""
    with suppress(ValueError, IndexError, KeyError, TypeError):
        part = token.split(".")[1]
        content: dict[str, Any] = json.loads(
            base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        )
        return max(0.0, float(content["exp"]) - time.time())
    return USUAL_LIFE_SECONDS


def _when(headers: Mapping[str, str]) -> str:
    with suppress(ValueError):
        seconds = float(headers.get("RateLimit-Reset", "")) - time.time()
        return f"Run it again in {max(1, seconds / 60):,.0f} minutes."
    return "Run it again later."
