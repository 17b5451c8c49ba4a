"""Tokens that a provider gives for a client id and a secret (OAuth 2 client credentials)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock
from typing import Any, Protocol

import requests
from pydantic import SecretStr
from requests.auth import AuthBase
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_random_exponential

from reelhouse import __version__
from reelhouse.errors import ReelhouseError
from reelhouse.sources.answers import provider_message, retry_after
from reelhouse.sources.rest import TryAgain

ATTEMPTS = 5
LONGEST_WAIT_SECONDS = 60
TIMEOUT_SECONDS = 30
USUAL_LIFE_SECONDS = 3600

_BACKOFF = wait_random_exponential(multiplier=0.3, max=10)


class AppSettings(Protocol):
    """What the settings of a provider with client credentials have."""

    token_url: str
    client_id: SecretStr
    client_secret: SecretStr


class ClientCredentials(AuthBase):
    """Signs requests with a token, which is asked for when it is first needed and before it ends.

    dlt's own class asks once for each thread that finds no token, gives up at the first 503 and
    waits until the token has expired. The token is only in memory.

    Args:
        name: the provider, as in `reelhouse ingest <name>`.
        settings: its section of the settings.
        is_basic: whether id and secret go in an Authorization header; else they go in the form.
        id_header: header in which the provider wants the client id with each request, if any.
        form: further fields of the token request, such as a scope.
        scheme: what stands before the token in the Authorization header.
    """

    def __init__(
        self,
        name: str,
        settings: AppSettings,
        *,
        is_basic: bool = False,
        id_header: str = "",
        form: Mapping[str, str] | None = None,
        scheme: str = "Bearer",
    ) -> None:
        self._name = name
        self._url = settings.token_url
        self._id = settings.client_id.get_secret_value()
        self._secret = settings.client_secret.get_secret_value()
        self._is_basic = is_basic
        self._id_header = id_header
        self._form = dict(form or {})
        self._scheme = scheme
        self._token = ""
        self._good_until = 0.0
        self._lock = Lock()

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign a request.

        Raises:
            ReelhouseError: the provider gives no token.
        """
        with self._lock:
            if time.monotonic() >= self._good_until:
                self._renew()
        request.headers["Authorization"] = f"{self._scheme} {self._token}"
        if self._id_header:
            request.headers[self._id_header] = self._id
        return request

    def _renew(self) -> None:
        retrying = Retrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=_patience,
            retry=retry_if_exception_type(TryAgain),
            reraise=True,
        )
        try:
            body = retrying(self._ask)
        except TryAgain as error:
            raise self._failure(
                f"{error} {ATTEMPTS} times in a row", "Run it again later."
            ) from None
        life = body.get("expires_in")
        seconds = float(life) if isinstance(life, int | float) else USUAL_LIFE_SECONDS
        self._token = body["access_token"]
        # a signed request may wait for its turn before it is sent
        self._good_until = time.monotonic() + seconds - min(900.0, seconds / 4)

    def _ask(self) -> dict[str, Any]:
        """Ask for a token once.

        Raises:
            TryAgain: it may succeed later.
        """
        form = {"grant_type": "client_credentials", **self._form}
        if not self._is_basic:
            form |= {"client_id": self._id, "client_secret": self._secret}
        try:
            answer = requests.post(
                self._url,
                data=form,
                auth=(self._id, self._secret) if self._is_basic else None,
                headers={"User-Agent": f"reelhouse/{__version__}", "Accept": "application/json"},
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except (requests.ConnectionError, requests.Timeout) as error:
            raise TryAgain(f"could not be reached ({type(error).__name__})") from None
        except requests.RequestException as error:
            raise self._failure(
                f"cannot be asked ({type(error).__name__})", f"Check {self._setting('token_url')}."
            ) from None
        return self._read(answer)

    def _read(self, answer: requests.Response) -> dict[str, Any]:
        body = None
        with suppress(requests.JSONDecodeError):
            body = answer.json()
        said = provider_message(body)
        told = f"HTTP {answer.status_code}{': ' if said else ''}{said}"
        if answer.status_code == requests.codes.too_many or answer.status_code >= 500:
            after = retry_after(answer.headers)
            if after is not None and after > LONGEST_WAIT_SECONDS:
                raise self._failure(
                    f"asks to wait {after:,.0f} seconds ({told})", "Run it again then."
                )
            raise TryAgain(f"answered {told}", after)
        if answer.status_code >= requests.codes.bad_request:
            raise self._failure(
                f"refuses the client id or secret ({told})",
                f"Check {self._setting('client_id')} and {self._setting('client_secret')} "
                "in the environment.",
            )
        token = body.get("access_token") if isinstance(body, dict) else None
        if answer.status_code != requests.codes.ok or not isinstance(token, str) or not token:
            raise self._failure(
                f"gives no token (HTTP {answer.status_code})",
                f"Check {self._setting('token_url')}.",
            )
        return dict(body or {})

    def _setting(self, name: str) -> str:
        return f"REELHOUSE_{self._name.upper()}__{name.upper()}"

    def _failure(self, reason: str, advice: str) -> ReelhouseError:
        for secret in (self._secret, self._id):
            if secret:
                reason = reason.replace(secret, "***")
        where = self._url.partition("?")[0].rpartition("@")[2]
        return ReelhouseError(
            f"the token service of {self._name} {reason}", where=where, advice=advice
        )


def _patience(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return float(getattr(error, "after", None) or _BACKOFF(state))
